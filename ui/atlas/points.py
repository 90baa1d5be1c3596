"""The points of the map: a run's held-out or training images, their codes, scores and pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ui import engine
from ui.memory import remembered
from ui.shell.held_out import test_images
from vae.data import datasets
from vae.kind import kind_of
from vae.latent.latents import Latents
from vae.runs import run_data, training_codes
from vae.runs.store import Run, changed_at, encoder_changed_at, load_latents

TEST, TRAINING = "test", "training"
_BLOCK = 2000
_DECODED_FOR_MEAN = 2000


@dataclass(frozen=True)
class Points:
    """What the map shows.

    Attributes:
        run: whose codes.
        part: TEST or TRAINING.
        latents: codes, labels and scores.
        version: changes whenever they do.
    """

    run: Run
    part: str
    latents: Latents
    version: str

    @property
    def key(self) -> str:
        """Names these points, the same until the run is trained again."""
        return f"{self.run.name}:{self.part}"

    @property
    def names(self) -> tuple[str, ...]:
        """One name a class."""
        return run_data.class_names_of(self.run)

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.latents.labels)


@dataclass(frozen=True)
class Pictures:
    """Pictures of some points.

    Attributes:
        images: uint8 [n, *raster].
        are_decoded: whether they are decoded codes, because the data set is not on this machine.
        texts: what each is in words, "" where a picture says it better.
    """

    images: np.ndarray
    are_decoded: bool
    texts: list[str]


def of_run(run: Run, part: str) -> Points:
    """Return a run's points; those of training images must have been `encode_training`ed before.

    Raises:
        RunError: a file of the run is damaged.
        LookupError: the training images are not encoded.
    """
    if part == TEST:
        version = str(changed_at(run, "latents.npz"))
        return Points(run, TEST, _test_latents(str(run.folder), version, run), version)
    version = str(encoder_changed_at(run))
    latents = _training_latents(run.name, version, run)
    if latents is None:
        _training_latents.clear()
        raise LookupError("the training images are not encoded yet")
    return Points(run, TRAINING, latents, f"{version}-{latents.reconstruction is None}")


def has_data(run: Run) -> bool:
    """Return whether the run's data set is on this machine."""
    return _images(run, TEST) is not None


def encode_training(run: Run, progress: Callable[[float], object]) -> None:
    """Encode the training images in the worker, which answers others between two blocks, and keep their codes."""
    images, labels = _training_set(run.config.dataset)
    means, log_vars = [], []
    for start in range(0, len(images), _BLOCK):
        rows = slice(start, start + _BLOCK)
        told = labels[rows].astype(np.int32) if run.config.conditional else None
        z_mean, z_log_var = engine.encode(run.folder, images[rows], told)
        means.append(z_mean)
        if z_log_var is not None:
            log_vars.append(z_log_var)
        progress(min(1.0, (start + _BLOCK) / len(images)))
    log_var = np.concatenate(log_vars) if log_vars else None
    _keep(run, Latents(np.concatenate(means), log_var, labels))


def score_training(points: Points, progress: Callable[[float], object]) -> None:
    """Score the training images in the worker, block by block, and keep the scores with their codes."""
    images, _ = _training_set(points.run.config.dataset)
    terms, kls = [], []
    for start in range(0, len(images), _BLOCK):
        _, reconstruction, kl = engine.score(points.run.folder, images[start : start + _BLOCK])
        terms.append(reconstruction)
        if kl is not None:
            kls.append(kl)
        progress(min(1.0, (start + _BLOCK) / len(images)))
    scores = np.concatenate(terms).astype(np.float32), np.concatenate(kls).astype(np.float32) if kls else None
    _keep(points.run, replace(points.latents, reconstruction=scores[0], kl=scores[1]))


def originals(points: Points) -> np.ndarray | None:
    """Return the images of the points, uint8 [n, *shape], or None where the data set is not on this machine."""
    images = _images(points.run, points.part)
    return images if images is not None and len(images) == len(points) else None


def pictures(points: Points, indices: np.ndarray) -> Pictures:
    """Return the pictures of some points: the images themselves, or else their codes decoded."""
    images = originals(points)
    if images is None:
        return Pictures(decoded(points, indices), True, [""] * len(indices))
    kind = kind_of(points.run.config)
    return Pictures(kind.draw(images[indices]), False, kind.texts(images[indices]))


def decoded(points: Points, indices: np.ndarray) -> np.ndarray:
    """Return pictures of the decoded codes of some points, uint8 [n, *raster]."""
    return _decoded(points.key, points.version, np.asarray(indices).tobytes(), points, indices)


def mean_picture(points: Points, indices: np.ndarray) -> tuple[np.ndarray, int, bool]:
    """Return (mean picture in [0, 1], of how many, whether decoded); of many codes 2000 at even steps are decoded."""
    is_here = originals(points) is not None
    if not is_here and len(indices) > _DECODED_FOR_MEAN:
        indices = indices[np.linspace(0, len(indices) - 1, _DECODED_FOR_MEAN).astype(int)]
    return (
        _mean_picture(points.key, points.version, np.asarray(indices).tobytes(), points, indices),
        len(indices),
        not is_here,
    )


@remembered(max_entries=64)
def _mean_picture(key: str, version: str, chosen: bytes, _points: Points, _indices: np.ndarray) -> np.ndarray:
    found = pictures(_points, _indices).images
    return (found.mean(axis=0, dtype=np.float64) / 255.0).astype(np.float32)


@remembered(max_entries=32)
def _decoded(key: str, version: str, chosen: bytes, _points: Points, _indices: np.ndarray) -> np.ndarray:
    latents, config = _points.latents, _points.run.config
    labels = latents.labels[_indices].astype(np.int32) if config.conditional else None
    return kind_of(config).draw(engine.decode(_points.run.folder, latents.z_mean[_indices], labels))


@remembered(max_entries=4)
def _test_latents(folder: str, version: str, _run: Run) -> Latents:
    return load_latents(_run)


@remembered(max_entries=2)
def _training_latents(name: str, version: str, _run: Run) -> Latents | None:
    return training_codes.read(_run)


def _keep(run: Run, latents: Latents) -> None:
    training_codes.write(run, latents)
    _training_latents.clear()


# One entry: 47 MB of training images are kept for who looks at them now.
@remembered(max_entries=1)
def _training_set(dataset: str) -> tuple[np.ndarray, np.ndarray]:
    loaded = datasets.load(dataset, download=False)
    return loaded.train_images.copy(), loaded.train_labels.copy()


def _images(run: Run, part: str) -> np.ndarray | None:
    if part == TRAINING:
        return _training_set(run.config.dataset)[0]
    return test_images(run.config.dataset, run.data_fingerprint)[0]
