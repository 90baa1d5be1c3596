"""What a motion is, told in words: which of the rules fits it best, and how it goes."""

import numpy as np

from vae.motion.arm import angles_of, tips
from vae.motion.measures import lengths
from vae.motion.profiles import TIMES, bow, minimum_jerk
from vae.motion.shapes import letter_shapes

_MOST_OFF = 0.06  # of a motion's extent: what is farther from every rule is none of them
_SLIGHT_BOW = 0.05  # metres
_STILL, _TURN = np.radians(8.0), np.radians(6.0)


def text(values: np.ndarray) -> str:
    """Return what a motion is in words, such as "reaches 82 cm from left to right".

    Args:
        values: in [0, 1], [40, 2], as `vae.motion.arm.values_of` has them.
    """
    return told(values)[1]


def told(values: np.ndarray) -> tuple[str, str]:
    """Return the rule that fits a motion best, of `vae.motion.rules.KINDS` or "" for none, and what it is in words."""
    angles = angles_of(values)
    swings = _swings(angles)
    if swings >= 3 and np.ptp(angles[:, 0]) < _STILL:
        return "wave", f"waves, {swings + 1} swings of the forearm"
    way = tips(angles) @ [1, 1j]
    fits = [_bow(way), *_circles(way), *_letters(way)]
    off, name, words = min(fits, key=lambda fit: fit[0])
    extent = max(np.ptp(way.real), np.ptp(way.imag))
    if off > _MOST_OFF * extent:
        return "", f"moves freely, {lengths(angles[None])[0]:.1f} m"
    return name, words


_Fit = tuple[float, str, str]  # metres that it is off on average, the rule, what the motion is then


def _bow(way: np.ndarray) -> _Fit:
    """Fit a line with a bow to the tip's way, complex [40]."""
    basis = np.stack([np.ones(len(TIMES)), minimum_jerk(), bow()], axis=1)
    parts = np.linalg.lstsq(basis.astype(complex), way, rcond=None)[0]
    line, aside = parts[1], parts[2]
    words = f"{100 * abs(line):.0f} cm {_direction(line)}"
    if abs(aside) < _SLIGHT_BOW:
        return _off(way, basis @ parts), "reach", f"reaches {words}"
    return _off(way, basis @ parts), "avoid", f"goes round something, {words}"


def _circles(way: np.ndarray) -> list[_Fit]:
    fits = []
    for sign, words in ((1, "anticlockwise"), (-1, "clockwise")):
        turned = np.exp(sign * 2j * np.pi * minimum_jerk())
        basis = np.stack([np.ones(len(TIMES)), turned], axis=1)
        parts = np.linalg.lstsq(basis, way, rcond=None)[0]
        across = 200 * abs(parts[1])
        fits.append((_off(way, basis @ parts), "circle", f"draws a circle {across:.0f} cm across, {words}"))
    return fits


def _letters(way: np.ndarray) -> list[_Fit]:
    fits = []
    moved = way - way.mean()
    for letter, places in letter_shapes().items():
        shape = places @ [1, 1j]
        shape = shape - shape.mean()
        # As tall as fits, upright: a letter that is turned is another one.
        height = max(0.0, float((shape.conj() @ moved).real / (abs(shape) ** 2).sum()))
        fits.append((_off(moved, height * shape), "letter", f"writes {letter}, {100 * height:.0f} cm tall"))
    return fits


def _off(way: np.ndarray, fitted: np.ndarray) -> float:
    return float(abs(way - fitted).mean())


def _direction(line: complex) -> str:
    if abs(line.real) >= abs(line.imag):
        return "from left to right" if line.real > 0 else "from right to left"
    return "upwards" if line.imag > 0 else "downwards"


def _swings(angles: np.ndarray) -> int:
    """Count how often the elbow turns back; what is below some degrees is no turn."""
    count, extreme, way = 0, angles[0, 1], 0
    for elbow in angles[1:, 1]:
        if way * (elbow - extreme) > 0:
            extreme = elbow
        elif abs(elbow - extreme) > _TURN:
            count += way != 0
            extreme, way = elbow, 1 if elbow > extreme else -1
    return count
