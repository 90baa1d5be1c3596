"""Problems for planning: a start, a goal and a disc in the way; which can be solved, and what is wrong with one."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vae.motion.arm import HIGH, LOW, REACH, angles_at, can_reach, distances
from vae.motion.rules import anywhere

_CELL = math.radians(2.0)
LEAST_RADIUS, MOST_RADIUS = 0.08, 0.3


@dataclass(frozen=True)
class Problem:
    """Where the tip is to go from and to, and what the whole arm must keep off.

    Attributes:
        start, goal: places of the tip, in metres (x, y).
        disc: middle of the disc, likewise.
        radius: of the disc, in metres.
    """

    start: tuple[float, float]
    goal: tuple[float, float]
    disc: tuple[float, float]
    radius: float


def trouble(problem: Problem) -> str | None:
    """Return what keeps a problem from being solved, as a sentence; None where a way exists."""
    for name, place in (("start", problem.start), ("goal", problem.goal)):
        if (reason := _unreachable(place)) is not None:
            return f"The arm can't reach the {name}: {reason}"
        if _hits(problem, angles_at(np.array(place))):
            return f"The arm would hit the obstacle at the {name}: move the one or the other."
    if not is_solvable(problem):
        return "No motion gets past this obstacle: from the start to the goal it blocks every way the joints can turn."
    return None


def is_solvable(problem: Problem) -> bool:
    """Return whether some motion leads from start to goal, seen on a grid of poses two degrees apart.

    The free poses that the start's is connected with are found by spreading from cell to cell.
    """
    poses = _grid()
    free = distances(poses, np.array(problem.disc)) > problem.radius
    start, goal = (_cell(angles_at(np.array(place)), free.shape) for place in (problem.start, problem.goal))
    free[start] = free[goal] = True
    reached = np.zeros_like(free)
    reached[start] = True
    while True:
        spread = reached.copy()
        spread[1:] |= reached[:-1]
        spread[:-1] |= reached[1:]
        spread[:, 1:] |= reached[:, :-1]
        spread[:, :-1] |= reached[:, 1:]
        spread &= free
        if spread[goal]:
            return True
        if (spread == reached).all():
            return False
        reached = spread


def problems(count: int, seed: int) -> list[Problem]:
    """Return problems that can be solved: any two places half a metre apart or more, and a disc near the way between.

    Whether a straight line hits the disc is not asked.

    Args:
        count: how many.
        seed: of all draws.
    """
    found: list[Problem] = []
    for problem in _drawn(np.random.default_rng(seed)):
        if len(found) == count:
            break
        if math.dist(problem.start, problem.goal) >= 0.5 and trouble(problem) is None:
            found.append(problem)
    return found


def _drawn(rng: np.random.Generator) -> Iterator[Problem]:
    while True:
        start, goal = anywhere(2, rng)
        disc = start + rng.uniform(0.25, 0.75) * (goal - start) + rng.normal(0, 0.15, 2)
        radius = rng.uniform(LEAST_RADIUS, 0.25)
        yield Problem(_rounded(start), _rounded(goal), _rounded(disc), round(float(radius), 2))


def _rounded(place: np.ndarray) -> tuple[float, float]:
    return round(float(place[0]), 2), round(float(place[1]), 2)


def _unreachable(place: tuple[float, float]) -> str | None:
    if can_reach(np.array(place)):
        return None
    far = math.hypot(*place)
    if far > REACH:
        return f"it is {far:.2f} m away, and the arm is {REACH:.2f} m long."
    return "its joints don't turn that far. Places in front of the shoulder can be reached."


def _hits(problem: Problem, angles: np.ndarray) -> bool:
    return bool(distances(angles, np.array(problem.disc)) < problem.radius)


def _grid() -> np.ndarray:
    axes = [np.arange(low, high + _CELL / 2, _CELL) for low, high in zip(LOW, HIGH, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)


def _cell(angles: np.ndarray, shape: tuple[int, ...]) -> tuple[int, int]:
    index = np.clip(np.round((angles - LOW) / _CELL).astype(int), 0, np.array(shape) - 1)
    return int(index[0]), int(index[1])
