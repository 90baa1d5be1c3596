"""-log p(x) by integration, against SciPy's integration, a finer grid, and the bounds that lie above it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import simpson
from scipy.special import logsumexp

from vae.config import RunConfig
from vae.model import exact_likelihood
from vae.model.bounds import estimate_bounds, posteriors
from vae.model.exact_likelihood import can_integrate, exact_nll
from vae.model.vae import VAE, build


def sharp_model(latent_dim, scale=4.0, **fields):
    """A model whose pictures change fast with z, so that posteriors are narrow."""
    config = RunConfig(name="sharp", hidden_sizes=(16,), latent_dim=latent_dim, activation="tanh", seed=3, **fields)
    model = build(config)
    weights = model.decoder.get_weights()
    model.decoder.set_weights([scale * array if array.ndim == 2 else array for array in weights])
    return model


def pictures(count=3, seed=0):
    return (np.random.default_rng(seed).random((count, 28, 28)) < 0.3).astype(np.float32)


def log_joint(model, picture, z, label=None):
    told = None if label is None else np.full(len(z), label, np.int32)
    logits = np.asarray(model.decode_logits(z.astype(np.float32), told), np.float64)
    nll = np.asarray(model.reconstruction_nll(picture.astype(np.float64)[None], logits), np.float64)
    return -nll - 0.5 * np.square(z).sum(axis=1) - 0.5 * z.shape[1] * math.log(2 * math.pi)


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_in_one_dimension_it_is_scipys_integral(likelihood):
    model, images = sharp_model(1, likelihood=likelihood), pictures()
    exact = exact_nll(model, images, np.zeros(3, int))
    axis = np.linspace(-6, 6, 12_001)
    for picture, found in zip(images, exact.nll, strict=True):
        values = log_joint(model, picture, axis[:, None])
        whole = simpson(np.exp(values - values.max()), x=axis)
        assert found == pytest.approx(-values.max() - math.log(whole), abs=0.01)


def test_in_two_dimensions_halving_reaches_a_grid_four_times_as_fine(monkeypatch):
    model, images = sharp_model(2, scale=2.0), pictures(2)
    monkeypatch.setattr(exact_likelihood, "STEP", 0.2)
    exact = exact_nll(model, images, np.zeros(2, int))
    axis = np.arange(-4.75, 4.75, 0.05)
    z = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    sums = [logsumexp(log_joint(model, picture, z)) + 2 * math.log(0.05) for picture in images]
    np.testing.assert_allclose(exact.nll, -np.array(sums), atol=0.03)
    assert exact.step <= 0.1 and exact.change < 0.05


def test_where_a_grid_twice_as_coarse_says_the_same_nothing_is_halved(monkeypatch):
    model, images, labels = sharp_model(2, scale=1.0), pictures(2), np.zeros(2, int)
    monkeypatch.setattr(exact_likelihood, "STEP", 0.1)
    monkeypatch.setattr(exact_likelihood, "_CODES_PER_TILE", 301)
    exact = exact_nll(model, images, labels)
    reach = max(4.75, float(np.abs(posteriors(model, images, labels)[0]).max()) + 0.75)
    axis = np.arange(-reach + 0.1, reach, 0.2)
    nll = {}
    for every in (1, 2):
        z = np.stack(np.meshgrid(axis[::every], axis[::every]), axis=-1).reshape(-1, 2)
        sums = [logsumexp(log_joint(model, picture, z)) + 2 * math.log(0.2 * every) for picture in images]
        nll[every] = -np.array(sums)
    np.testing.assert_allclose(exact.nll, nll[1], atol=2e-3)
    assert exact.step == 0.2 and exact.change == pytest.approx(np.abs(nll[1] - nll[2]).mean(), abs=2e-3)
    monkeypatch.setattr(exact_likelihood, "_FEW", 1)
    few = exact_nll(model, images, labels)
    assert few.step == 0.2 and few.change == exact.change
    seen, grid = [], exact_likelihood._grid
    monkeypatch.setattr(
        exact_likelihood, "_grid", lambda *words: seen.append((len(words[1]), words[3])) or grid(*words)
    )
    monkeypatch.setattr(exact_likelihood, "TOLERANCE", 0.0)
    monkeypatch.setattr(exact_likelihood, "_MAX_HALVINGS", 1)
    finer = exact_nll(model, images, labels)
    assert finer.step == 0.05 and seen == [(1, 0.2), (2, 0.1)]
    np.testing.assert_allclose(exact.nll, finer.nll, atol=0.01)


def test_a_conditional_model_is_integrated_with_the_class_it_is_told(monkeypatch):
    monkeypatch.setattr(exact_likelihood, "STEP", 0.12)
    model, images, labels = sharp_model(1, conditional=True), pictures(4), np.array([7, 2, 7, 0])
    exact = exact_nll(model, images, labels)
    axis = np.arange(-4.75, 4.75, 0.005)[:, None]
    for picture, label, found in zip(images, labels, exact.nll, strict=True):
        assert found == pytest.approx(-logsumexp(log_joint(model, picture, axis, label)) - math.log(0.005), abs=0.03)


def test_under_a_prior_that_is_learnt_it_is_its_density_that_counts(monkeypatch):
    model, rng = sharp_model(2, scale=1.0, family="mixture"), np.random.default_rng(5)
    # Far from 0, and another width along each axis, so that a grid laid out for N(0, I) would miss all of it.
    model.prior_means.assign(rng.normal([30.0, -2.0], [4.0, 0.3], (32, 2)))
    model.prior_log_vars.assign(rng.normal([1.0, -2.0], 0.3, (32, 2)))
    model.prior_logits.assign(rng.normal(size=32))
    monkeypatch.setattr(exact_likelihood, "STEP", 0.1)
    images = pictures(2)
    exact = exact_nll(model, images, np.zeros(2, int))
    side = np.arange(-5.0, 5.0, 0.12)
    z = np.stack(np.meshgrid(30.0 + 5.0 * side, -2.0 + 0.6 * side), axis=-1).reshape(-1, 2)
    logits = np.asarray(model.decode_logits(z.astype(np.float32)), np.float64)
    for picture, found in zip(images, exact.nll, strict=True):
        nll = np.asarray(model.reconstruction_nll(picture.astype(np.float64)[None], logits), np.float64)
        mass = logsumexp(model.prior.log_density(z) - nll) + math.log(0.12 * 5.0 * 0.12 * 0.6)
        assert found == pytest.approx(-mass, abs=0.02)


def test_it_lies_below_the_bounds_and_memory_does_not_depend_on_tiles(monkeypatch, without_xla):
    model, images, labels = sharp_model(2), pictures(5), np.zeros(5, int)
    monkeypatch.setattr(exact_likelihood, "STEP", 0.12)
    exact = exact_nll(model, images, labels)
    bounds = estimate_bounds(model, images, labels, 64)
    assert (exact.nll < bounds.reconstruction + bounds.kl).all()
    monkeypatch.setattr(exact_likelihood, "_IMAGES_PER_TILE", 2)
    monkeypatch.setattr(exact_likelihood, "_CODES_PER_TILE", 300)
    np.testing.assert_allclose(exact_nll(model, images, labels).nll, exact.nll, atol=1e-3)


def test_a_place_that_several_images_have_is_decoded_once(monkeypatch):
    model, images, labels = sharp_model(2, scale=1.0), np.repeat(pictures(1), 5, axis=0), np.zeros(5, int)
    cells = exact_likelihood._grid(model, images, labels, 0.5, lambda share: None)[2]
    decoded, decode = [], model.decode_logits
    monkeypatch.setattr(model, "decode_logits", lambda z, labels: decoded.append(np.array(z)) or decode(z, labels))
    halved = exact_likelihood._halved(model, images, labels, cells, 0.25, lambda share: None)
    places = np.concatenate(decoded)
    assert len(places) == len(np.unique(places, axis=0)) == len(halved.image) / 5
    one = halved.image == 3
    expected = log_joint(model, images[3], halved.centre[one])
    np.testing.assert_allclose(halved.log_density[one], expected, atol=1e-3)


def test_codes_far_from_the_middle_are_within_the_grid():
    model = sharp_model(1)
    head = model.encoder.get_layer("z_mean")
    head.set_weights([0 * head.kernel.numpy(), np.array([9.0], np.float32)])
    shares = []
    exact_nll(model, pictures(1), np.zeros(1, int), shares.append)
    assert shares[-1] == 1.0 and shares == sorted(shares)
    reach = exact_likelihood._grid_of(model, pictures(1), np.zeros(1, int), None, exact_likelihood.STEP)[2].centre
    assert np.abs(reach).max() < 9.75


def test_what_has_no_integral_is_refused():
    config = RunConfig(name="run")
    assert can_integrate(config) and can_integrate(replace(config, family="mixture"))
    assert not can_integrate(replace(config, latent_dim=3))
    assert not can_integrate(replace(config, variational=False))
    with pytest.raises(ValueError, match="one or two dimensions"):
        exact_nll(VAE(RunConfig(name="run", hidden_sizes=(4,), latent_dim=3)), pictures(1), np.zeros(1, int))
