"""A network as layers and tensors, which NumPy, the browser and the worker's Keras evaluate alike."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae import documents
from vae.network import bundles
from vae.network.layers import TENSOR_KEYS
from vae.network.shapes import Shape, output_shape


@dataclass(frozen=True, eq=False)
class Network:
    """A chain of layers with named tensors.

    Attributes:
        layers: typed dicts of `vae.network.layers` in the order of evaluation.
        tensors: their weights by name, float32 or float16; others are allowed.
        input_shape: of one point's values, channels last: (2,) of a decoder, (32, 32, 3) of an encoder.
        num_classes: length of the one-hot label that goes in beside them; 0 where the network takes none.

    Raises:
        ValueError: a layer is unknown, or fits not what comes in or its weights.
    """

    layers: Sequence[Any]
    tensors: Mapping[str, np.ndarray]
    input_shape: Shape
    num_classes: int = 0

    def __post_init__(self) -> None:
        """Check all layers."""
        object.__setattr__(self, "input_shape", tuple(self.input_shape))
        try:
            shape = output_shape(self.layers, self.tensors, self.input_shape, self.num_classes)
        except (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, TypeError) as error:
            raise ValueError(f"the layers do not fit their weights ({documents.shortened(error)})") from error
        object.__setattr__(self, "_output_shape", shape)

    @property
    def output_shape(self) -> Shape:
        """The shape of what comes out for one point."""
        return self._output_shape  # type: ignore[attr-defined]

    def to_bundle(self, dtype: str = "float32") -> bytes:
        """Return the network as a bundle, which takes and gives lists of numbers, with the tensors that it uses.

        Args:
            dtype: as `vae.network.bundles.write` has it.
        """
        size = math.prod(self.input_shape)
        first = [] if len(self.input_shape) == 1 else [{"type": "reshape", "shape": list(self.input_shape)}]
        flat = [math.prod(self.output_shape)]
        last = [] if len(self.output_shape) == 1 else [{"type": "reshape", "shape": flat}]
        named = {layer[key] for layer in self.layers for key in TENSOR_KEYS if key in layer}
        tensors = {name: self.tensors[name] for name in sorted(named)}
        return bundles.write([*first, *self.layers, *last], tensors, size, self.num_classes, dtype)


def read(blob: bytes) -> Network:
    """Read a bundle; its network takes a list of numbers a point.

    Raises:
        vae.network.bundles.BundleError: it is damaged, of a newer version, or its layers do not fit its weights.
    """
    metadata, tensors, _ = bundles.checked(blob)
    input_size, num_classes = (int(metadata[key]) for key in ("input_size", "num_classes"))
    return Network(json.loads(metadata["layers"]), tensors, (input_size,), num_classes)
