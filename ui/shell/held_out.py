"""What was held out of a training: a data set's pictures, where they are on this machine, and a run's codes of them."""

import numpy as np

from ui.memory import remembered
from vae.data import datasets
from vae.data.dataset import DataError
from vae.latent.latents import Latents
from vae.runs.store import Run, changed_at, load_latents


@remembered(max_entries=3)
def test_images(dataset: str, fingerprint: str = "") -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return the test images and labels of a data set, or (None, None) when it is not on this machine.

    Args:
        dataset: its name.
        fingerprint: of the data a run saw; one's own data that is no longer the same counts as not there.
    """
    try:
        loaded = datasets.load(dataset, download=False)
    except DataError:
        return None, None
    if loaded.fingerprint != fingerprint:
        return None, None
    return loaded.test_images.copy(), loaded.test_labels.copy()


def latents(run: Run) -> Latents:
    """Return the held-out posteriors of a run, read once and again when they change.

    Raises:
        RunError: the file is missing or damaged.
    """
    return _latents(str(run.folder), changed_at(run, "latents.npz"), run)


@remembered(max_entries=6)
def _latents(folder: str, changed: int, _run: Run) -> Latents:
    return load_latents(_run)
