"""The importance-weighted autoencoder: its loss is the bound of K draws, nearer to the likelihood than -ELBO."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.model.bounds import estimate_bounds, targets
from vae.model.step_loop import as_batch
from vae.model.training import train
from vae.model.vae import build
from vae.variants.importance import NUM_SAMPLES

CONFIG = RunConfig(
    name="run", dataset="digits", family="importance", hidden_sizes=(32,), epochs=3, batch_size=64, conditional=True
)


def test_the_loss_is_the_bound_that_is_measured_of_k_draws(digits):
    model = build(CONFIG)
    *_, last = train(model, digits)
    images, labels = digits.test_images, digits.test_labels
    bounds = estimate_bounds(model, targets("bernoulli", images, 0), labels, NUM_SAMPLES)
    assert last.terms["val_bound"] == pytest.approx(bounds.importance_weighted_nll.mean(), abs=0.5)
    assert last.terms["val_bound"] < last.val_reconstruction + last.val_kl
    batch = as_batch(model, images[:64], labels[:64])
    for tracker in model.trackers:
        tracker.reset_state()
    model.kl_weight.assign(1.0)
    outputs = model(batch, training=False, sample=True)
    loss = float(model.compute_loss(batch, None, outputs, training=False))
    assert loss == pytest.approx(float(model.term_trackers["bound"].result()), rel=1e-5)
    assert loss == pytest.approx(float(np.mean(model.terms(outputs)["bound"])), abs=2.0)
