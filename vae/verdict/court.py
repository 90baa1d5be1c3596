"""One verdict on a picture: whether anything about it is unusual for a run, and how often that word is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.verdict.judge import Judge, judge
from vae.verdict.typicality import SCORES, Yardstick, yardstick

_COMPANY = 3
_MOST = 0.5


@dataclass(frozen=True)
class Court:
    """What a verdict rests on: the judge of looks and the run's own score, both with limits that no test image set."""

    judge: Judge
    yardstick: Yardstick

    def passes(self, images: np.ndarray, scores: np.ndarray) -> np.ndarray:
        """Return for each picture whether nothing about it is unusual.

        Args:
            images: uint8 [n, 28, 28].
            scores: the yardstick's score of each, nats [n].
        """
        return self.judge.passes(images) & self.yardstick.looks_typical(scores)

    def is_other_writing(self, images: np.ndarray) -> bool:
        """Return whether most of what was found on one picture is unusual: a letter or two of a word look like digits.

        Args:
            images: uint8 [n, 28, 28], all that was found on it.
        """
        return len(images) >= _COMPANY and bool(self.judge.passes(images).mean() < _MOST)

    def refuses(self, image: np.ndarray, score: float, others: np.ndarray | None = None) -> bool:
        """Return whether something about one picture is unusual, or most of what it was found with; as `verdict`."""
        is_other_writing = others is not None and self.is_other_writing(others)
        return is_other_writing or not self.passes(image[None], np.array([score]))[0]

    def verdict(self, image: np.ndarray, score: float, noun: str, nouns: str, others: np.ndarray | None = None) -> str:
        """Return what is to be said of one picture, as Markdown, never more than the measured rates allow.

        Args:
            image: uint8 [28, 28].
            score: its score in nats.
            noun: what the data set's pictures are called.
            nouns: several of them.
            others: all that was found on the same photo or file, uint8 [n, 28, 28].
        """
        rates = f"{share(self.judge.refused)} of {self.judge.num_images:,} held-out {nouns}"
        if not self.refuses(image, score, others):
            return (
                f"**Nothing unusual by this measure.** That is no proof of a {noun}: the measure refuses {rates}, and "
                f"lets {share(self.judge.passed)} pass of pictures that are no {nouns}."
            )
        if others is not None and self.is_other_writing(others):
            num_odd = int((~self.judge.passes(others)).sum())
            return f"{refusal_of(noun)} It is one of {len(others)} marks on a picture of which {num_odd} are unusual."
        reasons = self.judge.reasons(image, nouns)
        if not self.yardstick.looks_typical(score):
            limit = self.yardstick.threshold
            reasons.insert(0, f"{self.yardstick.title} {score:,.0f} nats, where {limit:,.0f} is the limit")
        why = f"It has {'; '.join(reasons)}." if reasons else "No single thing about it is odd: its edges together are."
        return f"{refusal_of(noun)} {why} It says so of {rates}, too."

    def rates(self) -> str:
        """Return how much of each kind of pictures that are none of the data set's passes, most first."""
        kinds = sorted(self.judge.strangers, key=lambda kind: -kind.passed)
        some = [f"{share(kind.passed)} of {kind.title}" for kind in kinds if kind.passed > 0.0]
        none = [kind.title for kind in kinds if kind.passed == 0.0]
        return ", ".join([*some, *([f"none of {', '.join(none)}"] if none else [])])


def court(metrics: Mapping[str, Mapping[str, Any]]) -> Court | None:
    """Read what verdicts rest on from a run's metrics; None when the run was not measured with it."""
    found = judge(metrics)
    sticks = (yardstick(metrics, name) for name in SCORES)
    stick = next((stick for stick in sticks if stick is not None), None)
    return None if found is None or stick is None else Court(found, stick)


def refusal_of(noun: str) -> str:
    """Return what a verdict begins with that refuses a picture, as Markdown; `noun` as `Court.verdict` has it."""
    return f"**This does not look like a {noun} by this measure.**"


def share(part: float) -> str:
    """Return a share as a page says it."""
    percent = 100.0 * part
    if percent == 0.0:
        return "none"
    if percent < 0.1:
        return "under 0.1%"
    return f"{percent:.1f}%" if percent < 10.0 else f"{percent:.0f}%"
