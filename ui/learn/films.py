"""The films of machines that went wrong, as the lesson plays them: dots, pictures drawn and copies, epoch by epoch."""

import numpy as np
from safetensors.numpy import save as save_safetensors

from ui.memory import remembered
from vae.film.film_file import FILM_FILE, read_sheets
from vae.lesson.runs import BROKEN
from vae.runs.run_files import RunError
from vae.runs.store import Run, changed_at, load_frames
from vae.words import quoted


def file_name(run: Run, kind: str, file: str) -> str:
    """Return what names the bundle of a file of a run, and changes with it; "" where there is none.

    Args:
        run: the run.
        kind: what the file holds, in a word.
        file: its name in the run's folder.
    """
    return f"{run.name}-{kind}-{changed_at(run, file)}" if (run.folder / file).exists() else ""


def film_name(run: Run) -> str:
    """Return what names the film of a machine that went wrong, and changes with it; "" for another run or without."""
    return file_name(run, "film", FILM_FILE) if run.name in BROKEN.values() else ""


def film_bundle(run: Run) -> bytes:
    """Return the film of a run as a safetensors file: the epochs that its frames.npz and its film.npz both hold.

    Returns:
        `epochs` int32 [n]; `codes` float16 [n, m, latent_dim] and `labels` uint8 [m] of held-out pictures;
        `grid` and `reconstructions`, WebP files of an epoch each, one after another, and where each ends,
        `grid_ends` and `reconstructions_ends`, int32 [n].

    Raises:
        RunError: a file of the run is missing or damaged.
    """
    return _film_bundle(film_name(run), run)


@remembered(max_entries=len(BROKEN))
def _film_bundle(name: str, _run: Run) -> bytes:
    frames, film = load_frames(_run), read_sheets(_run.folder)
    if film is None:
        raise RunError(f"{FILM_FILE} of the run {quoted(_run.name)} is damaged: train the run again")
    epochs, sheets = film
    both, in_frames, in_film = np.intersect1d(frames.epochs, epochs, return_indices=True)
    tensors = {"epochs": both.astype(np.int32), "codes": frames.codes[in_frames], "labels": frames.labels}
    for kind, all_of_them in sheets.items():
        kept = [all_of_them[index] for index in in_film]
        tensors[kind] = np.frombuffer(b"".join(kept), np.uint8)
        tensors[f"{kind}_ends"] = np.cumsum([len(sheet) for sheet in kept], dtype=np.int32)
    return save_safetensors(tensors, {"fingerprint": name})
