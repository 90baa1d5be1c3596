"""The navigation: its links take the run along from the first run of a page's script on."""

from urllib.parse import parse_qs

import pytest

from tests.support.pages import visit
from ui.shell.navigation import chosen_run, pages


def links(page):
    """Return the run that each link of the side bar names, by page."""
    found = {}
    for link in page.sidebar.get("page_link"):
        found[link.proto.page] = parse_qs(link.proto.query_string).get("run")
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"run": "fashion-2d"}, "fashion-2d"), ({}, "mnist-2d"), ({"run": "no-such-run"}, "mnist-2d")],
)
@pytest.mark.parametrize("name", ["compare", "train"])
def test_links_name_the_run_at_once(name, query, expected):
    found = links(visit(name, query))
    assert len(found) == len(pages())
    assert set(map(tuple, found.values())) == {(expected,)}


def test_the_address_comes_first_and_then_the_choice_made_before(monkeypatch):
    from ui.shell import navigation

    class Streamlit:
        query_params = {"run": "b"}
        session_state = {"run": "c"}

    monkeypatch.setattr(navigation, "st", Streamlit)
    assert chosen_run(["a", "b", "c"]) == "b"
    assert chosen_run(["a", "c"]) == "c"
    assert chosen_run(["a"]) == "a"
    assert chosen_run([]) is None
