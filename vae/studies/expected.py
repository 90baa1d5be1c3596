"""How long trainings of a study will take, by what such epochs took before on this machine."""

import heapq
from collections.abc import Iterable, Sequence

from vae import devices
from vae.config import RunConfig
from vae.jobs import estimate
from vae.studies import processes
from vae.studies.folders import Standing


def seconds(left: Sequence[Standing], workers: int | None = None) -> float | None:
    """Return how long some trainings take on this machine; None where one of them is not known.

    Those on a GPU each go on side by side. Others at work together share the processor, or the GPU, that one alone was
    measured with: they take as long as one after the other.

    Args:
        left: the trainings, in the order in which they are begun.
        workers: how many trainings go on at once; None for as many as the machine allows.
    """
    device = _device()
    known = [estimate.recall(one.trial.config, device) for one in left]
    found = [one.seconds for one in known if one is not None]
    return _last_end(found, processes.num_side_by_side(workers)) if len(found) == len(known) else None


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


def _last_end(each: Iterable[float], places: int) -> float:
    """Return when the last is done of what is begun in turn wherever a place is free first."""
    ends = [0.0] * places
    for one in each:
        heapq.heapreplace(ends, ends[0] + one)
    return max(ends)


def _device() -> str:
    return devices.find_device(devices.AUTO).name
