"""Products in bfloat16: each against NumPy on rounded factors, what XLA makes of them, and who asks for them."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.support.programs import product_types
from vae.config import RunConfig
from vae.devices import has_amx
from vae.families import FAMILIES
from vae.model.step_loop import StepLoop
from vae.model.vae import build
from vae.optimizing.products import LEAST_SIZE, in_bfloat16, product


def rounded(array):
    return tf.cast(tf.cast(array, tf.bfloat16), tf.float32).numpy()


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def test_a_product_and_its_gradients_are_of_rounded_factors_summed_up_exactly():
    x, kernel, upstream = drawn(5, 24), drawn(24, 17, seed=1), drawn(5, 17, seed=2)

    @tf.function(jit_compile=True)
    def step(x, kernel, upstream):
        with tf.GradientTape() as tape:
            tape.watch((x, kernel))
            y = product(x, kernel)
        return y, *tape.gradient(y, (x, kernel), output_gradients=upstream)

    found = step(*map(tf.constant, (x, kernel, upstream)))
    left, right, above = map(rounded, (x, kernel, upstream))
    for one, expected in zip(found, (left @ right, above @ right.T, left.T @ above), strict=True):
        assert one.dtype == tf.float32
        np.testing.assert_allclose(one, expected, rtol=1e-5, atol=1e-5)
    assert np.abs(found[0] - x @ kernel).max() > 1e-3


def test_layers_round_what_they_multiply_in_the_block_alone_and_small_ones_never():
    model = keras.Sequential([
        keras.Input((20,)), keras.layers.Dense(LEAST_SIZE, "relu", bias_initializer="ones"),
        keras.layers.Dense(LEAST_SIZE - 1),
    ])  # fmt: skip
    wide, narrow = model.layers
    x, kernel = drawn(3, 20), wide.kernel.numpy()

    def given(layer, inputs):
        return tf.function(lambda inputs: layer(inputs), jit_compile=True)(inputs).numpy()

    exact = [given(layer, inputs) for layer, inputs in ((wide, x), (narrow, kernel.T[:3, :LEAST_SIZE]))]
    with in_bfloat16(model):
        within = given(wide, x)
        np.testing.assert_array_equal(given(narrow, kernel.T[:3, :LEAST_SIZE]), exact[1])
    np.testing.assert_allclose(within, np.maximum(rounded(x) @ rounded(kernel) + 1.0, 0.0), rtol=1e-5, atol=1e-5)
    assert np.abs(within - exact[0]).max() > 1e-4
    np.testing.assert_array_equal(given(wide, x), exact[0])


@pytest.mark.skipif(not has_amx(), reason="this processor has no AMX, for which XLA keeps products in bfloat16")
def test_xla_takes_no_product_back_to_float32():
    model = keras.Sequential([keras.Input((24,)), keras.layers.Dense(LEAST_SIZE, "relu"), keras.layers.Dense(17)])

    @tf.function(jit_compile=True, autograph=False)
    def step(x):
        with tf.GradientTape() as tape, in_bfloat16(model):
            loss = tf.reduce_sum(model(x) ** 2)
        return tape.gradient(loss, model.trainable_variables)

    program = step.experimental_get_compiler_ir(tf.constant(drawn(5, 24)))(stage="optimized_hlo")
    # Of each layer its outputs and the gradient of its kernel, of the second that of its inputs, too.
    assert product_types(program) == [("bf16", "bf16")] * 5


@pytest.mark.parametrize("family", ["vae", "ladder"])
def test_a_training_multiplies_in_what_its_configuration_says(family):
    latent_dim, sizes = FAMILIES[family].latent_dim or 2, (LEAST_SIZE,) * 3
    config = RunConfig("quick", family=family, latent_dim=latent_dim, hidden_sizes=sizes)
    batch = {"images": tf.zeros((2, 28, 28), tf.uint8)}
    for products, is_rounded in (("float32", False), ("bfloat16", True)):
        loop = StepLoop(build(replace(config, products=products)), 2, 1)
        steps = tf.function(loop._loss, autograph=False).get_concrete_function(batch).graph
        types = {tensor.dtype for step in steps.get_operations() for tensor in step.inputs}
        assert (tf.bfloat16 in types) is is_rounded
        kept = {variable.dtype for variable in (*loop.model.parameters, *loop.model.optimizer.variables)}
        assert kept == {"float32", "int64"}, "weights and moments; int64 counts steps"
    assert loop.model.config == RunConfig.from_json(loop.model.config.to_json()), "the run says how it was trained"
