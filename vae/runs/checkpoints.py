"""Unfinished trainings: where their checkpoints lie and what they say, read without Keras."""

import json
from dataclasses import dataclass
from pathlib import Path

from vae import files
from vae.config import RunConfig
from vae.runs.run_files import RunError


@dataclass(frozen=True)
class Unfinished:
    """What a checkpoint says about its training.

    Attributes:
        config: how the run is trained.
        num_epochs: epochs finished so far.
    """

    config: RunConfig
    num_epochs: int


def checkpoint_path(name: str) -> Path:
    """Return where the checkpoint of the training with that name lies, whether or not there is one."""
    return files.home_folder() / "checkpoints" / f"{name}.npz"


def read_checkpoint(path: Path) -> Unfinished | None:
    """Return what a checkpoint written by `vae.model.training.train` says, or None if there is none.

    Raises:
        RunError: the file is damaged.
    """
    if not path.exists():
        return None
    try:
        with files.opened_arrays(path) as file:
            return Unfinished(RunConfig.from_json(str(file["config"])), len(json.loads(str(file["results"]))))
    except Exception as error:  # zipfile, zlib, json and NumPy each have their own for a damaged file
        raise RunError(f"the unfinished training in {path} is damaged: delete it to train again") from error
