"""A film cut into reels: blobs that never change, so that the browser gets each of them once."""

import hashlib
from dataclasses import dataclass

import numpy as np
import streamlit as st
from safetensors.numpy import save as save_safetensors

from vae.replay import Film

FRAMES_A_REEL = 8
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
    """Cut a film: first what stands still, then full reels of its older frames, then one frame a reel.

    The last frame of a training under way may be dropped when the next one comes, so it is never in a full reel: all
    that is sent again when an epoch comes is, now and then, one full reel.
    """
    num_sealed = (len(film.epochs) - 1) // FRAMES_A_REEL * FRAMES_A_REEL
    cuts = [*range(0, num_sealed, FRAMES_A_REEL), *range(num_sealed, len(film.epochs) + 1)]
    resting = _reel(_digest(film, 0, len(film.labels), _RESTING), film, None)
    return [
        resting,
        *(
            _reel(_digest(film, start, stop, ("epochs", "codes")), film, (start, stop))
            for start, stop in zip(cuts, cuts[1:], strict=False)
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
