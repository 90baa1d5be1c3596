"""Motions made by rule: reach, wave, draw a circle, write a letter, go round an obstacle; seeded, a second for all."""

from collections.abc import Callable
from functools import cache

import numpy as np

from vae.motion.arm import LEAST_REACH, REACH, angles_at, are_possible, distances, values_of
from vae.motion.profiles import TIMES, along, bow, minimum_jerk

KINDS = ("reach", "wave", "circle", "letter", "avoid")
"""What motions are, in label order."""
NUM_TRAINING, NUM_HELD_OUT = 12_000, 2_000
CLEARANCE = 0.03
"""Metres that are left between the arm and what it goes round."""
_SEED = 16
_TRIES = 2  # motions made for each one kept, and again until there are enough
_OFFSETS = (0.2, -0.2, 0.4, -0.4, 0.65, -0.65, 0.95, -0.95)  # metres
# Strokes in a box one high, y up.
_LETTERS = {
    "C": [(0.7, 0.85), (0.5, 1), (0.2, 0.95), (0, 0.7), (0, 0.3), (0.2, 0.05), (0.5, 0), (0.7, 0.15)],
    "L": [(0, 1), (0, 0), (0.6, 0)],
    "N": [(0, 0), (0, 1), (0.7, 0), (0.7, 1)],
    "S": [(0.6, 0.9), (0.3, 1), (0, 0.8), (0.1, 0.58), (0.5, 0.45), (0.65, 0.2), (0.35, 0), (0, 0.1)],
    "U": [(0, 1), (0, 0.3), (0.15, 0.05), (0.35, 0), (0.55, 0.05), (0.7, 0.3), (0.7, 1)],
    "V": [(0, 1), (0.35, 0), (0.7, 1)],
    "Z": [(0, 1), (0.7, 1), (0, 0), (0.7, 0)],
}

_Made = tuple[np.ndarray, np.ndarray]  # angles [n, NUM_STEPS, 2], and which of them are as the rule wants


def arrays() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return values and kinds of the motions to train on, then of those held out.

    Returns:
        Values in [0, 1] float32 [n, 40, 2] and labels uint8 [n], twice; the same every time.
    """
    values, labels = motions(NUM_TRAINING + NUM_HELD_OUT, _SEED)
    return values[:NUM_TRAINING], labels[:NUM_TRAINING], values[NUM_TRAINING:], labels[NUM_TRAINING:]


def motions(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Make motions, of every kind as many, in random order.

    Args:
        count: how many.
        seed: of all draws.

    Returns:
        Values in [0, 1], float32 [count, 40, 2] as `vae.motion.arm.values_of` has them, and labels uint8 [count], in
        order of `KINDS`.
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count, dtype=np.uint8) % len(KINDS))
    values = np.empty((count, len(TIMES), 2), np.float32)
    for label, name in enumerate(KINDS):
        is_one = labels == label
        values[is_one] = values_of(of_kind(name, int(is_one.sum()), rng))
    return values, labels


def of_kind(name: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Make motions of one kind; all within what the joints can turn.

    Args:
        name: one of `KINDS`.
        count: how many.
        rng: source of the draws.

    Returns:
        Angles in radians [count, 40, 2].
    """
    found = [np.empty((0, len(TIMES), 2))]
    while (missing := count - sum(map(len, found))) > 0:
        angles, is_wanted = _RULES[name](_TRIES * missing, rng)
        found.append(angles[is_wanted][:missing])
    return np.concatenate(found)


@cache
def letter_shapes() -> dict[str, np.ndarray]:
    """Return the letters that are written: how the tip moves in a box one high, [40, 2] each."""
    return {letter: along(np.array(stroke)) for letter, stroke in _LETTERS.items()}


def straight(start: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """Return places of the tip on straight lines, [n, 40, 2], of ends in metres [n, 2]."""
    return start[:, None] + minimum_jerk()[:, None] * (goal - start)[:, None]


def anywhere(count: int, rng: np.random.Generator, least: float = 0.5, most: float = 1.7) -> np.ndarray:
    """Return places in front of the arm, in metres [count, 2], as likely in one square centimetre as in another."""
    radius = np.sqrt(rng.uniform(least**2, most**2, count))
    direction = np.radians(rng.uniform(3.0, 177.0, count))
    return radius[:, None] * np.stack([np.cos(direction), np.sin(direction)], axis=1)


def _by_tip(places: np.ndarray) -> _Made:
    """Return the angles that bring the tip along places [n, 40, 2], and which of these it can reach."""
    radius = np.hypot(places[..., 0], places[..., 1])
    angles = angles_at(places)
    is_met = are_possible(angles) & (radius > LEAST_REACH) & (radius < 0.99 * REACH)
    return angles, np.asarray(is_met.all(axis=1))


def _reach(count: int, rng: np.random.Generator) -> _Made:
    start, goal = anywhere(count, rng), anywhere(count, rng)
    angles, is_reached = _by_tip(straight(start, goal))
    return angles, is_reached & (np.linalg.norm(goal - start, axis=1) > 0.3)


def _wave(count: int, rng: np.random.Generator) -> _Made:
    """Swing the forearm to and fro, two to three times, about an elbow half bent; the shoulder rests."""
    shoulder = np.radians(rng.uniform(0.0, 130.0, count))
    elbow = np.radians(rng.uniform(45.0, 115.0, count))
    swing = np.radians(rng.uniform(12.0, 35.0, count)) * rng.choice([-1.0, 1.0], count)
    times = rng.uniform(2.0, 3.0, count)
    ramp = minimum_jerk(np.clip(np.minimum(TIMES, 1 - TIMES) / 0.15, 0, 1))
    turned = swing[:, None] * np.sin(2 * np.pi * times[:, None] * TIMES) * ramp
    angles = np.stack([np.repeat(shoulder[:, None], len(TIMES), axis=1), elbow[:, None] + turned], axis=-1)
    return angles, np.asarray(are_possible(angles).all(axis=1))


def _circle(count: int, rng: np.random.Generator) -> _Made:
    middle, radius = anywhere(count, rng), rng.uniform(0.12, 0.4, count)
    begin, way = rng.uniform(0, 2 * np.pi, count), rng.choice([-1.0, 1.0], count)
    turned = begin[:, None] + 2 * np.pi * way[:, None] * minimum_jerk()
    return _by_tip(middle[:, None] + radius[:, None, None] * np.stack([np.cos(turned), np.sin(turned)], axis=-1))


def _letter(count: int, rng: np.random.Generator) -> _Made:
    shapes = np.stack(list(letter_shapes().values())) - [0.35, 0.5]
    height = rng.uniform(0.3, 0.7, count)
    return _by_tip(anywhere(count, rng)[:, None] + height[:, None, None] * shapes[rng.integers(0, len(shapes), count)])


def _avoid(count: int, rng: np.random.Generator) -> _Made:
    """Go round a disc that is in the way of a straight reach, by the least of some bows that keeps the arm off it."""
    start, goal = anywhere(count, rng), anywhere(count, rng)
    line = straight(start, goal)
    share = rng.uniform(0.3, 0.7, count)[:, None]
    disc = start + share * (goal - start) + rng.normal(0, 0.06, (count, 2))
    radius = rng.uniform(0.08, 0.22, count)
    across = (goal - start)[:, ::-1] * [-1.0, 1.0]
    length = np.linalg.norm(across, axis=1)
    across /= length[:, None]
    angles, is_met = _by_tip(line)
    is_blocked = is_met & (length > 0.4) & ~_is_clear(angles, disc, radius)
    left = np.flatnonzero(is_blocked)  # those no way round has been found for
    for offset in _OFFSETS:
        bowed, is_met = _by_tip(line[left] + offset * bow()[:, None] * across[left, None])
        is_found = is_met.copy()
        is_found[is_met] = _is_clear(bowed[is_met], disc[left[is_met]], radius[left[is_met]])
        angles[left[is_found]] = bowed[is_found]
        left = left[~is_found]
    is_blocked[left] = False
    return angles, is_blocked


def _is_clear(angles: np.ndarray, disc: np.ndarray, radius: np.ndarray) -> np.ndarray:
    return np.asarray((distances(angles, disc[:, None]) > radius[:, None] + CLEARANCE).all(axis=1))


_RULES: dict[str, Callable[[int, np.random.Generator], _Made]] = {
    "reach": _reach, "wave": _wave, "circle": _circle, "letter": _letter, "avoid": _avoid,
}  # fmt: skip
