"""Documents in JSON that come from outside: parsed, and every value checked for what it must be."""

import json
import math
import reprlib
from typing import Any

LARGEST = 1e15
"""The largest size of a number that is taken for one."""
MAX_LETTERS = 200


class DocumentError(ValueError):
    """A document is not what it must be; the message says what was expected and what came, in a line."""


def parse(content: object, expected: str = "expected JSON") -> Any:
    """Return what a JSON text says.

    Args:
        content: the text, str or bytes.
        expected: how an error begins.

    Raises:
        DocumentError: it is no JSON, or is nested too deeply.
    """
    if not isinstance(content, (str, bytes)):  # of a text in another document anything may have become
        raise DocumentError(f"{expected}, got {shown(content)}")
    if not content.strip():
        raise DocumentError(f"{expected}, got an empty file")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise DocumentError(f"{expected}, got one nested too deeply") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, letter {error.colno}"
        raise DocumentError(f"{expected}, but it is cut off or damaged at {where}") from error
    except ValueError as error:
        raise DocumentError(f"{expected}, but {shortened(error)}") from error


def mapping(name: str, value: object) -> dict[str, Any]:
    """Return a value that must be an object.

    Raises:
        DocumentError: it is none.
    """
    if not isinstance(value, dict):
        raise DocumentError(f"{name} must be an object, got {shown(value)}")
    return value


def number(name: str, value: object) -> float:
    """Return a value that must be a finite number.

    Raises:
        DocumentError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        raise DocumentError(f"{name} must be a finite number, got {shown(value)}")
    return value


def numbers(name: str, value: object, count: int) -> list[float]:
    """Return a value that must be a list of that many finite numbers.

    Raises:
        DocumentError: it is none.
    """
    if not isinstance(value, list) or len(value) != count:
        raise DocumentError(f"{name} must be a list of {count} numbers, got {shown(value)}")
    return [number(f"each number of {name}", each) for each in value]


def whole(name: str, value: object, low: float = -LARGEST, high: float = LARGEST) -> int:
    """Return a value that must be a whole number from low to high.

    Raises:
        DocumentError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        least = f" from {low:g}" if math.isfinite(low) and low > -LARGEST else ""
        raise DocumentError(f"{name} must be a whole number{least}, got {shown(value)}")
    return value


def text(name: str, value: object, most: int = MAX_LETTERS) -> str:
    """Return a value that must be a text that can be printed on a line, of at most that many letters.

    Raises:
        DocumentError: it is none.
    """
    if not isinstance(value, str) or not value.isprintable() or len(value) > most:
        raise DocumentError(f"{name} must be text of at most {most} letters, got {shown(value)}")
    return value


def texts(name: str, value: object, most: int = MAX_LETTERS) -> tuple[str, ...]:
    """Return a value that must be a list of such texts.

    Raises:
        DocumentError: it is none.
    """
    if not isinstance(value, (list, tuple)):
        raise DocumentError(f"{name} must be a list of texts, got {shown(value)}")
    return tuple(text(f"each text of {name}", each, most) for each in value)


def shown(value: object) -> str:
    """Return a value as an error quotes it: of any size and depth in a few words."""
    return reprlib.repr(value)


def shortened(error: Exception) -> str:
    """Return what an error of another package says, on one line and of a length to be read."""
    line = " ".join(str(error).split())
    return line if len(line) <= MAX_LETTERS else f"{line[:MAX_LETTERS]}…"
