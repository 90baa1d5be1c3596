"""Numbers as people type them, with a decimal point or a decimal comma, read strictly: nothing is guessed."""

import re

_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_REAL = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


_MARKS = r"[.,' ]"
_GROUPED = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{_MARKS}\d{{3}})+", re.ASCII)


class NumeralError(ValueError):
    """A text is no number, or none within the limits; the message says what was expected."""


def read_whole(text: str, low: float, high: float) -> int:
    """Read a whole number.

    Args:
        text: what was typed; spaces around it do not count.
        low: the lowest value that is allowed.
        high: the highest.

    Raises:
        NumeralError: it is no whole number, or outside of the limits.
    """
    typed = text.strip()
    if _GROUPED.fullmatch(typed):
        raise NumeralError(f"{_shown(typed)} is no whole number: for thousands write {re.sub(_MARKS, '', typed)}")
    if not _WHOLE.fullmatch(typed):
        reason = "is no whole number" if typed else "is empty"
        raise NumeralError(f"{_shown(typed)} {reason}: expected one from {_text(low)} to {_text(high)}, such as 60")
    return int(_within(int(typed), typed, low, high))


def read_real(text: str, low: float, high: float) -> float:
    """Read a number such as 0.002, 0,002 or 2e-3.

    A comma is a decimal comma. "1,500" could be one and a half or fifteen hundred, and is neither.

    Args:
        text: what was typed; spaces around it do not count.
        low: the lowest value that is allowed.
        high: the highest.

    Raises:
        NumeralError: it is no number, could be two, or is outside of the limits.
    """
    typed = text.strip()
    if _EITHER.fullmatch(typed):
        whole, thousandths = typed.replace(",", ""), typed.replace(",", ".")
        raise NumeralError(f"{_shown(typed)} can be read in two ways: write {whole} or {thousandths}")
    if not _REAL.fullmatch(typed):
        reason = "is no number" if typed else "is empty"
        raise NumeralError(f"{_shown(typed)} {reason}: expected one such as 0.002, 0,002 or 2e-3")
    return _within(float(typed.replace(",", ".")), typed, low, high)


def numeral(value: float) -> str:
    """Return a number as a field shows it, so that reading it gives the same number again."""
    return str(value) if isinstance(value, int) else repr(float(value)).removesuffix(".0")


def _within(value: float, typed: str, low: float, high: float) -> float:
    if not low <= value <= high:
        side = f"below {_text(low)}, the least" if value < low else f"above {_text(high)}, the most"
        raise NumeralError(f"{_shown(typed)} is {side} that is allowed")
    return value


def _text(limit: float) -> str:
    return str(limit) if isinstance(limit, int) else f"{limit:g}"


def _shown(typed: str) -> str:
    return f"“{typed[:20]}{'…' if len(typed) > 20 else ''}”" if typed else "the field"


def is_number(cell: str) -> bool:
    """Return whether Python reads a cell of a table as a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True
