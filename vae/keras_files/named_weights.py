"""The order in which a layer of Keras has its weights, told by their names."""

import re
from collections.abc import Mapping

import numpy as np

_ORDER = (
    "depthwise_kernel", "pointwise_kernel", "kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance",
    "mean", "variance", "alpha", "embeddings",
)  # fmt: skip


def ordered(arrays: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """Return arrays, by names such as "dense/kernel:0", in the order of Keras' layers; unknown names come last."""

    def rank(name: str) -> int:
        bare = re.sub(r"(_\d+)?(:\d+)?$", "", name.rsplit("/", 1)[-1])
        return _ORDER.index(bare) if bare in _ORDER else len(_ORDER)

    return [arrays[name] for name in sorted(arrays, key=rank)]
