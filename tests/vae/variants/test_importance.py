"""The importance-weighted autoencoder: its loss is the bound of K draws, nearer to the likelihood than -ELBO."""

import numpy as np
import pytest
from keras import ops
from scipy.special import logsumexp

from vae.config import ConfigError, RunConfig
from vae.model.step_loop import as_batch
from vae.model.training import train
from vae.model.vae import build
from vae.variants import importance

CONFIG = RunConfig(
    name="run", dataset="digits", family="importance", hidden_sizes=(16,), epochs=1, batch_size=128, conditional=True
)


def test_the_loss_is_the_bound_of_k_draws(digits, monkeypatch):
    model, labels = build(CONFIG), digits.test_labels[:4]
    batch = as_batch(model, digits.test_images[:4], labels)
    outputs = model(batch, training=False)
    epsilon = np.random.default_rng(0).normal(size=(importance.NUM_SAMPLES, 4, 2)).astype(np.float32)
    monkeypatch.setattr(importance.seeded, "normal", lambda shape, seed: ops.convert_to_tensor(epsilon))
    mean, log_var = (np.asarray(outputs[name], np.float64) for name in ("z_mean", "z_log_var"))
    z = mean + np.exp(log_var / 2) * epsilon
    nll = np.stack(
        [np.asarray(model.reconstruction_nll(outputs["images"], model.decode_logits(one, labels))) for one in z]
    )
    ratio = (np.square(epsilon) / 2 + log_var / 2 - np.square(z) / 2).sum(axis=-1)  # log p(z) - log q(z | x)
    for weight in (1.0, 0.25):
        expected = np.log(importance.NUM_SAMPLES) - logsumexp(weight * ratio - nll, axis=0)
        model.kl_weight.assign(weight)
        loss = float(model.compute_loss(batch, None, outputs, training=False))
        assert loss == pytest.approx(expected.mean(), rel=1e-4)
        if weight == 1.0:
            np.testing.assert_allclose(np.asarray(model.terms(outputs)["bound"]), expected, rtol=1e-4)


def test_an_epoch_tells_the_bound_beside_the_two_terms(digits, without_xla):
    (only,) = train(build(CONFIG), digits)
    assert set(only.terms) == {"bound", "val_bound"} and only.val_kl > 0.0
    assert only.terms["val_bound"] < only.val_reconstruction + only.val_kl


def test_it_has_a_posterior():
    with pytest.raises(ConfigError, match="variational must be true for an importance-weighted autoencoder"):
        RunConfig(name="run", family="importance", variational=False)
