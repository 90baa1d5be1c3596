"""The runs that know letters: what Explore's map is told of typefaces, its word in the address, the Atlas' colours."""

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load as load_safetensors

from tests.support.pages import answer_without_worker, told_live, visit
from ui.atlas import coloring
from ui.explore import shown
from ui.live.facts import live_map
from vae.data import datasets
from vae.runs import store

RUN = "letters-2d"
ATTRIBUTES = ("Weight", "Slant", "Serifs", "Width")


@pytest.fixture(scope="module")
def ready():
    return live_map(store.load_run(RUN))


@pytest.fixture
def _quick(monkeypatch):
    answer_without_worker(monkeypatch.setattr)


def explored(**query):
    """Return (page, what its map was told)."""
    page = visit("", {"run": RUN, **query})
    facts, _ = told_live(page)
    return page, next(one for one in facts if "usual" in one)


def test_the_map_has_what_was_measured_of_every_dot(ready):
    measured = datasets.attributes_of("letters")
    np.testing.assert_array_equal(load_safetensors(ready.blob)["map.attributes"], [one.values for one in measured])
    for facts, one in zip(ready.facts.attributes, measured, strict=True):
        assert facts.name == one.name and facts.meaning == one.meaning
        within = (one.values >= facts.low) & (one.values <= facts.high)
        assert 0.94 < within.mean() <= 1.0 and facts.low < facts.high
    plain = live_map(store.load_run("mnist-2d-conditional"))
    assert plain.facts.attributes == () and "map.attributes" not in load_safetensors(plain.blob)


def test_letters_begin_with_a_word_and_the_weight_of_typefaces(ready):
    usual = shown.usual(ready.facts)
    assert (usual["color"], usual["word"]) == ("weight", "handgloves")
    digits = shown.usual(live_map(store.load_run("mnist-2d-conditional")).facts)
    assert (digits["color"], digits["word"]) == (shown.BY_CLASS, "")


@pytest.mark.parametrize(
    ("names", "word"),
    [("abcdef", "ade"), ("pqr", "pqr"), ("äöü", "äöü"), ("aB", ""), (["a", "bc"], ""), ("01", ""), ("a", "")],
)
def test_the_usual_word_is_made_of_the_letters_that_there_are(names, word):
    assert shown._usual_word(tuple(names)) == word


@pytest.mark.usefixtures("_quick")
def test_word_and_colours_come_from_the_address():
    page, facts = explored(word="quartz", color="serifs")
    assert (facts["shown"]["word"], facts["shown"]["color"]) == ("quartz", "serifs") and not page.warning
    assert facts["usual"]["word"] == "handgloves"


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"word": "Ab1"}, "at most 12 letters from a to z"),
        ({"word": "a" * 13}, "at most 12 letters from a to z"),
        ({"color": "smell"}, "one of class, weight, slant, serifs, width"),
    ],
)
def test_a_wrong_word_or_colour_is_said_and_the_usual_one_shown(query, problem):
    page, facts = explored(**query)
    assert problem in page.warning[0].value
    assert facts["shown"] == facts["usual"]


@pytest.mark.usefixtures("_quick")
def test_more_classes_than_colours_are_coloured_by_what_was_measured():
    page = visit("atlas", {"run": RUN})
    assert page.selectbox(key="_atlas_by").value == "Weight" and not page.warning
    page = visit("atlas", {"run": "mnist-2d"})
    assert page.selectbox(key="_atlas_by").value == coloring.CLASS
    facts = replace(live_map(store.load_run(RUN)).facts, home={"z": [0.0, 0.0], "label": None})
    assert shown.usual(facts)["color"] == "weight"
    assert shown.usual(replace(facts, class_names=facts.class_names[:10]))["color"] == "class"


@pytest.mark.usefixtures("_quick")
def test_the_atlas_colours_by_what_was_measured():
    page = visit("atlas", {"run": RUN, "color": "slant"})
    select = page.selectbox(key="_atlas_by")
    assert select.value == "Slant" and select.options[:5] == [coloring.CLASS, *ATTRIBUTES]
    (chart,) = page.get("plotly_chart")
    figure = json.loads(chart.proto.spec)
    assert figure["layout"]["coloraxis"]["colorbar"]["title"]["text"] == "degrees"
    assert any("lean to the right" in caption.value for caption in page.caption)
    run = store.load_run(RUN)
    (slant,) = [one for one in datasets.attributes_of("letters") if one.name == "Slant"]
    np.testing.assert_array_equal(coloring.attributes_of(run)["Slant"].values, slant.values)


def test_one_code_draws_the_letters_of_a_typeface():
    """The code of a typeface's other letters draws one nearly as well as its own, far better than the mean letter."""
    for name in (RUN, "letters-16d"):
        figure = store.load_run(name).metrics["shared_code"]
        assert figure["num_images"] == len(datasets.load("letters").test_labels)
        assert figure["own_code"] < figure["value"] < 0.75 * figure["average_of_class"]


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("name", [RUN, "letters-16d"])
def test_walk_corners_and_path_move_along_what_the_run_uses(name):
    ready = live_map(store.load_run(name))
    axes, spread = ready.numbers.plane.axes, ready.numbers.latents.z_mean.std(axis=0)
    for codes in (ready.numbers.walk, *(np.array(start_of(name, view)) for view in ("corners", "path"))):
        moved = np.abs(codes - codes.mean(axis=0)).mean(axis=0)
        assert moved @ spread > 0.5 * moved.sum() * spread.max() ** 2
        within = (codes @ axes.T) @ axes
        np.testing.assert_allclose(codes, within, atol=2e-3, err_msg="in the plane of the map")


def start_of(name, view):
    page = visit("interpolate", {"run": name, "view": view})
    (start,) = [facts["start"] for facts in told_live(page)[0] if "start" in facts]
    return start["c"] if view == "corners" else [start["z"], start["to"]]


@pytest.mark.usefixtures("_quick")
def test_arithmetic_begins_with_more_weight_less_weight():
    page = visit("interpolate", {"run": RUN, "view": "arithmetic"})
    (facts,) = [facts for facts in told_live(page)[0] if "class_means" in facts]
    assert "with the most weight" in facts["subtitle"]
    assert (facts["start"]["a"], facts["start"]["b"]) == ("most-weight", "least-weight")
    poles = {pole["word"]: np.array(pole["z"]) for pole in facts["poles"]}
    assert [pole["text"] for pole in facts["poles"]][:2] == ["Most weight", "Least weight"] and len(poles) == 8
    direction = poles["most-weight"] - poles["least-weight"]
    (weight,) = [one for one in datasets.attributes_of("letters") if one.name == "Weight"]
    along = store.load_latents(store.load_run(RUN)).z_mean @ direction
    assert np.corrcoef(along, weight.values)[0, 1] > 0.7
    page = visit("interpolate", {"run": RUN, "view": "arithmetic", "a": "most-slant", "b": "least-slant"})
    (facts,) = [facts for facts in told_live(page)[0] if "class_means" in facts]
    assert (facts["start"]["a"], facts["start"]["b"]) == ("most-slant", "least-slant") and not page.warning
    page = visit("interpolate", {"run": RUN, "view": "arithmetic", "a": "with-slant"})
    assert "a in the address must be 2 numbers separated by commas" in page.warning[0].value


@pytest.mark.usefixtures("_quick")
def test_glasses_can_be_put_on():
    page = visit(
        "interpolate", {"run": "avatars-16d", "view": "arithmetic", "a": "with-glasses", "b": "without-glasses"}
    )
    (facts,) = [facts for facts in told_live(page)[0] if "class_means" in facts]
    poles = {pole["word"]: np.array(pole["z"]) for pole in facts["poles"]}
    assert {"most-skin", "least-skin", "with-long-hair", "without-hat"} <= set(poles)
    (glasses,) = [one for one in datasets.attributes_of("avatars") if one.name == "Glasses"]
    along = store.load_latents(store.load_run("avatars-16d")).z_mean @ (
        poles["with-glasses"] - poles["without-glasses"]
    )
    assert along[glasses.values == 1].mean() > along[glasses.values == 0].mean() + along.std()
