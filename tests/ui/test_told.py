"""What views tell is held against its type: a client made by hand may send anything."""

from types import SimpleNamespace
from typing import Literal, TypedDict

import pytest

from ui.live import told as told_module
from ui.live.told import fits, told


class Stroke(TypedDict):
    points: list[float]
    erases: bool


class Tells(TypedDict):
    drawing: Stroke
    choice: int | None
    mode: Literal["draw", "show"]


GOOD = {"drawing": {"points": [0, 0.5], "erases": False}, "choice": None, "mode": "draw"}
BAD = {
    "drawing": [None, [], {}, {"points": [0.5]}, {"points": ["0"], "erases": False}, {"points": [True], "erases": True},
                {"points": [float("inf")], "erases": False}, {"points": 1.0, "erases": False},
                {"points": [], "erases": 0}],
    "choice": ["1", 1.5, True, [1], {}, float("nan")],
    "mode": [None, "", "draw ", 0, ["draw"]],
}  # fmt: skip


@pytest.fixture
def session(monkeypatch):
    values = {}
    monkeypatch.setattr(told_module, "st", SimpleNamespace(session_state=values))
    return values


def test_what_fits_is_told(session):
    session["view"] = GOOD
    assert told("view", Tells) == GOOD
    session["view"] = {**GOOD, "choice": 3, "more": "ignored"}
    assert told("view", Tells) == {**GOOD, "choice": 3}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_fit_was_never_told(session, name):
    for value in BAD[name]:
        session["view"] = {**GOOD, name: value}
        assert told("view", Tells) == {other: GOOD[other] for other in GOOD if other != name}


@pytest.mark.parametrize("state", [None, [], "text", 3, {}])
def test_no_state_at_all(session, state):
    session["view"] = state
    assert told("view", Tells) == {}
    assert told("never mounted", Tells) == {}


def test_a_kind_that_json_has_not_is_refused():
    assert fits({"anything": 1}, dict) and not fits([], dict)
    with pytest.raises(TypeError, match="one that JSON has"):
        fits(1, complex)
