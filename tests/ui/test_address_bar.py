"""What widgets hold of the address: news is taken, an echo is not, and only what is unusual is written."""

from types import SimpleNamespace

import pytest

from ui.shell import address, address_bar
from ui.shell.address_bar import AddressFacts, Part, one_of, whole_number, word_for

COLORS = {"class": "Class", "kl": "KL"}
PARTS = (
    Part("color", "page_by", "Class", one_of("color", COLORS, "showing the classes"), word_for(COLORS)),
    Part("k", "page_k", 10, whole_number("k", 1, 100, "showing 10")),
)


class Query(dict):
    """Stands in for the address as Streamlit shows it; writing it is an error."""

    def to_dict(self):
        return dict(self)


@pytest.fixture
def page(monkeypatch):
    """Return a page's session, its address, what its browser was last told to write and what it warned of."""
    stands_in = SimpleNamespace(session_state={}, query_params=Query(), warnings=[], told=[])
    stands_in.warning = lambda text, icon: stands_in.warnings.append(text)
    monkeypatch.setattr(address_bar, "st", stands_in)
    monkeypatch.setattr(address, "st", stands_in)
    monkeypatch.setattr(address_bar.component, "mount", lambda parts, key, facts: stands_in.told.append((key, facts)))
    return stands_in


def take(page, **query):
    page.query_params.clear()
    page.query_params.update(query)
    return address_bar.take("page", PARTS)


def values(page):
    return [address_bar.value(part) for part in PARTS]


def test_news_is_taken_whole_and_an_echo_changes_nothing(page):
    assert values(page) == ["Class", 10]
    assert take(page, run="mine", color="kl", k="3") and values(page) == ["KL", 3]
    page.session_state["page_k"] = 7  # a widget's choice
    assert not take(page, run="mine", color="kl", k="3") and values(page) == ["KL", 7]
    assert take(page, run="mine", k="4") and values(page) == ["Class", 4]


def test_what_the_browser_was_told_to_write_is_no_news_until_another_page_was_shown(page):
    for k in (3, 4, 5):  # in quick succession over a slow line
        page.session_state["page_k"] = k
        address_bar.write("page", "atlas", ["color", "k"], address_bar.said(PARTS))
    assert not take(page, run="mine", k="4") and values(page) == ["Class", 5]
    assert take(page, run="mine", k="6") and values(page) == ["Class", 6]
    address_bar.note_page("Encode")
    address_bar.note_page("Atlas")
    assert take(page, run="mine", k="4") and values(page) == ["Class", 4]
    address_bar.write("page", "atlas", ["color", "k"], address_bar.said(PARTS))
    address_bar.note_page("Atlas")
    assert not take(page, run="other", k="4")


def test_the_same_link_is_news_again_on_the_way_back_from_another_page(page):
    address_bar.note_page("Atlas")
    assert take(page, run="mine", k="3")
    page.session_state["page_k"] = 7
    assert not take(page, run="mine", k="3"), "of a rerun"
    address_bar.note_page("Encode")
    address_bar.note_page("Atlas")
    assert take(page, run="mine", k="3") and values(page) == ["Class", 3]
    assert not take(page, run="mine", k="3")


def test_an_address_that_says_none_of_it_leaves_what_the_session_has(page):
    take(page, color="kl")
    assert not take(page, run="other") and values(page) == ["KL", 10]


def test_widgets_that_stand_on_the_page_move_along(page):
    tie = address_bar.bound(PARTS[1])
    assert tie["key"] == "_page_k" and page.session_state["_page_k"] == 10
    take(page, k="3")
    assert page.session_state["_page_k"] == 3
    page.session_state["_page_k"] = 5
    tie["on_change"](*tie["args"])
    assert values(page) == ["Class", 5] and "_page_by" not in page.session_state


def test_what_is_wrong_is_one_sentence_until_the_view_is_another(page):
    take(page, color="mauve", k="3")
    assert values(page) == ["Class", 3]
    for _ in range(2):
        address_bar.write("page", "atlas", ["color", "k"], address_bar.said(PARTS))
        address_bar.show_problem("page")
    wanted = "color in the address must be one of class, kl, got 'mauve': showing the classes."
    assert page.warnings == [wanted, wanted]
    page.session_state["page_by"] = "KL"
    address_bar.write("page", "atlas", ["color", "k"], address_bar.said(PARTS))
    address_bar.show_problem("page")
    assert len(page.warnings) == 2
    address_bar.add_problem("page", "No points.")
    address_bar.add_problem("page", "Nothing else.")
    address_bar.show_problem("page")
    assert page.warnings[2:] == ["No points."]


def test_only_what_is_unusual_is_written(page):
    assert address_bar.said(PARTS) == {}
    take(page, color="kl", k="10")
    assert address_bar.said(PARTS) == {"color": "kl"}
    page.session_state["page_by"] = "something that no address can say"
    assert address_bar.said(PARTS) == {}
    address_bar.write("page", "atlas", ("color", "k"), {"color": "kl"})
    assert page.told == [("page_address", AddressFacts("atlas", ["color", "k"], {"color": "kl"}))]


@pytest.mark.parametrize("text", ["", "0", "101", "-1", "1.5", "²", "1" * 12])
def test_a_number_out_of_range_is_refused(text):
    with pytest.raises(address.AddressError, match="k in the address must be a whole number from 1 to 100"):
        PARTS[1].read(text)
