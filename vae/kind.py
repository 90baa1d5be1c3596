"""What a run's outputs are - pictures, or something else - and everything that pages ask of that: one row each.

A run's decoder gives one array a point, of the run's `shape`, numbers in [0, 1]. Whoever shows, names, measures or
saves such an array asks its kind. A new one is a row here, its functions in the module `kind` of a room, and a module
in ui/live/ that draws it in the browser; see docs/recipes.md.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from vae.likelihoods import LIKELIHOODS, PICTURE
from vae.shape import PictureShape


@dataclass(frozen=True)
class Measure:
    """What one of a kind's own figures is.

    Attributes:
        title: what tables call it, with its unit.
        meaning: a phrase without a full stop.
        better: 1 where more is better, -1 where less is, 0 where neither.
        decimals: how many are shown; of percentages where `is_share`.
        is_share: whether it is shown in per cent.
    """

    title: str
    meaning: str
    better: int = 1
    decimals: int = 1
    is_share: bool = True

    def text(self, value: float) -> str:
        """Return a value as it is shown."""
        return f"{value:.{self.decimals}%}" if self.is_share else f"{value:,.{self.decimals}f}"


class KindFunctions(Protocol):
    """What the module `kind` of a kind's room has; outputs are float32 in [0, 1], [n, *shape.array]."""

    FILES: Mapping[str, Callable[[np.ndarray], bytes]]
    """What one output, [*shape.array], can be saved as beside a picture of it: contents by suffix, such as ".mid"."""

    FILES_IN_TURN: Mapping[str, Callable[[np.ndarray], bytes]]
    """The same of several outputs one after the other, [n, *shape.array]; empty where that is nothing."""

    MEASURED: Mapping[str, Measure]
    """What the figures are that `measures` returns, by name, in the order in which they are shown."""

    def raster(self, shape: PictureShape) -> PictureShape:
        """Return the shape of the picture that is drawn of an output."""

    def draw(self, values: np.ndarray) -> np.ndarray:
        """Draw outputs as pictures, white ink on black as data sets have them, or in colour: uint8 [n, *raster]."""

    def texts(self, values: np.ndarray) -> list[str]:
        """Say in words what each output is; "" where a picture says it better."""

    def measures(
        self, training: np.ndarray, held_out: np.ndarray, outputs: np.ndarray, samples: np.ndarray
    ) -> dict[str, float]:
        """Measure what comes back of held-out data, and samples of the prior; see `Kind.measures`."""


@dataclass(frozen=True)
class Kind:
    """What outputs are.

    Attributes:
        name: what a configuration says.
        room: of vae/, whose module `kind` has the functions.
        noun, nouns: what one, and several, are called where nothing more exact is known.
        least: the least height and width.
        lead: what a map of them shows and how to begin with it, a sentence with {noun} for one of them; ""
            where a map explains itself.
        are_pictures: whether outputs are pictures as cameras and pens make them: what is drawn, uploaded, judged as a
            picture or imported from elsewhere.
        are_planned: whether outputs are motions of the arm, which Interpolate plans from a start to a goal.
    """

    name: str
    room: str
    noun: str
    nouns: str
    least: tuple[int, int]
    lead: str = ""
    are_pictures: bool = False
    are_planned: bool = False

    @property
    def likelihoods(self) -> tuple[str, ...]:
        """Names of the likelihoods that such outputs can be trained with, the usual one first."""
        return tuple(name for name, likelihood in LIKELIHOODS.items() if self.name in likelihood.kinds)

    @property
    def functions(self) -> KindFunctions:
        """The functions, loaded when first asked for."""
        return cast(KindFunctions, importlib.import_module(f"vae.{self.room}.kind"))

    def raster(self, shape: PictureShape) -> PictureShape:
        """Return the shape of the picture that is drawn of an output of a shape."""
        return self.functions.raster(shape)

    def draw(self, values: np.ndarray) -> np.ndarray:
        """Return pictures of outputs.

        Args:
            values: uint8 in 0-255 or float in [0, 1], [..., *shape.array].

        Returns:
            uint8 [..., *raster.array].
        """
        axes = 3 if self.are_pictures and values.shape[-1:] == (3,) else 2
        before, shape = values.shape[:-axes], values.shape[-axes:]
        drawn = self.functions.draw(unit_interval(values.reshape(-1, *shape)))
        return drawn.reshape(*before, *drawn.shape[1:])

    def texts(self, values: np.ndarray) -> list[str]:
        """Say what each output, [n, *shape.array], is in words; "" where a picture says it better."""
        return self.functions.texts(unit_interval(values))

    def measures(
        self, training: np.ndarray, held_out: np.ndarray, outputs: np.ndarray, samples: np.ndarray
    ) -> dict[str, float]:
        """Measure what a model gives beside its bound; names are those of figures in metrics.json.

        Args:
            training: the data it was trained on, [n, *shape.array].
            held_out: data that it never saw, [m, *shape.array].
            outputs: what it makes of them from the means of their codes, likewise.
            samples: what it makes of draws from the prior, [k, *shape.array].
        """
        return self.functions.measures(training, held_out, outputs, samples)

    @property
    def measured(self) -> Mapping[str, Measure]:
        """What the figures are that `measures` returns, by name."""
        return self.functions.MEASURED

    @property
    def files(self) -> Mapping[str, Callable[[np.ndarray], bytes]]:
        """What one output can be saved as beside a picture of it, by suffix."""
        return self.functions.FILES

    @property
    def files_in_turn(self) -> Mapping[str, Callable[[np.ndarray], bytes]]:
        """What several outputs one after the other, [n, *shape.array], can be saved as; nothing for most kinds."""
        return self.functions.FILES_IN_TURN


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            PICTURE,
            "pictures",
            "picture",
            "pictures",
            (8, 8),
            are_pictures=True,
        ),
        Kind(
            "word", "word", "word", "words", (1, 2), "Every place is a {noun}; the paler a letter, the less sure it is."
        ),
        Kind(
            "motion",
            "motion",
            "motion",
            "motions",
            (2, 2),
            "Every place is a {noun} of an arm with two joints: drag, and it changes as it swings.",
            are_planned=True,
        ),
        Kind(
            "melody",
            "melody",
            "melody",
            "melodies",
            (32, 38),
            "Every place is a tune of two bars: press Listen, and drag while it plays.",
        ),
    )
}


def kind_of(config: Any) -> Kind:
    """Return the kind of a run by its configuration, `vae.config.RunConfig`."""
    return KINDS[config.kind]


def can_plan(config: Any) -> bool:
    """Return whether Interpolate plans with a run: its outputs are motions, and no class is told that nobody chose."""
    return kind_of(config).are_planned and not config.conditional


def unit_interval(values: np.ndarray) -> np.ndarray:
    """Return numbers, uint8 in 0-255 or float in [0, 1], as float32 in [0, 1]."""
    return values.astype(np.float32) / 255 if values.dtype == np.uint8 else np.asarray(values, np.float32)
