"""The judge of a data set, learnt once: it knows the data alone, and learning it takes as long as a short training.

What was learnt is kept in this process and on disk, and may be learnt ahead by a process beside a training, which is
`python -m vae.verdict.kept` with the data set's name.
"""

import contextlib
import hashlib
import sys
import zipfile
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from vae import files
from vae.data import datasets
from vae.data.dataset import DataError, Dataset
from vae.shape import MNIST, PictureShape
from vae.verdict.judge import Judge

NUM_IMAGES = 4000
SEED = 0
"""Of the judge's draws: runs with other seeds have the same one."""
_MOST_KEPT = 12
_PARTS = ("mean", "scale", "first", "first_offset", "last", "last_offset", "threshold", "lows", "highs")
_ROOMS = (Path(__file__).parent, Path(__file__).parents[1] / "pictures")
_LIBRARIES = ("numpy", "pillow", "scikit-learn", "scipy")
Learnt = tuple[Judge, dict[str, tuple[str, np.ndarray]]]
_kept: dict[str, Learnt] = {}
_under_way: list[Callable[[], object]] = []


def held_out(dataset: Dataset, seed: int) -> np.ndarray:
    """Return the held-out images that a judge is tried on, at most 4,000 drawn with the seed, uint8 [n, *shape]."""
    return dataset.test_images[np.random.default_rng(seed).permutation(len(dataset.test_images))[:NUM_IMAGES]]


def other_dataset(name: str, shape: PictureShape = MNIST) -> Dataset | None:
    """Return the data set that is strange to runs of the named one; None when none of its shape is on this machine."""
    try:
        other = datasets.load("mnist" if name == "fashion_mnist" else "fashion_mnist", download=False)
    except DataError:
        return None
    return other if other.shape == shape else None


def learn_once(dataset: Dataset, images: np.ndarray, other: Dataset | None, seed: int) -> Learnt:
    """Return what `learning.learn` and `learning.check_set` do, of the same pictures without doing it again.

    What this process asked for last is at hand; what any did is on disk, where `begun_elsewhere` may bring it.

    Args:
        dataset: as for both.
        images: as for `check_set`.
        other: as for both.
        seed: as for both.
    """
    from vae.verdict import learning  # not at the top: SciPy, which whoever only starts `main` elsewhere does without

    key = _key(dataset, images, other, seed)
    if key not in _kept:
        while _under_way:
            _under_way.pop()()
        found = _read(key)
        if found is None:
            found = learning.learn(dataset, other, seed), learning.check_set(dataset, images, other, seed)
            _write(key, *found)
        _kept.clear()
        _kept[key] = found
    return _kept[key]


def begun_elsewhere(wait: Callable[[], object]) -> None:
    """Let the next `learn_once` that has nothing at hand wait first for a process that learns for it."""
    _under_way.append(wait)


def _key(dataset: Dataset, images: np.ndarray, other: Dataset | None, seed: int) -> str:
    """Name all that a judge depends on: the pictures, and the code and the libraries that draw and learn."""
    from vae.verdict import learning

    arrays = [dataset.train_images, images, *([] if other is None else [other.train_images, other.test_images])]
    told = [dataset.name, len(dataset.test_images), seed, *(zlib.crc32(array.tobytes()) for array in arrays)]
    told += [(learning._NUM_LEARNT, learning._PASSES, learning._MOST), *map(version, _LIBRARIES)]
    told += [zlib.crc32(path.read_bytes()) for room in _ROOMS for path in sorted(room.glob("*.py"))]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _path(key: str) -> Path:
    return files.home_folder() / "cache" / "judges" / f"{key}.npz"


def _read(key: str) -> Learnt | None:
    try:
        with files.opened_arrays(_path(key)) as arrays:
            parts = {name: arrays[name] for name in _PARTS}
            kinds = [(str(kind), str(title)) for kind, title in arrays["kinds"]]
            strange = {kind: (title, arrays[f"pictures_{number}"]) for number, (kind, title) in enumerate(kinds)}
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):  # none, damaged, or no home
        return None
    layers = (parts["first"], parts["first_offset"]), (parts["last"], parts["last_offset"])
    threshold = float(parts["threshold"])
    return Judge(parts["mean"], parts["scale"], layers, threshold, parts["lows"], parts["highs"]), strange


def _write(key: str, judge: Judge, strange: dict[str, tuple[str, np.ndarray]]) -> None:
    """Keep what was learnt, and no more than some of it; where the disk refuses it is learnt again another time."""
    (first, first_offset), (last, last_offset) = judge.layers
    parts = (judge.mean, judge.scale, first, first_offset, last, last_offset, judge.threshold, judge.lows, judge.highs)
    arrays: dict[str, Any] = dict(zip(_PARTS, map(np.asarray, parts), strict=True))
    arrays["kinds"] = np.array([(kind, title) for kind, (title, _) in strange.items()])
    arrays |= {f"pictures_{number}": pictures for number, (_, pictures) in enumerate(strange.values())}
    with contextlib.suppress(OSError, files.HomeError):
        path = _path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with files.whole_file(path, lasting=False) as file:
            np.savez_compressed(file, **arrays)
        for older in sorted(path.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)[:-_MOST_KEPT]:
            older.unlink()


def main(name: str) -> None:
    """Learn the judge of a data set that is on this machine, and keep it on disk."""
    dataset = datasets.load(name, download=False)
    learn_once(dataset, held_out(dataset, SEED), other_dataset(dataset.name, dataset.shape), SEED)


if __name__ == "__main__":
    main(sys.argv[1])
