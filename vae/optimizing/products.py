"""Matrix products of a training step in bfloat16, which processors with AMX multiply several times as fast."""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import keras
from keras import ops

Tensor = Any

LEAST_SIZE = 16
"""Layers with fewer inputs or outputs stay in float32: they take no time, and codes keep all their digits."""


@contextmanager
def in_bfloat16(model: keras.Model) -> Iterator[None]:
    """Let the dense layers of a model multiply in bfloat16, and all else stay in float32, while a step is compiled.

    Args:
        model: one that is built; its layers are what they were when the block ends.
    """
    layers = [
        layer for layer in model._flatten_layers() if type(layer) is keras.layers.Dense
        and min(layer.kernel.shape) >= LEAST_SIZE
    ]  # fmt: skip
    for layer in layers:
        layer.call = functools.partial(_call, layer)
    try:
        yield
    finally:
        for layer in layers:
            del layer.call


def as_configured(model: Any) -> AbstractContextManager[None]:
    """Return the block in which a step of a model is compiled, with products in what its configuration says."""
    return in_bfloat16(model) if model.config.products == "bfloat16" else nullcontext()


def _call(layer: Any, inputs: Tensor, training: bool | None = None) -> Tensor:
    outputs = product(ops.convert_to_tensor(inputs), ops.convert_to_tensor(layer.kernel))
    if layer.bias is not None:
        outputs = outputs + layer.bias
    return outputs if layer.activation is None else layer.activation(outputs)


def product(x: Tensor, kernel: Tensor) -> Tensor:
    """Return x @ kernel of factors rounded to bfloat16, summed up in float32; so are both gradients.

    To be compiled by XLA.

    Args:
        x: float32 [batch, inputs].
        kernel: float32 [inputs, outputs].

    Returns:
        float32 [batch, outputs].
    """
    return _product_of(keras.backend.backend())(x, kernel)


# XLA's processor code multiplies in bfloat16 where the result is float32 and the left factor lies row by row, summed
# over its last axis; any other product it takes back to float32. So the gradient of the kernel has its left factor
# transposed, flat behind a barrier: otherwise the transposition becomes part of the product again, or the factor counts
# as lying column by column.
@functools.cache
def _product_of(backend: str) -> Callable[[Tensor, Tensor], Tensor]:
    return _of_jax() if backend == "jax" else _of_tensorflow()


def _of_tensorflow() -> Callable[[Tensor, Tensor], Tensor]:
    import tensorflow as tf
    from tensorflow.compiler.tf2xla.python import xla

    def transposed(factor: Tensor) -> Tensor:
        flat = xla.optimization_barrier(tf.reshape(tf.transpose(factor), [-1]))[0]
        return tf.reshape(flat, [factor.shape[1], -1])

    def of_tensors(x: Tensor, kernel: Tensor) -> tuple[Tensor, Callable[[Tensor], tuple[Tensor, Tensor]]]:
        x, kernel = tf.cast(x, tf.bfloat16), tf.cast(kernel, tf.bfloat16)

        def gradients(upstream: Tensor) -> tuple[Tensor, Tensor]:
            upstream = tf.cast(upstream, tf.bfloat16)
            of_x = tf.matmul(upstream, kernel, transpose_b=True, output_type=tf.float32)
            return of_x, tf.matmul(transposed(x), upstream, output_type=tf.float32)

        return tf.matmul(x, kernel, output_type=tf.float32), gradients

    made: Callable[[Tensor, Tensor], Tensor] = tf.custom_gradient(of_tensors)
    return made


def _of_jax() -> Callable[[Tensor, Tensor], Tensor]:
    import jax
    import jax.numpy as jnp

    def rounded(factor: Tensor) -> Tensor:
        return factor.astype(jnp.bfloat16)

    def times(left: Tensor, right: Tensor, axis: int = 0) -> Tensor:
        return jax.lax.dot_general(left, right, (((1,), (axis,)), ((), ())), preferred_element_type=jnp.float32)

    def transposed(factor: Tensor) -> Tensor:
        return jax.lax.optimization_barrier(factor.T.ravel()).reshape(factor.shape[::-1])

    def forward(x: Tensor, kernel: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        x, kernel = rounded(x), rounded(kernel)
        return times(x, kernel), (x, kernel)

    def backward(factors: tuple[Tensor, Tensor], upstream: Tensor) -> tuple[Tensor, Tensor]:
        (x, kernel), upstream = factors, rounded(upstream)
        return times(upstream, kernel, 1), times(transposed(x), upstream)

    made = jax.custom_vjp(lambda x, kernel: forward(x, kernel)[0])
    made.defvjp(forward, backward)
    return made
