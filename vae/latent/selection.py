"""Some of a map's codes taken together: how many of which class, how spread out, and how they differ from others."""

from dataclasses import dataclass

import numpy as np

from vae.latent.latents import Latents

MAX_NAME_LENGTH = 40
MAX_KEPT = 9
_MAX_PAIRED = 1000
_SEED = 0


class SelectionError(ValueError):
    """A selection cannot be kept; the message says why and what to do."""


@dataclass(frozen=True)
class Summary:
    """Figures of a set of codes, each a mean over its images; nats where they are scores.

    Attributes:
        count: number of images.
        class_counts: int [num_classes].
        centre: mean code, float64 [latent_dim].
        spread: standard deviation along each dimension, float64 [latent_dim].
        mean_distance: mean distance between two of its codes; exact up to 1000 codes, else of 1000 drawn with a fixed
            seed; None for fewer than two.
        reconstruction: mean reconstruction term, or None for runs without scores.
        kl: mean KL, or None for runs without.
    """

    count: int
    class_counts: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    mean_distance: float | None
    reconstruction: float | None
    kl: float | None

    @property
    def class_shares(self) -> np.ndarray:
        """Share of every class, float64 [num_classes]."""
        return self.class_counts / max(1, self.count)

    @property
    def neg_elbo(self) -> float | None:
        """Mean -ELBO in nats, or None for runs without scores or without KL."""
        return None if self.reconstruction is None or self.kl is None else self.reconstruction + self.kl


@dataclass(frozen=True)
class Comparison:
    """How two sets of codes lie to each other.

    Attributes:
        num_shared: number of images in both.
        centre_distance: Euclidean distance between their mean codes.
    """

    num_shared: int
    centre_distance: float


def summarise(latents: Latents, indices: np.ndarray, num_classes: int) -> Summary:
    """Return the figures of some of the codes.

    Args:
        latents: codes, labels and scores of n images.
        indices: which of them, [m], m at least 1, each once.
        num_classes: number of classes.

    Raises:
        SelectionError: there are no indices.
    """
    if not len(indices):
        raise SelectionError("A selection must hold at least one point.")
    codes = np.asarray(latents.z_mean[indices], np.float64)
    reconstruction, kl = (
        None if scores is None else float(scores[indices].mean(dtype=np.float64))
        for scores in (latents.reconstruction, latents.kl)
    )
    counts = np.bincount(latents.labels[indices], minlength=num_classes)[:num_classes]
    return Summary(
        len(indices), counts, codes.mean(axis=0), codes.std(axis=0), mean_pairwise_distance(codes), reconstruction, kl
    )


def mean_pairwise_distance(codes: np.ndarray) -> float | None:
    """Return the mean Euclidean distance between two different codes of [n, d]; None for fewer than two.

    Of more than 1000 codes, 1000 are drawn with a fixed seed.
    """
    if len(codes) > _MAX_PAIRED:
        codes = codes[np.random.default_rng(_SEED).choice(len(codes), _MAX_PAIRED, replace=False)]
    if len(codes) < 2:
        return None
    from scipy.spatial.distance import pdist

    return float(pdist(codes).mean())


def others(indices: np.ndarray, count: int) -> np.ndarray:
    """Return the indices of 0 to count - 1 that are not among the given ones, rising."""
    is_inside = np.zeros(count, bool)
    is_inside[indices] = True
    return np.flatnonzero(~is_inside)


def compare(latents: Latents, first: np.ndarray, second: np.ndarray) -> Comparison:
    """Return how two selections, indices [m] and [k] with at least one each, lie to each other."""
    codes = np.asarray(latents.z_mean, np.float64)
    distance = np.linalg.norm(codes[first].mean(axis=0) - codes[second].mean(axis=0))
    return Comparison(len(np.intersect1d(first, second)), float(distance))


def checked_name(name: str, taken: list[str]) -> str:
    """Return a name for a selection without blanks around it.

    Args:
        name: what was typed.
        taken: names that others have.

    Raises:
        SelectionError: the name is empty, too long, not printable or taken, upper and lower case alike.
    """
    name = name.strip()
    if not name:
        raise SelectionError("A selection needs a name: type one first.")
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise SelectionError(f"A name must have 1 to {MAX_NAME_LENGTH} printable characters, got {len(name)}.")
    if name.casefold() in (other.casefold() for other in taken):
        raise SelectionError(f"There is a selection named {name} already: choose another name.")
    return name
