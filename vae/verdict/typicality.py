"""A picture's score against those of held-out images, from figures in metrics.json."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae import documents

SCORES = ("neg_elbo", "reconstruction")
METRIC_PREFIX = "typicality_"
_TITLES = {"neg_elbo": "−ELBO", "reconstruction": "reconstruction error"}


@dataclass(frozen=True)
class Outsiders:
    """How well a score tells one kind of strange pictures from held-out images.

    Attributes:
        kind: "noise", "rotated", "inverted", "specks" or the name of a data set.
        title: what they are, as a sentence names them.
        auc: area under the ROC curve: the chance that a strange picture scores worse than a held-out image.
        detected: share of them beyond the threshold.
        roc: false alarms and detections, float64 [m, 2], from (0, 0) to (1, 1).
        num_images: how many were scored.
    """

    kind: str
    title: str
    auc: float
    detected: float
    roc: np.ndarray
    num_images: int


@dataclass(frozen=True)
class Yardstick:
    """The distribution of one score on held-out images, in nats per image; more is stranger.

    Attributes:
        score: "neg_elbo" or "reconstruction".
        data: the images it was measured on, in words.
        num_images: how many.
        quantiles: float64 [101], the score's 0th to 100th percentile.
        edges: float64 [bins + 1], edges of the histogram.
        counts: int64 [bins].
        threshold: what lies above does not look like the data.
        percent: share of training images, moved a little, below the threshold when it was set, in percent.
        false_alarms: share of the held-out images above the threshold.
        outsiders: the kinds of strange pictures it was tried on.
    """

    score: str
    data: str
    num_images: int
    quantiles: np.ndarray
    edges: np.ndarray
    counts: np.ndarray
    threshold: float
    percent: float
    false_alarms: float
    outsiders: tuple[Outsiders, ...]

    @property
    def title(self) -> str:
        """What the score is called on a page."""
        return _TITLES[self.score]

    def percentile(self, value: float | np.ndarray) -> np.ndarray:
        """Return the percentage of held-out images that score lower, 0 to 100, of one score or many."""
        # Equal quantiles would make the interpolation's answer arbitrary: the middle of a step is taken.
        below = np.searchsorted(self.quantiles, value, "left")
        through = np.searchsorted(self.quantiles, value, "right")
        percents = np.arange(len(self.quantiles), dtype=np.float64)
        between = np.interp(value, self.quantiles, percents)
        return np.where(through > below, np.clip((below + through - 1) / 2, 0, 100), between)

    def looks_typical(self, value: float | np.ndarray) -> np.ndarray:
        """Return whether a score, or each of many, is at most the threshold; a score that is no number is not."""
        return np.asarray(value) <= self.threshold


def yardstick(metrics: Mapping[str, Mapping[str, Any]], score: str = "neg_elbo") -> Yardstick | None:
    """Read a yardstick from a run's metrics.

    Args:
        metrics: `Run.metrics`.
        score: "neg_elbo" or "reconstruction" (the only one of a plain autoencoder).

    Returns:
        The yardstick, or None when the run was not evaluated with one or its figures are damaged.

    Raises:
        ValueError: there is no score of that name.
    """
    if score not in SCORES:
        raise ValueError(f"score must be one of {', '.join(SCORES)}, got {score!r}")
    entry = metrics.get(METRIC_PREFIX + score)
    try:
        return None if entry is None else _read(score, entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _read(score: str, entry: Mapping[str, Any]) -> Yardstick:
    counts = entry["counts"]
    quantiles, edges, counts = (
        np.asarray(documents.numbers(name, entry[name], count), np.float64)
        for name, count in (("quantiles", 101), ("edges", len(counts) + 1), ("counts", len(counts)))
    )
    if (np.diff(quantiles) < 0).any() or (np.diff(edges) < 0).any() or not len(counts):
        raise ValueError("quantiles or histogram are damaged")
    value, percent, false_alarms = (
        float(documents.number(name, entry[name])) for name in ("value", "percent", "false_alarms")
    )
    if value < quantiles[0]:
        raise ValueError("no held-out picture would pass the threshold")
    return Yardstick(
        score, documents.text("data", entry["data"]), documents.whole("num_images", entry["num_images"], low=1),
        quantiles, edges, counts.astype(np.int64), value, percent, false_alarms,
        tuple(_outsiders(documents.text("kind", kind), other) for kind, other in entry["outsiders"].items()),
    )  # fmt: skip


def _outsiders(kind: str, other: Mapping[str, Any]) -> Outsiders:
    roc = [documents.numbers("a point of the curve", point, 2) for point in other["roc"]]
    return Outsiders(
        kind,
        documents.text("title", other["title"]),
        float(documents.number("auc", other["auc"])),
        float(documents.number("detected", other["detected"])),
        np.asarray(roc, np.float64).reshape(-1, 2),
        documents.whole("num_images", other["num_images"], low=1),
    )
