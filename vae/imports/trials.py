"""What trying a network out tells where its file does not: ranges, orders of halves, of colours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from vae.foreign.description import ForeignError
from vae.network.evaluation import evaluate
from vae.network.graph_check import GraphError

NUM_TRIED = 64
UNSURE = "What comes back through both networks does not tell: look it up in the code that trained them."
_CLEARLY = 0.8
_MOST = 1e6
_SEED = 0

Answer = TypeVar("Answer")


def draws(latent_dim: int, is_positive: bool = False, count: int = NUM_TRIED) -> np.ndarray:
    """Return codes to try a decoder with, float32 [count, latent_dim]: from N(0, I), or without their signs."""
    z = np.random.default_rng(_SEED).normal(size=(count, latent_dim)).astype(np.float32)
    return np.abs(z) if is_positive else z


def values_of(network: Any, points: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Return what a network gives as a list of numbers for each point, float32 [n, numbers], maybe not finite.

    Raises:
        ForeignError: it is a graph that ONNX Runtime does not evaluate.
    """
    try:
        with np.errstate(all="ignore"):
            return evaluate(network, points, labels).reshape(len(points), -1)
    except GraphError as error:
        raise ForeignError(f"the network cannot be tried out: {error}") from error


@contextmanager
def within_memory() -> Iterator[None]:
    """Raise ForeignError, which is said to people, where memory does not hold what networks give."""
    try:
        yield
    except MemoryError as error:
        raise ForeignError(
            "trying the networks out takes more memory than there is here: close other programs, or take smaller ones"
        ) from error


def roughness(pictures: np.ndarray) -> float:
    """Return how much pixels differ from their neighbours, the less the likelier: [n, height, width, channels]."""
    return float(np.abs(np.diff(pictures, axis=1)).mean() + np.abs(np.diff(pictures, axis=2)).mean())


def error(given: np.ndarray, wanted: np.ndarray) -> float:
    """Return the mean squared difference of [n, m] and the first m numbers of another; infinite beyond reason."""
    with np.errstate(all="ignore"):
        mean = float(np.square(given[:, : wanted.shape[1]].astype(np.float64) - wanted).mean())
    return mean if mean <= _MOST else float("inf")


def told(errors: Mapping[Answer, float], usual: Answer, nothing: float) -> tuple[Answer, str]:
    """Return which answer trials tell, and how clearly, a sentence; the usual one where they do not tell.

    Args:
        errors: the mean squared error with each answer.
        usual: one of them.
        nothing: what it would be for who knows nothing: an error above that tells nothing.
    """
    first, *others = sorted(errors, key=errors.__getitem__)
    if not others:
        return first, ""
    if errors[first] >= min(_CLEARLY * errors[others[0]], nothing):
        return usual, UNSURE
    next_best = errors[others[0]]
    shown = f"by {next_best:.3g}" if next_best <= _MOST else "beyond all measure"
    return first, f"What comes back is off by {errors[first]:.3g} (mean square) this way, otherwise {shown}."
