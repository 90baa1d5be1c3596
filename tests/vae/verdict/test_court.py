"""A verdict says no more than its rates."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.hard_pictures import cases
from vae.pictures.crops import find_digits
from vae.pictures.image_files import ImageError
from vae.pictures.preparation import prepare
from vae.runs import store
from vae.shape import MNIST
from vae.verdict.court import Court, court, share
from vae.verdict.judge import Judge, Strangers
from vae.verdict.traits import NUM_NUMBERS, TRAITS
from vae.verdict.typicality import Yardstick

DIGIT = np.zeros((28, 28), np.uint8)
DIGIT[4:24, 13:15] = 255


@pytest.fixture
def made_up():
    """Return a court whose judge refuses nothing but by its threshold, and whose score ends at 140 nats."""
    size, lows = NUM_NUMBERS, np.zeros(len(TRAITS), np.float32)
    layers = ((np.zeros((size, 1), np.float32), np.ones(1, np.float32)), (np.ones((1, 1), np.float32), np.zeros(1)))
    strangers = (Strangers("letters", "letters", 0.12, 50), Strangers("dots", "dots", 0.0, 50))
    judge = Judge(np.zeros(size), np.ones(size), layers, 0.5, lows, lows + 1000, 0.021, 4000, strangers)
    stick = Yardstick("neg_elbo", "test", 100, np.linspace(50, 150, 101), np.linspace(50, 150, 11), np.full(10, 10),
                      140.0, 99.5, 0.01, ())  # fmt: skip
    return Court(judge, stick)


def test_a_picture_that_passes_is_called_nothing_unusual_with_both_rates(made_up):
    said = made_up.verdict(DIGIT, 100.0, "digit", "digits")
    assert said.startswith("**Nothing unusual by this measure.**") and "no proof of a digit" in said
    assert "refuses 2.1% of 4,000 held-out digits" in said and "lets 6.0% pass of pictures that are no digits" in said
    assert made_up.rates() == "12% of letters, none of dots"


def test_either_of_the_two_refuses_and_says_why(made_up):
    said = made_up.verdict(DIGIT, 200.0, "digit", "digits")
    assert said.startswith("**This does not look like a digit by this measure.** It has −ELBO 200 nats, where 140 is")
    assert said.endswith("It says so of 2.1% of 4,000 held-out digits, too.")
    strict = Court(replace(made_up.judge, threshold=1.5), made_up.yardstick)
    assert "No single thing about it is odd" in strict.verdict(DIGIT, 100.0, "digit", "digits")
    few_parts = replace(strict.judge, lows=np.float32(2) + 0 * strict.judge.lows, highs=strict.judge.highs)
    assert "It has " in Court(few_parts, made_up.yardstick).verdict(DIGIT, 100.0, "shoe", "shoes")
    scores = np.array([100.0, 200.0])
    assert made_up.passes(np.stack([DIGIT, DIGIT]), scores).tolist() == [True, False]
    assert made_up.refuses(DIGIT, 200.0) and strict.refuses(DIGIT, 100.0) and not made_up.refuses(DIGIT, 100.0)


def test_without_figures_there_is_no_court():
    assert court({}) is None


@pytest.mark.parametrize(("part", "text"), [(0.0, "none"), (0.0004, "under 0.1%"), (0.0198, "2.0%"), (0.125, "12%")])
def test_shares(part, text):
    assert share(part) == text


SHIPPED = sorted(run.name for run in store.list_runs()[0] if run.shipped and run.config.shape == MNIST)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_run_that_ships_refuses_few_of_its_own_and_lets_few_strangers_pass(name):
    found = court(store.load_run(name).metrics).judge
    assert found.num_images == 4000 and found.refused <= 0.03
    assert len(found.strangers) == 10
    assert {kind.kind: kind.passed for kind in found.strangers if kind.passed > 0.15} == {}


def test_the_hard_pictures_pass_where_they_are_digits_and_not_where_they_are_none():
    """The looks alone, which need no network."""
    found = court(store.load_run("mnist-2d").metrics)
    for name, picture, digits in cases():
        try:
            crops = np.stack([prepare(crop.picture).image for crop in find_digits(picture, name).crops])
        except ImageError:
            assert digits is None
            continue
        passes = found.judge.passes(crops) & (not found.is_other_writing(crops))
        assert (passes.mean() >= 0.8) if digits else not passes.any(), name


def test_a_word_is_refused_with_the_letters_that_look_like_digits(made_up):
    three = np.stack(3 * [DIGIT])
    assert not made_up.is_other_writing(three)
    strict = Court(replace(made_up.judge, threshold=1.5), made_up.yardstick)
    assert strict.is_other_writing(three) and not strict.is_other_writing(DIGIT[None])
    assert strict.refuses(DIGIT, 100.0, three) and not made_up.refuses(DIGIT, 100.0, three)
    said = strict.verdict(DIGIT, 100.0, "digit", "digits", three)
    assert "It is one of 3 marks on a picture of which 3 are unusual" in said
