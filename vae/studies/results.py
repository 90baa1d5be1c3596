"""What a study found: the figures of its runs, their means with intervals, and whether a difference is one."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.runs import store
from vae.runs.store import Run
from vae.studies.folders import Standing
from vae.studies.study import Study

FIGURES = {
    "neg_elbo": "−ELBO, nats",
    "exact_nll": "−log p(x), nats",
    "importance_weighted_nll": "Bound of −log p(x), nats",
    "reconstruction": "Reconstruction, nats",
    "kl": "KL, nats",
    "squared_error": "Squared error",
    "active_units": "Active dimensions",
    "knn_accuracy": "kNN accuracy",
    "prior_distance": "Distance from the prior",
    "seconds": "Seconds of training",
}
"""What is compared, by its name in a run's metrics, as people read it; seconds are the history's."""
UNJUDGED = ("kl", "active_units", "seconds")
"""Figures of which neither more nor less is better by itself."""
HIGHER_IS_BETTER = ("knn_accuracy",)
_OTHER_SCALES = ("dataset", "likelihood", "variational")
"""Fields between whose values nats are not comparable. Of families those alone differ in scale of which one says
distributions and the other points: nats of all others are bounds of the same."""
RESAMPLES = 10_000
LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean over seeds.

    Attributes:
        mean: of the values.
        low: lower end of its 95 % interval, by bootstrap; NaN of a single value.
        high: the upper end.
        values: what it is the mean of, one a seed.
    """

    mean: float
    low: float
    high: float
    values: tuple[float, ...]


@dataclass(frozen=True)
class Group:
    """One combination of a study's values.

    Attributes:
        values: by field.
        figures: the mean over the seeds that are finished, by figure; those alone that all of them have.
        runs: names of the finished runs.
        missing: how many seeds are not finished.
        config: what its first run is, with what follows from the values.
    """

    values: dict[str, Any]
    figures: dict[str, Interval]
    runs: tuple[str, ...]
    missing: int
    config: RunConfig

    @property
    def label(self) -> str:
        """The values in words, such as "beta 4, latent dimensions 2"."""
        return ", ".join(f"{name} {shown(value)}" for name, value in self.values.items()) or "all"


def groups(study: Study, standings: Sequence[Standing]) -> list[Group]:
    """Return the study's combinations in the order of its plan, each with the means over its finished seeds."""
    found: dict[str, list[Standing]] = {}
    for one in standings:
        found.setdefault(repr(one.trial.values), []).append(one)
    return [_group(together) for together in found.values()]


def figures_of(standing: Standing) -> dict[str, float]:
    """Return the figures of one finished training, held-out but for the seconds; empty before that."""
    return {} if standing.run is None else figures_of_run(standing.run)


def figures_of_run(run: Run) -> dict[str, float]:
    """Return the figures of a run, held-out but for the seconds of its training."""
    known = {name: run.metrics[name]["value"] for name in FIGURES if name in run.metrics}
    if run.origin is None:
        known["seconds"] = float(store.load_history(run)["seconds"].sum())
    return {name: float(value) for name, value in known.items() if isinstance(value, (int, float))}


def interval(values: Sequence[float], seed: int = 0) -> Interval:
    """Return the mean of some values and its 95 % interval (percentile bootstrap, Efron 1979, 10,000 resamples).

    Of few values it is too narrow: that of three ends at the lowest and the highest of them.

    Args:
        values: one a seed, at least one.
        seed: of the resampling.
    """
    numbers = np.asarray(values, float)
    if len(numbers) < 2:
        return Interval(float(numbers.mean()), math.nan, math.nan, tuple(values))
    low, high = np.quantile(_resampled(numbers, seed), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(numbers.mean()), float(low), float(high), tuple(values))


def is_within_noise(one: Interval, other: Interval) -> bool | None:
    """Return whether two means differ by no more than their seeds do: 0 lies in the difference's 95 % interval.

    That is Welch's, of the t distribution: a bootstrap of two or three seeds finds a difference where there is none.

    Returns:
        None where one of them rests on a single seed, which says nothing of noise.
    """
    sizes = [len(one.values), len(other.values)]
    if min(sizes) < 2:
        return None
    from scipy import special  # not at the top: commands that are done in a moment load this module

    first, second = (np.var(each.values, ddof=1) / len(each.values) for each in (one, other))
    variance = first + second
    if variance == 0:
        return one.mean == other.mean
    freedom = variance**2 / (first**2 / (sizes[0] - 1) + second**2 / (sizes[1] - 1))
    half = special.stdtrit(freedom, (1 + LEVEL) / 2) * math.sqrt(variance)
    return bool(abs(one.mean - other.mean) <= half)


def verdict(group: Group, top: Group | None, figure: str) -> str:
    """Say how a combination stands beside the best by a figure; nothing where the two cannot be compared.

    Args:
        group: the combination.
        top: the best, from `best`.
        figure: by which.
    """
    if top is None or figure not in group.figures or figure in UNJUDGED:
        return ""
    if any(getattr(group.config, field) != getattr(top.config, field) for field in _OTHER_SCALES):
        return ""
    if group is top:
        return "best"
    within = is_within_noise(group.figures[figure], top.figures[figure])
    return {True: "as good: seed noise", False: "worse", None: "one seed cannot say"}[within]


def best(found: Sequence[Group], figure: str) -> Group | None:
    """Return the combination with the best mean of a figure, None where nobody has it."""
    known = [group for group in found if figure in group.figures]
    sign = -1 if figure in HIGHER_IS_BETTER else 1
    return min(known, key=lambda group: sign * group.figures[figure].mean, default=None)


def known_figures(found: Sequence[Group]) -> list[str]:
    """Return the figures that any combination has, in the order in which people read them."""
    return [name for name in FIGURES if any(name in group.figures for group in found)]


def as_csv(study: Study, standings: Sequence[Standing]) -> str:
    """Return one line a training: its values, seed, state, run and figures; empty where something is not known."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*study.fields, "seed", "state", "run", *FIGURES, "message"])
    for one in standings:
        figures, values = figures_of(one), one.trial.values
        row = [shown(values[field]) if field in values else "" for field in study.fields]
        run = "" if one.run is None else one.run.name
        found = [figures.get(name, "") for name in FIGURES]
        writer.writerow([*row, one.trial.config.seed, one.state, run, *found, one.reason])
    return text.getvalue()


def shown(value: Any) -> str:
    """Return a field's value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _group(together: Sequence[Standing]) -> Group:
    finished = [one for one in together if one.run is not None]
    figures = [figures_of(one) for one in finished]
    shared = [name for name in FIGURES if figures and all(name in one for one in figures)]
    means = {name: interval([one[name] for one in figures]) for name in shared}
    names = tuple(one.run.name for one in finished if one.run is not None)
    first = together[0].trial
    return Group(first.values, means, names, len(together) - len(finished), first.config)


def _resampled(values: np.ndarray, seed: int) -> np.ndarray:
    """Return the means of as many values drawn with replacement, 10,000 times."""
    rng = np.random.default_rng(seed)
    return values[rng.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
