"""Motions as a kind of outputs: what pages and runs ask of them."""

from collections.abc import Callable, Mapping

import numpy as np

from vae.kind import Measure
from vae.motion import drawing, tables, words
from vae.motion.measures import figures
from vae.shape import PictureShape

MEASURED: Mapping[str, Measure] = {
    "tip_error": Measure(
        "Tip off, cm", "how far the tip is from where it should be, the median", -1, 2, is_share=False
    ),
    "tip_error_95": Measure("Tip off, 95% of moments, cm", "what 95% of moments stay below", -1, 1, is_share=False),
    "samples_by_rule": Measure("Samples by a rule", "how often a draw is told to follow one of the rules"),
}
FILES_IN_TURN: Mapping[str, Callable[[np.ndarray], bytes]] = {}
FILES: Mapping[str, Callable[[np.ndarray], bytes]] = {".csv": tables.as_csv}


def raster(shape: PictureShape) -> PictureShape:
    """Return the shape of the small drawing, the same for all motions."""
    return drawing.RASTER


def draw(values: np.ndarray) -> np.ndarray:
    """Draw motions, [n, 40, 2], as the tip's way and the arm as it ends."""
    return drawing.draw(values)


def texts(values: np.ndarray) -> list[str]:
    """Say what each motion is, such as "reaches 82 cm from left to right"."""
    return [words.text(motion) for motion in values]


def measures(training: np.ndarray, held_out: np.ndarray, outputs: np.ndarray, samples: np.ndarray) -> dict[str, float]:
    """Return how far the tip of what comes back is off, in centimetres, and the share of samples that follow a rule."""
    told = [words.told(sample)[0] != "" for sample in samples]
    return {**figures(held_out, outputs), "samples_by_rule": float(np.mean(told))}
