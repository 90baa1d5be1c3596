"""Closed paths through latent space to travel along: one through all classes, one around the prior."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.interpolate import CubicSpline
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist

from vae.latent.neighbours import nearest_others

_NUM_NEIGHBOURS = 29
_NUM_LANDMARKS = 800
_NUM_CLUSTERS = 8
_NUM_LEG_KNOTS = 6
_NUM_SMOOTHINGS = 12


def class_walk(z_mean: ArrayLike, labels: ArrayLike, num_points: int = 240) -> tuple[np.ndarray, np.ndarray]:
    """Return a smooth closed path through one representative code of every class, at even speed.

    The representative is the medoid of those codes of a class whose neighbours mostly share it. Between two of them
    the path follows codes: the shortest way over the data with squared step lengths, which prefers many small steps
    through populated places to one leap over a gap. Classes are visited in the order of a short tour; a periodic
    cubic spline makes the whole smooth. The same input always gives the same path. Codes of a single class are
    visited in up to eight clusters instead.

    Args:
        z_mean: codes, [n, d].
        labels: class of every code, int [n].
        num_points: number of points on the path.

    Returns:
        Points, float64 [num_points, d], the first following the last (it is not repeated), and labels, uint8
        [num_points]: the class whose representative is nearest along the path.

    Raises:
        ValueError: there are no codes, or codes and labels differ in number, or num_points is below 2.
    """
    codes, classes = np.asarray(z_mean, np.float64), np.asarray(labels)
    if codes.ndim != 2 or not len(codes) or classes.shape != codes.shape[:1]:
        raise ValueError(f"z_mean must be [n, d] and labels [n], got {list(codes.shape)} and {list(classes.shape)}")
    if num_points < 2:
        raise ValueError(f"num_points must be at least 2, got {num_points}")
    present = np.unique(classes)
    if len(present) == 1:
        some, clusters = _clusters(codes)
        is_apart = clusters.min() < clusters.max()
        points = class_walk(some, clusters, num_points)[0] if is_apart else np.repeat(some[:1], num_points, axis=0)
        return points, np.full(num_points, present[0], np.uint8)
    stops = np.stack([codes[index] for index in _representatives(codes, classes, present)])
    legs, order = _legs(codes, stops)
    points, nearest = _smooth(legs, num_points)
    return points, present[order][nearest].astype(np.uint8)


def ring_walk(
    axes: np.ndarray, num_classes: int, num_points: int = 240, radius: float = 1.2
) -> tuple[np.ndarray, np.ndarray]:
    """Return a circle around the origin, for conditional runs, whose classes all share one latent space.

    Args:
        axes: of the map, [2, latent_dim], in whose plane the circle lies; with one dimension the second is 0, and the
            path swings to and fro.
        num_classes: classes to show, each for an equal part of the way.
        num_points: number of points on the path.
        radius: of the circle; the prior's typical distance from 0 in two dimensions is 1.2.

    Returns:
        Points, float64 [num_points, latent_dim], the first following the last, and labels, uint8 [num_points].
    """
    angles = 2.0 * np.pi * np.arange(num_points) / num_points
    points = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1) @ axes
    return points, (np.arange(num_points) * num_classes // num_points).astype(np.uint8)


def _clusters(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return some of the codes and the cluster of each, one of up to eight."""
    some = codes[:: -(-len(codes) // _NUM_LANDMARKS)]
    if len(some) < 2:
        return some, np.zeros(len(some), np.int64)
    return some, fcluster(linkage(some, "ward"), _NUM_CLUSTERS, "maxclust")


def _representatives(codes: np.ndarray, classes: np.ndarray, present: np.ndarray) -> list[int]:
    """Return the number of one typical code of every class."""
    neighbours = nearest_others(codes, _NUM_NEIGHBOURS)
    purity = (classes[neighbours] == classes[:, None]).sum(axis=1)
    chosen = []
    for label in present:
        members = np.flatnonzero(classes == label)
        core = members[purity[members] >= np.median(purity[members])]
        core = core[:: -(-len(core) // _NUM_LANDMARKS)]
        chosen.append(core[cdist(codes[core], codes[core]).sum(axis=1).argmin()])
    return chosen


def _legs(codes: np.ndarray, stops: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the polyline of codes from each stop to the next of a short tour, and the order of the stops."""
    landmarks = np.concatenate([stops, codes[:: -(-len(codes) // _NUM_LANDMARKS)]])
    steps = cdist(landmarks, landmarks, "sqeuclidean")
    # a sparse graph has no edge where the entry is zero; coinciding landmarks still have to be connected
    steps[steps == 0] = np.finfo(np.float64).tiny
    costs, previous = dijkstra(csr_array(steps), indices=np.arange(len(stops)), return_predecessors=True)
    order = _short_tour(costs[:, : len(stops)])
    legs = []
    for start, end in zip(order, np.roll(order, -1), strict=True):
        path = [end]
        while path[-1] != start:
            path.append(previous[start, path[-1]])
        legs.append(landmarks[path[::-1]])
    return legs, order


def _short_tour(costs: np.ndarray) -> np.ndarray:
    """Return the stops in the order of a closed tour that no reversal of a part makes shorter (2-opt)."""
    order = list(range(len(costs)))
    improved = True
    while improved:
        improved = False
        for i in range(1, len(order) - 1):
            for j in range(i + 1, len(order)):
                a, b, c, d = order[i - 1], order[i], order[j], order[(j + 1) % len(order)]
                if costs[a, c] + costs[b, d] < costs[a, b] + costs[c, d] - 1e-12:
                    order[i : j + 1] = reversed(order[i : j + 1])
                    improved = True
    return np.array(order)


def _smooth(legs: list[np.ndarray], num_points: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points at even distances on a periodic spline through the legs, and the nearest stop of each."""
    shares = np.arange(_NUM_LEG_KNOTS) / _NUM_LEG_KNOTS
    knots = np.concatenate([_resampled(leg, shares) for leg in legs])
    closed = np.concatenate([knots, knots[:1]])
    chords = np.linalg.norm(np.diff(closed, axis=0), axis=1)
    # centripetal parameter: the spline neither overshoots nor forms loops between unevenly spaced knots
    chords = np.maximum(chords, max(chords.max(), 1e-12) * 1e-6)
    times = np.concatenate([[0.0], np.cumsum(np.sqrt(chords))])
    spline = CubicSpline(times, closed, bc_type="periodic")
    fine = np.linspace(0.0, times[-1], 40 * len(closed) + 1)
    distance = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(spline(fine), axis=0), axis=1))])
    at = np.interp(np.arange(num_points) / num_points * distance[-1], distance, fine)
    stops_at = np.interp(times[::_NUM_LEG_KNOTS], fine, distance)
    nearest = np.abs(np.interp(at, fine, distance)[:, None] - stops_at).argmin(axis=1) % len(legs)
    return spline(at), nearest


def _resampled(line: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return points at the given shares of a polyline's length, its corners smoothed and its ends kept."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    distance = np.concatenate([[0.0], np.cumsum(steps)])
    places = np.linspace(0.0, distance[-1], 41)
    fine = np.stack([np.interp(places, distance, column) for column in line.T], axis=1)
    for _ in range(_NUM_SMOOTHINGS):
        fine[1:-1] = (fine[:-2] + fine[2:]) / 2.0
    return np.stack([np.interp(shares, np.linspace(0.0, 1.0, len(fine)), column) for column in fine.T], axis=1)
