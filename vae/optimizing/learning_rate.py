"""The learning rate over the steps of a training: up over one epoch, then as the configuration's schedule says."""

from typing import Any

import keras
from keras import ops

from vae.config import RunConfig

_FIRST = 0.01  # of the learning rate, in the first step
_STEPS = ((0.5, 0.1), (0.75, 0.01))  # after which share of all steps, what is left of it


def learning_rate(config: RunConfig, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Return a configuration's learning rate by the number of steps taken.

    Args:
        config: how a run is trained.
        steps: that an epoch has.
    """
    if config.learning_rate_schedule == "step":
        return StepDecay(config.learning_rate, steps, config.epochs * steps)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate * _FIRST,
        decay_steps=max(1, (config.epochs - 1) * steps),
        alpha=1.0 if config.learning_rate_schedule == "constant" else 0.0,
        warmup_target=config.learning_rate,
        warmup_steps=steps,
    )


class StepDecay(keras.optimizers.schedules.LearningRateSchedule):
    """The whole learning rate over half of all steps, a tenth of it over a quarter, and a hundredth over the last."""

    def __init__(self, learning_rate: float, warmup_steps: int, all_steps: int) -> None:
        """Take the peak, and how many steps lead up to it and are taken in all."""
        self._peak = learning_rate
        self._warmup_steps = warmup_steps
        self._all_steps = all_steps

    def __call__(self, step: Any) -> Any:
        """Return the learning rate of a step, from 0."""
        done: Any = ops.cast(step, "float32")
        rate = self._peak * (_FIRST + (1.0 - _FIRST) * ops.minimum(1.0, done / self._warmup_steps))
        for share, left in _STEPS:
            rate = ops.where(done >= share * self._all_steps, self._peak * left, rate)
        return rate

    def get_config(self) -> dict[str, Any]:
        """Return what it is made from."""
        return {"learning_rate": self._peak, "warmup_steps": self._warmup_steps, "all_steps": self._all_steps}
