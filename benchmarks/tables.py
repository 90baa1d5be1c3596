"""A table of targets and measured figures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        name: what was measured.
        measured: the figure.
        unit: its unit.
        target: the bar it should reach, None for a figure given for information.
        at_least: True when more is better, so that the target is a lower bound.
    """

    name: str
    measured: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the figure is on the right side of its target; True without a target."""
        if self.target is None:
            return True
        return self.measured >= self.target if self.at_least else self.measured <= self.target


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def print_table(title: str, rows: list[Row]) -> None:
    """Print the rows as a Markdown table, one line each, with what was missed marked."""
    cells: list[tuple[str, ...]] = [("", "target", "measured", "")]
    for row in rows:
        bound = "" if row.target is None else f"{'≥' if row.at_least else '≤'} {row.target:g} {row.unit}"
        cells.append((row.name, bound, f"{_figure(row.measured)} {row.unit}", "" if row.reached else "missed"))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, tuple("-" * width for width in widths))
    print(f"\n{title}\n")
    for line in cells:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
