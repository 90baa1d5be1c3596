"""What single latent dimensions carry: nats, class information, and where they change the picture."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from vae.latent.latents import Latents
from vae.runs.store import Run
from vae.shape import PictureShape

UNUSED_BELOW = 0.01
"""A dimension whose mean KL on held-out images is below this many nats tells nothing about the picture."""
ACTIVE_VARIANCE = 0.01
MAX_BINS = 20
_NUM_PER_CELL = 20
_BANDS = (11 / 28, 17 / 28)  # of a side, where the middle third of a centred digit begins and ends
_MOSTLY = 0.45
_NOTHING = 1e-4
_OWN_SHARE = 0.06  # of a dimension's change that lies elsewhere than the others' does, to say where


def measured_kl(run: Run) -> np.ndarray | None:
    """Return the run's measured KL of every dimension, float64 [latent_dim], nats per image; None without one."""
    known = run.metrics.get("kl_per_dimension", {}).get("value")
    is_whole = isinstance(known, list) and len(known) == run.config.latent_dim
    return np.asarray(known, np.float64) if is_whole else None


def kl_per_dimension(run: Run, latents: Latents) -> np.ndarray | None:
    """Return the mean KL of every dimension, float64 [latent_dim], nats per image; None for a plain autoencoder.

    The run's measured figure, or where it was not measured the same from its held-out posteriors:
    KL(q(z_k | x) || N(0, 1)) = (z_mean^2 + exp(z_log_var) - 1 - z_log_var) / 2, the mean over the images.

    Args:
        run: a valid run.
        latents: its held-out posteriors.
    """
    if latents.z_log_var is None:
        return None
    known = measured_kl(run)
    if known is not None:
        return known
    mean, log_var = np.asarray(latents.z_mean, np.float64), np.asarray(latents.z_log_var, np.float64)
    return 0.5 * (np.square(mean) + np.exp(log_var) - 1.0 - log_var).mean(axis=0)


def largest_first(amounts: ArrayLike) -> np.ndarray:
    """Return the dimensions by what they carry, the largest amount first, int [latent_dim]."""
    return np.argsort(-np.asarray(amounts, np.float64), kind="stable")


def in_order(amounts: ArrayLike) -> list[int]:
    """Return the dimensions as every list of them shows them: most telling first.

    One or two are the axes of a run's map and keep their order.

    Args:
        amounts: what each carries, its KL or the variance of its codes, [latent_dim].
    """
    return largest_first(amounts).tolist() if np.size(amounts) > 2 else list(range(np.size(amounts)))


def order(run: Run, latents: Latents) -> list[int]:
    """Return the dimensions, most telling first: by KL, or by variance of the codes for a plain autoencoder."""
    kl = kl_per_dimension(run, latents)
    return in_order(_variances(latents) if kl is None else kl)


def is_unused(kl: ArrayLike) -> np.ndarray:
    """Return whether each dimension tells nothing about the picture, bool [n]: its KL is below UNUSED_BELOW nats."""
    return np.asarray(kl, np.float64) < UNUSED_BELOW


def unused(run: Run, latents: Latents) -> list[int]:
    """Return the dimensions that tell nothing about the picture, in their `order`.

    A plain autoencoder has no KL: there a dimension is unused whose code hardly varies, see `is_active`.
    """
    kl = kl_per_dimension(run, latents)
    idle = ~is_active(latents.z_mean) if kl is None else is_unused(kl)
    return [index for index in order(run, latents) if idle[index]]


def num_in_use(run: Run) -> int | None:
    """Return how many dimensions are not unused, by the run's measured figures; None where they are not there."""
    if not run.config.variational:
        units = run.metrics.get("active_units")
        return None if units is None else int(units["value"])
    kl = measured_kl(run)
    return None if kl is None else int((~is_unused(kl)).sum())


def unused_text(count: int, is_variational: bool = True) -> str:
    """Say how many dimensions are unused, and by which rule."""
    rule = f"under {UNUSED_BELOW:g} nats" if is_variational else f"variance of the codes up to {ACTIVE_VARIANCE:g}"
    return f"{count} unused dimension{'s' if count != 1 else ''} ({rule})"


def is_active(z_mean: ArrayLike) -> np.ndarray:
    """Return whether each dimension's code varies over the images, bool [latent_dim].

    An active unit of Burda et al. (2016): the variance of the posterior mean is above 0.01. The pages count dimensions
    in use by KL instead, `num_in_use`, and by this only where there is no KL.

    Args:
        z_mean: codes, [n, latent_dim].
    """
    return np.asarray(z_mean, np.float64).var(axis=0) > ACTIVE_VARIANCE


def _variances(latents: Latents) -> np.ndarray:
    return np.asarray(latents.z_mean, np.float64).var(axis=0)


def num_bins(num_codes: int, num_classes: int) -> int:
    """Return how many quantile bins keep some 20 codes to a cell of the bin-by-class table, 2 to 20."""
    return int(np.clip(num_codes // (_NUM_PER_CELL * max(1, num_classes)), 2, MAX_BINS))


def class_information(z_mean: ArrayLike, labels: np.ndarray) -> np.ndarray:
    """Return the share of the classes' entropy that each coordinate tells by itself, I(bin(z_k); label) / H(label).

    Coordinates are cut into `num_bins` bins of equal counts and the mutual information is that of the table of counts
    (the plug-in estimate). It reads too high by about (bins - 1)(classes - 1) / (2 n) nats where nothing is told
    (Miller, 1955), see `class_information_bias`, and too low where classes are told apart within a bin. Shares of
    several dimensions do not add up: they may tell the same.

    Args:
        z_mean: codes, [n, latent_dim].
        labels: their classes, whole numbers [n].

    Returns:
        float64 [latent_dim], 0 to 1; 0 where there is a single class.
    """
    z = np.asarray(z_mean, np.float64)
    _, classes = np.unique(labels, return_inverse=True)
    num_classes = int(classes.max()) + 1
    bins = num_bins(len(z), num_classes)
    entropy = _entropy(np.bincount(classes))
    if entropy == 0:
        return np.zeros(z.shape[1])
    shares = []
    for coordinate in z.T:
        edges = np.quantile(coordinate, np.arange(1, bins) / bins)
        table = np.zeros((bins, num_classes))
        np.add.at(table, (np.searchsorted(edges, coordinate, side="right"), classes), 1)
        information = _entropy(table.sum(axis=0)) + _entropy(table.sum(axis=1)) - _entropy(table)
        shares.append(max(0.0, information) / entropy)
    return np.asarray(shares)


def class_information_bias(labels: np.ndarray) -> float:
    """Return about what `class_information` gives a dimension that tells nothing of these labels."""
    counts = np.unique(labels, return_counts=True)[1]
    entropy = _entropy(counts)
    bins = num_bins(len(labels), len(counts))
    return (bins - 1) * (len(counts) - 1) / (2 * len(labels)) / entropy if entropy else 0.0


def _entropy(counts: ArrayLike) -> float:
    """Return the entropy of a table of counts, in nats."""
    flat = np.asarray(counts, np.float64).ravel()
    shares = flat[flat > 0] / flat.sum()
    return float(-(shares * np.log(shares)).sum())


def sensitivity(pictures: np.ndarray, shape: PictureShape) -> np.ndarray:
    """Return how much each pixel changes along strips: the standard deviation over the steps, in levels of 0 to 1.

    Args:
        pictures: [..., num_steps, *shape.array] in [0, 1].
        shape: of one of them; in colour the mean square over the channels counts.

    Returns:
        float32 [..., height, width].
    """
    values = np.asarray(pictures, np.float32)
    if not shape.has_color:
        return values.std(axis=-3)
    changes: np.ndarray = np.sqrt(values.var(axis=-4).mean(axis=-1))
    return changes


def where(heat: np.ndarray) -> str:
    """Say where a picture of change [height, width] has most of it, such as "mostly top left" or "all over"."""
    heat = np.asarray(heat, np.float64)
    if heat.max() < _NOTHING:
        return "nowhere"
    place = _place(heat)
    return f"mostly {place}" if place else "all over"


def where_each(heats: np.ndarray) -> list[str]:
    """Say of each picture of change where it has most of it, or else where it has more of its change than the others.

    Args:
        heats: [n, height, width].

    Returns:
        One text a picture: as `where` says, such as "more top left than others do" where that is "all over", and ""
        where it is spread as the others are.
    """
    heats = np.asarray(heats, np.float64)
    totals = heats.sum(axis=(1, 2), keepdims=True)
    shares = np.divide(heats, totals, out=np.zeros_like(heats), where=totals > 0)
    usual = shares[totals[:, 0, 0] > 0].mean(axis=0) if (totals > 0).any() else 0.0
    found = []
    for heat, share in zip(heats, shares, strict=True):
        text = where(heat)
        excess = np.maximum(share - usual, 0.0)
        if text == "all over":
            place = _place(excess) if excess.sum() >= _OWN_SHARE else ""
            text = f"more {place} than others do" if place else ""
        found.append(text)
    return found


def _place(heat: np.ndarray) -> str:
    """Return where most of a picture is in words, "" where it is spread."""
    words = [_band(heat.sum(axis=1), ("top", "bottom")), _band(heat.sum(axis=0), ("left", "right"))]
    if words == ["middle", "middle"]:
        return "in the middle"
    if words == ["middle", ""]:
        return "at middle height"
    return " ".join(word for word in words if word not in ("", "middle"))


def _band(profile: np.ndarray, ends: Sequence[str]) -> str:
    """Return which of three bands holds most of a profile, "" where none does."""
    first, last = (round(share * len(profile)) for share in _BANDS)
    shares = np.array([profile[:first].sum(), profile[first:last].sum(), profile[last:].sum()]) / profile.sum()
    return (ends[0], "middle", ends[1])[shares.argmax()] if shares.max() >= _MOSTLY else ""
