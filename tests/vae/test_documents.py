"""Documents from outside: what is right passes, and everything else is a sentence of a length to be read."""

import pytest

from vae import documents
from vae.documents import DocumentError

NESTED = "[" * 100_000 + "]" * 100_000
WRONG = {
    documents.mapping: (None, [], "text", 1),
    documents.number: (None, True, "1", [1], {}, float("nan"), float("-inf"), 1e300, 10**400),
    documents.whole: (None, True, 1.0, "1", float("nan"), 10**400),
    documents.text: (None, 1, ["a"], "two\nlines", "\u202eturned", "\x1b[2J", "a" * 201),
    documents.texts: (None, "text", [1], ["a", None], {"a": 1}),
}


def test_json_is_parsed_and_what_is_none_is_named():
    assert documents.parse('{"a": [1, "ä"]}') == documents.parse('{"a": [1, "ä"]}'.encode()) == {"a": [1, "ä"]}
    for content in ("", "{", "[1,]", b"\xff\xfe\x00", NESTED, "9" * 5000, [[]] * 900, None):
        with pytest.raises(DocumentError, match="expected JSON") as caught:
            documents.parse(content)
        assert len(str(caught.value)) < 300
    with pytest.raises(DocumentError, match="^expected JSON, got an empty file$"):
        documents.parse(b" \n")


@pytest.mark.parametrize("check", WRONG)
def test_a_value_of_the_wrong_type_is_named_in_a_line(check):
    for value in (*WRONG[check], [[[[[[[[[[]]]]]]]]]] * 1000):
        with pytest.raises(DocumentError, match="^beta must be|^each text of beta must be") as caught:
            check("beta", value)
        assert len(str(caught.value)) < 300 and str(caught.value).isprintable()


def test_values_of_the_right_type_pass_as_they_are():
    assert documents.mapping("a", {"b": 1}) == {"b": 1}
    assert documents.number("a", -1.5) == -1.5
    assert documents.numbers("a", [1, 2.5], 2) == [1, 2.5]
    assert documents.whole("a", 3, low=3, high=3) == 3
    assert documents.text("a", "Größe 3") == "Größe 3"
    assert documents.texts("a", ["b", "c"]) == ("b", "c")


@pytest.mark.parametrize("value", [[1.0], [1, 2, 3], [1, None], [1, float("nan")], "12", None])
def test_a_list_of_numbers_has_as_many_as_it_must(value):
    with pytest.raises(DocumentError, match="beta"):
        documents.numbers("beta", value, 2)


def test_whole_numbers_keep_to_their_limits():
    for value in (0, 11):
        with pytest.raises(DocumentError, match="beta must be a whole number from 1, got"):
            documents.whole("beta", value, low=1, high=10)


def test_what_is_quoted_is_short():
    assert documents.shown("mnist") == "'mnist'"
    assert len(documents.shown("a" * 10_000)) < 50
    assert documents.shortened(ValueError("two\nlines  here")) == "two lines here"
    assert len(documents.shortened(ValueError("a" * 10_000))) == documents.MAX_LETTERS + 1
