"""Planning: a problem in the address, what drawn problems have shown, and which runs can plan."""

import numpy as np
import pytest

from tests.support.pages import told_live, visit
from ui.interpolate import planner
from vae.motion import measures, planning, problems, trial
from vae.runs import store


@pytest.fixture(autouse=True)
def own_home(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))


def opened(**query):
    return visit("interpolate", {"run": "motion-8d", "view": "planner", **query})


def facts(page):
    return next(one for one in told_live(page)[0] if "radii" in one)


def warnings(page):
    return [warning.value for warning in page.warning]


def test_the_view_begins_with_a_problem_that_the_straight_line_fails():
    page = opened()
    assert warnings(page) == []
    start = facts(page)["start"]
    assert (tuple(start["a"]), tuple(start["b"])) == (planner.FIRST.start, planner.FIRST.goal)
    assert problems.trouble(planner.FIRST) is None
    straight = planning.straight_line(planner.FIRST)[None]
    assert measures.collide(straight, np.array([planner.FIRST.disc]), np.array([planner.FIRST.radius]))[0]


def test_drawn_problems_are_told_as_they_were_measured():
    metrics = store.load_run("motion-8d").metrics
    told = facts(opened())["trial"]
    assert told["count"] == trial.NUM_PROBLEMS
    assert told["hits"] == [metrics["planned_hits"]["value"], metrics["straight_hits"]["value"]]
    assert told["jerks"] == [metrics["planned_jerk"]["value"], metrics["straight_jerk"]["value"]]
    assert facts(opened())["command"] == "python -m vae plan motion-8d"


def test_a_link_opens_its_problem():
    page = opened(a="-0.5,1", b="0.5,1.2", o="0,1.5", r="0.12")
    expected = {"a": [-0.5, 1.0], "b": [0.5, 1.2], "o": [0.0, 1.5], "r": 0.12, "label": None}
    assert facts(page)["start"] == expected and warnings(page) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"r": "5"}, "r in the address must be"),
        ({"r": "0.01"}, "r in the address must be a number from 0.08 to 0.3"),
        ({"a": "9,9"}, "a in the address must be 2 numbers separated by commas from −2 to 2"),
        ({"o": "x"}, "o in the address must be 2 numbers"),
    ],
)
def test_a_wrong_address_is_answered_with_a_sentence(query, words):
    page = opened(**query)
    assert any(words in warning for warning in warnings(page))
    assert facts(page)["start"]["r"] == planner.FIRST.radius


def test_other_runs_do_not_plan():
    page = visit("interpolate", {"run": "tiny-3d", "view": "planner"})
    assert any("view in the address must be one of" in warning for warning in warnings(page))
