"""The losses of a training as TensorBoard reads them, written where the tensorboard package is installed."""

import importlib.util
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vae.model.training import EpochResult

_FOLDER = "tensorboard"
_SCALARS = (
    "loss", "reconstruction", "kl", "val_loss", "val_reconstruction", "val_kl", "kl_weight", "images_per_second",
)  # fmt: skip


def is_available() -> bool:
    """Return whether the tensorboard package is installed, and TensorFlow, which writes what it reads."""
    return all(importlib.util.find_spec(name) is not None for name in ("tensorboard", "tensorflow"))


def command(jobs_folder: Path) -> str:
    """Return the shell command that shows the losses of all jobs in TensorBoard."""
    return f"python -m tensorboard.main --logdir {shlex.quote(str(jobs_folder))}"


class Scalars:
    """Writes one point an epoch for every loss; does nothing where tensorboard is missing."""

    def __init__(self, job_folder: Path) -> None:
        """Open the event file in the job's folder."""
        self._writer: Any = None
        if is_available():
            import tensorflow as tf

            self._writer = tf.summary.create_file_writer(str(job_folder / _FOLDER))

    def write(self, result: "EpochResult") -> None:
        """Add an epoch's losses and the KL of every dimension."""
        if self._writer is None:
            return
        import tensorflow as tf

        with self._writer.as_default(step=result.epoch):
            for name in _SCALARS:
                tf.summary.scalar(name, getattr(result, name))
            for dimension, kl in enumerate(result.kl_per_dimension, 1):
                tf.summary.scalar(f"kl_per_dimension/z{dimension}", kl)
        self._writer.flush()
