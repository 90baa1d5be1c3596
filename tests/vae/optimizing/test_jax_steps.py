"""Training on JAX is training on TensorFlow: the same weights and figures within rounding, where nothing is drawn.

`make test-jax` runs these, with JAX beside what is installed; without JAX they are skipped.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.support import jax_training
from tests.support.quick import without_xla
from vae.devices import has_amx

pytestmark = pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed: make test-jax")
ROOT = Path(__file__).resolve().parents[3]


def run_jax(*words, **settings):
    environment = os.environ | {"VAE_BACKEND": "jax", "JAX_PLATFORMS": "cpu", **settings}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def by_jax(tmp_path_factory):
    path = tmp_path_factory.mktemp("jax") / "made.npz"
    done = run_jax("-m", "tests.support.jax_training", str(path))
    assert done.returncode == 0, done.stderr
    return dict(np.load(path))


@pytest.fixture(scope="module")
def by_tensorflow():
    with without_xla():
        return jax_training.all_of_it()


@pytest.mark.parametrize("case", [*jax_training.SURE, *jax_training.NOISY])
def test_weights_and_figures_are_those_of_tensorflow_within_rounding(case, by_jax, by_tensorflow):
    names = [name for name in by_tensorflow if name.startswith(f"{case}/")]
    assert len(names) > 8
    for name in names:
        # Normalisation takes the mean of codes out again: the gradient of that bias is rounding, of which Adam takes
        # whole steps, and a moving mean follows it.
        if case not in jax_training.SURE or not name.endswith(("/weight_6", "/weight_10")):
            np.testing.assert_allclose(by_jax[name], by_tensorflow[name], rtol=1e-3, atol=1e-4, err_msg=name)


@pytest.mark.parametrize("case", jax_training.LOOKED_AT)
def test_other_families_learn_what_they_learn_on_tensorflow(case, by_jax):
    with without_xla():
        expected = jax_training.looked_at(case)["figures"]
    found = by_jax[f"{case}/figures"]
    assert found[-1, 0] < found[0, 0]
    np.testing.assert_allclose(found[-1, [0, 2]], expected[-1, [0, 2]], rtol=0.1)


def test_a_run_is_trained_measured_and_saved(tmp_path):
    words = ["train", "--dataset", "digits", "--hidden-sizes", "4", "--epochs", "1", "--name", "one", "--device", "cpu"]
    program = (
        "import sys\nfrom vae.__main__ import main\nfrom tests.support.quick import quick_training\n"
        f"with quick_training():\n    code = main({words})\nimport keras\nprint(code, keras.backend.backend())"
    )
    done = run_jax("-c", program, VAE_HOME=str(tmp_path))
    assert done.stdout.splitlines()[-1] == "0 jax", done.stderr
    assert (tmp_path / "runs" / "one" / "metrics.json").exists()


def test_what_is_measured_after_an_epoch_is_of_the_weights_and_noise_there_are_then():
    code = """
from dataclasses import replace
import keras, numpy as np
from tests.support.jax_training import CONFIG, LOOKED_AT, small_digits
from vae.model import training
from vae.model.step_loop import as_batch
from vae.model.vae import build
digits = small_digits()
for changes in ({"conditional": True}, LOOKED_AT["mixture"]):
    model = build(replace(CONFIG, early_stopping=5, **changes))
    rows = np.flatnonzero(training.pictures_held_back(model.config, digits))
    for result in training.train(model, digits):
        model.seed_generator.state.assign(seeds := np.array([model.config.seed, 0], np.uint32))
        batch = as_batch(model, digits.test_images, digits.test_labels)
        outputs = model(batch, training=False, sample=True)
        nll = np.mean(model.reconstruction_nll(outputs["images"], outputs["logits"]))
        model.seed_generator.state.assign(seeds)
        batch = as_batch(model, digits.train_images[rows], digits.train_labels[rows])
        cost = float(model.compute_loss(batch, None, model(batch, training=False, sample=True), training=False))
        print(np.isclose(result.val_reconstruction, nll, rtol=1e-5), abs(result.held_back - cost) < 1e-3)
"""
    done = run_jax("-c", f"from vae import backend; backend.start(){code}")
    assert done.stdout.split() == ["True"] * 8, done.stderr


def test_variables_keep_what_a_compiled_function_leaves():
    code = """
import keras, numpy as np
from vae.optimizing.jax_steps import compiled
weight, seeds = keras.Variable(2.0), keras.random.SeedGenerator(0)
draw = compiled(lambda x: x * weight + 0 * keras.random.normal((3,), seed=seeds), [weight], [seeds.state])
before = np.array(seeds.state.value)
print(draw(np.ones(3)).tolist(), (np.array(seeds.state.value) != before).any())
weight.assign(5.0)
print(draw(np.ones(3)).tolist())
"""
    done = run_jax("-c", f"from vae import backend; backend.start(){code}")
    assert done.stdout.splitlines() == ["[2.0, 2.0, 2.0] True", "[5.0, 5.0, 5.0]"], done.stderr


def test_a_variable_that_was_not_given_is_told_of():
    code = """
import keras, numpy as np
from vae.optimizing.jax_steps import JaxSteps
weight, other = keras.Variable(2.0), keras.Variable(0.0, trainable=False)
optimizer = keras.optimizers.SGD(0.5)
optimizer.build([weight])
def loss(step, x):
    other.assign_add(1.0)
    return weight * x[step]
given = JaxSteps(loss, [weight, other], optimizer)
given.run(0, 3, np.ones(3, np.float32))
print(float(weight.value), float(other.value))
try:
    JaxSteps(loss, [weight], optimizer).run(0, 1, np.ones(3, np.float32))
except AssertionError as error:
    print(error)
"""
    done = run_jax("-c", f"from vae import backend; backend.start(){code}")
    assert done.stdout.splitlines() == ["0.5 3.0", "a step changed a variable that it was not given"], done.stderr


def test_an_encoder_is_tuned_and_a_decoder_differentiated():
    code = """
import numpy as np
from tests.support.jax_training import CONFIG, small_digits
from vae.model import encoder_tuning, pullback
from vae.model.vae import build
model, digits = build(CONFIG), small_digits()
before = [[np.array(one.value) for one in part.trainable_variables] for part in (model.encoder, model.decoder)]
encoder_tuning.tune_encoder(model, digits.train_images, digits.train_labels, 1)
for part, old in zip((model.encoder, model.decoder), before):
    print(any((np.array(one.value) != was).any() for one, was in zip(part.trainable_variables, old)))
z, far = np.random.default_rng(0).normal(size=(3, 2)).astype(np.float32), 1e-2 * np.eye(2, dtype=np.float32)
slopes = [(pullback.decode(model, z + step, None) - pullback.decode(model, z - step, None)) / 2e-2 for step in far]
print(np.allclose(pullback.jacobian(model, z, None), np.stack(slopes, axis=-1), atol=1e-3))
"""
    done = run_jax("-c", f"from vae import backend; backend.start(){code}")
    assert done.stdout.splitlines() == ["True", "False", "True"], done.stderr


def test_products_in_bfloat16_are_those_of_tensorflow():
    code = """
import jax, numpy as np
from vae.optimizing.products import product
def rounded(array):
    return np.asarray(array.astype(jax.numpy.bfloat16).astype(np.float32))
draw, shapes = np.random.default_rng(0).normal, ((5, 24), (24, 17), (5, 17))
x, kernel, upstream = (draw(size=shape).astype(np.float32) for shape in shapes)
y, backward = jax.vjp(jax.jit(product), x, kernel)
left, right, above = map(rounded, map(jax.numpy.asarray, (x, kernel, upstream)))
for found, expected in zip((y, *backward(upstream)), (left @ right, above @ right.T, left.T @ above)):
    print(found.dtype, np.allclose(found, expected, atol=1e-5), np.allclose(y, x @ kernel, atol=1e-4))
"""
    done = run_jax("-c", f"from vae import backend; backend.start(){code}")
    assert done.stdout.splitlines() == ["float32 True False"] * 3, done.stderr


@pytest.mark.skipif(not has_amx(), reason="this processor has no AMX, for which XLA keeps products in bfloat16")
def test_xla_takes_no_product_of_jax_back_to_float32():
    code = """
import jax, numpy as np
from tests.support.programs import product_types
from vae.optimizing.products import product
slopes = jax.jit(jax.grad(lambda x, kernel: (product(x, kernel) ** 2).sum(), (0, 1)))
program = slopes.lower(np.ones((5, 24), np.float32), np.ones((24, 17), np.float32)).compile()
print(product_types(program.as_text()))
"""
    done = run_jax("-c", f"from vae import backend; backend.start(){code}")
    assert done.stdout.splitlines() == [str([("bf16", "bf16")] * 3)], done.stderr
