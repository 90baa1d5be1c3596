"""A film cut into reels: blobs that never change, so that the browser gets each of them once."""

import hashlib
import itertools
import weakref
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import save as save_safetensors

from ui.memory import remembered
from vae.film.replay import Film

FRAMES_A_REEL = 16
NUM_LOOSE = 3
_MOVING = ("codes", "inside", "grids", "grid_dimensions", "grid_xs", "grid_ys", "reconstructions")
_RESTING = ("labels", "originals", "original_labels", "prior")
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


def reels_of(film: Film, is_whole: bool = False, told: int = 0) -> list[Reel]:
    """Cut a film: first what stands still, then its frames in few reels, each of which costs time whenever a page runs.

    The last three frames of a training under way may be dropped when others come, so they are kept apart, those that a
    viewer lacks in one reel, which is all that it fetches. The others are cut into reels of 16, and what is left over
    into reels of 8, 4, 2 and 1. Of a film that comes whole all reels but the last have 16.

    Args:
        film: the film.
        is_whole: whether it comes whole.
        told: the last epoch that its viewer has been told of before.
    """
    if not is_whole:
        return _reels(film, _growing_cuts(len(film.epochs), int(np.searchsorted(film.epochs, told, "right"))))
    known, reels = _CUT.get(id(film), (None, []))
    if known is None or known() is not film:
        reels = _reels(film, _whole_cuts(len(film.epochs)))
        _keep(film, reels)
    return reels


# A film that comes whole is the same object in every run of its page; naming its reels by their arrays takes 6 ms.
_CUT: dict[int, tuple[weakref.ref, list[Reel]]] = {}


def _keep(film: Film, reels: list[Reel]) -> None:
    number = id(film)
    _CUT[number] = weakref.ref(film, lambda _: _CUT.pop(number, None)), reels


def _whole_cuts(count: int) -> list[int]:
    return [*range(0, count, FRAMES_A_REEL), count]


def _growing_cuts(count: int, num_told: int) -> list[int]:
    num_sealed = max(0, count - NUM_LOOSE)
    cuts = list(range(0, num_sealed + 1, FRAMES_A_REEL))
    size = FRAMES_A_REEL
    while cuts[-1] < num_sealed:
        size //= 2
        if cuts[-1] + size <= num_sealed:
            cuts.append(cuts[-1] + size)
    return sorted({*cuts, max(num_sealed, min(num_told, count)), count})


def _reels(film: Film, cuts: list[int]) -> list[Reel]:
    resting = _reel(_digest(film, 0, len(film.labels), _RESTING), film, None)
    return [
        resting,
        *(
            _reel(_digest(film, start, stop, ("epochs", "codes")), film, (start, stop))
            for start, stop in itertools.pairwise(cuts)
        ),
    ]


@remembered(max_entries=32)
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
