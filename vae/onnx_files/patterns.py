"""Chains of ONNX operators that stand for one: a draw of z, and the normalisation of a layer."""

from collections.abc import Mapping, Sequence

import numpy as np

from vae.onnx_files.file import OnnxNode

_LARGE = 15
NOISE = ("RandomNormalLike", "RandomNormal")
DRAW = "random draw"
"""The kind of the node that stands for mean + noise * deviation; it takes the mean and the log variance."""


class Patterns:
    """Nodes, looked up by what they give.

    Args:
        nodes: all of a network.
        constants: arrays by name.
    """

    def __init__(self, nodes: Sequence[OnnxNode], constants: Mapping[str, np.ndarray]) -> None:
        self._nodes = nodes
        self._makers = {name: node for node in nodes for name in node.outputs}
        self._constants = constants

    def replaced(self) -> list[OnnxNode]:
        """Return the nodes with one in place of the last of each chain; nothing takes what the others give any more."""
        return [self._draw(node) or self._normalisation(node) or self._softplus(node) or node for node in self._nodes]

    def _maker(self, name: str, *kinds: str) -> OnnxNode | None:
        node = self._makers.get(name)
        return node if node is not None and node.kind in kinds else None

    def constant(self, name: str) -> np.ndarray | None:
        """Return a constant's array; None where a name is none."""
        maker = self._maker(name, "Constant")
        found = self._constants.get(name) if maker is None else next(iter(maker.attributes.values()), None)
        return None if found is None else np.asarray(found)

    def _draw(self, node: OnnxNode) -> OnnxNode | None:
        if node.kind != "Add":
            return None
        for mean, other in (node.inputs, node.inputs[::-1]):
            product = self._maker(other, "Mul")
            noise = [name for name in product.inputs if self._maker(name, *NOISE)] if product else []
            if product and len(noise) == 1:
                (deviation,) = (name for name in product.inputs if name not in noise)
                heads = (mean, self._log_variance(deviation))
                return OnnxNode("z", DRAW, "", heads, node.outputs, {})
        return None

    def _log_variance(self, deviation: str) -> str:
        """Return what exp(0.5 x) is taken of, or the deviation's own name."""
        exponential = self._maker(deviation, "Exp")
        half = self._maker(exponential.inputs[0], "Mul", "Div") if exponential else None
        given = [name for name in half.inputs if self.constant(name) is None] if half else []
        return given[0] if len(given) == 1 else deviation

    def _softplus(self, node: OnnxNode) -> OnnxNode | None:
        """Know PyTorch's softplus, which is the number itself where that is large."""
        if node.kind != "Where":
            return None
        soft, compared = self._maker(node.inputs[2], "Softplus"), self._maker(node.inputs[0], "Greater")
        if soft is None or compared is None or {soft.inputs[0], compared.inputs[0]} != {node.inputs[1]}:
            return None
        limit = self.constant(compared.inputs[1])
        is_large = limit is not None and float(limit.ravel()[0]) >= _LARGE
        return OnnxNode(node.name, "Softplus", "", node.inputs[1:2], node.outputs, {}) if is_large else None

    def _normalisation(self, node: OnnxNode) -> OnnxNode | None:
        """Know (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)."""
        if node.kind != "Div":
            return None
        root = self._maker(node.inputs[1], "Sqrt")
        total = self._maker(root.inputs[0], "Add") if root else None
        centred = self._maker(node.inputs[0], "Sub")
        mean = self._maker(centred.inputs[1], "ReduceMean") if centred else None
        if total is None or centred is None or mean is None or mean.inputs[0] != centred.inputs[0]:
            return None
        means = [name for name in total.inputs if self._is_variance(name, node.inputs[0])]
        epsilons = [found for name in total.inputs if (found := self.constant(name)) is not None]
        axes = mean.attributes.get("axes") or (self.constant(mean.inputs[1]) if len(mean.inputs) > 1 else None)
        if not means or not epsilons or axes is None:
            return None
        attributes = {"axes": [int(axis) for axis in axes], "epsilon": float(epsilons[0].ravel()[0])}
        return OnnxNode(node.name, "LayerNormalization", "", centred.inputs[:1], node.outputs, attributes)

    def _is_variance(self, name: str, centred: str) -> bool:
        """Return whether a value is the mean of another one's squares."""
        mean = self._maker(name, "ReduceMean")
        square = self._maker(mean.inputs[0], "Pow", "Mul") if mean else None
        if square is None or square.inputs[0] != centred:
            return False
        exponent = self.constant(square.inputs[1]) if square.kind == "Pow" else None
        return square.inputs[1] == centred if exponent is None else float(exponent.ravel()[0]) == 2
