"""Motions to encode: by a rule with its numbers, or along a drawn path; what the arm can't do is said."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from ui.encode import motion_input
from vae.motion import own

SCRIPT = """
import streamlit as st
from ui.encode import motion_input
found = motion_input.ask(None)
st.session_state["found"] = [(given.name, given.picture) for given in found.pictures], found.problems
"""


def opened(**state):
    page = AppTest.from_string(SCRIPT, default_timeout=60)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def found(page):
    assert not page.exception
    return page.session_state["found"]


def test_a_motion_by_rule_follows_its_numbers():
    page = opened()
    ((name, values),), problems = found(page)
    assert problems == () and name.startswith("Reaches 170 cm from left to right") and values.shape == (40, 2)
    page.selectbox(key="encode_motion_rule").set_value("circle").run()
    assert found(page)[0][0][0].startswith("Draws a circle 50 cm across")
    page.slider(key="encode_motion_circle_radius").set_value(0.4).run()
    assert found(page)[0][0][0].startswith("Draws a circle 80 cm across")


def test_each_rule_has_its_fields():
    for rule in own.NUMBERS:
        page = opened(encode_motion_rule=rule)
        assert len(found(page)[0]) == 1
        assert len(page.slider) == len(own.NUMBERS[rule])


def test_what_the_arm_cannot_follow_is_said_in_a_sentence():
    page = opened()
    page.slider(key="encode_motion_reach_goal_x").set_value(1.7).run()
    pictures, (problem,) = found(page)
    assert pictures == [] and problem.startswith("The arm can't follow the line") and problem.endswith(".")


@pytest.mark.parametrize(
    ("path", "words"), [([[-0.5, 1.0], [0.5, 1.0]], "Reaches 100 cm"), ([[0.0, 1.0]], "The path must be at least 5 cm")]
)
def test_a_drawn_path_is_a_motion_if_it_is_long_enough(path, words):
    pictures, problems = found(opened(encode_motion_by="Draw a path", encode_motion_path=path))
    assert [*(name for name, _ in pictures), *problems][0].startswith(words)


def test_the_path_that_stands_there_at_first_can_be_followed():
    assert np.isfinite(own.by_path(motion_input.FIRST_PATH)).all()
