"""-log p(x) itself, where the latent space has one or two dimensions: the integral over the plane, not a bound."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from keras import ops

from vae.config import RunConfig
from vae.likelihoods import LIKELIHOODS
from vae.model import losses
from vae.model.bounds import posteriors
from vae.model.vae import VAE
from vae.prior.mixture import MixturePrior

MAX_DIMENSIONS = 2
TOLERANCE = 0.05
STEP = 0.03
_REACH = 4.75
_FARTHEST = 12.0
_MAX_HALVINGS = 6
_IGNORED = 6.0
_CODES_PER_TILE = 2048
_IMAGES_PER_TILE = 2500
_FEW = 100

Progress = Callable[[float], None]


@dataclass(frozen=True)
class ExactLikelihood:
    """-log p(x) of pictures by integration.

    Attributes:
        nll: nats, float64 [n].
        step: side of the smallest cells, in latent units.
        change: by how much the mean changed when the step was last halved, nats: an estimate of its error.
    """

    nll: np.ndarray
    step: float
    change: float


@dataclass(frozen=True)
class _Cells:
    """Cells of the grid in which an image's mass lies.

    Attributes:
        image: whose, int [m].
        centre: in units of the prior, float64 [m, d].
        log_density: log p(x | z) + log p(z) at the centre, by these units, float64 [m].
    """

    image: np.ndarray
    centre: np.ndarray
    log_density: np.ndarray


def can_integrate(config: RunConfig) -> bool:
    """Return whether a run's likelihood is integrated.

    Its prior is a density, it has at most two dimensions, pairs are cheap, and the width of a pixel is none that is
    learnt: with a narrow one the mass of an image falls between the places of the first grid.
    """
    likelihood = LIKELIHOODS[config.likelihood]
    is_narrow = likelihood.has_width or likelihood.function not in losses.SLOPES
    has_density = config.has_prior or config.learns_prior
    return config.variational and has_density and config.latent_dim <= MAX_DIMENSIONS and not is_narrow


def exact_nll(model: VAE, images: np.ndarray, labels: np.ndarray, progress: Progress | None = None) -> ExactLikelihood:
    """Integrate p(x | z) p(z) over the latent line or plane, for every image.

    A grid of midpoints first, then one twice as fine. Every second place a direction of each is a grid, too: where
    images change by less than 0.05 nats on average from that to the whole, this is all. Else cells where an image's
    mass lies (within 6 nats of its densest cell) are halved until the mean over the images changes by less than that,
    six times at most. Of a conditional run it is -log p(x | class). Memory does not grow with the grid. Under a prior
    that is learnt the grid is laid around its mean, in units of its standard deviations.

    Args:
        model: a trained variational model with one or two latent dimensions.
        images: target pixels, float32 [n, *shape]; see `bounds.targets`.
        labels: int [n]; a conditional model uses them.
        progress: called with the share done, 0 to 1.

    Raises:
        ValueError: `can_integrate` says no.
    """
    config = model.config
    if not can_integrate(config):
        raise ValueError(
            "the integral needs a variational run of one or two dimensions with a likelihood in losses.SLOPES, got "
            f"{config.latent_dim} dimensions and {config.likelihood!r}"
        )
    report = progress or (lambda share: None)
    dims = config.latent_dim
    for step, begin, end in ((2 * STEP, 0.0, 0.1), (STEP, 0.1, 0.4)):
        if step > STEP and len(images) > _FEW:  # in vain for narrow posteriors, which a few images tell
            rest, coarse, cells = _grid(model, images[:_FEW], labels[:_FEW], step, lambda share: None)
            if _change(_nll(rest, cells, step, dims), -coarse) >= TOLERANCE:
                continue
        rest, coarse, cells = _grid(model, images, labels, step, _between(report, begin, end))
        nll = _nll(rest, cells, step, dims)
        change = _change(nll, -coarse)
        if change < TOLERANCE:
            report(1.0)
            return ExactLikelihood(nll, step, change)
    for halving in range(_MAX_HALVINGS):
        step /= 2
        cells = _halved(model, images, labels, cells, step, _part(report, halving))
        before, nll = nll, _nll(rest, cells, step, dims)
        change = abs(float(nll.mean() - before.mean()))
        if change < TOLERANCE:
            break
        rest, cells = _set_aside(rest, cells, step, dims)
    report(1.0)
    return ExactLikelihood(nll, step, change)


def _change(nll: np.ndarray, before: np.ndarray) -> float:
    """Return by how much images changed, not their mean: the places of a narrow one may be hit by luck."""
    return float(np.abs(nll - before).mean())


def _between(report: Progress, begin: float, end: float) -> Progress:
    return lambda share: report(begin + (end - begin) * share)


def _part(report: Progress, halving: int) -> Progress:
    """Return the progress of one halving; the first mostly suffices, and each further one has half of what is left."""
    begin = 1.0 - 0.6 * 0.5**halving
    return lambda share: report(begin + 0.5 * (1.0 - begin) * share)


def _grid(
    model: VAE, images: np.ndarray, labels: np.ndarray, step: float, report: Progress
) -> tuple[np.ndarray, np.ndarray, _Cells]:
    """Return two logs of masses, float64 [n]: in all other cells, and of a grid twice as coarse; the cells to halve."""
    rest, coarse = np.full(len(images), -np.inf), np.full(len(images), -np.inf)
    found, done = [], 0
    for label, some in _tiles(model.config, labels):
        rest[some], coarse[some], cells = _grid_of(model, images[some], labels[some], label, step)
        found.append(_Cells(some[cells.image], cells.centre, cells.log_density))
        done += len(some)
        report(done / len(images))
    return (
        rest,
        coarse,
        _Cells(*(np.concatenate([getattr(cells, name) for cells in found]) for name in _Cells.__annotations__)),
    )


def _tiles(config: RunConfig, labels: np.ndarray) -> Iterator[tuple[int | None, np.ndarray]]:
    """Yield images that are worked on at once, int [<= _IMAGES_PER_TILE], and the class of all of them if it counts."""
    for label in np.unique(labels) if config.conditional else [None]:
        rows = np.arange(len(labels)) if label is None else np.flatnonzero(labels == label)
        for start in range(0, len(rows), _IMAGES_PER_TILE):
            yield label, rows[start : start + _IMAGES_PER_TILE]


def _grid_of(
    model: VAE, images: np.ndarray, labels: np.ndarray, label: int | None, step: float
) -> tuple[np.ndarray, np.ndarray, _Cells]:
    dims = model.config.latent_dim
    z_mean = _in_units(model, posteriors(model, images, labels)[0])
    reach = min(_FARTHEST, max(_REACH, float(np.abs(z_mean).max()) + 0.75))
    axis = np.arange(-reach + step / 2, reach, step)
    grid = np.stack(np.meshgrid(*[axis] * dims), axis=-1).reshape(-1, dims)
    every_second = (np.stack(np.meshgrid(*[np.arange(len(axis))] * dims), axis=-1) % 2 == 0).all(axis=-1).ravel()
    tiles = []
    peak = _log_densities(model, images, labels, np.arange(len(images)), z_mean)
    total, coarse = np.full(len(images), -np.inf), np.full(len(images), -np.inf)
    for start in range(0, len(grid), _CODES_PER_TILE):
        codes = grid[start : start + _CODES_PER_TILE]
        density = _pairwise_densities(model, images, codes, label)
        highest = density.max(axis=1)
        peak = np.maximum(peak, highest)
        mass = np.exp(density - highest[:, None])
        total = np.logaddexp(total, highest + np.log(mass.sum(axis=1, dtype=np.float64)))
        some = mass[:, every_second[start : start + _CODES_PER_TILE]].sum(axis=1, dtype=np.float64)
        coarse = np.logaddexp(coarse, highest + np.log(np.maximum(some, 1e-300)))
        image, column = np.nonzero(density > (peak - _IGNORED)[:, None])
        tiles.append((image, start + column, density[image, column].astype(np.float64)))
    image, cell, density = (np.concatenate(parts) for parts in zip(*tiles, strict=True))
    kept = density > (peak - _IGNORED)[image]
    cells = _Cells(image[kept], grid[cell[kept]], density[kept])
    inside = _log_sums(cells, len(images))
    left = np.log(np.maximum(-np.expm1(np.minimum(inside - total, 0.0)), 1e-300))
    return total + left + dims * np.log(step), coarse + dims * np.log(2 * step), cells


def _halved(model: VAE, images: np.ndarray, labels: np.ndarray, cells: _Cells, step: float, report: Progress) -> _Cells:
    """Return the cells' halves, quarters in two dimensions, of side `step`."""
    dims = cells.centre.shape[1]
    corners = step * np.stack(np.meshgrid(*[[-0.5, 0.5]] * dims), axis=-1).reshape(-1, dims)
    density = np.empty((len(cells.image), len(corners)))
    done = 0
    for label, some in _tiles(model.config, labels):
        own = np.flatnonzero(np.isin(cells.image, some))
        for part, found in _densities_by_place(model, images, label, cells, own, corners):
            density[part] = found
            done += len(part)
            report(done / len(density))
    centre = (cells.centre[:, None] + corners).reshape(-1, dims)
    return _Cells(np.repeat(cells.image, len(corners)), centre, density.ravel())


def _densities_by_place(
    model: VAE, images: np.ndarray, label: int | None, cells: _Cells, own: np.ndarray, corners: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield some of the cells and what their corners have, as `_Cells.log_density`, float64 [m, corners].

    Images share places, the more the less a run has learnt. Each place is decoded once, for all its images together.

    Args:
        model: the model.
        images: target pixels of all images.
        label: the class of the cells' images where it counts.
        cells: all cells.
        own: those that are asked for.
        corners: places in a cell, from its centre, [corners, d].
    """
    places, place = np.unique(cells.centre[own], axis=0, return_inverse=True)
    place = place.ravel()
    order = np.argsort(place, kind="stable")
    own, place = own[order], place[order]
    at_once = _CODES_PER_TILE // len(corners)
    for start in range(0, len(places), at_once):
        codes = (places[start : start + at_once, None] + corners).reshape(-1, places.shape[1])
        part = slice(*np.searchsorted(place, [start, start + at_once]))
        rows, row = np.unique(cells.image[own[part]], return_inverse=True)
        density = _pairwise_densities(model, images[rows], codes, label).reshape(len(rows), -1, len(corners))
        yield own[part], density[row, place[part] - start]


def _pairwise_densities(model: VAE, images: np.ndarray, codes: np.ndarray, label: int | None) -> np.ndarray:
    """Return log p(x | z) + log p(z) of every image and every code in units of the prior, float32 [images, codes]."""
    told = None if label is None else np.full(len(codes), label, np.int32)
    nll = losses.pairwise_nll(model.config.likelihood, images, model.decode_logits(_of_units(model, codes), told))
    return np.asarray(ops.convert_to_numpy(nll), np.float32) * -1.0 + _log_prior(model, codes).astype(np.float32)


def _log_densities(
    model: VAE, images: np.ndarray, labels: np.ndarray, rows: np.ndarray, codes: np.ndarray
) -> np.ndarray:
    """Return log p(x | z) + log p(z) of one code for each row, float64."""
    told = labels[rows].astype(np.int32) if model.config.conditional else None
    nll = model.reconstruction_nll(images[rows], model.decode_logits(_of_units(model, codes), told))
    return _log_prior(model, codes) - ops.convert_to_numpy(nll).astype(np.float64)


def _log_prior(model: VAE, codes: np.ndarray) -> np.ndarray:
    """Return log p(z) of codes in units of the prior, and by these units, float64."""
    prior = model.prior
    if isinstance(prior, MixturePrior):
        return prior.log_density(_of_units(model, codes)) + np.log(prior.spread).sum()
    return -0.5 * np.square(codes).sum(axis=1) - 0.5 * codes.shape[1] * np.log(2 * np.pi)


def _in_units(model: VAE, z: np.ndarray) -> np.ndarray:
    """Return codes in units of the prior, which has the mean 0 and the variance 1 by them."""
    prior = model.prior
    return (z - prior.mean) / prior.spread if isinstance(prior, MixturePrior) else z


def _of_units(model: VAE, codes: np.ndarray) -> np.ndarray:
    """Return the codes that are those in units of the prior."""
    prior = model.prior
    return prior.mean + prior.spread * codes if isinstance(prior, MixturePrior) else codes


def _nll(rest: np.ndarray, cells: _Cells, step: float, dims: int) -> np.ndarray:
    return -np.logaddexp(rest, _log_sums(cells, len(rest)) + dims * np.log(step))


def _set_aside(rest: np.ndarray, cells: _Cells, step: float, dims: int) -> tuple[np.ndarray, _Cells]:
    """Move the cells that hold next to nothing to the rest."""
    keeps = cells.log_density > (_peaks(cells, len(rest)) - _IGNORED)[cells.image]
    kept, others = (
        _Cells(cells.image[chosen], cells.centre[chosen], cells.log_density[chosen]) for chosen in (keeps, ~keeps)
    )
    return np.logaddexp(rest, _log_sums(others, len(rest)) + dims * np.log(step)), kept


def _peaks(cells: _Cells, count: int) -> np.ndarray:
    peaks = np.full(count, -np.inf)
    np.maximum.at(peaks, cells.image, cells.log_density)
    return peaks


def _log_sums(cells: _Cells, count: int) -> np.ndarray:
    """Return the log of every image's summed density, float64 [count]."""
    peaks = _peaks(cells, count)
    sums = np.zeros(count)
    np.add.at(sums, cells.image, np.exp(cells.log_density - peaks[cells.image]))
    return np.where(sums > 0, peaks + np.log(np.maximum(sums, 1e-300)), -np.inf)
