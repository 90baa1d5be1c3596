from dataclasses import replace

import pytest

from vae.motion import problems
from vae.motion.problems import Problem

EASY = Problem((-1.0, 0.8), (1.0, 0.8), (0.0, 1.5), 0.15)


def test_a_problem_with_a_way_round_has_no_trouble():
    assert problems.trouble(EASY) is None and problems.is_solvable(EASY)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"goal": (1.5, 1.5)}, "can't reach the goal: it is 2.12 m away, and the arm is 1.80 m long"),
        ({"start": (0.1, 0.1)}, "can't reach the start: its joints don't turn that fa"),
        ({"goal": (0.5, -1.4)}, "can't reach the goal: its joints"),
        ({"disc": (1.0, 0.8)}, "would hit the obstacle at the goal"),
        ({"disc": (-0.9, 0.7)}, "would hit the obstacle at the start"),
        (
            {"start": (-1.6, 0.3), "goal": (1.6, 0.3), "disc": (0.0, 0.8), "radius": 0.25},
            "No motion gets past this obstacle",
        ),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(changed, words):
    said = problems.trouble(replace(EASY, **changed))
    assert said is not None and words in said


def test_the_problems_of_a_seed_are_the_same_and_can_all_be_solved():
    found = problems.problems(5, seed=0)
    assert found == problems.problems(5, seed=0) != problems.problems(5, seed=1)
    assert [problems.trouble(problem) for problem in found] == [None] * 5
