"""A study being done while somebody looks on: how far it is, line by line."""

from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from vae.progress import Progress
from vae.studies import expected, folders
from vae.studies.folders import Standing
from vae.studies.sweep import Sweep


def watched(started: Sweep, stream: TextIO | None = None) -> list[Standing]:
    """Do a sweep, telling how many epochs are done of all and how the trainings stand.

    Args:
        started: from `vae.studies.sweep.begin`.
        stream: where to tell it, standard error by default.

    Returns:
        How everything stands in the end.

    Raises:
        StudyError: as `Sweep.run`.
    """
    trials = started.study.trials
    bar = Progress(sum(trial.config.epochs for trial in trials), _epochs(folders.standings(started.study)), stream)

    def tell(now: Sequence[Standing]) -> None:
        left = expected.seconds_left(started.study, now, is_here=started.engine.scheduler is None)
        bar.update(_epochs(now), states_text(now) + _waiting(started), left)

    try:
        last = started.run(tell)
        tell(last)
        return last
    finally:
        bar.close()


def states_text(standings: Sequence[Standing]) -> str:
    """Say how many trainings are finished, waiting and so on."""
    states = Counter(one.state for one in standings)
    return ", ".join(f"{states[state]} {state}" for state in sorted(states))


def _waiting(started: Sweep) -> str:
    who = started.state.waits_for
    has_it = "" if started.engine.scheduler is not None else ", which has the device"
    return "" if who is None else f"; waiting for {who}{has_it}"


def _epochs(standings: Sequence[Standing]) -> int:
    """Return how many epochs are done, of the finished and of those under way."""
    return sum(
        one.trial.config.epochs if one.run is not None else one.progress.epoch if one.progress else 0
        for one in standings
    )
