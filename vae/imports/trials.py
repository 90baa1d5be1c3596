"""What trying a network out tells where its file does not: ranges, orders of halves, of colours."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from vae.foreign.description import Scale
from vae.network.evaluation import evaluate

NUM_TRIED = 64
_CLEARLY = 0.8
_STRAYS = 0.005
_MOST = 1e6
_SEED = 0

Answer = TypeVar("Answer")


def draws(latent_dim: int, is_positive: bool = False, count: int = NUM_TRIED) -> np.ndarray:
    """Return codes to try a decoder with, float32 [count, latent_dim]: from N(0, I), or without their signs."""
    z = np.random.default_rng(_SEED).normal(size=(count, latent_dim)).astype(np.float32)
    return np.abs(z) if is_positive else z


def values_of(network: Any, points: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Return what a network gives as a list of numbers for each point, float32 [n, numbers], maybe not finite."""
    with np.errstate(all="ignore"):
        return evaluate(network, points, labels).reshape(len(points), -1)


def scale_of(values: np.ndarray) -> tuple[Scale, str]:
    """Tell by what a decoder gives how it writes pixels; and why, a sentence."""
    low, high = (float(value) for value in np.quantile(values, (_STRAYS, 1 - _STRAYS)))
    reason = f"Its values go from {low:.2g} to {high:.2g}.".replace("-", "−")
    if low >= -0.3 and high <= 1.3:
        return "unit", reason
    if low >= -1.6 and high <= 1.6:
        return "signed", reason
    return ("bytes" if low >= -60 and 40 < high <= 320 else "logits"), reason


def roughness(pictures: np.ndarray) -> float:
    """Return how much pixels differ from their neighbours, the less the likelier: [n, height, width, channels]."""
    return float(np.abs(np.diff(pictures, axis=1)).mean() + np.abs(np.diff(pictures, axis=2)).mean())


def error(given: np.ndarray, wanted: np.ndarray) -> float:
    """Return the mean squared difference of [n, m] and the first m numbers of another; infinite beyond reason."""
    with np.errstate(all="ignore"):
        mean = float(np.square(given[:, : wanted.shape[1]].astype(np.float64) - wanted).mean())
    return mean if mean <= _MOST else float("inf")


def best(errors: Sequence[tuple[Answer, float]]) -> tuple[Answer, bool]:
    """Return the answer with the least error, and whether it is clearly the least."""
    ordered = sorted(errors, key=lambda one: one[1])
    return ordered[0][0], len(ordered) < 2 or ordered[0][1] < _CLEARLY * ordered[1][1]
