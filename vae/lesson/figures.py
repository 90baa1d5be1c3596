"""The held-out figures that the lesson tells: computed once by `python -m vae lesson`, kept in one file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vae import documents, files
from vae.runs import store
from vae.runs.run_files import RunError, read_json

FIGURES_FILE = "figures.json"
VERSION = 1
_DIGITS = 5


@dataclass(frozen=True)
class Measured:
    """One figure and what it rests on.

    Attributes:
        value: the figure; the mean over the seeds where there are several.
        num_images: pictures that it was measured on.
        num_samples: random draws a picture, or in all where pictures are drawn; None where nothing was drawn.
        num_seeds: how often all of it was done, each time with other draws.
        spread: standard deviation over the seeds; None with one.
    """

    value: float
    num_images: int
    num_samples: int | None = None
    num_seeds: int = 1
    spread: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the figure rounded, without what is None."""
        found = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in found.items()}


# A section's rows, such as runs or numbers of labels, and each row's figures by name.
Section = dict[str, dict[str, Measured]]


@dataclass(frozen=True)
class Figures:
    """All figures of the lesson.

    Attributes:
        sections: "judge", "betas", "squeezing", "jpeg", "enlarging", "features" and "broken"; see docs/formats.md.
        signs: what the health card finds of each broken run: kinds of `vae.health.diagnosis.Finding`, by its fault.
    """

    sections: Mapping[str, Section]
    signs: Mapping[str, tuple[str, ...]]


def path() -> Path:
    """Return the file that holds the figures."""
    return store.LESSON_FOLDER / FIGURES_FILE


def write(figures: Figures, to: Path) -> None:
    """Write the figures, whole or not at all."""
    sections = {
        section: {row: {name: measured.to_json() for name, measured in named.items()} for row, named in rows.items()}
        for section, rows in figures.sections.items()
    }
    signs = {fault: list(kinds) for fault, kinds in figures.signs.items()}
    files.write_json(to, {"version": VERSION, "sections": sections, "signs": signs})


def read(source: Path | None = None) -> Figures:
    """Read the figures that ship, or those of another file.

    Raises:
        RunError: the file is missing or damaged.
    """
    source = path() if source is None else source
    try:
        document = read_json(source)
        if document["version"] != VERSION:
            raise ValueError(f"its version must be {VERSION}")
        sections = {
            section: {
                row: {name: Measured(**measured) for name, measured in named.items()} for row, named in rows.items()
            }
            for section, rows in document["sections"].items()
        }
        return Figures(sections, {fault: tuple(kinds) for fault, kinds in document["signs"].items()})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, RunError):
            raise
        reason = documents.shortened(error)
        raise RunError(f"{source.name} of the lesson is damaged ({reason}): write it anew with 'vae lesson'") from error
