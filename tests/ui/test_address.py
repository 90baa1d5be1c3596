"""The address bar and a live view: whoever speaks last is right, and nobody is told their own words again."""

from types import SimpleNamespace
from typing import TypedDict

import pytest

from ui.live import told as told_module
from ui.shell import address


class WalkPlace(TypedDict):
    z: list[float]


class WalkTells(TypedDict):
    place: WalkPlace


USUAL = {"z": [0.0]}


class Query(dict):
    """Stands in for the address as Streamlit shows it; writing it is an error."""

    def to_dict(self):
        return dict(self)


class View:
    """A live view named "walk" of one run, in a session of its own."""

    def __init__(self, monkeypatch):
        self.session, self.query = {}, Query()
        stands_in = SimpleNamespace(session_state=self.session, query_params=self.query)
        monkeypatch.setattr(address, "st", stands_in)
        monkeypatch.setattr(told_module, "st", stands_in)

    def run(self, owner="mine", key="map", told=None, **query):
        """Return (problem, start, place) after a run of the page with this in the address and told by the view."""
        self.query.clear()
        self.query.update(query)
        if told is not None:
            self.session[key] = {"place": {"z": [told]}}
        followed = address.follow("walk", owner, key, WalkTells, "place", USUAL, self.read)
        self.session.setdefault(key, {})
        return followed.problem, followed.start["z"][0], followed.place["z"][0]

    def take_back(self, key="map"):
        """The view hears of a step back."""
        self.session[key] = {"place": None}

    def leave(self, key="map"):
        """Another page is shown."""
        del self.session[key]

    def read(self):
        try:
            return None, {"z": [float(self.query["z"])]} if "z" in self.query else None
        except ValueError:
            return "no number", None


@pytest.fixture
def view(monkeypatch):
    return View(monkeypatch)


def test_a_view_begins_as_usual_or_where_the_address_says(view):
    assert view.run() == (None, 0, 0)
    view.leave()
    assert view.run(z="2") == (None, 2, 2)
    assert address.kept("walk", "mine") == {"z": [2.0]} and address.kept("walk", "other") is None


def test_what_a_view_tells_moves_nothing(view):
    view.run(z="2")
    assert view.run(told=3, z="3") == (None, 2, 3)
    assert view.run(z="3") == (None, 2, 3)


def test_an_address_that_the_browser_only_repeats_takes_nothing_back(view):
    view.run(z="2")
    assert view.run(told=3, z="2") == (None, 2, 3)
    assert view.run(told=4, z="2") == (None, 2, 4)
    assert view.run(z="2") == (None, 2, 4)


def test_a_new_address_moves_the_view(view):
    view.run(z="2")
    view.run(told=3, z="2")
    assert view.run(z="5") == (None, 5, 5)
    assert view.run(z="5") == (None, 5, 5)
    assert view.run(told=6, z="6") == (None, 5, 6)
    assert view.run(z="5") == (None, 5, 5)  # the back button


def test_a_step_back_right_after_a_move_is_followed_though_both_came_in_one_run(view):
    view.run(z="2")
    assert view.run(told=3, z="5") == (None, 2, 3)  # the move is news, and the address was not read
    view.take_back()
    assert view.run(z="5") == (None, 5, 5)
    assert view.run(told=3, z="5") == (None, 5, 3)  # moved again, to where it was before


def test_a_step_to_an_address_without_a_place_leaves_the_view_where_it_is(view):
    view.run(z="2")
    view.run(told=3, z="2")
    view.take_back()
    assert view.run() == (None, 2, 3)


def test_the_same_link_goes_to_the_same_place_again(view):
    view.run(z="2")
    view.run(told=3, z="2")
    view.leave()
    assert view.run(z="2") == (None, 2, 2)


def test_a_view_comes_back_to_where_it_was_left(view):
    view.run(z="2")
    view.run(told=3, z="3")
    view.leave()
    assert view.run() == (None, 3, 3)
    assert view.run(owner="other", key="other map") == (None, 0, 0)
    assert view.run() == (None, 3, 3)


def test_a_wrong_address_is_told_until_the_view_has_moved(view):
    assert view.run(z="x") == ("no number", 0, 0)
    assert view.run(z="x") == ("no number", 0, 0)
    assert view.run(told=1, z="x") == (None, 0, 1)
    assert view.run(z="x") == (None, 0, 1)
    assert view.run(z="y") == ("no number", 0, 1)


def test_a_view_that_only_says_where_it_begins_takes_no_sentence_away(view):
    assert view.run(z="x")[0] == "no number"
    assert view.run(z="x", told=0.0)[0] == "no number"
    assert view.run(z="x", told=0.5)[0] is None
    assert view.run(z="x", told=0.0)[0] is None


def test_layers_come_in_the_maps_order_and_an_unknown_one_is_refused():
    layers = ("points", "prior", "fog")
    assert address.parse_layers("fog,points", layers) == ["points", "fog"]
    assert address.parse_layers("none", layers) == []
    with pytest.raises(address.AddressError, match="layers in the address must be none or some of points, prior, fog"):
        address.parse_layers("points,names", layers)
