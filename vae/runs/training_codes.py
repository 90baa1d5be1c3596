"""The codes of a run's training images, kept on disk because they take a while to make."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from vae import files
from vae.latent.latents import Latents
from vae.runs.run_files import RunError
from vae.runs.saving import write_latents
from vae.runs.store import Run


def read(run: Run) -> Latents | None:
    """Return the kept codes of this very training of a run, or None where there are none that can be used."""
    try:
        # Opened here, because np.load leaves a damaged file open.
        with _path(run).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = dict(file)
        latents = Latents(arrays["z_mean"], arrays.get("z_log_var"), arrays["labels"],
                          arrays.get("reconstruction"), arrays.get("kl"))  # fmt: skip
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError):
        return None
    count = len(latents.labels)
    given = [values for values in (latents.reconstruction, latents.kl) if values is not None]
    is_whole = latents.z_mean.shape == (count, run.config.latent_dim) and all(len(values) == count for values in given)
    return latents if is_whole and (latents.z_log_var is not None) == run.config.variational else None


def write(run: Run, latents: Latents) -> None:
    """Keep codes in the place of those of an earlier training.

    Raises:
        RunError: the folder cannot be written.
    """
    path = _path(run)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for older in path.parent.glob(f"{run.name}@*.npz"):
            older.unlink()
        write_latents(path, latents)
    except OSError as error:
        raise RunError(files.unwritable(path.parent, error)) from error


def _path(run: Run) -> Path:
    changed = (run.folder / "encoder.keras").stat().st_mtime_ns
    return files.home_folder() / "cache" / f"{run.name}@{changed}.npz"
