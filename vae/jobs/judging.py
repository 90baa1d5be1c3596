"""The judge that a run is measured with, learnt by a process beside its training, whose second core has time for it."""

import contextlib
import subprocess

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.jobs import process
from vae.kind import kind_of
from vae.verdict import kept
from vae.verdict.traits import can_judge

_PATIENCE = 60.0


def begin(config: RunConfig, dataset: Dataset) -> None:
    """Let a process learn what looks strange beside a data set, where runs of it are measured with that.

    Args:
        config: what is trained.
        dataset: what on; it must be on this machine.
    """
    if not (kind_of(config).are_pictures and can_judge(dataset.shape)):
        return
    with contextlib.suppress(OSError):  # then it is learnt when it is asked for
        started = process.start(["vae.verdict.kept", dataset.name], outlives=False)
        kept.begun_elsewhere(lambda: _wait(started))


def _wait(started: subprocess.Popen[str]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        started.wait(_PATIENCE)
