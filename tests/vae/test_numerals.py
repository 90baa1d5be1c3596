"""Numbers as they are typed: both notations, and a sentence for whatever is not one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vae.numerals import NumeralError, is_number, numeral, read_real, read_whole


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.002", 0.002), ("0,002", 0.002), ("2e-3", 0.002), ("2E-3", 0.002), ("1,5", 1.5), (" 1.5 ", 1.5), (".5", 0.5),
     (",5", 0.5), ("3.", 3.0), ("1500", 1500.0), ("1.500", 1.5), ("0,500", 0.5), ("+4", 4.0), ("1,5e2", 150.0)],
)  # fmt: skip
def test_both_notations_are_read(text, value):
    assert read_real(text, 0.0, 1e6) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1,500", "can be read in two ways: write 1500 or 1.500"), ("", "empty"), ("many", "is no number"),
     ("1.234,5", "is no number"), ("1 500", "is no number"), ("nan", "is no number"), ("inf", "is no number"),
     ("0x10", "is no number"), ("1_000", "is no number"), ("²", "is no number"), ("٣", "is no number"),
     ("1,2,3", "is no number"), ("-0.1", "below 0, the least"), ("2e6", "above 1e+06, the most"),
     ("1e999", "above 1e+06"), ("9" * 400, "is no number")],
)  # fmt: skip
def test_what_is_not_one_number_is_refused(text, reason):
    with pytest.raises(NumeralError, match=reason.replace("+", r"\+")):
        read_real(text, 0.0, 1e6)


def test_whole_numbers_have_no_signs_between_their_digits():
    assert [read_whole(text, 1, 100_000) for text in ("60", " 7 ", "+3", "0100")] == [60, 7, 3, 100]
    for text in ("1,500", "1.500", "1'500", "1 500"):
        with pytest.raises(NumeralError, match="is no whole number: for thousands write 1500"):
            read_whole(text, 1, 100_000)
    for text in ("1.0", "12,5", "1e3", "", "x", "6O"):
        with pytest.raises(NumeralError, match="expected one from 1 to 100000"):
            read_whole(text, 1, 100_000)
    with pytest.raises(NumeralError, match="“0” is below 1, the least that is allowed"):
        read_whole("0", 1, 100_000)
    with pytest.raises(NumeralError, match="“100001” is above 100000, the most that is allowed"):
        read_whole("100001", 1, 100_000)


@given(st.floats(1e-8, 1e6) | st.integers(0, 2**31 - 1))
def test_a_number_that_is_shown_reads_as_itself(value):
    if isinstance(value, int):
        assert read_whole(numeral(value), 0, 2**31) == value
    else:
        assert read_real(numeral(value), 0.0, 1e6) == value


def test_a_cell_is_a_number_as_python_reads_it():
    assert [is_number(cell) for cell in ("1", "-2.5e3", " 7 ", "nan", "", "x1", "1,5")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
