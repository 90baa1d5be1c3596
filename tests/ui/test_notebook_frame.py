"""The frame of a live view as data."""

from ui.notebook.frame import frame_of


def test_markup_becomes_nodes_with_attributes_and_without_the_space_between_them():
    found = frame_of(
        '<div class="a themed" hidden>\n  <p>one</p>\n  <svg viewBox="0 0 2 2"><path d="M0 0" /></svg>\n</div>'
    )
    svg = ["svg", {"viewBox": "0 0 2 2"}, [["path", {"d": "M0 0"}, []]]]
    assert found == [["div", {"class": "a themed", "hidden": ""}, [["p", {}, ["one"]], svg]]]


def test_an_element_that_nothing_is_in_needs_no_end():
    assert frame_of("<p>a<br>b</p>") == [["p", {}, ["a", ["br", {}, []], "b"]]]
