"""The weights that a finished run is to have, whatever training does after them."""

from collections.abc import Sequence
from typing import Any

import numpy as np


class KeptWeights:
    """The weights of one epoch: of the last one that is finished, with early stopping of the best so far."""

    def __init__(self) -> None:
        """Begin without any."""
        self.weights: list[np.ndarray] = []

    def take(self, values: Sequence[Any]) -> None:
        """Keep a copy of weights, in the order of the model's parameters."""
        self.weights = [np.array(value) for value in values]

    def put_into(self, parameters: Sequence[Any]) -> None:
        """Give them to a model's parameters; without any these stay as they are."""
        for variable, weight in zip(parameters if self.weights else (), self.weights, strict=True):
            variable.assign(weight)
