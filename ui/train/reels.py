"""A film cut into reels: blobs that never change, so that the browser gets each of them once."""

import hashlib
import itertools
from dataclasses import dataclass

import numpy as np
import streamlit as st
from safetensors.numpy import save as save_safetensors

from vae.film.replay import Film

FRAMES_A_REEL = 16
NUM_LOOSE = 3
_MOVING = ("codes", "grids", "grid_dimensions", "grid_xs", "grid_ys", "reconstructions")
_RESTING = ("labels", "originals", "original_labels")
_DTYPES = {"grid_dimensions": np.int32, "grid_xs": np.float32, "grid_ys": np.float32}


@dataclass(frozen=True)
class Reel:
    """Some frames of a film for the browser.

    Attributes:
        fingerprint: names the blob.
        blob: a safetensors file of the film's arrays.
        epochs: of its frames; empty for the reel of what stands still.
    """

    fingerprint: str
    blob: bytes
    epochs: tuple[int, ...] = ()


def reels_of(film: Film) -> list[Reel]:
    """Cut a film: first what stands still, then its frames in few reels, the last three in one each.

    The last frames of a training under way may be dropped when others come, so they are never in a longer reel. The
    others are cut into reels of 16, and what is left over into reels of 8, 4, 2 and 1, so that a frame is sent five
    times at most while its film grows, and a page holds few reels, each of which costs time whenever it runs.
    """
    num_sealed = max(0, len(film.epochs) - NUM_LOOSE)
    cuts = list(range(0, num_sealed + 1, FRAMES_A_REEL))
    size = FRAMES_A_REEL
    while cuts[-1] < num_sealed:
        size //= 2
        if cuts[-1] + size <= num_sealed:
            cuts.append(cuts[-1] + size)
    cuts += range(num_sealed + 1, len(film.epochs) + 1)
    resting = _reel(_digest(film, 0, len(film.labels), _RESTING), film, None)
    return [
        resting,
        *(
            _reel(_digest(film, start, stop, ("epochs", "codes")), film, (start, stop))
            for start, stop in itertools.pairwise(cuts)
        ),
    ]


@st.cache_resource(max_entries=32, show_spinner=False)
def _reel(fingerprint: str, _film: Film, cut: tuple[int, int] | None) -> Reel:
    """Pack frames, or what stands still; the same frames are packed once for all visitors."""
    names, part = (_RESTING, slice(None)) if cut is None else (_MOVING, slice(*cut))
    arrays = {name: getattr(_film, name) for name in names}
    tensors = {
        name: np.ascontiguousarray(array[part], _DTYPES.get(name, array.dtype))
        for name, array in arrays.items()
        if array is not None
    }
    epochs = () if cut is None else tuple(_film.epochs[part].tolist())
    return Reel(fingerprint, save_safetensors(tensors, {"fingerprint": fingerprint}), epochs)


def _digest(film: Film, start: int, stop: int, names: tuple[str, ...]) -> str:
    """Return a name for some frames. Codes tell trainings apart as well as pictures do, and are a fraction of them."""
    digest = hashlib.blake2b(repr((names, start, film.grids is None)).encode(), digest_size=12)
    for name in names:
        array = getattr(film, name)
        if array is not None:
            digest.update(np.ascontiguousarray(array[start:stop]).tobytes())
    return digest.hexdigest()
