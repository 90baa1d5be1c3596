"""A running average of a model's weights over the steps of its training, which stands still where they still shake."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops


class WeightAverage:
    """The exponential moving average of all that training changes (Polyak and Juditsky, 1992).

    After step t: average = d average + (1 - d) weights, with d = min(decay, (1 + t) / (10 + t)), so that the first
    epochs, too, have an average that is of use. What batch normalisation keeps is averaged like the weights.
    """

    def __init__(self, parameters: Sequence[Any], optimizer: Any, decay: float) -> None:
        """Begin at a model's weights.

        Args:
            parameters: the model's variables.
            optimizer: what changes them, whose `iterations` are the steps taken.
            decay: see above.
        """
        self._parameters = parameters
        self._optimizer = optimizer
        self._decay = decay
        self.variables = [
            keras.Variable(np.asarray(variable), trainable=False, name=f"average_{index}")
            for index, variable in enumerate(parameters)
        ]
        self._own: list[np.ndarray] | None = None

    def take_step(self) -> None:
        """Take the weights after one more step into the average; part of a compiled step."""
        step: Any = ops.cast(self._optimizer.iterations, "float32")
        decay = ops.minimum(self._decay, (1.0 + step) / (10.0 + step))
        for average, variable in zip(self.variables, self._parameters, strict=True):
            average.assign(decay * average + (1.0 - decay) * variable)

    def show(self) -> list[np.ndarray]:
        """Let the model have the average until `hide`, and return the weights that training goes on with."""
        if self._own is None:
            self._own = [np.array(variable) for variable in self._parameters]
            _assign(self._parameters, self.variables)
        return self._own

    def hide(self) -> None:
        """Give the model the weights back that training goes on with."""
        if self._own is not None:
            _assign(self._parameters, self._own)
            self._own = None


def _assign(variables: Sequence[Any], values: Sequence[Any]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
