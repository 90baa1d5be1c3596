"""Does this look like a digit? A small judge of pictures, learnt for each run, and the rates at which it errs."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vae import documents
from vae.verdict import traits

METRIC = "judge"
_CLIP = 6.0
_MOST_REASONS = 2
_MOST_WEIGHTS = 100_000


@dataclass(frozen=True)
class Strangers:
    """Pictures of one kind that are none of the data set's: what they are in words, and the share that passes."""

    kind: str
    title: str
    passed: float
    num_images: int


@dataclass(frozen=True)
class Judge:
    """A network with one hidden layer over the numbers of `vae.verdict.traits`, and what it was found to do.

    Attributes:
        mean, scale: float32 [NUM_NUMBERS], of the pictures it learnt from.
        layers: weights and offsets of the hidden and of the last layer.
        threshold: what scores less does not look like the data set's pictures.
        lows, highs: float32 [len(TRAITS)], between which nearly all of the data set's pictures lie.
        refused: share of held-out images that are refused, with the run's own score.
        num_images: how many those were.
        strangers: the kinds of pictures it was tried on; none of them, nor their fonts, did it learn from.
    """

    mean: np.ndarray
    scale: np.ndarray
    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    threshold: float
    lows: np.ndarray
    highs: np.ndarray
    refused: float = 0.0
    num_images: int = 1
    strangers: tuple[Strangers, ...] = ()

    def score(self, images: np.ndarray) -> np.ndarray:
        """Return how much pictures look like the data set's, log odds [n]."""
        values = standardized(traits.numbers(images), self.mean, self.scale)
        (hidden, hidden_offset), (last, last_offset) = self.layers
        return (np.maximum(values @ hidden + hidden_offset, 0.0) @ last + last_offset)[:, 0]

    def passes(self, images: np.ndarray) -> np.ndarray:
        """Return for each of the pictures uint8 [n, 28, 28] whether there is nothing unusual about its looks."""
        return self.score(images) >= self.threshold

    def reasons(self, image: np.ndarray, nouns: str) -> list[str]:
        """Say what of a picture's shape is beyond what the data set's pictures have; nothing where no single thing is.

        Args:
            image: uint8 [28, 28].
            nouns: what the data set's pictures are called.
        """
        values = traits.traits(image[None])[0]
        beyond = np.maximum(self.lows - values, values - self.highs) / np.maximum(self.highs - self.lows, 1.0)
        found = [index for index in np.argsort(-beyond)[:_MOST_REASONS] if beyond[index] > 0.0]
        return [
            f"{trait.title} {values[index]:.{digits}f}{trait.unit}, where {nouns} have "
            f"{self.lows[index]:.{digits}f} to {self.highs[index]:.{digits}f}"
            for index in found
            for trait in (traits.TRAITS[index],)
            for digits in (1 if "stroke" in trait.title else 0,)
        ]

    def with_threshold(self, threshold: float) -> "Judge":
        """Return the same judge with another threshold."""
        return replace(self, threshold=threshold)

    def to_json(self) -> dict[str, Any]:
        """Return what metrics.json keeps of it beside what was measured, as `judge` reads it."""
        (first, first_offset), (last, last_offset) = self.layers
        return {
            "hidden": first.shape[1],
            "threshold": self.threshold,
            "lows": self.lows.tolist(),
            "highs": self.highs.tolist(),
            "weights": packed([self.mean, self.scale, first, first_offset, last, last_offset]),
        }

    @property
    def passed(self) -> float:
        """Share that passes of all kinds of strange pictures, each counting alike."""
        return float(np.mean([kind.passed for kind in self.strangers])) if self.strangers else 0.0


def standardized(values: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return numbers of pictures as the network takes them: what lies far beyond all it knows is cut off."""
    return np.clip((values - mean) / scale, -_CLIP, _CLIP)


def packed(arrays: list[np.ndarray]) -> str:
    """Return arrays as text, one after another in float16."""
    return base64.b64encode(np.concatenate([array.ravel() for array in arrays]).astype("<f2").tobytes()).decode()


def judge(metrics: Mapping[str, Mapping[str, Any]]) -> Judge | None:
    """Read the judge from a run's metrics; None when the run was evaluated without one or its figures are damaged."""
    entry = metrics.get(METRIC)
    try:
        return None if entry is None else _read(entry)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _read(entry: Mapping[str, Any]) -> Judge:
    size, hidden = traits.NUM_NUMBERS, documents.whole("hidden", entry["hidden"], low=1)
    content = base64.b64decode(documents.text("weights", entry["weights"], _MOST_WEIGHTS), validate=True)
    values = np.frombuffer(content, "<f2").astype(np.float32)
    lengths = (size, size, size * hidden, hidden, hidden, 1)
    if len(values) != sum(lengths) or not np.isfinite(values).all():
        raise ValueError("the judge's weights are damaged")
    mean, scale, first, first_offset, last, last_offset = np.split(values, np.cumsum(lengths)[:-1])
    lows, highs = (
        np.asarray(documents.numbers(name, entry[name], len(traits.TRAITS)), np.float32) for name in ("lows", "highs")
    )
    return Judge(
        mean, scale, ((first.reshape(size, hidden), first_offset), (last.reshape(hidden, 1), last_offset)),
        float(documents.number("threshold", entry["threshold"])), lows, highs,
        float(documents.number("value", entry["value"])), documents.whole("num_images", entry["num_images"], low=1),
        tuple(
            Strangers(documents.text("kind", kind), documents.text("title", one["title"]),
                      float(documents.number("passed", one["passed"])),
                      documents.whole("num_images", one["num_images"], low=1))
            for kind, one in entry["strangers"].items()
        ),
    )  # fmt: skip
