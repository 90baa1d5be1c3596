"""Learning rates: all rise over the first epoch, then fall as a cosine, stay, or fall in two steps."""

import numpy as np
import pytest

from vae.config import SCHEDULES, RunConfig
from vae.optimizing.learning_rate import learning_rate

STEPS, EPOCHS = 10, 8


@pytest.mark.parametrize(
    ("schedule", "later"),
    [("cosine", [0.1, 0.05, 0.0]), ("constant", [0.1, 0.1, 0.1]), ("step", [0.1, 0.01, 0.001])],
)
def test_a_schedule_rises_over_one_epoch_and_goes_on_as_its_name_says(schedule, later):
    config = RunConfig(name="a", epochs=EPOCHS, learning_rate=0.1, learning_rate_schedule=schedule)
    rate = learning_rate(config, STEPS)
    found = [float(rate(step)) for step in range(EPOCHS * STEPS + 1)]
    assert found[0] == pytest.approx(0.001) and (np.diff(found[: STEPS + 1]) > 0).all()
    places = (STEPS, STEPS + (EPOCHS - 1) * STEPS // 2, EPOCHS * STEPS - 1)
    assert [found[place] for place in places] == pytest.approx(later, abs=1e-3 if schedule == "cosine" else 1e-6)


def test_steps_fall_after_half_and_three_quarters_and_can_be_made_again():
    rate = learning_rate(RunConfig(name="a", epochs=EPOCHS, learning_rate=1.0, learning_rate_schedule="step"), STEPS)
    found = [round(float(rate(step)), 6) for step in (39, 40, 59, 60)]
    assert found == [1.0, 0.1, 0.1, 0.01]
    assert float(type(rate)(**rate.get_config())(40)) == pytest.approx(0.1)
    assert SCHEDULES[0] == "cosine", "the one that every run has had so far is the usual one"
