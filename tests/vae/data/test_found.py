"""Labels as numbers and names: natural order, shortened, and never more classes than fit."""

import pytest

from vae.data import found
from vae.data.dataset import DataError
from vae.data.found import check_count, numbered, short


def test_natural_order_and_too_many_classes():
    numbers, names = numbered(["10", "9", "b2", "b10", None])
    assert names == ("9", "10", "b2", "b10", "unsorted")
    assert [names[number] for number in numbers] == ["10", "9", "b2", "b10", "unsorted"]
    assert len(numbered([str(index) for index in range(256)])[1]) == 256
    with pytest.raises(DataError, match="up to 256 classes, got 257, such as 0, 1, 2"):
        numbered([str(index) for index in range(257)])


def test_a_long_or_unprintable_label_is_shortened():
    _, names = numbered(["x" * 300, "a\nb\u202e", "  "])
    assert names[0] == "a b" and names[1] == "unnamed" and names[2].startswith("xxx") and len(names[2]) == 57


def test_names_without_a_label_are_pictures_or_unsorted():
    assert numbered([None, None])[1] == ("pictures",)
    assert numbered([None, "a"])[1] == ("a", "unsorted")


def test_a_name_is_short_and_printable():
    assert short(" a\tb ") == "a b"
    assert len(short("x" * 61)) == 57 and short("x" * 60) == "x" * 60


def test_more_pictures_than_can_be_taken_are_refused(monkeypatch):
    monkeypatch.setattr(found, "MAX_PICTURES", 3)
    check_count(3, "x")
    with pytest.raises(DataError, match="up to 3 pictures can be taken, x has 4: leave some out"):
        check_count(4, "x")
