"""A language in which every letter has a dot above it: what a page shows without one is in no catalogue."""

import re
import struct
from pathlib import Path

LANGUAGE = "eo"  # one that browsers know, and nobody has translated the lesson into
RECORDER = Path(__file__).with_name("marked.js").read_text(encoding="utf-8")
_DOT = "\u0307"
_PART = re.compile(r"(\{\w+\})|([^\W\d_])")
_UNMARKED = re.compile(rf"[^\W\d_](?!{_DOT})[^\W\d_]*")


def marked(text):
    """Return a text with a dot above each letter, but for those of {places}."""
    return _PART.sub(lambda found: found[1] or found[2] + _DOT, text)


def unmarked(text, known=()):
    """Return the parts of a text whose letters have no dot; `known` are texts that no language changes."""
    for one in sorted(known, key=len, reverse=True):
        text = text.replace(one, "")
    return _UNMARKED.findall(text)


def write_catalogue(folder, language, texts):
    """Write a compiled catalogue as gettext reads it, below a folder of languages: {text: translation}."""
    texts = dict(sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **texts}.items()))
    keys, values = [[part.encode() for part in column] for column in (texts, texts.values())]
    begin = 28 + 16 * len(texts)
    tables, content = [], b""
    for column in (keys, values):
        for part in column:
            tables.append((len(part), begin + len(content)))
            content += part + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(texts), 28, 28 + 8 * len(texts), 0, 0)
    file = folder / language / "LC_MESSAGES" / "learn.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(head + b"".join(struct.pack("<2I", *pair) for pair in tables) + content)
