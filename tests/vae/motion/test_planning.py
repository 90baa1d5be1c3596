import numpy as np
import pytest

from tests.support.motion_decoder import DIMS, decode
from vae.motion import arm, measures, planning, problems
from vae.motion.problems import Problem

OVER = Problem((-1.2, 1.0), (1.2, 0.8), (0.05, 1.45), 0.2)


def found(problem):
    codes = np.random.default_rng(0).normal(size=(300, DIMS))
    candidates = planning.begin(problem, codes, decode(codes), decode)
    costs = [candidates.costs.copy()]
    for step in planning.search(problem, candidates, decode):
        costs.append(step.costs.copy())
    return candidates, np.array(costs), *planning.best(problem, candidates, decode)


def hits(problem, angles):
    return measures.collide(angles[None], np.array([problem.disc]), np.array([problem.radius]))[0]


@pytest.mark.parametrize("problem", [OVER, *problems.problems(3, seed=5)])
def test_the_motion_found_goes_from_start_to_goal_and_keeps_off(problem):
    candidates, costs, index, angles = found(problem)
    assert angles.shape == (40, 2) and not hits(problem, angles)
    np.testing.assert_allclose(arm.tips(angles[[0, -1]]), [problem.start, problem.goal], atol=1e-9)
    assert (np.diff(costs, axis=0) <= 0).all() and costs[-1].min() < costs[0].min()
    assert planning.misses_of(problem, candidates.z[[index]], decode).max() < 0.05


def test_the_straight_line_is_the_control():
    straight = planning.straight_line(OVER)
    np.testing.assert_allclose(arm.tips(straight[[0, -1]]), [OVER.start, OVER.goal], atol=1e-9)
    assert hits(OVER, straight) and measures.jerks(straight[None])[0] == pytest.approx(1)


def test_of_two_codes_that_keep_off_the_cheaper_is_taken_else_the_one_that_hits_least():
    candidates, _, index, angles = found(OVER)
    assert candidates.costs[index] == candidates.costs.min()
    inescapable = Problem(OVER.start, OVER.goal, (0.0, 0.3), 0.25)
    candidates, _, index, _ = found(inescapable)
    finished = planning.finished(inescapable, arm.angles_of(decode(candidates.z)))
    discs, radii = np.tile(inescapable.disc, (len(finished), 1)), np.full(len(finished), inescapable.radius)
    assert measures.clearances(finished, discs, radii).argmax() == index


def test_what_is_finished_is_calm():
    z = np.zeros((1, DIMS))
    z[0, :4] = [-1, 0, 1, 0.5]
    smooth = arm.angles_of(decode(z))
    problem = Problem(*map(tuple, arm.tips(smooth[0, [0, -1]])), (0, -3), 0.1)
    trembling = smooth + 0.004 * np.random.default_rng(0).normal(size=smooth.shape)
    calm = planning.finished(problem, trembling)
    assert measures.jerks(calm)[0] < measures.jerks(trembling)[0] / 100
    assert abs(calm - smooth).max() < 0.03
