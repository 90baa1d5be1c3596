"""A training as a film: codes, decoded grids and reconstructions after some epochs, with the history between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import DataError
from vae.data.wording import names_of
from vae.early_stopping import costs_of, kept_epoch
from vae.families import FAMILIES, STANDARD
from vae.film import film_file
from vae.kind import kind_of
from vae.latent.planes import Plane, map_plane
from vae.likelihoods import PICTURE
from vae.prior.draws import DrawnPrior, shape_of
from vae.prior.mixture import MixturePrior
from vae.prior.shapes import EXTENT
from vae.runs import run_data
from vae.runs.store import Run, load_frames, load_history
from vae.shape import MNIST, PictureShape

_RESTING = ("originals", "original_labels")
_WIDEST = 0.998
_MARGIN = 0.06
_BOX_STEP = 0.5
_PRIOR = 3.1


@dataclass(frozen=True)
class Film:
    """What a model knew after some epochs of its training.

    Attributes:
        num_epochs: epochs of the whole training, which may still go on.
        epochs: int32 [n], rising.
        codes: posterior means of the same held-out images, float16 [n, m, latent_dim].
        labels: their classes, uint8 [m].
        class_names: one name a label.
        history: columns of history.csv by name, float64 [epochs so far].
        has_prior: whether codes are pulled to the normal distribution.
        has_kl: whether codes have a KL; where encoders give places alone, they have none.
        prior: the shape that they are pulled to in its place, see `vae.prior.shapes.raster`, or None.
        terms: what its family alone tells, see `vae.families`.
        others: where the dimensions are that a grid does not go along, what a sentence says after "the others".
        family: what kind of autoencoder it is, a name in `vae.families`.
        is_conditional: whether the networks are told the class; a grid's columns are then classes.
        kind: what outputs are, a name in `vae.kind`.
        noun, nouns: what one and several are called.
        best_epoch: the one whose weights the run has, or would have now, where early stopping chooses it; else None.
        grids: decoded pictures of a grid of codes, uint8 [n, rows, columns, *shape], top row first; None where they
            were not kept, and then so is all that follows.
        grid_dimensions: latent dimensions that columns and rows go along, from 0, int [n, 2]; [n, 1] where there is
            one, the rows' for conditional models, else from row to row.
        grid_xs: coordinates of the columns, float [n, columns]; classes where `is_conditional`.
        grid_ys: coordinates of the rows, float [n, rows]; of all pictures with a single latent dimension.
        originals: held-out images, one a class, uint8 [k, *shape]; None where they are not at hand.
        original_labels: their classes, uint8 [k].
        reconstructions: what the model makes of them, uint8 [n, k, *shape].
        mixture: of a training under way that learns its prior, what codes are pulled to after its last epoch, or None.
        z_log_var: where there is one, the log variances of the last epoch's codes, float16 [m, latent_dim].
    """

    num_epochs: int
    epochs: np.ndarray
    codes: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    history: dict[str, np.ndarray]
    has_prior: bool = True
    has_kl: bool = True
    prior: np.ndarray | None = None
    terms: tuple[str, ...] = ()
    others: str = "0"
    family: str = STANDARD
    is_conditional: bool = False
    kind: str = PICTURE
    noun: str = PICTURE
    nouns: str = f"{PICTURE}s"
    best_epoch: int | None = None
    grids: np.ndarray | None = None
    grid_dimensions: np.ndarray | None = None
    grid_xs: np.ndarray | None = None
    grid_ys: np.ndarray | None = None
    originals: np.ndarray | None = None
    original_labels: np.ndarray | None = None
    reconstructions: np.ndarray | None = None
    mixture: MixturePrior | None = None
    z_log_var: np.ndarray | None = None

    @property
    def latent_dim(self) -> int:
        """Number of latent dimensions."""
        return int(self.codes.shape[2])

    @property
    def inside(self) -> np.ndarray | None:
        """The share of the codes that lie in a prior that is a shape, float32 [n]; None with any other."""
        if self.prior is None:
            return None
        shape = DrawnPrior(self.prior)
        return np.array([shape.share_inside(codes, self.labels) for codes in self.codes], np.float32)

    @property
    def shape(self) -> PictureShape:
        """The shape of its pictures; MNIST's where it has none."""
        return MNIST if self.reconstructions is None else PictureShape(*self.reconstructions.shape[2:])

    @property
    def neg_elbo(self) -> np.ndarray:
        """Reconstruction + KL of held-out images after every epoch of the history, nats, float64 [epochs so far]."""
        return self.history["val_reconstruction"] + self.history["val_kl"]


def film_of_run(run: Run) -> Film:
    """Build the film of a saved run.

    The pictures come from its film.npz. Where that holds fewer epochs than frames.npz, or others, the film consists of
    the epochs that both hold; where there is none it shows codes alone. The film.npz of a shipped run holds no
    originals: they are taken from the data set where that is on this machine.

    Raises:
        RunError: a file of the run is missing or damaged.
    """
    frames, history = load_frames(run), load_history(run)
    pictures = film_file.read(run.folder, run.config.raster)
    if pictures is not None and not _belongs_to(run, pictures):
        pictures = None
    chosen = np.arange(len(frames.epochs))
    moving: dict[str, np.ndarray] = {}
    if pictures is not None:
        both, in_frames, in_pictures = np.intersect1d(frames.epochs, pictures["epochs"], return_indices=True)
        if len(both):
            chosen = in_frames
            moving = {name: pictures[name][in_pictures] for name in film_file.MOVING}
    resting: dict[str, np.ndarray] = {}
    if pictures is not None and moving:
        resting = {name: pictures[name] for name in _RESTING if name in pictures}
        if "originals" not in resting:
            found = _originals(run, resting["original_labels"])
            is_alike = found and found["originals"].shape[1:] == moving["reconstructions"].shape[2:]
            resting |= found if is_alike else {}
    return Film(
        num_epochs=int(history["epoch"][-1]),
        epochs=frames.epochs[chosen],
        codes=frames.codes[chosen],
        labels=frames.labels,
        history=history,
        **_kind(run.config, history, run_data.class_names_of(run)),
        **_fields(moving, resting),
    )


def film_of_frames(
    config: RunConfig,
    frames: Sequence[Any],
    history: dict[str, np.ndarray],
    class_names: Sequence[str] | None = None,
) -> Film:
    """Build the film of a training under way from the frames kept so far.

    Args:
        config: what is trained.
        frames: at least one, epochs rising; of each its `epoch`, `codes`, `labels`, `grid`, `dimensions`, `xs`, `ys`,
            `originals`, `original_labels` and `reconstructions`, as `Film` has them for all epochs, and its `prior` and
            `z_log_var`.
        history: columns of history.csv by name, [epochs so far].
        class_names: one name a label; None takes those of the data set that the configuration names.
    """
    moving = {name: np.stack([getattr(frame, name) for frame in frames]) for name in film_file.MOVING}
    return Film(
        num_epochs=config.epochs,
        epochs=np.array([frame.epoch for frame in frames], np.int32),
        codes=np.stack([frame.codes for frame in frames]),
        labels=frames[-1].labels,
        history=history,
        mixture=frames[-1].prior,
        z_log_var=frames[-1].z_log_var,
        **_kind(config, history, class_names),
        **_fields(moving, {name: getattr(frames[-1], name) for name in _RESTING}),
    )


def aligned_plane(plane: Plane, previous: Plane) -> Plane:
    """Turn or mirror a plane's axes within it to lie as near as they can to those of another plane.

    Two fits of nearly the same codes may differ in sign and rotation; drawn along these axes they do not jump. The
    solution of the orthogonal Procrustes problem (Schönemann, 1966) for the two axes.

    Args:
        plane: the plane to show.
        previous: the plane shown before, of the same number of dimensions.

    Returns:
        The same plane along other orthonormal axes.
    """
    if len(plane.mean) <= 2:
        return plane
    left, _, right = np.linalg.svd(previous.axes @ plane.axes.T)
    turn = left @ right
    return Plane(plane.mean, turn @ plane.axes, np.square(turn) @ plane.explained)


def film_plane(film: Film, previous: Plane | None = None) -> Plane:
    """Return the plane that shows all of a film: the principal one of its last codes, aligned to the one before.

    Of codes of several levels it is that of the last, as on the run's map.
    """
    plane = map_plane(film.family, film.codes[-1])
    is_fixed = previous is None or len(previous.mean) != film.latent_dim or FAMILIES[film.family].levels
    return plane if previous is None or is_fixed else aligned_plane(plane, previous)


def film_box(film: Film, plane: Plane) -> list[float]:
    """Return [x0, x1, y0, y1] of the plane that shows nearly all codes of the last epoch and the prior.

    It also holds nearly all codes of at least half of the epochs; what the first ones scatter farther, as codes do
    while the KL term is still weak, lies outside. It grows in steps of a half, so that a new epoch seldom moves a map.
    """
    places = plane.project(film.codes)
    low, high = np.quantile(places, [1 - _WIDEST, _WIDEST], axis=1)
    low = np.minimum(low[-1], np.median(low, axis=0))
    high = np.maximum(high[-1], np.median(high, axis=0))
    margin = _MARGIN * max(float((high - low).max()), 1e-3)
    if film.latent_dim == 1:
        low[1], high[1] = -2.6 + margin, 2.6 - margin
    if film.has_prior:
        origin = plane.project(np.zeros(film.latent_dim))
        low, high = np.minimum(low, origin - _PRIOR), np.maximum(high, origin + _PRIOR)
    elif film.prior is not None:
        low, high = np.minimum(low, -EXTENT), np.maximum(high, EXTENT)
    low = np.floor((low - margin) / _BOX_STEP) * _BOX_STEP
    high = np.ceil((high + margin) / _BOX_STEP) * _BOX_STEP
    return [float(low[0]), float(high[0]), float(low[1]), float(high[1])]


def _belongs_to(run: Run, pictures: film_file.Arrays) -> bool:
    """Return whether a film knows no more dimensions and classes than its run."""
    dimensions, labels = pictures["dimensions"], pictures["original_labels"]
    has_classes = labels.min(initial=0) >= 0 and labels.max(initial=0) < len(run.class_names)
    return bool(has_classes and dimensions.min() >= 0 and dimensions.max() < run.config.latent_dim)


def _originals(run: Run, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Return the first held-out image of every class as `originals`, or nothing where the data set is not here."""
    try:
        dataset = run_data.load_of(run, download=False)
    except DataError:
        return {}
    first = [int(np.argmax(dataset.test_labels == label)) for label in labels]
    return {"originals": kind_of(run.config).draw(dataset.test_images[first])}


def _kind(
    config: RunConfig, history: dict[str, np.ndarray], class_names: Sequence[str] | None = None
) -> dict[str, Any]:
    noun, nouns = names_of(config)
    return {
        "class_names": tuple(class_names or datasets.class_names(config.dataset)),
        "has_prior": config.has_prior,
        "has_kl": config.variational,
        "prior": shape_of(config),
        "terms": FAMILIES[config.family].terms,
        "others": "in the middle of the prior's likeliest cloud" if config.learns_prior else "0",
        "family": config.family,
        "is_conditional": config.conditional,
        "kind": config.kind,
        "noun": noun,
        "nouns": nouns,
        "best_epoch": kept_epoch(config, costs_of(history)) or None if config.early_stopping else None,
    }


def _fields(moving: dict[str, np.ndarray], resting: dict[str, np.ndarray]) -> dict[str, Any]:
    """Rename the arrays of film.npz to the fields of `Film`."""
    names = {"grid": "grids", "dimensions": "grid_dimensions", "xs": "grid_xs", "ys": "grid_ys"}
    return {names.get(name, name): array for name, array in (moving | resting).items()}
