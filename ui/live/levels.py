"""What each level of a code holds, in words made of the figures that a run was measured with."""

from dataclasses import dataclass
from typing import Any

from vae.data import datasets
from vae.families import FAMILIES
from vae.runs.store import Run

_LEAST = 0.2
"""A level holds what changes by this share at least, and by more than with any other level."""


@dataclass(frozen=True)
class LevelText:
    """One level in words.

    Attributes:
        title: what it is called, and what it holds more of than the others, if it was measured.
        figures: by how much pictures change with it, "" if that was not measured.
    """

    title: str
    figures: str


def level_texts(run: Run) -> tuple[LevelText, ...]:
    """Return each level of a run's codes in words, in the order of the levels; none where there are no levels."""
    levels = FAMILIES[run.config.family].levels
    measured = [run.metrics.get(f"level_{number}", {}) for number in range(1, len(levels) + 1)]
    called = {"class": f"which {datasets.noun(run.config.dataset)}", "slant": "slant", "stroke": "stroke width"}
    texts = []
    for level, figures in zip(levels, measured, strict=True):
        held = [words for name, words in called.items() if _holds(figures, measured, name)]
        title = f"{level.title}: {' and '.join(held)}" if held else level.title
        texts.append(LevelText(title, _figures_text(figures, called)))
    return tuple(texts)


def _holds(figures: dict[str, Any], all_figures: list[dict[str, Any]], name: str) -> bool:
    share = figures.get(name, 0.0)
    return share >= _LEAST and share == max(other.get(name, 0.0) for other in all_figures)


def _figures_text(figures: dict[str, Any], called: dict[str, str]) -> str:
    if not figures:
        return ""
    nats = [f"{figures['kl']:.1f} nats"] if "kl" in figures else []
    known = [(words, figures[name]) for name, words in called.items() if name in figures]
    shares = [("picture", figures["value"]), *known]
    return " · ".join([*(f"{words} {min(share, 1.0):.0%}" for words, share in shares), *nats])


def measured_text(run: Run) -> str:
    """Say what the figures are and what they rest on; "" where there are none."""
    figures = run.metrics.get("level_1")
    if figures is None:
        return ""
    noun = datasets.noun(run.config.dataset)
    return (
        f"Percentages: how much changes when one level is taken from another {noun}, "
        f"measured on {figures['num_images']:,} test {datasets.nouns(run.config.dataset)}."
    )
