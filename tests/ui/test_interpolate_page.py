"""Interpolate: the page loads for every run, starts at sensible ends and answers a wrong address with a sentence."""

import json
from functools import lru_cache

import numpy as np
import pytest

from tests.support.pages import visit
from ui.interpolate import ends
from vae.config import RunConfig
from vae.runs import store
from vae.shape import PictureShape

SHIPPED = sorted(path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file())


@pytest.fixture(autouse=True)
def own_home(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))


def opened(**query):
    return visit("interpolate", query)


def shown(page):
    """What the page told the live map."""
    assert not page.exception
    told = [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]
    (facts,) = [facts for facts in told if "representatives" in facts]
    return facts


@lru_cache(maxsize=2)
def usual_start(name):
    return shown(opened(run=name))["start"]


def warnings(page):
    return [warning.value for warning in page.warning]


@pytest.mark.parametrize("name", [*SHIPPED, "tiny-3d", "tiny-conditional"])
def test_every_run_starts_with_two_ends_of_its_own(name):
    page = opened(run=name)
    facts = shown(page)
    start, config = facts["start"], store.load_run(name).config
    assert warnings(page) == []
    assert facts["run"] == name and start["frames"] == (8 if name == "names-16d" else 13)
    assert len(start["z"]) == len(start["to"]) == config.latent_dim and start["z"] != start["to"]
    assert start["label"] == (0 if config.conditional else None)
    if not config.conditional:
        assert start["z"] in facts["representatives"] and start["to"] in facts["representatives"]


def test_a_link_opens_its_ends():
    page = opened(run="tiny-conditional", z="-1.25,0.5", to="2,1", frames="23", label="7")
    usual = {"via": [], "easing": "even", "loop": True, "path": "spherical"}
    ends_of_it = {"z": [-1.25, 0.5], "to": [2.0, 1.0], "frames": 23, "label": 7, "to_label": 7}
    assert shown(page)["start"] == {**usual, **ends_of_it}
    assert warnings(page) == []
    morph = {"z": "1,1", "to": "1,1", "via": "0,0.5;-1,2.0004", "label": "7", "to_label": "2", "easing": "picture"}
    page = opened(run="tiny-conditional", loop="0", path="fade", **morph)
    assert shown(page)["start"] == {
        "z": [1.0, 1.0], "to": [1.0, 1.0], "via": [[0.0, 0.5], [-1.0, 2.0]], "frames": 13, "label": 7, "to_label": 2,
        "easing": "picture", "loop": False, "path": "fade",
    }  # fmt: skip
    assert warnings(page) == []


def test_a_digit_handed_on_is_the_start_and_the_end_is_another_place():
    usual = usual_start("tiny-3d")
    assert shown(opened(run="tiny-3d", z="0.5,0,1"))["start"] == {**usual, "z": [0.5, 0.0, 1.0]}
    taken = shown(opened(run="tiny-3d", z=",".join(map(str, usual["to"]))))["start"]
    assert (taken["z"], taken["to"]) == (usual["to"], usual["z"])


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        (
            {"z": "1,2", "to": "1,1,1"},
            "z in the address must be 3 numbers separated by commas, got 2",
            {"to": [1, 1, 1]},
        ),
        ({"z": "nan,0,0"}, "from −10 to 10, got 'nan,0,0'", {}),
        ({"z": "1,1,1", "to": "0,0,11"}, "to in the address must be 3 numbers", {"z": [1, 1, 1]}),
        ({"z": "1,1,1", "to": "1,1,1.0001"}, "the same place", {"z": [1, 1, 1]}),
        ({"frames": "2"}, "frames in the address must be a whole number from 3 to 64, got '2'", {}),
        ({"frames": "9e9"}, "got '9e9'", {}),
        ({"run": "tiny-conditional", "label": "10"}, "class number from 0 to 9, got '10'", {}),
    ],
)
def test_a_wrong_address_is_one_sentence_and_the_start_stands_in(query, sentence, kept):
    query = {"run": "tiny-3d", **query}
    page = opened(**query)
    assert len(warnings(page)) == 1
    assert sentence in warnings(page)[0]
    assert shown(page)["start"] == {**usual_start(query["run"]), **kept}


def test_the_map_is_told_the_same_again_in_a_rerun():
    page = opened(run="tiny-3d", z="0.5,0,1")
    before = [element.proto.SerializeToString() for element in page.main.get("bidi_component")]
    assert [element.proto.SerializeToString() for element in page.run().main.get("bidi_component")] == before


class Query(dict):
    """Stands in for the address of a page."""

    def to_dict(self):
        return dict(self)

    def from_dict(self, query):
        self.clear()
        self.update(query)


@pytest.fixture
def address_bar(monkeypatch):
    bar = Query()
    monkeypatch.setattr(ends.st, "query_params", bar)
    return bar


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ({"to_label": "x"}, "to_label in the address must be a class number", {}),
        ({"via": "1,1;0"}, "each place of via in the address must be 2 numbers separated by commas, got 1", {}),
        ({"via": "0,nan"}, "from −10 to 10, got '0,nan': showing the path without them.", {}),
        ({"via": "0,11"}, "from −10 to 10, got '0,11'", {}),
        ({"via": ";".join(["0,0"] * 7)}, "via in the address must be at most 6 places separated by semicolons, got 7",
         {}),
        (
            {"z": "1,1", "via": "1,1;0,0;0,0;2,2", "to": "2,2"},
            "Two neighbouring places",
            {"z": [1, 1], "via": [[0, 0]], "to": [2, 2]},
        ),
        ({"easing": "odd"}, "easing in the address must be one of even, picture, smooth, got 'odd'", {}),
        ({"loop": "2"}, "loop in the address must be 0 or 1, got '2'", {}),
        ({"path": "arc"}, "path in the address must be one of linear, spherical, geodesic, fade, got 'arc'", {}),
    ],
)  # fmt: skip
def test_a_wrong_path_in_the_address_is_one_sentence(address_bar, query, sentence, kept):
    config = RunConfig(name="some", conditional=True)
    start = ends.default(config, [], np.eye(2))
    address_bar.update(query)
    problem, asked = ends.read(config, 10.0, start)
    assert sentence in problem
    assert asked == {**start, **kept}


def test_two_styles_left_and_right_of_the_middle_are_asked_of_the_normal_prior_alone():
    codes = [[7.0, 8.0], None, [9.0, 8.0], [6.0, 8.5]]
    for family, first in (("vae", [-1.5, 1.0]), ("mixture", [9.0, 8.0])):
        start = ends.default(RunConfig(name="some", conditional=True, family=family), codes, np.eye(2))
        assert first in (start["z"], start["to"])
    assert [codes[start["label"]], codes[start["to_label"]]] == [start["z"], start["to"]], "each end is of its class"


def test_very_wide_pictures_come_fewer_to_a_strip():
    words = RunConfig(name="words", kind="word", shape=PictureShape(10, 27), likelihood="categorical")
    assert ends.default(words, [], np.eye(2))["frames"] < ends.default(RunConfig(name="some"), [], np.eye(2))["frames"]


def test_a_class_that_changes_may_stay_at_one_place_and_a_path_may_come_back(address_bar):
    config = RunConfig(name="some", conditional=True)
    start = ends.default(config, [], np.eye(2))
    address_bar.update({"z": "1,1", "to": "1,1", "label": "3", "to_label": "5"})
    assert ends.read(config, 10.0, start) == (None, {**start, "z": [1, 1], "to": [1, 1], "label": 3, "to_label": 5})
    address_bar.from_dict({"z": "1,1", "to": "1,1", "via": "0,0"})
    assert ends.read(config, 10.0, start) == (None, {**start, "z": [1, 1], "to": [1, 1], "via": [[0, 0]]})


def test_a_link_leaves_out_what_is_as_usual():
    state = {"z": [1.0, 0.5], "to": [0.0, -2.0], "via": [[0.25, 1.0], [3.0, 0.0]], "frames": 9, "label": 3,
             "to_label": 5, "easing": "smooth", "loop": False, "path": "linear"}  # fmt: skip
    assert ends.query("some-run", state) == {
        "run": "some-run", "z": "1,0.5", "to": "0,-2", "via": "0.25,1;3,0", "frames": "9", "label": "3",
        "to_label": "5", "easing": "smooth", "loop": "0", "path": "linear",
    }  # fmt: skip
    usual = {"via": [], "to_label": 3, "easing": "even", "loop": True, "path": "spherical"}
    assert set(ends.query("some-run", {**state, **usual})) == {"run", "z", "to", "frames", "label"}
