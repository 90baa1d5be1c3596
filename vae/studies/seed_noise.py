"""Whether two runs differ by more than their seeds do, by the runs that are like each of them but for the seed."""

from collections.abc import Sequence
from dataclasses import dataclass

from vae.runs import store
from vae.runs.comparison import is_same_data, is_same_measure
from vae.runs.run_files import RunError
from vae.runs.store import Run
from vae.studies import folders
from vae.studies.results import FIGURES, Interval, figures_of_run, interval, is_within_noise

_MEASURES = ("neg_elbo", "reconstruction")
_SHARES = ("knn_accuracy",)


@dataclass(frozen=True)
class Difference:
    """What seeds say of one figure of two runs.

    Attributes:
        figure: its name in `vae.studies.results.FIGURES`.
        first: the mean over the first run and those like it.
        other: the same of the other run.
        is_noise: whether the means differ by no more than seeds do; None where one of them rests on a single run.
    """

    figure: str
    first: Interval
    other: Interval
    is_noise: bool | None

    @property
    def text(self) -> str:
        """The means with their intervals and what follows, one sentence or two."""
        title = FIGURES[self.figure].removesuffix(", nats")
        means = f"{title}: {self._shown(self.first)} against {self._shown(self.other)}"
        if self.is_noise is None:
            return f"{means}: seeds alone may make this difference, one run does not tell."
        return f"{means}: {'no more than seed noise' if self.is_noise else 'more than seeds alone make'}."

    def _shown(self, one: Interval) -> str:
        mean, low, high = (_number(value, self.figure in _SHARES) for value in (one.mean, one.low, one.high))
        return f"{mean} (one run)" if len(one.values) == 1 else f"{mean} ({low} to {high}, {len(one.values)} seeds)"


def differences(first: Run, other: Run) -> list[Difference]:
    """Return what seeds say of the bound of two runs, or their reconstruction, and of their neighbours' classes.

    Args:
        first: a run.
        other: one that is compared with it.

    Returns:
        Nothing of what cannot be compared, of runs made elsewhere or broken off, and where both differ by no more than
        their seed.
    """
    names = _compared(first, other)
    if not names or folders.is_alike(first, other) or not (_is_whole(first) and _is_whole(other)):
        return []
    groups = [_figures([run, *folders.runs_like(run)]) for run in (first, other)]
    return [_difference(name, *(group[name] for group in groups)) for name in names]


def sentences(first: Run, other: Run) -> list[str]:
    """Return in words what `differences` finds, a sentence each."""
    if not _compared(first, other):
        return []
    if not (_is_whole(first) and _is_whole(other)):
        return ["What seeds make is known of trainings that reached their end alone: one of these was stopped before."]
    if folders.is_alike(first, other):
        is_other_seed = first.config.seed != other.config.seed
        return ["The two differ by their seed alone: what lies between them is seed noise."] if is_other_seed else []
    found = differences(first, other)
    if found and all(len(one.first.values) == len(one.other.values) == 1 for one in found):
        return ["One run each: seeds alone may make this difference."]
    return [one.text for one in found]


def _compared(first: Run, other: Run) -> list[str]:
    """Return the names of the figures that two runs can be compared by."""
    if first.origin is not None or other.origin is not None:
        return []
    names = [name for name in _MEASURES if name in first.metrics and name in other.metrics][:1]
    names = names if is_same_measure(first, other) else []
    if is_same_data(first, other) and first.config.conditional == other.config.conditional:
        names += [name for name in _SHARES if name in first.metrics and name in other.metrics]
    return names


def _is_whole(run: Run) -> bool:
    """Return whether a run of this program was trained to its end, as far as its history can be read."""
    try:
        return store.is_whole(run)
    except RunError:
        return False


def _difference(name: str, first: Interval, other: Interval) -> Difference:
    return Difference(name, first, other, is_within_noise(first, other))


def _figures(runs: Sequence[Run]) -> dict[str, Interval]:
    """Return the means of the figures of the first run over all runs that have them."""
    found = [figures_of_run(run) for run in runs]
    return {name: interval([one[name] for one in found if name in one]) for name in found[0]}


def _number(value: float, is_share: bool) -> str:
    return f"{value:.1%}" if is_share else f"{value:,.4g}".replace("-", "−")
