import numpy as np
import pytest

from vae.motion import arm, profiles, rules, words


def test_nearly_all_motions_are_told_as_what_they_are():
    values, labels = rules.motions(300, seed=7)
    noisy = values + np.random.default_rng(0).normal(0, 0.003, values.shape)
    for motions in (values, noisy):
        told = [words.told(motion)[0] for motion in motions]
        assert np.mean([rules.KINDS[label] == name for label, name in zip(labels, told, strict=True)]) > 0.97


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([[-0.5, 1], [0.5, 1]], "reaches 100 cm from left to right"),
        ([[0.2, 1.2], [0.2, 0.8]], "reaches 40 cm downwards"),
    ],
)
def test_a_reach_is_told_with_its_length_and_way(places, expected):
    start, goal = np.array(places)
    line = start + profiles.minimum_jerk()[:, None] * (goal - start)
    assert words.text(arm.values_of(arm.angles_at(line))) == expected


def test_a_circle_is_told_with_its_size_and_turn():
    turned = -2 * np.pi * profiles.minimum_jerk()
    circle = [0.3, 1.0] + 0.2 * np.stack([np.cos(turned), np.sin(turned)], axis=1)
    assert words.text(arm.values_of(arm.angles_at(circle))) == "draws a circle 40 cm across, clockwise"


def test_what_follows_no_rule_is_said_to_move_freely():
    wild = np.random.default_rng(0).uniform(0, 1, (40, 2))
    assert words.told(wild)[0] == "" and words.text(wild).startswith("moves freely")
    assert words.text(np.full((40, 2), 0.5)).startswith("moves freely, 0.0 m") or words.told(np.full((40, 2), 0.5))[0]
