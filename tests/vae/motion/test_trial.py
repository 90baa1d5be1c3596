import numpy as np
import pytest

from tests.support.motion_decoder import DIMS, TRIAL_FIGURES, decode
from vae.motion import measures, planning, problems, trial


def test_both_motions_of_every_problem_are_measured():
    wanted = problems.problems(4, seed=3)
    codes = np.random.default_rng(0).normal(size=(1200, DIMS))
    shares = []
    found = trial.measure(wanted, codes, decode, shares.append)
    assert shares == [0.25, 0.5, 0.75, 1.0]
    assert set(found) == set(TRIAL_FIGURES)
    straight = np.stack([planning.straight_line(problem) for problem in wanted])
    assert found["straight_length"] == pytest.approx(np.median(measures.lengths(straight)))
    hits = measures.collide(straight, np.array([p.disc for p in wanted]), np.array([p.radius for p in wanted]))
    assert found["straight_hits"] == hits.mean() > found["planned_hits"] == 0
    assert found["straight_jerk"] == pytest.approx(1) and found["planned_jerk"] >= 1 and found["planned_miss"] < 5
