"""The film of a training: after some epochs the held-out codes, decoded pictures of a grid and ten reconstructions."""

import contextlib
import io
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vae import files
from vae.families import FAMILIES
from vae.film import film_file
from vae.kind import kind_of
from vae.prior.mixture import MixturePrior
from vae.runs.dimensions import largest_first

if TYPE_CHECKING:
    from vae.config import RunConfig
    from vae.data.dataset import Dataset
    from vae.model.training import EpochResult
    from vae.model.vae import VAE

MAX_FRAMES = 60
GRID_SIZE = 10
_WIDE_COLUMNS = 3
"""Of very wide pictures, such as words: more side by side could not be read."""
GRID_EXTENT = 2.5
_FOLDER = "frames"
_NUM_PASSING = 3
_NAME = re.compile(r"(\d{6})\.npz")
_ARRAYS = ("codes", "labels", "grid", "dimensions", "xs", "ys", "originals", "original_labels", "reconstructions")
_LEARNT = ("z_log_var", "means", "log_vars", "log_weights")


@dataclass(frozen=True)
class Frame:
    """What the model knew after one epoch.

    Attributes:
        epoch: number of the epoch, from 1.
        codes: posterior means of the same held-out images in every frame, float16 [n, latent_dim], n up to 1000.
        labels: their classes, uint8 [n].
        grid: decoded pictures of a grid of codes, uint8 [rows, columns, *raster], the last row the lowest second
            coordinate; ten columns, three of very wide pictures.
        dimensions: the latent dimensions that the grid's columns and rows go along, from 0: the two with the highest
            KL (without a KL term, the widest spread), of codes of levels the last one's; the others are 0, under a
            prior that is learnt where its likeliest part has its middle. One for a single latent dimension, whose codes
            run on from row to row, and for conditional runs.
        xs: coordinates of the columns along the first of them, [columns]; of conditional runs the columns' classes.
        ys: coordinates of the rows along the second, falling, [rows]; with a single latent dimension all coordinates,
            row by row; of conditional runs the coordinates along the one dimension.
        originals: the first held-out image of up to ten classes, uint8 [k, *raster].
        original_labels: their classes, uint8 [k].
        reconstructions: what the model makes of them, from the posterior mean, uint8 [k, *shape].
        prior: what codes are pulled to where that is learnt, as the epoch left it; else None.
        z_log_var: the codes' log variances, float16 [n, latent_dim], where the prior is learnt: their KL from any other
            tells them. None there.
    """

    epoch: int
    codes: np.ndarray
    labels: np.ndarray
    grid: np.ndarray
    dimensions: np.ndarray
    xs: np.ndarray
    ys: np.ndarray
    originals: np.ndarray
    original_labels: np.ndarray
    reconstructions: np.ndarray
    prior: MixturePrior | None = None
    z_log_var: np.ndarray | None = None


class Camera:
    """Takes the frames of one training and keeps them in its folder: up to 60 spread over it, and the latest ones."""

    def __init__(self, model: "VAE", dataset: "Dataset", folder: Path) -> None:
        """Choose the images to show; `folder` is the job's."""
        self._model = model
        self._labels = dataset.test_labels
        self._images = dataset.test_images
        classes = np.unique(dataset.test_labels)[:10]
        first = [int(np.argmax(dataset.test_labels == label)) for label in classes]
        self._originals, self._original_labels = dataset.test_images[first], dataset.test_labels[first]
        self._kind = kind_of(model.config)
        self._drawn_originals = self._kind.draw(self._originals)
        self._folder = folder / _FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._kept = set(spread(model.config.epochs).tolist())
        self.best_epoch = 0
        """The one whose weights the run would have now, where that need not be the last: its frame stays, too."""

    def is_kept(self, epoch: int) -> bool:
        """Return whether the frame of that epoch stays when later ones come."""
        return epoch in self._kept or epoch == self.best_epoch

    def take(self, result: "EpochResult") -> Frame:
        """Return the frame of the epoch that the model has just finished."""
        model, codes = self._model, np.asarray(result.codes, np.float32)
        prior = model.prior if isinstance(model.prior, MixturePrior) else None
        z, labels, axes = _grid(model.config, self._original_labels, codes, result.kl_per_dimension)
        if prior is not None and codes.shape[1] > len(axes["dimensions"]):
            z = prior.completed(z[:, axes["dimensions"]], axes["dimensions"])
        conditional = model.config.conditional
        grid = model.decode(z, labels if conditional else None)
        own = self._original_labels.astype(np.int32) if conditional else None
        z_mean, _ = model.encode(self._originals, own)
        return Frame(
            epoch=result.epoch,
            codes=result.codes,
            labels=self._labels[: len(codes)],
            grid=self._drawn(grid).reshape(-1, axes["columns"], *model.config.raster.array),
            dimensions=axes["dimensions"],
            xs=axes["xs"],
            ys=axes["ys"],
            originals=self._drawn_originals,
            original_labels=self._original_labels,
            reconstructions=self._drawn(model.decode(z_mean, own)),
            prior=prior,
            z_log_var=None if prior is None else self._widths(len(codes)),
        )

    def _widths(self, count: int) -> np.ndarray:
        """Return the log variances of the first held-out codes, float16 [count, latent_dim]."""
        labels = self._labels[:count].astype(np.int32) if self._model.config.conditional else None
        _, z_log_var = self._model.encode(self._images[:count], labels)
        return np.asarray(z_log_var, np.float16)

    def _drawn(self, outputs: Any) -> np.ndarray:
        return self._kind.draw(np.asarray(outputs))

    def keep(self, frame: Frame) -> None:
        """Write a frame; of those that do not stay, only the latest three are left for who looks now and then."""
        content = io.BytesIO()
        arrays: Any = {name: getattr(frame, name) for name in _ARRAYS}
        if frame.prior is not None:
            arrays |= vars(frame.prior) | {"z_log_var": frame.z_log_var}
        np.savez_compressed(content, **arrays)
        files.write_bytes(self._folder / f"{frame.epoch:06}.npz", content.getvalue(), lasting=False)
        passing = [path for epoch, path in _paths(self._folder.parent) if not self.is_kept(epoch)]
        for path in passing[:-_NUM_PASSING]:
            with contextlib.suppress(OSError):
                path.unlink()


def spread(num_epochs: int) -> np.ndarray:
    """Return up to 60 epochs, rising, dense at the beginning where most happens, always the first and the last."""
    return np.unique(np.round(np.geomspace(1, num_epochs, min(MAX_FRAMES, num_epochs))).astype(int))


def read_frames(folder: Path, after: int = 0) -> list[Frame]:
    """Return the frames in a job's folder of epochs later than `after`, in order; one that is damaged is left out."""
    found = []
    for epoch, path in _paths(folder):
        if epoch > after:
            with contextlib.suppress(Exception):  # zipfile, zlib and NumPy each have their own for a damaged file
                found.append(_read(epoch, path))
    return found


def save_film(
    frames: list[Frame], run_folder: Path, with_originals: bool = True, most_bytes: int = film_file.MAX_FILM_BYTES
) -> None:
    """Keep the grids and reconstructions with a run, in film.npz; see `vae.film.film_file`.

    Args:
        frames: frames of one training, epochs rising; without any nothing is written.
        run_folder: the run's folder.
        with_originals: whether the held-out images go in; a run that is handed on does without.
        most_bytes: how large it may be.

    Raises:
        OSError: the folder cannot be written.
    """
    if not frames:
        return
    arrays = {name: np.stack([getattr(frame, name) for frame in frames]) for name in film_file.MOVING}
    resting = ("originals", "original_labels") if with_originals else ("original_labels",)
    arrays |= {name: getattr(frames[-1], name) for name in resting}
    arrays["epochs"] = np.array([frame.epoch for frame in frames], np.int32)
    film_file.write(run_folder, arrays, most_bytes)


def _paths(folder: Path) -> list[tuple[int, Path]]:
    try:
        names = os.listdir(folder / _FOLDER)
    except OSError:
        return []
    matches = filter(None, map(_NAME.fullmatch, names))
    return sorted((int(match[1]), folder / _FOLDER / match[0]) for match in matches)


def _read(epoch: int, path: Path) -> Frame:
    with np.load(io.BytesIO(files.read_bytes(path)), allow_pickle=False) as file:
        frame = Frame(epoch, **{name: file[name] for name in _ARRAYS})
        if "z_log_var" not in file:
            return frame
        z_log_var, *numbers = (file[name] for name in _LEARNT)
        return replace(frame, prior=MixturePrior(*numbers), z_log_var=z_log_var)


def _grid(
    config: "RunConfig", classes: np.ndarray, codes: np.ndarray, kl_per_dimension: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Return the codes of the grid [n, latent_dim], the classes of conditional runs [n], and what the axes are."""
    latent_dim = codes.shape[1]
    middle, extents = _span(config, codes)
    weights = np.array(kl_per_dimension) if kl_per_dimension else codes.std(axis=0)
    strongest = largest_first(weights)

    def along(dimension: int, count: int = GRID_SIZE) -> np.ndarray:
        return middle[dimension] + extents[dimension] * np.linspace(-1.0, 1.0, count)

    axis = along(strongest[0])
    if config.conditional:
        z = np.zeros((GRID_SIZE * len(classes), latent_dim), np.float32)
        z[:, strongest[0]] = np.repeat(axis[::-1], len(classes))
        axes = {
            "columns": len(classes),
            "dimensions": strongest[:1],
            "xs": classes.astype(np.float32),
            "ys": axis[::-1],
        }
        return z, np.tile(classes.astype(np.int32), GRID_SIZE), axes
    none = np.zeros(0, np.int32)
    if latent_dim == 1:
        line = along(0, GRID_SIZE**2)
        axes = {"columns": GRID_SIZE, "dimensions": strongest[:1], "xs": line[:GRID_SIZE], "ys": line}
        return line[:, None].astype(np.float32), none, axes
    levels = FAMILIES[config.family].dimensions
    dimensions = np.array(levels[-1]) if levels else np.sort(strongest[:2])
    columns = GRID_SIZE if config.raster.stretch == 1 else _WIDE_COLUMNS
    across, up = along(dimensions[0], columns), along(dimensions[1])[::-1]
    z = np.zeros((columns * GRID_SIZE, latent_dim), np.float32)
    z[:, dimensions[0]] = np.tile(across, GRID_SIZE)
    z[:, dimensions[1]] = np.repeat(up, columns)
    return z, none, {"columns": columns, "dimensions": dimensions, "xs": across, "ys": up}


def _span(config: "RunConfig", codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle of the grid and how far it reaches from there, float32 [latent_dim] each.

    Under another prior than N(0, I), or none, codes lie anywhere: the grid then spans where they are.
    """
    if config.has_prior:
        return np.zeros(codes.shape[1], np.float32), np.full(codes.shape[1], GRID_EXTENT, np.float32)
    low, high = np.quantile(codes, (0.01, 0.99), axis=0).astype(np.float32)
    return (low + high) / 2, np.maximum((high - low) / 2, np.float32(1e-3))
