"""What planning is worth: drawn problems solved in latent space and, as the control, by the straight joint line."""

from collections.abc import Callable, Sequence

import numpy as np

from vae.motion import planning
from vae.motion.measures import collide, jerks, lengths
from vae.motion.planning import Decode
from vae.motion.problems import Problem

MOTIONS = ("planned", "straight")
FIGURES = ("hits", "length", "jerk")
"""Shares that hit the obstacle, median metres of the tip's way, median jerk in multiples of the straight line's."""
NUM_PROBLEMS = 200
NUM_KNOWN = 1000
"""Codes that a search may begin with: the first of the held-out ones."""


def measure(
    problems: Sequence[Problem], codes: np.ndarray, decode: Decode, report: Callable[[float], None] = lambda share: None
) -> dict[str, float]:
    """Solve problems and measure both motions of each.

    Args:
        problems: what is wanted, at least one.
        codes: of known motions, [n, latent_dim]; the first are begun with.
        decode: the run's decoder.
        report: called with the share that is done.

    Returns:
        The names of `MOTIONS` and `FIGURES` joined, such as planned_hits; and planned_miss, the median of how far the
        tip was off at the farther end before it was brought there, in centimetres.
    """
    known = codes[:NUM_KNOWN]
    values = decode(known)
    planned, misses = [], []
    for number, problem in enumerate(problems, 1):
        candidates = planning.begin(problem, known, values, decode)
        for _ in planning.search(problem, candidates, decode):
            pass
        index, angles = planning.best(problem, candidates, decode)
        planned.append(angles)
        misses.append(planning.misses_of(problem, candidates.z[[index]], decode).max())
        report(number / len(problems))
    discs, radii = np.array([one.disc for one in problems]), np.array([one.radius for one in problems])
    figures = {"planned_miss": 100 * float(np.median(misses))}
    straight = [planning.straight_line(problem) for problem in problems]
    for name, motions in zip(MOTIONS, (planned, straight), strict=True):
        angles = np.stack(motions)
        figures[f"{name}_hits"] = float(collide(angles, discs, radii).mean())
        figures[f"{name}_length"] = float(np.median(lengths(angles)))
        figures[f"{name}_jerk"] = float(np.median(jerks(angles)))
    return figures
