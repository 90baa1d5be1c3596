"""What Python and JavaScript share is written down for JavaScript's checker, as it is now."""

from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import pytest

from docs import declarations


class Told(TypedDict):
    """What is told."""

    label: int | None


class MaybeTold(Told, total=False):
    """And what may be."""

    note: str


@dataclass(frozen=True)
class Facts:
    """Some facts.

    Attributes:
        names: of things.
    """

    names: tuple[str, ...]
    kind: Literal["ink", "photo"]
    box: tuple[float, float]


@dataclass(frozen=True)
class MoreFacts(Facts):
    """More of them."""

    start: Told
    rows: list[list[float] | None]
    maybe: MaybeTold
    by_name: dict[str, Any]
    is_on: bool = True


EXPECTED = """\
/** Some facts. */
export interface Facts {
  names: string[];
  kind: "ink" | "photo";
  box: [number, number];
}

/** What is told. */
export interface Told {
  label: number | null;
}

/** And what may be. */
export interface MaybeTold {
  label: number | null;
  note?: string;
}

/** More of them. */
export interface MoreFacts extends Facts {
  start: Told;
  rows: (number[] | null)[];
  maybe: MaybeTold;
  by_name: Record<string, any>;
  is_on: boolean;
}
"""


def test_what_is_written_down_is_what_python_hands_over_now():
    written = declarations.FILE.read_text(encoding="utf-8")
    assert written == declarations.declarations(declarations.roots()), "run: make contract"


def test_every_shape_is_written_once_after_what_it_is_made_of():
    assert declarations.declarations([MoreFacts, Facts]).partition("\n\n")[2] == EXPECTED


def test_what_json_cannot_carry_is_refused():
    @dataclass(frozen=True)
    class Bytes:
        content: bytes

    with pytest.raises(TypeError, match="Bytes has a field of a type that JSON cannot carry: .*bytes"):
        declarations.declarations([Bytes])


def test_two_shapes_of_one_name_are_refused():
    @dataclass(frozen=True)
    class Facts:
        other: int

    with pytest.raises(TypeError, match="both have a Facts"):
        declarations.declarations([MoreFacts, Facts])
