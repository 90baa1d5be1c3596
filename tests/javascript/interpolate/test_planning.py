"""What is planned in the browser is what vae.motion plans."""

from dataclasses import asdict

import numpy as np
import pytest

from tests.support.motion_decoder import DIMS, JAVASCRIPT, decode
from tests.support.node import in_node
from vae.motion import measures, planning, problems
from vae.motion.problems import Problem

SEARCH = f"""([problems, codes]) => problems.map((problem) => {{
  const decode = {JAVASCRIPT};
  const known = Float32Array.from(codes.flat());
  const search = new PlanSearch(problem, known, decode(known), decode, {DIMS});
  const first = search.candidates.map(({{ cost }}) => cost);
  search.step();
  const second = search.candidates.map(({{ cost }}) => cost);
  while (!search.isDone) search.step();
  const {{ cost, motion, clearance }} = search.best();
  const straight = straightLine(problem);
  return {{ first, second, cost, clearance, motion: Array.from(motion), straight: Array.from(straight),
    length: lengthOf(motion), jerk: jerkOf(motion), hit: clearanceOf(problem, straight) }};
}})"""
MODULES = {
    "ui/interpolate/plan_search.js": "PlanSearch, straightLine, lengthOf, jerkOf, clearanceOf",
    "ui/live/motion_arm.js": "minimumJerk",
}


def test_a_search_finds_the_same_motion():
    wanted = problems.problems(3, seed=2)
    codes = np.random.default_rng(0).normal(size=(300, DIMS)).astype(np.float32)
    answers = in_node(MODULES, SEARCH, [[asdict(problem) for problem in wanted], codes.tolist()])
    for problem, found in zip(wanted, answers, strict=True):
        candidates = planning.begin(problem, codes, decode(codes), decode)
        np.testing.assert_allclose(found["first"], candidates.costs, rtol=1e-4)
        for step in planning.search(problem, candidates, decode):
            if step.num_steps == 1:
                np.testing.assert_allclose(found["second"], step.costs, rtol=1e-2)
        index, angles = planning.best(problem, candidates, decode)
        assert found["cost"] == pytest.approx(candidates.costs[index], rel=0.02)
        np.testing.assert_allclose(np.reshape(found["motion"], (40, 2)), angles, atol=0.05)
        disc, radius = np.array([problem.disc]), np.array([problem.radius])
        motion, straight = np.reshape(found["motion"], (1, 40, 2)), planning.straight_line(problem)[None]
        np.testing.assert_allclose(np.reshape(found["straight"], (1, 40, 2)), straight, atol=1e-9)
        assert found["length"] == pytest.approx(measures.lengths(motion)[0])
        assert found["jerk"] == pytest.approx(measures.jerks(motion)[0])
        assert found["clearance"] == pytest.approx(measures.clearances(motion, disc, radius)[0])
        assert found["hit"] == pytest.approx(measures.clearances(straight, disc, radius)[0])


def test_what_cannot_be_is_said_in_the_same_words():
    easy = Problem((-1.0, 0.8), (1.0, 0.8), (0.0, 1.5), 0.15)
    rng = np.random.default_rng(0)
    places = rng.uniform(-2, 2, (60, 3, 2)).round(2)
    drawn = [Problem(*map(tuple, place.tolist()), 0.25) for place in places]
    near = [Problem(*map(tuple, place.tolist()), 0.3) for place in 0.9 * abs(places[:30]) + [0, 0.2]]
    hard = [easy, Problem((-1.6, 0.3), (1.6, 0.3), (0.0, 0.8), 0.25), *drawn, *near]
    given = [asdict(problem) for problem in hard]
    said = in_node({"ui/interpolate/plan_trouble.js": "trouble"}, "(all) => all.map(trouble)", given)
    assert said == [problems.trouble(problem) for problem in hard]
    assert len({(sentence or "")[:30] for sentence in said}) >= 5
