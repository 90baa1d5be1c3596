"""The lesson's held-out figures as its page takes them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vae.lesson import figures
from vae.lesson.figures import Measured
from vae.lesson.runs import SQUEEZES
from vae.runs.store import Run, load_latents
from vae.verdict.typicality import yardstick


@dataclass(frozen=True)
class SqueezeFacts:
    """One size of the code: the run, bits and squared error a picture, and the errors of other ways as small."""

    latent_dim: int
    run: str
    bits: float
    squared_error: float
    pca: float
    jpeg: float | None


@dataclass(frozen=True)
class SeriesFacts:
    """Shares from 0 to 1 over some numbers of labels, each the mean over seeds, with their standard deviation."""

    name: str
    values: list[float]
    spreads: list[float]


@dataclass(frozen=True)
class SharesFacts:
    """Series over the same numbers of labels."""

    labels: list[int]
    series: list[SeriesFacts]


@dataclass(frozen=True)
class FigureFacts:
    """What the lesson tells of its runs.

    Attributes:
        judge_accuracy: how often the judge reads held-out digits right.
        num_drawn: pictures drawn blindly from each run.
        sure: the share of them that the judge was sure of, by run.
        kinds: how many kinds of digits it saw among them, in effect, by run.
        squeezing: sizes of the code.
        enlarging: accuracy of readers with added pictures and without.
        features: accuracy of readers of dots and of codes.
        signs: what the health card finds, by what went wrong.
    """

    judge_accuracy: float
    num_drawn: int
    sure: dict[str, float]
    kinds: dict[str, float]
    squeezing: list[SqueezeFacts]
    enlarging: SharesFacts
    features: SharesFacts
    signs: dict[str, list[str]]


@dataclass(frozen=True)
class OddFacts:
    """What held-out pictures cost, and how well that tells strange ones.

    Attributes:
        percentiles: of the cost in nats, 0th to 100th.
        false_alarms: share of held-out pictures that would be refused; None where that was not measured.
        detected: share of strange pictures that would be found, by their kind; likewise empty.
    """

    percentiles: list[float]
    false_alarms: float | None
    detected: dict[str, float]


def figure_facts() -> FigureFacts:
    """Return the figures that ship with the lesson.

    Raises:
        RunError: their file is missing or damaged.
    """
    found = figures.read()
    betas, judge = found.sections["betas"], found.sections["judge"]["judge"]
    return FigureFacts(
        judge_accuracy=judge["accuracy"].value,
        num_drawn=betas["beta-1"]["sure"].num_images,
        sure={name: row["sure"].value for name, row in betas.items()},
        kinds={name: row["kinds"].value for name, row in betas.items()},
        squeezing=[_squeeze(size, found.sections["squeezing"][str(size)]) for size in SQUEEZES],
        enlarging=_shares(found.sections["enlarging"], ("alone", "decoded", "told", "moved")),
        features=_shares(found.sections["features"], ("pixels", "beta-1", "squeeze-8")),
        signs={fault: list(kinds) for fault, kinds in found.signs.items()},
    )


def odd_facts(run: Run) -> OddFacts | None:
    """Return how odd pictures are told by a run's cost, or None where the cost of its held-out pictures is not known.

    Raises:
        RunError: the run's latents.npz is damaged.
    """
    found = yardstick(run.metrics)
    if found is None:
        costs = load_latents(run).neg_elbo
        return None if costs is None else OddFacts(np.percentile(costs, range(101)).tolist(), None, {})
    return OddFacts(found.quantiles.tolist(), found.false_alarms, {one.kind: one.detected for one in found.outsiders})


def _squeeze(size: int, row: Mapping[str, Measured]) -> SqueezeFacts:
    jpeg = row.get("jpeg_squared_error")
    return SqueezeFacts(
        size, SQUEEZES[size], row["kl_bits"].value, row["squared_error"].value, row["pca_squared_error"].value,
        None if jpeg is None else jpeg.value,
    )  # fmt: skip


def _shares(rows: Mapping[str, Mapping[str, Measured]], names: tuple[str, ...]) -> SharesFacts:
    return SharesFacts(
        [int(labels) for labels in rows],
        [
            SeriesFacts(
                name, [row[name].value for row in rows.values()], [row[name].spread or 0.0 for row in rows.values()]
            )
            for name in names
        ],
    )
