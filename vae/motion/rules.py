"""Motions made by rule: reach, wave, draw a circle, write a letter, go round an obstacle; seeded, a second for all."""

from collections.abc import Callable
from functools import cache

import numpy as np

from vae.motion import shapes
from vae.motion.arm import NUM_ANGLES, NUM_STEPS, REACH, angles_at, are_possible, can_reach, distances, values_of

KINDS = ("reach", "wave", "circle", "letter", "avoid")
"""What motions are, in label order."""
NUM_TRAINING, NUM_HELD_OUT = 12_000, 2_000
CLEARANCE = 0.03
"""Metres that are left between the arm and what it goes round."""
_SEED = 16
_TRIES = 2  # motions made for each one kept, and again until there are enough
_ASIDE = (0.2, -0.2, 0.4, -0.4, 0.65, -0.65, 0.95, -0.95)  # metres

_Made = tuple[np.ndarray, np.ndarray]  # angles [n, NUM_STEPS, 2], and which of them are as the rule wants


@cache
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
    values = np.empty((count, NUM_STEPS, NUM_ANGLES), np.float32)
    for label, name in enumerate(KINDS):
        is_one = labels == label
        values[is_one] = values_of(_of_kind(name, int(is_one.sum()), rng))
    return values, labels


def anywhere(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return places in front of the arm, in metres [count, 2], as likely in one square centimetre as in another."""
    radius = np.sqrt(rng.uniform(0.5**2, 1.7**2, count))
    direction = np.radians(rng.uniform(3.0, 177.0, count))
    return radius[:, None] * np.stack([np.cos(direction), np.sin(direction)], axis=1)


def _of_kind(name: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return angles [count, 40, 2] of motions of a kind, all within what the joints can turn."""
    found = [np.empty((0, NUM_STEPS, NUM_ANGLES))]
    while (missing := count - sum(map(len, found))) > 0:
        angles, is_wanted = _RULES[name](_TRIES * missing, rng)
        found.append(angles[is_wanted][:missing])
    return np.concatenate(found)


def _by_tip(places: np.ndarray) -> _Made:
    """Return the angles that bring the tip along places [n, 40, 2], and which of these it can follow with ease.

    Where the arm is all but straight the elbow would have to turn in no time.
    """
    radius = np.hypot(places[..., 0], places[..., 1])
    return angles_at(places), np.asarray((can_reach(places) & (radius < 0.99 * REACH)).all(axis=1))


def _reach(count: int, rng: np.random.Generator) -> _Made:
    start, goal = anywhere(count, rng), anywhere(count, rng)
    angles, is_reached = _by_tip(shapes.lines(start, goal))
    return angles, is_reached & (np.linalg.norm(goal - start, axis=1) > 0.3)


def _wave(count: int, rng: np.random.Generator) -> _Made:
    """Swing the forearm two to three times, about an elbow half bent."""
    shoulder, elbow = np.radians(rng.uniform(0.0, 130.0, count)), np.radians(rng.uniform(45.0, 115.0, count))
    swing = np.radians(rng.uniform(12.0, 35.0, count)) * rng.choice([-1.0, 1.0], count)
    angles = shapes.swings(shoulder, elbow, swing, rng.uniform(2.0, 3.0, count))
    return angles, np.asarray(are_possible(angles).all(axis=1))


def _circle(count: int, rng: np.random.Generator) -> _Made:
    middle, radius = anywhere(count, rng), rng.uniform(0.12, 0.4, count)
    begin, way = rng.uniform(0, 2 * np.pi, count), rng.choice([-1.0, 1.0], count)
    return _by_tip(shapes.circles(middle, radius, begin, way))


def _letter(count: int, rng: np.random.Generator) -> _Made:
    middle, height = anywhere(count, rng), rng.uniform(0.3, 0.7, count)
    return _by_tip(shapes.letters(middle, height, rng.integers(0, len(shapes.letter_shapes()), count)))


def _avoid(count: int, rng: np.random.Generator) -> _Made:
    """Go round a disc that is in the way of a straight reach, by the least of some bows that keeps the arm off it."""
    start, goal = anywhere(count, rng), anywhere(count, rng)
    share = rng.uniform(0.3, 0.7, count)[:, None]
    disc = start + share * (goal - start) + rng.normal(0, 0.06, (count, 2))
    radius = rng.uniform(0.08, 0.22, count)
    angles, is_met = _by_tip(shapes.lines(start, goal))
    is_far = np.linalg.norm(goal - start, axis=1) > 0.4
    is_blocked = is_met & is_far & ~_is_clear(angles, disc, radius)
    left = np.flatnonzero(is_blocked)  # those no way round has been found for
    for aside in _ASIDE:
        bowed, is_met = _by_tip(shapes.lines(start[left], goal[left], aside))
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
