"""Live views say of words, motions and melodies what they say of pictures."""

import re

import pytest

from tests.support.node import ROOT, in_node
from vae.kind import KINDS

ROOMS = ("live", "explore", "interpolate", "train", "compare", "atlas", "encode")
# Of networks made elsewhere, which give pictures alone, and of galleries; the labels of paths are said of a kind where
# they are used.
OF_PICTURES = (
    "NOTHING_KNOWN",
    "Refusal(",
    "kind of picture",
    "pasted picture",
    "turn the picture, Enter uses it",
    "the worker draws each picture of this model",
    "cross-fade of the points' pictures",
)
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`")


def test_the_browsers_nouns_are_pythons():
    nouns = in_node(
        {"ui/live/kinds.js": "KINDS"},
        "() => Object.fromEntries(Object.entries(KINDS).map(([name, { noun, nouns }]) => [name, [noun, nouns]]))",
    )
    assert nouns == {name: [kind.noun, kind.nouns] for name, kind in KINDS.items()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_stands_in_a_view_and_what_is_told_in_it_is_said_of_the_kind(kind):
    found = in_node(
        {"ui/live/wording.js": "saidOf, sayAllOf", "ui/live/places.js": "Places", "ui/live/meter.js": "Meter"},
        """(kind) => {
          const element = (text, attributes, inside = []) => ({
            childNodes: [{ nodeType: 3, data: text }, { nodeType: 1 }],
            hasAttribute: (name) => name in attributes,
            getAttribute: (name) => attributes[name],
            setAttribute: (name, value) => { attributes[name] = value; },
            querySelectorAll: () => inside,
            attributes,
          });
          const inner = element("Save the picture", { class: "picture", title: "Pictures along the picture’s path" });
          const outer = element("Pictured: pictures", {}, [inner]);
          sayAllOf({ kind }, outer);
          const facts = { kind, class_names: ["one"], noun: "thing", nouns: "things", near_distance: 1,
            has_prior: false, has_data: true, shape_extent: null, levels: [] };
          const places = new Places(new Float32Array([0, 0]), new Uint8Array(1), facts);
          const output = { textContent: "" };
          const meter = new Meter(output, undefined, { kind });
          for (let decode = 0; decode < 15; decode++) meter.count(1, 1000 + 50 * decode);
          return [outer.childNodes[0].data, inner.childNodes[0].data, inner.attributes.class, inner.attributes.title,
            places.randomTitle, places.sentence([0, 0], null), places.sentence([9, 0], null), output.textContent];
        }""",
        kind.name,
    )
    one, several = kind.noun, kind.nouns
    named, many_named = (one, several) if kind.name == "picture" else ("thing", "things")
    assert found == [
        f"Pictured: {several}",
        f"Save the {one}",
        "picture",
        f"{several.capitalize()} along the {one}’s path",
        f"The code of some test {named}",
        f"The nearest test thing is 0.00 away, so {many_named} like this were seen.",
        f"No test thing lands near here: this {named} is a guess.",
        f"1.00 ms to decode a {one} · 20 shown a second",
    ]


def test_data_that_are_pictures_to_python_are_called_by_their_kind():
    said = in_node(
        {"ui/live/wording.js": "saidOf"},
        """() => saidOf({ kind: "word", noun: "picture", nouns: "pictures" }, "This picture, of many pictures")""",
    )
    assert said == "This word, of many words"


def test_no_text_of_a_live_view_speaks_of_pictures_whatever_its_run_gives():
    said = []
    for path in sorted(path for room in ROOMS for path in (ROOT / "ui" / room).glob("*.js")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            around = "\n".join(lines[max(0, number - 2) : number + 2])
            is_code = not line.lstrip().startswith(("//", "*", "/*", "import"))
            texts = [text for text in LITERAL.findall(line) if re.search(r"\b[Pp]ictures?\b", text) and " " in text]
            if is_code and any(map(_is_sentence, texts)) and not re.search(r"said(Of)?\(|saidAs\(", around):
                said += [f"{path.name}: {line.strip()}"] if not any(word in line for word in OF_PICTURES) else []
    assert said == []


def test_what_stands_in_every_view_that_is_mounted_is_said_of_the_kind():
    pages = [path for room in ROOMS for path in (ROOT / "ui" / room).glob("*.html")]
    told = [path for path in pages if re.search(r"[>\"][^<\"]*\b[Pp]ictures?\b[^<\"]*[<\"]", _said_in(path))]
    views = {path.stem: path.with_suffix(".js").read_text(encoding="utf-8") for path in told}
    assert {"explorer", "interpolator", "corners", "arithmetic", "film"} <= set(views)
    says = re.compile(r"sayAll(Of|As)\(|extends (LiveView|PointView)\b|mounted\(PointView\b")
    assert [name for name, source in views.items() if not says.search(source)] == ["cutter"]  # of pictures alone


def _said_in(path):
    """What people read of a page of HTML: without the names that styles and tests know its elements by."""
    return re.sub(r"(class|data-[a-z]+|value|for|id)=\"[^\"]*\"", "", path.read_text(encoding="utf-8"))


def _is_sentence(text):
    """Whether people read it: no selector of elements, nor a list of classes."""
    return not re.search(r"^.\W*\.?picture canvas|^.\.", text)
