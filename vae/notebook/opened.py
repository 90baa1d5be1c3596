"""A run, opened to be used: outputs to codes and codes to outputs, with Keras loaded when it is first needed."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from vae.config import LIMITS, RunConfig
from vae.documents import shown
from vae.jobs.trainer import start_keras
from vae.latent.grids import traversal
from vae.latent.manifold import manifold
from vae.runs import store
from vae.runs.run_files import RunError

_SHARES_TOLERANCE = 1e-3


def list_runs() -> tuple[str, ...]:
    """Return the names that `open_run` takes: the runs that ship, then those trained on this machine."""
    return tuple(run.name for run in store.list_runs()[0])


def open_run(run: str | Path) -> "Model":
    """Open a run; its networks are loaded when they are first needed.

    Args:
        run: its name, or the path of its folder; text that is both is a name.

    Raises:
        ValueError: there is no such run, or it is damaged; the message says what is wrong.
    """
    if isinstance(run, Path):
        return Model(store.open_run(run))
    is_folder = os.path.isfile(os.path.join(run, "config.json"))
    if is_folder and os.path.basename(run) != run:  # no name has a separator
        return Model(store.open_run(Path(run)))
    try:
        return Model(store.load_run(run))
    except RunError:
        if not is_folder:
            raise
    return Model(store.open_run(Path(run)))


@dataclass(frozen=True, repr=False)
class Model:
    """An opened run; `vae.open_run` and `vae.train` make one.

    What it encodes, and decodes, is what it was trained on: pictures, or words, motions or melodies as arrays, by
    `config.kind`. All are uint8 in 0-255 or float in [0, 1], [n, *shape] with `config.shape.array`; those returned are
    float32 in [0, 1]. Codes are [n, latent_dim]. A conditional run needs `labels` everywhere, another takes none: one
    class number for all, class numbers [n], or, where it decodes, mixtures of classes, float [n, num_classes], shares
    that sum to 1 in each row.
    """

    _run: store.Run

    def __repr__(self) -> str:
        return f"Model({self.name!r})"

    @property
    def name(self) -> str:
        """The run's name."""
        return self._run.name

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._run.folder

    @property
    def config(self) -> RunConfig:
        """How it was trained."""
        return self._run.config

    @property
    def metrics(self) -> dict[str, dict[str, Any]]:
        """Its held-out figures by name, each a dict with its value and what it was measured on."""
        return self._run.metrics

    def encode(self, inputs: ArrayLike, labels: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray | None]:
        """Encode pictures, or what else the run was trained on.

        Args:
            inputs: of the run's shape, [n, *shape], uint8 in 0-255 or float in [0, 1].
            labels: their classes, int [n], of a run whose networks are told them.

        Returns:
            The posteriors' means and log variances, float32 [n, latent_dim] each; a plain autoencoder has None for the
            second.

        Raises:
            ValueError: the arrays or labels do not fit.
        """
        pixels = np.asarray(inputs)
        shape = self.config.shape.array
        if pixels.shape[1:] != shape:
            raise ValueError(f"inputs must have shape [n, {', '.join(map(str, shape))}], got {list(pixels.shape)}")
        if pixels.dtype != np.uint8:
            pixels = pixels.astype(np.float32)
            if not (pixels.min(initial=0.0) >= 0.0 and pixels.max(initial=0.0) <= 1.0):
                raise ValueError("inputs must be uint8 in 0-255 or float in [0, 1], got values beyond")
        classes = self._classes(labels, len(pixels))
        if classes is not None and classes.ndim == 2:
            raise ValueError("labels must be class numbers to encode, got mixtures of classes")
        return _inference().encode(self.folder, pixels, classes)

    def decode(self, z: ArrayLike, labels: ArrayLike | None = None) -> np.ndarray:
        """Decode codes to pictures, or what else the run draws, float32 [n, *shape] in [0, 1].

        Raises:
            ValueError: the codes or labels do not fit, or a code is not finite.
        """
        with np.errstate(over="ignore"):  # what float32 cannot hold is refused below
            codes = np.asarray(z, np.float32)
        if codes.ndim != 2 or codes.shape[1] != self.config.latent_dim:
            raise ValueError(f"z must have shape [n, {self.config.latent_dim}], got {list(codes.shape)}")
        if not np.isfinite(codes).all():
            raise ValueError(f"codes must be finite numbers, got {codes[~np.isfinite(codes)][0]:g}")
        return _inference().decode(self.folder, codes, self._classes(labels, len(codes)))

    def sample(self, num: int, labels: ArrayLike | None = None, seed: int = 0) -> np.ndarray:
        """Decode codes drawn from the run's prior, float32 [num, *shape] in [0, 1].

        Where each class has a part of the prior for itself, a conditional run's codes are drawn from that of their
        class, of a mixture's from that of its largest share.

        Raises:
            ValueError: num or seed is out of its range, the labels do not fit, or the run is a plain autoencoder, which
                has no prior.
        """
        prior = store.load_prior(self._run)
        if prior is None:
            raise ValueError(f"run {self.name!r} is a plain autoencoder: it has no prior to draw samples from")
        _check_whole("num", num, 1)
        _check_whole("seed", seed, *LIMITS["seed"])
        wanted = self._classes(labels, num)
        classes = wanted.argmax(axis=1) if wanted is not None and wanted.ndim == 2 else wanted
        return self.decode(prior.sample(num, np.random.default_rng(seed), classes), wanted)

    def traverse(self, z: ArrayLike, dimension: int, values: ArrayLike, labels: ArrayLike | None = None) -> np.ndarray:
        """Decode copies of one code with one of its coordinates replaced by each of the values.

        Args:
            z: the code to start from, [latent_dim].
            dimension: number of the coordinate, from 0.
            values: its new values, [n].
            labels: as everywhere.

        Returns:
            What is decoded, float32 [n, *shape] in [0, 1].

        Raises:
            ValueError: there is no such dimension, or code, values or labels do not fit.
        """
        code, coordinates = np.asarray(z, np.float64), np.asarray(values, np.float64)
        if code.shape != (self.config.latent_dim,):
            raise ValueError(f"z must have shape [{self.config.latent_dim}], got {list(code.shape)}")
        _check_whole("dimension", dimension, 0, self.config.latent_dim - 1)
        if coordinates.ndim != 1:
            raise ValueError(f"values must have shape [n], got {list(coordinates.shape)}")
        return self.decode(traversal(code, dimension, coordinates), labels)

    def grid(self, num_points: int = 15, labels: ArrayLike | None = None) -> np.ndarray:
        """Decode a square grid of codes in steps of equal prior probability, through the middle of latent space.

        The grid spans z1 and z2, of more dimensions the two principal axes of the held-out codes. With another
        prior, or none, the grid lies around the held-out codes.

        Args:
            num_points: columns and rows; a single latent dimension gives one row.
            labels: the class of all, or a mixture of classes, float [1, num_classes].

        Returns:
            What is decoded, float32 [rows, columns, *shape] in [0, 1], the first row at the top; `vae.montage` joins
            pictures.

        Raises:
            ValueError: num_points is no whole number from 1, or the labels do not fit.
        """
        _check_whole("num_points", num_points, 1)
        latents = store.load_latents(self._run)
        latents = latents if self.config.has_prior else latents.as_places
        has_middle = latents.z_log_var is not None
        middle = np.zeros(self.config.latent_dim) if has_middle else latents.z_mean.mean(axis=0)
        codes = manifold(latents, middle, num_points).codes
        flat = codes.reshape(-1, self.config.latent_dim)
        if labels is not None and np.ndim(labels) == 2 and len(np.asarray(labels)) == 1:
            labels = np.repeat(np.asarray(labels), len(flat), axis=0)
        return self.decode(flat, labels).reshape(*codes.shape[:2], *self.config.shape.array)

    def explore(self, point: ArrayLike | None = None, label: int | None = None) -> Any:
        """Show the live map in a notebook, with what is at a point that is dragged; `pip install anywidget` first.

        The browser decodes: no Keras is needed. The widget's `point` is the code at the cursor: it follows whenever it
        is let go, can be observed and can be set; so can `label`, the class to draw, of a conditional run.

        Args:
            point: where to begin, [latent_dim]; None for the run's own start.
            label: the class to begin with, of a conditional run; None for the run's own.

        Raises:
            ImportError: anywidget is not installed.
            ValueError: the run is damaged, or no browser decodes it: it needs ONNX Runtime.
            traitlets.TraitError: point or label do not fit.
        """
        from vae.notebook import views

        return views.live_map(self._run, point, label)

    def _classes(self, labels: ArrayLike | None, count: int) -> np.ndarray | None:
        """Return labels as the networks take them: None, numbers [count] or mixtures [count, num_classes]."""
        if not self.config.conditional:
            if labels is not None:
                raise ValueError(f"run {self.name!r} is not conditional: leave out labels")
            return None
        num_classes = self.config.num_classes
        if labels is None:
            raise ValueError(f"run {self.name!r} is conditional: labels must name classes from 0 to {num_classes - 1}")
        given = np.asarray(labels)
        if given.ndim == 0:
            given = np.full(count, given)
        if given.ndim == 2 and given.shape == (count, num_classes):
            return _shares(given)
        if given.shape != (count,):
            raise ValueError(f"labels must have shape [{count}] or [{count}, {num_classes}], got {list(given.shape)}")
        if given.dtype.kind not in "iu" or (count and not 0 <= given.min() <= given.max() < num_classes):
            raise ValueError(f"labels must be whole numbers from 0 to {num_classes - 1}, got others")
        return given.astype(np.int32)


def _shares(mixtures: np.ndarray) -> np.ndarray:
    """Return mixtures of classes as float32, after checking that each row shares out 1."""
    shares = mixtures.astype(np.float64)
    if not (np.isfinite(shares).all() and shares.min(initial=0.0) >= 0.0):
        raise ValueError("mixtures of classes must be finite numbers from 0, got others")
    sums = shares.sum(axis=1)
    uneven = sums[abs(sums - 1.0) > _SHARES_TOLERANCE]
    if len(uneven):
        raise ValueError(f"mixtures of classes must sum to 1 in each row, got {uneven[0]:g}")
    return shares.astype(np.float32)


def _check_whole(name: str, value: object, low: float, high: float | None = None) -> None:
    """Check that a value is a whole number of its range, NumPy's included."""
    allowed = f"at least {low}" if high is None else f"between {low} and {high}"
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
        raise ValueError(f"{name} must be a whole number, {allowed}, got {shown(value)}")
    if value < low or (high is not None and value > high):
        raise ValueError(f"{name} must be {allowed}, got {value}")


def _inference() -> Any:
    """Return the module that computes: the first import brings Keras, without its greetings."""
    start_keras()
    from vae.model import inference

    return inference
