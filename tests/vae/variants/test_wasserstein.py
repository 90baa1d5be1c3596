"""The Wasserstein autoencoder: codes come to lie where draws of the prior do, without a critic."""

import numpy as np
import pytest
import tensorflow as tf

from tests.support import quick
from vae.config import RunConfig
from vae.model.step_loop import StepLoop
from vae.model.training import evaluate_held_out, train
from vae.model.vae import build
from vae.prior.draws import DrawnPrior, mean_discrepancy, prior_of
from vae.variants.wasserstein import PULL

RING = RunConfig(
    name="ring", dataset="digits", family="wasserstein", prior="ring", hidden_sizes=(32,), epochs=8, batch_size=64
)


def test_codes_come_to_fill_a_ring(digits):
    model, prior = build(RING), prior_of(RING)
    assert isinstance(prior, DrawnPrior)
    draws = prior.sample(360, np.random.default_rng(0))

    def distance():
        codes, _ = model.encode(digits.test_images)
        return mean_discrepancy(np.asarray(codes), draws)

    before, untrained = distance(), evaluate_held_out(model, digits)
    with quick.in_graphs():
        results = list(train(model, digits))
    assert results[-1].terms["val_mismatch"] < 0.25 * untrained.terms[0]
    assert results[-1].val_reconstruction < untrained.reconstruction and distance() < 0.5 * before


def test_xla_takes_its_steps(digits):
    loop = StepLoop(build(RING), RING.batch_size, 1)

    def step(images):
        loop._take_step({"images": images})
        return loop.model.optimizer.iterations.value

    images = tf.constant(digits.train_images[: RING.batch_size])
    lowered = tf.function(step, jit_compile=True, autograph=False).experimental_get_compiler_ir(images)
    assert " dot(" in lowered(stage="hlo")


def test_the_loss_is_reconstruction_and_the_weighted_distance(digits):
    model = build(RING)
    images = digits.test_images[:32]
    outputs = model({"images": images})
    reconstruction = float(np.mean(model.reconstruction_nll(outputs["images"], outputs["logits"])))
    model.kl_weight.assign(0.5)
    for tracker in model.trackers:
        tracker.reset_state()
    loss = float(model.compute_loss(None, None, outputs))
    mismatch = float(model.term_trackers["mismatch"].result())
    assert loss == pytest.approx(reconstruction + 0.5 * PULL * mismatch, rel=1e-4)
    assert mismatch > 0.0 and float(model.kl_tracker.result()) == 0.0
