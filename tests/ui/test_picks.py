"""Clicks on pictures of points: each is taken once, also where it cuts a run short."""

import numpy as np
import pytest

from ui.atlas import picks

ROWS = np.array([7, 8, 9])


@pytest.fixture
def session(monkeypatch):
    """Return the state of a session whose page has offered two galleries of points."""
    state = {"first": {"chosen": None}, "second": {"chosen": None}}
    monkeypatch.setattr(picks.st, "session_state", state)
    monkeypatch.setattr(picks.gallery, "choose", lambda *_, **__: None)
    for key in ("first", "second"):
        picks.offer(key, "points", [], 40, ROWS, None)
    return state


@pytest.fixture
def chosen(monkeypatch):
    """Return a list of the points that were chosen."""
    rows = []
    monkeypatch.setattr(picks.choice, "choose_point", lambda _points, row, back: rows.append(row))
    return rows


def click(session, key, index):
    session[key] = {"chosen": {"index": index, "id": "x"}}


def test_a_click_is_taken_once(session, chosen):
    click(session, "first", 1)
    picks.take(None)
    picks.take(None)
    click(session, "second", 2)
    picks.take(None)
    assert chosen == [8, 9], "and the older click of the other gallery is not taken again"


def test_a_click_during_a_run_that_it_cuts_short_is_taken_by_the_next(session, chosen):
    picks.take(None)  # by a run that ends before it has drawn anything
    click(session, "first", 0)
    picks.take(None)
    assert chosen == [7]


def test_an_offer_goes_with_its_pictures(session, chosen):
    click(session, "first", 0)
    del session["first"]
    picks.take(None)
    click(session, "first", 0)
    picks.take(None)
    assert chosen == []


def test_a_number_that_no_picture_has_is_left_alone(session, chosen):
    click(session, "first", 3)
    picks.take(None)
    assert chosen == []
