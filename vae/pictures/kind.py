"""Pictures: an output is what is shown."""

from collections.abc import Callable, Mapping

import numpy as np

from vae.kind import Measure
from vae.shape import PictureShape

FILES: Mapping[str, Callable[[np.ndarray], bytes]] = {}
FILES_IN_TURN: Mapping[str, Callable[[np.ndarray], bytes]] = {}
MEASURED: Mapping[str, Measure] = {}


def raster(shape: PictureShape) -> PictureShape:
    """Return the shape itself."""
    return shape


def draw(values: np.ndarray) -> np.ndarray:
    """Return pixels of any shape as uint8 of the same: those beyond black and white as these, no number as black."""
    return np.round(255.0 * np.clip(np.nan_to_num(values), 0.0, 1.0)).astype(np.uint8)


def texts(values: np.ndarray) -> list[str]:
    """Return no words: what a picture shows only its class says, if anything."""
    return [""] * len(values)


def measures(training: np.ndarray, held_out: np.ndarray, outputs: np.ndarray, samples: np.ndarray) -> dict[str, float]:
    """Return nothing: the bound and its terms are what pictures are measured by."""
    return {}
