"""A motion as a table, for whatever moves an arm or draws a chart of it."""

import csv
import io

import numpy as np

from vae.motion.arm import angles_of, elbows, tips
from vae.motion.profiles import TIMES

COLUMNS = ("time", "shoulder_degrees", "elbow_degrees", "elbow_x", "elbow_y", "tip_x", "tip_y")


def as_csv(values: np.ndarray) -> bytes:
    """Return a motion as CSV: a row a moment, angles in degrees, places in metres.

    Args:
        values: in [0, 1], [40, 2], as `vae.motion.arm.values_of` has them.

    Returns:
        UTF-8 text with a header; times from 0 to 1.
    """
    angles = angles_of(values)
    rows = np.concatenate([TIMES[:, None], np.degrees(angles), elbows(angles), tips(angles)], axis=1)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"{number:.5f}" for number in row] for row in rows)
    return text.getvalue().encode()
