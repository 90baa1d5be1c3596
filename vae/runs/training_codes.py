"""The codes of a run's training images, kept on disk because they take a while to make."""

from pathlib import Path

from vae import files
from vae.latent.latents import Latents
from vae.runs.run_files import RunError
from vae.runs.saving import write_latents
from vae.runs.store import Run, encoder_changed_at, read_latents


def read(run: Run) -> Latents | None:
    """Return the kept codes of this very training of a run, or None where there are none that can be used.

    Raises:
        RunError: the run's encoder is missing.
    """
    path = _path(run)
    try:
        return read_latents(run, path)
    except RunError:
        return None


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
    return files.home_folder() / "cache" / f"{run.name}@{encoder_changed_at(run)}.npz"
