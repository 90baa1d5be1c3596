"""Motions of one's own: by a rule with its numbers, or along a path that was drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vae.motion import shapes
from vae.motion.arm import LEAST_REACH, REACH, angles_at, are_possible, can_reach, values_of
from vae.motion.profiles import along

LEAST_LENGTH = 0.05
"""Metres: a shorter path is a point."""


class MotionError(ValueError):
    """The arm cannot make a motion; the message says why."""


@dataclass(frozen=True)
class Number:
    """A number of a rule.

    Attributes:
        name: what the rule calls it.
        title: what people read, with its unit.
        low, high: the least and the greatest.
        usual: what stands there at first.
        step: between two of its values.
    """

    name: str
    title: str
    low: float
    high: float
    usual: float
    step: float = 0.05


def _place(name: str, title: str, x: float, y: float) -> tuple[Number, Number]:
    return (
        Number(f"{name}_x", f"{title}: to the right, m", -REACH, REACH, x),
        Number(f"{name}_y", f"{title}: ahead, m", -0.9, REACH, y),
    )


NUMBERS: Mapping[str, tuple[Number, ...]] = {
    "reach": (*_place("start", "Start", -0.8, 0.9), *_place("goal", "Goal", 0.9, 1.0)),
    "wave": (
        Number("shoulder", "Shoulder, degrees", -80, 180, 70, 5), Number("elbow", "Elbow, degrees", 0, 160, 70, 5),
        Number("swing", "Swing, degrees", -60, 60, 25, 5), Number("times", "Times to and fro", 1, 4, 2.5, 0.5),
    ),
    "circle": (
        *_place("middle", "Middle", 0.3, 1.0), Number("radius", "Radius, m", 0.05, 0.6, 0.25),
        Number("begin", "Begins at, degrees", 0, 360, 0, 15), Number("way", "Turns, 1 anticlockwise", -1, 1, 1, 2),
    ),
    "letter": (*_place("middle", "Middle", 0.0, 1.1), Number("height", "Height, m", 0.15, 1.0, 0.5)),
    "avoid": (
        *_place("start", "Start", -0.8, 0.9), *_place("goal", "Goal", 0.9, 1.0),
        Number("aside", "Bow, m to the left", -1.1, 1.1, -0.4),
    ),
}  # fmt: skip
"""The numbers of each of `vae.motion.rules.KINDS`."""


def by_rule(rule: str, numbers: Mapping[str, float], letter: str = "S") -> np.ndarray:
    """Make a motion by a rule.

    Args:
        rule: one of `vae.motion.rules.KINDS`.
        numbers: by the names in `NUMBERS` of it.
        letter: which letter is written.

    Returns:
        Values in [0, 1], float32 [40, 2].

    Raises:
        MotionError: the arm cannot make it.
    """
    return _SHAPES[rule]({name: np.array([value], float) for name, value in numbers.items()}, letter)


def by_path(places: Sequence[Sequence[float]]) -> np.ndarray:
    """Make a motion along a path that was drawn.

    Args:
        places: in metres, x and y, in order.

    Returns:
        Values in [0, 1], float32 [40, 2].

    Raises:
        MotionError: it is hardly longer than a point, or leads where the arm cannot follow.
    """
    path = np.asarray(places, float).reshape(-1, 2)
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    if not np.isfinite(path).all() or length < LEAST_LENGTH:
        raise MotionError(f"the path must be at least {100 * LEAST_LENGTH:.0f} cm long, got {100 * length:.0f} cm")
    return _followed(along(path)[None], "the path")


def _followed(places: np.ndarray, what: str) -> np.ndarray:
    """Return values of one motion [1, 40, 2] of the tip, where the arm can follow."""
    reached = can_reach(places[0])
    if reached.all():
        return values_of(angles_at(places[0])).astype(np.float32)
    place = places[0][~reached][0]
    far = float(np.hypot(*place))
    if far > REACH:
        reason = f"a part of it is {far:.2f} m away, and the arm is {REACH:.2f} m long"
    elif far < LEAST_REACH:
        reason = f"a part of it is {far:.2f} m from the shoulder, and the tip gets no nearer than {LEAST_REACH:.2f} m"
    else:
        reason = "a part of it lies where the joints don't turn"
    raise MotionError(f"the arm can't follow {what}: {reason}")


_Numbers = dict[str, np.ndarray]


def _at(numbers: _Numbers, name: str) -> np.ndarray:
    return np.stack([numbers[f"{name}_x"], numbers[f"{name}_y"]], axis=1)


def _line(numbers: _Numbers, letter: str) -> np.ndarray:
    start, goal = _at(numbers, "start"), _at(numbers, "goal")
    if np.linalg.norm(goal - start) < LEAST_LENGTH:
        raise MotionError("start and goal are one place: move one of them")
    return _followed(shapes.lines(start, goal, numbers.get("aside", 0.0)), "the line")


def _swing(numbers: _Numbers, letter: str) -> np.ndarray:
    shoulder, elbow, swing = (np.radians(numbers[name]) for name in ("shoulder", "elbow", "swing"))
    angles = shapes.swings(shoulder, elbow, swing, numbers["times"])[0]
    if not are_possible(angles).all():
        raise MotionError("the joints don't turn as far as this swing: make it smaller, or bend the elbow half")
    return values_of(angles).astype(np.float32)


def _circle(numbers: _Numbers, letter: str) -> np.ndarray:
    begin, way = np.radians(numbers["begin"]), numbers["way"]
    return _followed(shapes.circles(_at(numbers, "middle"), numbers["radius"], begin, way), "the circle")


def _letter(numbers: _Numbers, letter: str) -> np.ndarray:
    number = np.array([list(shapes.letter_shapes()).index(letter)])
    return _followed(shapes.letters(_at(numbers, "middle"), numbers["height"], number), f"the letter {letter}")


_SHAPES: Mapping[str, Callable[[_Numbers, str], np.ndarray]] = {
    "reach": _line, "wave": _swing, "circle": _circle, "letter": _letter, "avoid": _line,
}  # fmt: skip
