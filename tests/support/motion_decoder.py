"""A decoder of motions that no training made: straight lines between poses, and bows beside them, from six numbers."""

import numpy as np

from vae.motion import profiles, trial

DIMS = 6
TRIAL_FIGURES = ("planned_miss", *(f"{motion}_{figure}" for motion in trial.MOTIONS for figure in trial.FIGURES))
"""What planning is measured by, see vae.motion.trial."""


def decode(codes: np.ndarray) -> np.ndarray:
    """Return values [n, 40, 2] of codes [n, 6]: two poses and a bow of each angle, in widths about the middle."""
    codes = np.asarray(codes, np.float32).astype(float)  # as networks take them
    start, goal, aside = (codes[:, None, part] for part in (slice(0, 2), slice(2, 4), slice(4, 6)))
    line = start + profiles.minimum_jerk()[:, None] * (goal - start) + profiles.bow()[:, None] * aside
    return (0.5 + 0.2 * line).astype(np.float32)


JAVASCRIPT = """(codes) => Float32Array.from({ length: (codes.length / 6) * 80 }, (_, at) => {
  const [z, step, k] = [codes.subarray(Math.floor(at / 80) * 6), Math.floor((at % 80) / 2), at % 2];
  const time = step / 39;
  const bow = 64 * (time * (1 - time)) ** 3;
  return 0.5 + 0.2 * (z[k] + minimumJerk(time) * (z[2 + k] - z[k]) + bow * z[4 + k]);
})"""
"""The same for a Float32Array of codes; needs minimumJerk."""
