"""How long trainings of a study will take, by what such epochs took before on this machine."""

from collections.abc import Sequence

from vae import devices
from vae.config import RunConfig
from vae.jobs import estimate
from vae.studies.folders import Standing


def seconds(left: Sequence[Standing]) -> float | None:
    """Return how long some trainings take, one after the other; None where one of them is not known.

    Those at work together share the processor that one alone was measured with.
    """
    device = _device()
    known = [estimate.recall(one.trial.config, device) for one in left]
    found = [one.seconds for one in known if one is not None]
    return sum(found) if len(found) == len(known) else None


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


def _device() -> str:
    return devices.find_device(devices.AUTO).name
