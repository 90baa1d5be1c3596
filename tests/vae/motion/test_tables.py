import csv
import io

import numpy as np
import pytest

from vae.motion import arm, tables


def test_a_table_has_a_row_a_moment_with_angles_and_places():
    angles = np.radians(np.stack([np.linspace(0, 90, 40), np.full(40, 90)], axis=1))
    rows = list(csv.DictReader(io.StringIO(tables.as_csv(arm.values_of(angles)).decode())))
    assert len(rows) == 40 and tuple(rows[0]) == tables.COLUMNS
    first, last = ({name: float(text) for name, text in row.items()} for row in (rows[0], rows[-1]))
    assert (first["time"], last["time"]) == (0, 1)
    assert (last["shoulder_degrees"], last["elbow_degrees"]) == pytest.approx((90, 90))
    assert (last["elbow_x"], last["elbow_y"]) == pytest.approx((0, 0.9), abs=1e-5)
    assert (last["tip_x"], last["tip_y"]) == pytest.approx((-0.9, 0.9), abs=1e-5)
