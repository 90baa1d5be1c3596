"""Planning: the code whose motion goes from a start to a goal and keeps the arm off a disc, searched by gradients."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from vae.motion.arm import angles_at, angles_of, distances, tips
from vae.motion.measures import clearances, refined
from vae.motion.problems import Problem
from vae.motion.profiles import minimum_jerk, rounded
from vae.motion.rules import CLEARANCE

MOST_STEPS = 40
NUM_CANDIDATES = 6
_END = 50.0  # an end that is 2 cm off counts as much as ...
_NEAR = 100.0  # ... a moment 1 cm too near the disc, ...
_CODE = 0.3  # ... a code 3.3 widths of the prior from its middle, or ...
_TURN = 2.0  # ... half a radian turned from one moment to the next
_CALMED = 4  # means over three moments: they blur over a moment and a half
_BETWEEN = 2  # moments that are looked at for each of a motion
_REACH = 0.02  # how far beside a code its slope is taken: within what float32 tells apart
_FIRST_DAMPING, _LEAST_DAMPING, _MOST_DAMPING = 1.0, 1e-4, 1e6
_ENOUGH = 1e-3  # a share of the cost: who gains less in a step has arrived

Decode = Callable[[np.ndarray], np.ndarray]
"""Codes [n, latent_dim] to values in [0, 1], [n, 40, 2]: the run's decoder."""


@dataclass
class Candidates:
    """Codes on their way, each by itself.

    Attributes:
        z: the codes, [n, latent_dim].
        costs: what each costs, [n].
        damping: how carefully each goes, [n].
        are_done: which have arrived, [n].
        num_steps: steps taken so far.
    """

    z: np.ndarray
    costs: np.ndarray
    damping: np.ndarray
    are_done: np.ndarray
    num_steps: int = field(default=0)


def begin(problem: Problem, codes: np.ndarray, values: np.ndarray, decode: Decode) -> Candidates:
    """Choose where to search from: the known motions that cost least.

    Args:
        problem: what is wanted.
        codes: of known motions, [n, latent_dim].
        values: what they are decoded to, [n, 40, 2]; given, as it is the same for every problem.
        decode: the decoder.
    """
    costs = _costs(_residuals(problem, codes, angles_of(values)))
    chosen = codes[np.argsort(costs, kind="stable")[:NUM_CANDIDATES]].astype(float)
    costs = _costs(_residuals(problem, chosen, angles_of(decode(chosen))))
    count = len(chosen)
    return Candidates(chosen, costs, np.full(count, _FIRST_DAMPING), np.zeros(count, bool))


def search(problem: Problem, candidates: Candidates, decode: Decode) -> Iterator[Candidates]:
    """Go downhill with every candidate, yielding them after each step until all have arrived, after 40 at the latest.

    Steps are those of Levenberg and Marquardt: the slope of every residual by how the decoder changes beside the code.
    """
    while not candidates.are_done.all() and candidates.num_steps < MOST_STEPS:
        _step(problem, candidates, decode)
        yield candidates


def best(problem: Problem, candidates: Candidates, decode: Decode) -> tuple[int, np.ndarray]:
    """Return the number of the best candidate and its motion, finished.

    Of those that keep off the disc the one that costs least; where none does, the one that hits it least.

    Returns:
        The number, and angles in radians [40, 2].
    """
    angles = finished(problem, angles_of(decode(candidates.z)))
    count = len(angles)
    clear = clearances(angles, np.tile(problem.disc, (count, 1)), np.full(count, problem.radius))
    order = np.where(clear >= 0, candidates.costs, np.inf) if (clear >= 0).any() else -clear
    index = int(order.argmin())
    return index, angles[index]


def straight_line(problem: Problem) -> np.ndarray:
    """Return the motion of minimum jerk along the straight line between the two poses, in radians [40, 2]."""
    start, goal = _poses(problem)
    return start + minimum_jerk()[:, None] * (goal - start)


def finished(problem: Problem, angles: np.ndarray) -> np.ndarray:
    """Return decoded motions [n, 40, 2] as an arm can go them: calm, and exactly from the start to the goal.

    Their tremor, a fraction of a degree from moment to moment, goes in means over moments; what their ends are off is
    taken back on the way.
    """
    start, goal = _poses(problem)
    share = minimum_jerk()[:, None]
    calm = rounded(angles, _CALMED)
    return calm + (1 - share) * (start - calm[:, :1]) + share * (goal - calm[:, -1:])


def misses_of(problem: Problem, codes: np.ndarray, decode: Decode) -> np.ndarray:
    """Return how far codes' motions, as they are decoded, are from start and goal, in metres [n, 2]."""
    ends = tips(angles_of(decode(codes))[:, [0, -1]]) - np.array([problem.start, problem.goal])
    return np.hypot(ends[..., 0], ends[..., 1])


def _poses(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    start, goal = angles_at(np.array([problem.start, problem.goal]))
    return start, goal


def _residuals(problem: Problem, z: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """Return what is wrong with motions, [n, residuals]: ends off, too near the disc, turned much, a rare code."""
    ends = tips(angles[:, [0, -1]]) - np.array([problem.start, problem.goal])
    far = distances(refined(angles, _BETWEEN), np.array(problem.disc))
    near = np.maximum(0.0, problem.radius + CLEARANCE - far)
    turned = np.diff(angles, axis=1)
    parts = (_END * ends, _NEAR * near, _TURN * turned, _CODE * z)
    return np.concatenate([part.reshape(len(z), -1) for part in parts], axis=1)


def _costs(residuals: np.ndarray) -> np.ndarray:
    return (residuals**2).sum(axis=1)


def _step(problem: Problem, candidates: Candidates, decode: Decode) -> None:
    going = np.flatnonzero(~candidates.are_done)
    z = candidates.z[going]
    dims = z.shape[1]
    beside = np.concatenate([np.zeros((1, dims)), _REACH * np.eye(dims), -_REACH * np.eye(dims)])
    around = z[:, None] + beside
    flat = around.reshape(-1, dims)
    residuals = _residuals(problem, flat, angles_of(decode(flat))).reshape(len(z), len(beside), -1)
    here = residuals[:, 0]
    slopes = (residuals[:, 1 : dims + 1] - residuals[:, dims + 1 :]) / (2 * _REACH)
    downhill = np.einsum("ndr,nr->nd", slopes, here)
    curvature = np.einsum("ndr,ner->nde", slopes, slopes)
    damped = curvature + candidates.damping[going, None, None] * np.eye(dims)
    moved = z - np.linalg.solve(damped, downhill[..., None])[..., 0]
    costs = _costs(_residuals(problem, moved, angles_of(decode(moved))))
    is_better = costs < candidates.costs[going]
    gained = candidates.costs[going] - costs
    candidates.are_done[going] = is_better & (gained < _ENOUGH * costs) | (candidates.damping[going] >= _MOST_DAMPING)
    candidates.z[going] = np.where(is_better[:, None], moved, z)
    candidates.costs[going] = np.where(is_better, costs, candidates.costs[going])
    damping = candidates.damping[going] * np.where(is_better, 1 / 3, 4.0)
    candidates.damping[going] = np.clip(damping, _LEAST_DAMPING, _MOST_DAMPING)
    candidates.num_steps += 1
