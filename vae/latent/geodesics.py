"""Shortest paths under the metric that a decoder pulls back to latent space: where the picture changes least.

A curve is a polyline of control points; its energy is N * sum of |g(s[k+1]) - g(s[k])|^2 over N + 1 samples of it, with
the decoded pictures g. It is at least the squared length of the way through the pictures, and equal where they change
evenly (Arvanitidis et al. 2018, "Latent space oddity", with the decoder's mean and without its variance). Segments are
sampled in between because a sharp decoder lets bare control points leap over ridges: on the shipped 2-D run 32 of them
found curves of 0.37 times the straight line's energy that had 2.8 times as much when sampled finely.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solveh_banded
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from vae.latent.interpolation import lerp

Decode = Callable[[np.ndarray], np.ndarray]
Jacobian = Callable[[np.ndarray], np.ndarray]
Box = tuple[np.ndarray, np.ndarray]

NUM_POINTS = 32
"""Control points of a curve, its ends among them."""
_NUM_NEIGHBOURS = 10
_NUM_LANDMARKS = 1500
_NUM_SMOOTHINGS = 6
_FIRST_DAMPING = 1e-2
_LEAST_DAMPING = 1e-8
_MOST_DAMPING = 1e6
_LEAST_GAIN = 1e-4
_BEYOND = 0.005
"""Share of the codes that lie lower, and higher, than a path may go."""


@dataclass(frozen=True)
class Curve:
    """A curve between two fixed ends and how far the search for a shorter one has come.

    Attributes:
        points: control points, float64 [n, d].
        energy: of the decoded curve, as the module says.
        length: of the decoded curve: the sum of |g(s[k+1]) - g(s[k])|.
        damping: of the next step.
        is_converged: whether the last step gained less than a ten-thousandth of the energy, or none could.
    """

    points: np.ndarray
    energy: float
    length: float
    damping: float = _FIRST_DAMPING
    is_converged: bool = False


def num_samples(latent_dim: int) -> int:
    """Return how many samples a segment gets: many dimensions decode more smoothly, and their Jacobians cost more."""
    return 4 if latent_dim <= 4 else 2


def sampled(points: ArrayLike, samples: int) -> np.ndarray:
    """Return a polyline through points [n, d] at `samples` places a segment, [(n - 1) * samples + 1, d]."""
    rows = np.asarray(points, np.float64)
    share = np.arange(samples)[:, None] / samples
    between = (1.0 - share) * rows[:-1, None] + share * rows[1:, None]
    return np.concatenate([between.reshape(-1, rows.shape[1]), rows[-1:]])


def measured(points: ArrayLike, decode: Decode, samples: int) -> Curve:
    """Return a curve through control points with its energy and length.

    Args:
        points: control points, [n, d], n at least 3.
        decode: codes [m, d] to pictures [m, pixels]; it is always asked for all samples of a curve, in order.
        samples: places a segment.

    Raises:
        ValueError: there are fewer than three points, or one is not finite.
    """
    rows = np.asarray(points, np.float64)
    if rows.ndim != 2 or len(rows) < 3:
        raise ValueError(f"points must be [n, d] with n at least 3, got {list(rows.shape)}")
    if not np.isfinite(rows).all():
        raise ValueError("points must be finite numbers")
    steps = np.linalg.norm(np.diff(decode(sampled(rows, samples)), axis=0).astype(np.float64), axis=1)
    return Curve(rows, float(len(steps) * np.square(steps).sum()), float(steps.sum()))


def straight(start: ArrayLike, end: ArrayLike) -> np.ndarray:
    """Return the control points of the straight line, [NUM_POINTS, d]."""
    return lerp(start, end, np.linspace(0.0, 1.0, NUM_POINTS))


def box_of(codes: ArrayLike, ends: ArrayLike) -> Box:
    """Return the lowest and the highest coordinates that a path may have, [d] each: those of nearly all codes.

    Where no codes are the decoder has learnt nothing, and pictures may change little on a way far round all of them.

    Args:
        codes: [n, d].
        ends: of the path, [m, d], which may lie farther out.
    """
    places, own = np.asarray(codes, np.float64), np.asarray(ends, np.float64)
    low, high = np.quantile(places, (_BEYOND, 1.0 - _BEYOND), axis=0)
    return np.minimum(low, own.min(axis=0)), np.maximum(high, own.max(axis=0))


def shorten(
    curve: Curve,
    decode: Decode,
    jacobian: Jacobian,
    samples: int,
    seconds: float | None = None,
    max_steps: int = 200,
    box: Box | None = None,
) -> Curve:
    """Take Levenberg-Marquardt steps; none that raises the energy is ever taken, and the ends stay.

    The energy is a sum of squares, so its normal matrix is block-tridiagonal with blocks of d x d. A search cut into
    pieces takes the same steps as one in a piece.

    Args:
        curve: where to begin.
        decode: as for `measured`.
        jacobian: codes [m, d] to derivatives [m, pixels, d]; asked like `decode`.
        samples: places a segment, as for `measured`.
        seconds: no step begins later than this; the first one always does.
        max_steps: the most steps to take.
        box: the lowest and the highest coordinates that a step may lead to, as `box_of` returns them; None for any.
    """
    began = time.monotonic()
    for step in range(max_steps):
        if curve.is_converged or (step and seconds is not None and time.monotonic() - began > seconds):
            break
        curve = _step(curve, decode, jacobian, samples, box)
    return curve


def graph_route(codes: ArrayLike, start: ArrayLike, end: ArrayLike, decode: Decode) -> np.ndarray:
    """Return control points along codes from start to end: the shortest way by pictures over their neighbour graph.

    It goes where codes are, which may be round an obstacle that no small change of a straight line gets past: a second
    place to begin the search at.

    Args:
        codes: [n, d]; of more than 1,500 some are taken, evenly through the set.
        start: where the route begins, [d].
        end: where it ends, [d].
        decode: codes [m, d] to pictures [m, pixels].

    Returns:
        [NUM_POINTS, d], evenly spaced by pictures and a little smoothed; the straight line where codes leave no way.
    """
    places = np.asarray(codes, np.float64)
    ends = np.stack([np.asarray(start, np.float64), np.asarray(end, np.float64)])
    places = np.concatenate([ends, places[:: max(1, -(-len(places) // _NUM_LANDMARKS))]])
    pictures = np.asarray(decode(places), np.float32)
    _, neighbours = KDTree(places).query(places, k=min(_NUM_NEIGHBOURS + 1, len(places)))
    rows = np.repeat(np.arange(len(places)), neighbours.shape[1])
    columns = neighbours.ravel()
    # a sparse graph has no edge where the entry is zero; pictures that are alike still have to be connected
    costs = np.linalg.norm(pictures[rows] - pictures[columns], axis=1).astype(np.float64) + 1e-9
    graph = csr_array((costs, (rows, columns)), shape=(len(places), len(places)))
    distances, previous = dijkstra(graph, directed=False, indices=0, return_predecessors=True)
    if not np.isfinite(distances[1]):
        return straight(*ends)
    stops = [1]
    while stops[-1] != 0:
        stops.append(int(previous[stops[-1]]))
    line = places[stops[::-1]]
    shares = np.linspace(0.0, distances[1], NUM_POINTS)
    route = np.stack([np.interp(shares, distances[stops[::-1]], column) for column in line.T], axis=1)
    for _ in range(_NUM_SMOOTHINGS):
        route[1:-1] = (route[:-2] + 2.0 * route[1:-1] + route[2:]) / 4.0
    route[0], route[-1] = ends
    return route


def _step(curve: Curve, decode: Decode, jacobian: Jacobian, samples: int, box: Box | None) -> Curve:
    """Return the curve after one accepted step, or converged where none lowers the energy."""
    diagonal, upper, gradient = _normal_equations(curve.points, decode, jacobian, samples)
    dims = curve.points.shape[1]
    scale = float(np.trace(diagonal, axis1=1, axis2=2).mean()) / dims
    damping = curve.damping
    while scale > 0 and damping < _MOST_DAMPING:
        bands = _banded(diagonal + damping * scale * np.eye(dims), upper)
        points = curve.points.copy()
        points[1:-1] -= solveh_banded(bands, gradient.ravel()).reshape(-1, dims)
        if box is not None:
            points[1:-1] = np.clip(points[1:-1], *box)
        shorter = measured(points, decode, samples)
        if shorter.energy < curve.energy:
            gain = 1.0 - shorter.energy / curve.energy
            return replace(shorter, damping=max(damping / 3.0, _LEAST_DAMPING), is_converged=gain < _LEAST_GAIN)
        damping *= 4.0
    return replace(curve, is_converged=True)


def _normal_equations(
    points: np.ndarray, decode: Decode, jacobian: Jacobian, samples: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the diagonal blocks [n-2, d, d], those above them [n-3, d, d] and the gradient [n-2, d]."""
    codes = sampled(points, samples)
    segments, dims = len(points) - 1, points.shape[1]
    # the pictures' residuals are single precision, too: sums of squares need no more
    residuals = np.diff(np.asarray(decode(codes), np.float32), axis=0).reshape(segments, -1, 1)
    slopes = np.asarray(jacobian(codes), np.float32)
    slopes = slopes[np.arange(segments)[:, None] * samples + np.arange(samples + 1)]
    to_end = (np.arange(samples + 1, dtype=np.float32) / samples)[:, None, None]
    both = np.concatenate([np.diff((1 - to_end) * slopes, axis=1), np.diff(to_end * slopes, axis=1)], axis=-1)
    both = both.reshape(segments, -1, 2 * dims)
    squares = (both.transpose(0, 2, 1) @ both).astype(np.float64)
    gradient = (both.transpose(0, 2, 1) @ residuals)[..., 0].astype(np.float64)
    diagonal = squares[1:, :dims, :dims] + squares[:-1, dims:, dims:]
    return diagonal, squares[1:-1, :dims, dims:], gradient[1:, :dims] + gradient[:-1, dims:]


def _banded(diagonal: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Return a symmetric block-tridiagonal matrix in the upper form that scipy.linalg.solveh_banded takes."""
    dims = diagonal.shape[1]
    width = 2 * dims - 1
    bands = np.zeros((width + 1, len(diagonal) * dims))
    for row in range(dims):
        for column in range(dims):
            if column >= row:
                bands[width + row - column, column::dims] = diagonal[:, row, column]
            bands[width + row - column - dims, dims + column :: dims] = upper[:, row, column]
    return bands
