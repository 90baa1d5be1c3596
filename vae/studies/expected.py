"""How long trainings of a study will take: by what such took before here, or by what its own have taken so far."""

import heapq
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vae import devices
from vae.config import RunConfig
from vae.jobs import estimate
from vae.jobs.job_files import ACTIVE_STATES
from vae.studies import folders, processes
from vae.studies.folders import Standing
from vae.studies.study import Study

_SECONDS_BETWEEN_TRAININGS = 3.0


@dataclass(frozen=True)
class Expected:
    """How long trainings that are not begun take.

    Attributes:
        seconds: until the last is done.
        counts_measuring: whether what is measured after each is in it; of a shape that no study has trained here yet
            nobody knows that.
    """

    seconds: float
    counts_measuring: bool


def expected(left: Sequence[Standing], workers: int | None = None) -> Expected | None:
    """Return how long some trainings take on this machine; None where one of them is not known.

    Those on a GPU each go on side by side, which was tried with made-up GPUs only. Others at work together share the
    processor, or the GPU, that one alone was measured with: they take as long as one after the other.

    Args:
        left: the trainings, in the order in which they are begun.
        workers: how many trainings go on at once; None for as many as the machine allows.
    """
    device, firsts = _device(), min(processes.num_workers() if workers is None else workers, len(left))
    each = [_alone(one.trial.config, device, is_first=index < firsts) for index, one in enumerate(left)]
    found = [seconds for seconds in each if seconds is not None]
    if len(found) < len(left):
        return None
    are_whole = all(estimate.recall_beside(one.trial.config, device, is_first=False) is not None for one in left)
    return Expected(_last_end(found, [0.0] * processes.num_side_by_side(workers)), are_whole)


def seconds_left(study: Study, standings: Sequence[Standing], is_here: bool = True) -> float | None:
    """Return how long a study that is under way still takes; None where nobody knows.

    What the last of its finished trainings took counts, each from its start to its run: so with all that was measured,
    with what else the machine did, and on whatever machine. The first ones of all import and compile, which is done for
    those after them. Before one is finished it is what `expected` goes by.

    Args:
        study: the plan.
        standings: how its trainings stand.
        is_here: whether this machine trains.
    """
    begun = [one for one in standings if one.run is None and one.state in ACTIVE_STATES]
    waiting = [one for one in standings if one.run is None and one.state not in (*ACTIVE_STATES, "failed")]
    now, times = time.time(), []
    for one in standings:
        end = folders.ended_at(study, one)
        if end is not None:
            times.append((end, max(0.0, end - folders.begun_at(study, one.trial)), _kind(one.trial.config)))
    took: dict[tuple[str, int], list[float]] = {}
    for _, seconds, kind in sorted(times):
        took.setdefault(kind, []).append(seconds)
    # Whose training has just ended begins the next one in a moment; of a clock that was put back nothing counts.
    num_free = sum(abs(now - end) < _SECONDS_BETWEEN_TRAININGS for end, *_ in times)
    at_once = len(begun) + num_free
    if not at_once:
        return None
    each = {one.trial.name: _each(one.trial.config, took, at_once, is_here) for one in [*begun, *waiting]}
    if None in each.values():
        return None
    spent = {one.trial.name: max(0.0, now - folders.begun_at(study, one.trial)) for one in begun}
    ends = [max(0.0, (each[name] or 0.0) - seconds) for name, seconds in spent.items()]
    ends += [0.0] * num_free
    return _last_end([each[one.trial.name] or 0.0 for one in waiting], ends)


def unknown(left: Sequence[Standing]) -> list[RunConfig]:
    """Return one configuration of every shape of which nobody knows yet how long it takes."""
    device = _device()
    found = {
        estimate.shape_key(one.trial.config, device): one.trial.config
        for one in left
        if estimate.recall(one.trial.config, device) is None
    }
    return list(found.values())


def try_out(configs: Sequence[RunConfig]) -> None:
    """Train each of some configurations for some seconds, and keep what an epoch takes.

    Raises:
        JobError: a trial failed; the message says why.
    """
    for config in configs:
        estimate.estimate(config, _device())


def _each(config: RunConfig, took: dict[tuple[str, int], list[float]], at_once: int, is_here: bool) -> float | None:
    """Return what a training takes from its start to its run, beside the others at work with it."""
    if took:
        alike = took.get(_kind(config)) or [one for some in took.values() for one in some]
        return statistics.median(alike[-at_once:])
    alone = _alone(config, _device(), is_first=False) if is_here else None
    return None if alone is None else alone * (at_once / processes.num_side_by_side(at_once))


def _alone(config: RunConfig, device: str, is_first: bool) -> float | None:
    """Return what a training takes that has the device to itself."""
    known = estimate.recall(config, device)
    if known is None:
        return None
    beside = estimate.recall_beside(config, device, is_first)
    return config.epochs * known.seconds_per_epoch + (estimate.START_SECONDS if beside is None else beside)


def _kind(config: RunConfig) -> tuple[str, int]:
    """Return what trainings have in common that take as long."""
    return estimate.shape_key(config, ""), config.epochs


def _last_end(each: Iterable[float], ends: Sequence[float]) -> float:
    """Return when the last is done of what is begun in turn wherever a place is free first.

    Args:
        each: what each takes.
        ends: when each place is free.
    """
    places = list(ends)
    heapq.heapify(places)
    for one in each:
        heapq.heapreplace(places, places[0] + one)
    return max(places)


def _device() -> str:
    return devices.find_device(devices.AUTO).name
