"""All numbers of a run's map, from one reading of its held-out codes."""

from dataclasses import dataclass

import numpy as np

from vae.families import FAMILIES
from vae.latent.fog import fog, near_distance
from vae.latent.latents import Latents
from vae.latent.planes import Plane, level_plane, map_plane
from vae.latent.walks import class_walk, ring_walk
from vae.prior.draws import shape_of
from vae.prior.mixture import MixturePrior
from vae.prior.shapes import EXTENT
from vae.runs import dimensions, run_data
from vae.runs.store import Run, load_latents, load_prior

FOG_CELLS = 160
WALK_POINTS = 240
NUM_DRAWS = 512
Box = tuple[float, float, float, float]
"""x0, x1, y0, y1 on the plane."""
_WIDEST = 10.0
_LEAST_RANGE = 3.0
_STRAYS = 0.002
_PRIOR_RADIUS = 3.25
_LINE_HEIGHT = 2.6


@dataclass(frozen=True)
class LevelMap:
    """What a map of one level of the codes is drawn from, beside the map of the last.

    Attributes:
        dimensions: the two that it shows, from 0.
        home_box: what it shows at first.
        fog_box: the wider part that the fog was computed for.
        fog: its thickness, as `RunMap.fog`, of this level alone.
    """

    dimensions: range
    home_box: Box
    fog_box: Box
    fog: np.ndarray


@dataclass(frozen=True)
class RunMap:
    """What a run's map is drawn from and told of; numbers only.

    Attributes:
        latents: the held-out codes.
        class_names: of their classes, in order; one name where the data have no classes.
        plane: the plane that is shown; of codes of several levels that of the last.
        home_box: what the map shows at first: nearly all codes, and the prior's circles or shape.
        fog_box: the wider part of the plane that the fog was computed for.
        fog: its thickness, uint8 [FOG_CELLS, FOG_CELLS], rows from the smallest y up.
        walk: codes of the closed path, float32 [WALK_POINTS, latent_dim].
        walk_labels: class at each of them, uint8 [WALK_POINTS].
        home: the code shown first, float64 [latent_dim].
        home_label: the class drawn first by a conditional run; None for any other.
        near_distance: within it nearly every code has another one, of its class for a conditional run.
        kl_per_dimension: nats, float64 [latent_dim]; None for a plain autoencoder.
        order: the dimensions from 0, most telling first.
        unused: those of them that tell nothing about the picture, in the same order.
        shape: what codes are pulled to in place of the normal distribution, see `vae.prior.shapes.raster`;
            None where they are pulled to that or to nothing.
        draws: codes drawn from a prior that is learnt, float32 [NUM_DRAWS, latent_dim]; None with any other.
        clouds: the parts of such a prior as they lie on the plane, float32 [parts, 6]: x and y of the middle, the
            covariance's xx, xy and yy, and the share of all draws; None with any other.
        slider_range: nearly all coordinates lie within plus and minus this.
        z_limit: the largest coordinate that may be asked for.
        levels: maps of the other levels of the codes that have two dimensions; with more, a level is at its mean, 0,
            on the walk and at the start, and does not count for what is near.
    """

    latents: Latents
    class_names: tuple[str, ...]
    plane: Plane
    home_box: Box
    fog_box: Box
    fog: np.ndarray
    walk: np.ndarray
    walk_labels: np.ndarray
    home: np.ndarray
    home_label: int | None
    near_distance: float
    kl_per_dimension: np.ndarray | None
    order: list[int]
    unused: list[int]
    shape: np.ndarray | None
    draws: np.ndarray | None
    clouds: np.ndarray | None
    slider_range: float
    z_limit: float
    levels: tuple[LevelMap, ...] = ()

    @property
    def density_log_vars(self) -> np.ndarray | None:
        """The codes' log variances where the aggregate posterior's density can be told: in one or two dimensions."""
        return self.latents.z_log_var if self.latents.z_mean.shape[1] <= 2 else None


def run_map(run: Run) -> RunMap:
    """Read a run's held-out codes and compute what its map shows.

    Raises:
        RunError: a file of the run is damaged.
    """
    latents, config = load_latents(run), run.config
    plane = map_plane(config.family, latents.z_mean)
    home_box = _home_box(run, plane.project(latents.z_mean))
    fog_box = _widened(home_box)
    walk, walk_labels = _walk(run, latents, plane)
    levels = FAMILIES[config.family].dimensions
    unmapped = [dimension for level in levels if len(level) != 2 for dimension in level]
    mapped = [dimension for dimension in range(config.latent_dim) if dimension not in unmapped]
    walk[:, unmapped] = 0.0
    prior = load_prior(run)
    learnt = prior if isinstance(prior, MixturePrior) else None
    sizes = np.abs(latents.z_mean)
    return RunMap(
        latents=latents,
        class_names=tuple(run_data.class_names_of(run)),
        plane=plane,
        home_box=home_box,
        fog_box=fog_box,
        fog=_fog(latents, plane, fog_box),
        walk=walk,
        walk_labels=walk_labels,
        home=_home(run, walk),
        home_label=int(walk_labels[0]) if config.conditional else None,
        near_distance=near_distance(latents.z_mean[:, mapped], latents.labels if config.conditional else None),
        kl_per_dimension=dimensions.kl_per_dimension(run, latents),
        order=dimensions.order(run, latents),
        unused=dimensions.unused(run, latents),
        shape=shape_of(config),
        draws=None if learnt is None else learnt.sample(NUM_DRAWS, np.random.default_rng(0)),
        clouds=None if learnt is None else clouds_on(plane, learnt),
        slider_range=float(max(_LEAST_RANGE, np.ceil(np.quantile(sizes, 0.999)))),
        z_limit=float(max(_WIDEST, np.ceil(1.5 * float(sizes.max())))),
        levels=tuple(_level_map(run, latents, level) for level in levels[:-1] if len(level) == 2),
    )


def clouds_on(plane: Plane, prior: MixturePrior) -> np.ndarray:
    """Return the parts of a prior that is learnt as they lie on a plane, float32 [parts, 6], see `RunMap.clouds`."""
    variances, (across, up) = np.exp(prior.log_vars), plane.axes
    covariances = [variances @ (one * other) for one, other in ((across, across), (across, up), (up, up))]
    places = plane.project(prior.means)
    return np.stack([*places.T, *covariances, np.exp(prior.log_weights)], axis=1).astype(np.float32)


def _level_map(run: Run, latents: Latents, dimensions: range) -> LevelMap:
    plane = level_plane(latents.z_mean, dimensions)
    home_box = _home_box(run, plane.project(latents.z_mean))
    fog_box = _widened(home_box)
    return LevelMap(dimensions, home_box, fog_box, _fog(latents, plane, fog_box))


def _fog(latents: Latents, plane: Plane, box: Box) -> np.ndarray:
    return fog(plane, latents.z_mean, latents.z_log_var, _middles(*box[:2]), _middles(*box[2:]))


def _home_box(run: Run, places: np.ndarray) -> Box:
    low, high = np.quantile(places, _STRAYS, axis=0), np.quantile(places, 1 - _STRAYS, axis=0)
    margin = 0.06 * max(float((high - low).max()), 1e-3)
    low, high = low - margin, high + margin
    if run.config.latent_dim == 1:
        low[1], high[1] = -_LINE_HEIGHT, _LINE_HEIGHT
    radius = _PRIOR_RADIUS if run.config.has_prior else EXTENT if shape_of(run.config) is not None else None
    if radius is not None:
        low, high = np.minimum(low, -radius), np.maximum(high, radius)
    return float(low[0]), float(high[0]), float(low[1]), float(high[1])


def _widened(box: Box) -> Box:
    margin = 0.25 * (box[1] - box[0])
    return box[0] - margin, box[1] + margin, box[2] - margin, box[3] + margin


def _middles(low: float, high: float) -> np.ndarray:
    """Return the middles of the fog's cells along one axis."""
    return low + (high - low) * ((np.arange(FOG_CELLS) + 0.5) / FOG_CELLS)


def _is_round(run: Run) -> bool:
    """Return whether all classes share one space around its middle; under another prior that may be empty."""
    return run.config.conditional and run.config.has_prior


def _home(run: Run, walk: np.ndarray) -> np.ndarray:
    middle = np.zeros(run.config.latent_dim)
    return (middle if _is_round(run) else np.round(walk[0].astype(np.float64), 3)) + 0.0


def _walk(run: Run, latents: Latents, plane: Plane) -> tuple[np.ndarray, np.ndarray]:
    config = run.config
    if _is_round(run):
        walk, labels = ring_walk(plane.axes, config.num_classes, WALK_POINTS)
    else:
        walk, labels = class_walk(latents.z_mean, latents.labels, WALK_POINTS)
    return walk.astype(np.float32), labels.astype(np.uint8)
