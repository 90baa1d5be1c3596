"""Early stopping: how many pictures are held back, that groups stay whole, and when a training has seen enough."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.early_stopping import HELD_BACK, costs_of, ending, held_back, is_over, kept_epoch

USUAL = RunConfig(name="a", epochs=10)
STOPPING = RunConfig(name="a", epochs=10, early_stopping=2, seed=3)


@pytest.mark.parametrize(("num_pictures", "count"), [(60_000, 3000), (1500, 200), (400, 80), (2, 1)])
def test_a_twentieth_is_held_back_and_more_of_few(num_pictures, count):
    chosen = held_back(STOPPING, num_pictures)
    assert chosen.sum() == count and not held_back(USUAL, num_pictures).any()
    np.testing.assert_array_equal(chosen, held_back(STOPPING, num_pictures))
    other = held_back(RunConfig(name="a", early_stopping=2, seed=4), num_pictures)
    assert num_pictures == 2 or not np.array_equal(chosen, other)


def test_groups_stay_whole():
    groups = np.repeat(np.arange(100), 10)
    chosen = held_back(STOPPING, 1000, groups)
    assert chosen.sum() == 200 and chosen.reshape(100, 10).all(axis=1).sum() == 20


def test_something_is_left_to_train_on():
    with pytest.raises(ValueError, match="early_stopping must be 0 where there are too few pictures"):
        held_back(STOPPING, 1)


def test_the_cheapest_epoch_is_kept_the_first_of_equals_and_without_early_stopping_the_last():
    assert kept_epoch(STOPPING, [5.0, 4.0, 4.0, 6.0]) == 2
    assert kept_epoch(USUAL, [None, None, None]) == 3 and kept_epoch(STOPPING, []) == 0


def test_a_training_ends_after_as_many_epochs_without_gain_as_it_is_patient():
    assert [is_over(STOPPING, [5.0, 4.0, 4.5, 4.4, 4.3][:done]) for done in range(6)] == [False] * 4 + [True] * 2
    assert is_over(STOPPING, np.arange(10.0)[::-1]) and not is_over(STOPPING, np.arange(9.0)[::-1])
    assert not is_over(USUAL, [None] * 9) and is_over(USUAL, [None] * 10)


def test_patience_begins_when_the_kl_has_its_weight():
    slow = RunConfig(name="a", epochs=10, early_stopping=2, kl_warmup_epochs=4)
    assert [is_over(slow, [4.0, *[5.0] * more]) for more in (4, 5)] == [False, True]


def test_the_end_is_said_in_words():
    assert ending(USUAL, [None] * 10) == "10 of 10 epochs"
    assert ending(STOPPING, [3.0, 2.0, 4.0, 5.0]) == (
        "it stopped by itself after 4 of 10 epochs, 2 epochs without gain on pictures held back; the run has the "
        "weights of epoch 2"
    )
    assert ending(STOPPING, np.arange(10.0)[::-1]) == (
        "10 of 10 epochs; the run has the weights of epoch 10, the best on pictures held back from training"
    )


def test_a_history_tells_by_its_column_or_by_its_length():
    assert list(costs_of({"epoch": np.arange(3), HELD_BACK: np.array([3.0, 2.0, 1.0])})) == [3, 2, 1]
    assert len(costs_of({"epoch": np.arange(3)})) == 3
