"""Held-out figures against independent computations: numerical integration, brute force and known answers."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal, norm

from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import Dataset
from vae.latent.latents import codes_of_others
from vae.model import metrics
from vae.model.bounds import estimate_bounds, posteriors, targets
from vae.model.vae import VAE
from vae.prior.draws import prior_of


def make_model(**fields):
    return VAE(RunConfig(name="tiny", dataset="digits", **{"hidden_sizes": (16,), "latent_dim": 2, **fields}))


@pytest.fixture(scope="module")
def digits():
    full = datasets.load("digits")
    return Dataset(
        "digits", full.train_images[:400], full.train_labels[:400], full.test_images[:60], full.test_labels[:60],
        full.class_names,
    )  # fmt: skip


@pytest.fixture(scope="module")
def model():
    return make_model()


def integrated_nll(model, images):
    """-log p(x) by summing p(x | z) p(z) over a fine grid of the 2-D latent space."""
    axis = np.linspace(-5, 5, 101)
    z = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    logits = np.asarray(model.decode_logits(z.astype(np.float32)), np.float64).reshape(len(z), -1)
    pixels = images.reshape(len(images), -1).astype(np.float64)
    log_likelihood = logits @ pixels.T - np.logaddexp(0, logits).sum(axis=1)[:, None]
    log_prior = multivariate_normal(np.zeros(2)).logpdf(z)[:, None]
    return -logsumexp(log_likelihood + log_prior + 2 * math.log(axis[1] - axis[0]), axis=0)


def test_importance_weighted_bound_reaches_the_integral(model, digits):
    images, labels = targets("bernoulli", digits.test_images[:5], 0), digits.test_labels[:5]
    expected = integrated_nll(model, images)
    bounds = estimate_bounds(model, images, labels, num_samples=3000)
    np.testing.assert_allclose(bounds.importance_weighted_nll, expected, atol=0.15)
    assert np.all(bounds.reconstruction + bounds.kl > expected)
    assert bounds.kl_per_dimension.shape == (len(images), model.config.latent_dim)
    np.testing.assert_allclose(bounds.kl_per_dimension.sum(axis=1), bounds.kl)


def test_importance_weighted_bound_tightens_with_more_samples(model, digits, without_xla):
    images, labels = targets("bernoulli", digits.test_images, 0), digits.test_labels
    values = [estimate_bounds(model, images, labels, k).importance_weighted_nll.mean() for k in (1, 8, 200)]
    assert values[0] > values[1] > values[2] > integrated_nll(model, images).mean() - 0.1


def test_one_importance_sample_estimates_the_negative_elbo(model, digits, without_xla):
    images, labels = np.repeat(targets("bernoulli", digits.test_images[:1], 0), 2000, axis=0), np.zeros(2000, np.uint8)
    one = estimate_bounds(model, images, labels, num_samples=1, seed=1).importance_weighted_nll
    many = estimate_bounds(model, images[:1], labels[:1], num_samples=5000, seed=2)
    error = one.std() / math.sqrt(len(one))
    assert one.mean() == pytest.approx(float(many.reconstruction[0] + many.kl[0]), abs=5 * error)


@pytest.mark.parametrize("num_samples", [1, 64, 65, 130])
def test_bound_is_exact_at_any_number_of_samples_when_the_posterior_is_the_prior(digits, without_xla, num_samples):
    flat = make_model()
    for layer in (*flat.encoder.layers, *flat.decoder.layers):
        layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])
    images, labels = targets("bernoulli", digits.test_images[:33], 0), digits.test_labels[:33]
    bounds = estimate_bounds(flat, images, labels, num_samples)
    np.testing.assert_allclose(bounds.importance_weighted_nll, 784 * math.log(2), rtol=1e-5)
    np.testing.assert_allclose(bounds.reconstruction, 784 * math.log(2), rtol=1e-5)
    np.testing.assert_allclose(bounds.kl, 0, atol=1e-6)


def test_bounds_follow_from_the_seed(model, digits, without_xla):
    images, labels = targets("bernoulli", digits.test_images[:4], 0), digits.test_labels[:4]
    first, again, other = (estimate_bounds(model, images, labels, 5, seed).reconstruction for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.all(first != other)


def test_bounds_need_a_sample(model, digits):
    with pytest.raises(ValueError, match="at least 1, got 0"):
        estimate_bounds(model, np.zeros((1, 28, 28), np.float32), np.zeros(1, np.uint8), 0)


def test_binarised_targets_have_the_grey_value_as_their_mean():
    images = np.broadcast_to(np.array([0, 51, 255], np.uint8)[:, None, None], (3, 28, 28))
    drawn = targets("bernoulli_binarized", images, 0)
    assert set(np.unique(drawn)) == {0.0, 1.0}
    np.testing.assert_allclose(drawn.mean(axis=(1, 2)), [0, 0.2, 1], atol=0.05)
    np.testing.assert_array_equal(drawn, targets("bernoulli_binarized", images, 0))
    np.testing.assert_allclose(targets("bernoulli", images, 0).mean(axis=(1, 2)), [0, 0.2, 1])


def test_posteriors_of_many_images_are_those_of_each(model, digits):
    z_mean, z_log_var = posteriors(model, digits.test_images[:3], digits.test_labels[:3])
    expected = model.encode(digits.test_images[:3])
    np.testing.assert_allclose(z_mean, expected[0], atol=1e-5)
    np.testing.assert_allclose(z_log_var, expected[1], atol=1e-5)


def test_active_units_are_those_that_vary():
    z_mean = np.random.default_rng(0).normal(size=(1000, 4)) * np.sqrt([1.0, 0.02, 0.005, 0.0])
    assert metrics.active_units(z_mean) == 2


def test_prior_distance_is_near_zero_for_the_prior_and_grows_with_a_shift():
    z = np.random.default_rng(0).normal(size=(4000, 3))
    distances = [metrics.prior_distance(z + shift, None) for shift in (0.0, 0.5, 2.0)]
    assert distances[0] < 0.02
    assert distances[0] < distances[1] < distances[2] < math.sqrt(2)


def test_prior_distance_matches_numerical_integration():
    dims = 2
    z = np.random.default_rng(0).normal(size=(300, dims)) * 0.3 + 1.0
    axis = np.linspace(-8, 8, 801)
    weights = norm.pdf(axis) * (axis[1] - axis[0])

    def kernel(a, b):
        return np.exp(-np.square(a[:, None] - b[None]) / (2 * dims))

    pairs = np.prod([kernel(column, column) for column in z.T], axis=0)
    within = pairs[~np.eye(len(z), dtype=bool)].mean()
    across = np.prod([kernel(column, axis) @ weights for column in z.T], axis=0).mean()
    prior = (weights @ kernel(axis, axis) @ weights) ** dims
    assert metrics.prior_distance(z, None) == pytest.approx(math.sqrt(within - 2 * across + prior), rel=1e-6)


def test_prior_distance_draws_from_the_posteriors():
    means = np.zeros((3000, 2))
    assert metrics.prior_distance(means, np.zeros((3000, 2))) < 0.02
    assert metrics.prior_distance(means, None) > 0.3


def decoder_of_class_means(digits, shift=0):
    pictures = np.stack([digits.train_images[digits.train_labels == k].mean(axis=0) / 255 for k in range(10)])
    config = RunConfig("judged")

    def decode(z, labels):
        return pictures[(labels + shift) % 10]

    return SimpleNamespace(config=config, prior=prior_of(config), decode=decode)


def test_class_consistency_counts_pictures_of_the_wanted_class(digits):
    right = metrics.class_consistency(decoder_of_class_means(digits), digits, num_images=50)
    wrong = metrics.class_consistency(decoder_of_class_means(digits, shift=1), digits, num_images=50)
    assert right.value >= 0.9 and wrong.value <= 0.1
    assert right.extras["judge_accuracy"] > 0.85


def test_samples_of_a_class_come_from_its_part_of_the_prior(digits, monkeypatch):
    prior = {"family": "adversarial", "prior": "petals"}
    config = RunConfig("judged", conditional=True, **prior)
    parts = prior_of(config)
    means = decoder_of_class_means(digits).decode
    model = SimpleNamespace(config=config, prior=parts, decode=lambda z, labels: means(z, parts.parts_at(z)))
    assert metrics.class_consistency(model, digits, num_images=50).value >= 0.9

    def drawn(config):
        seen = []
        model = SimpleNamespace(
            config=config,
            prior=prior_of(config),
            decode=lambda z, labels: seen.append((parts.parts_at(z), labels)) or np.zeros((len(z), 1)),
        )
        monkeypatch.setattr(metrics, "kind_of", lambda config: SimpleNamespace(measures=lambda *arrays: {}))
        metrics._own_measures(model, digits, np.zeros((60, 2), np.float32), seed=0)
        return seen[-1]

    places, wanted = drawn(config)
    np.testing.assert_array_equal(places, wanted)
    assert set(drawn(RunConfig("free", **prior))[0]) == set(range(10))


COMMON = {"reconstruction", "average_picture", "squared_error", "active_units", "knn_accuracy", "prior_distance"}
VARIATIONAL = COMMON | {"neg_elbo", "kl", "kl_per_dimension", "importance_weighted_nll"}


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"likelihood": "bernoulli_binarized"}, VARIATIONAL),
        ({"variational": False, "hidden_sizes": ()}, COMMON),
        ({"conditional": True}, VARIATIONAL | {"class_consistency"}),
        ({"architecture": "convolutional", "hidden_sizes": (2, 2), "likelihood": "gaussian"}, VARIATIONAL),
    ],
)
def test_evaluate_measures_what_applies(digits, without_xla, fields, names, monkeypatch):
    monkeypatch.setattr(metrics, "NUM_SAMPLES", 3)
    monkeypatch.setattr(metrics, "NUM_DECODED", 20)
    reported = []
    measured = metrics.evaluate(make_model(**fields), digits, progress=lambda name, share: reported.append(share))
    assert set(measured) == names
    assert all(0 <= share <= 1 for share in reported) and 1 in reported
    for metric in measured.values():
        written = metric.to_json()
        assert {"value", "data", "num_images", "num_samples", "seed"} <= set(written)
        assert np.isfinite(np.asarray(written["value"])).all()
    if "neg_elbo" in names:
        parts = measured["reconstruction"].value + measured["kl"].value
        assert measured["neg_elbo"].value == pytest.approx(parts)
        assert sum(measured["kl_per_dimension"].value) == pytest.approx(measured["kl"].value, rel=1e-5)
        assert measured["importance_weighted_nll"].value <= measured["neg_elbo"].value + 1
    if fields.get("likelihood") == "bernoulli_binarized":
        assert measured["neg_elbo"].data == "digits test, pixels binarised once (seed 0)"


def test_the_average_picture_costs_its_cross_entropy(digits):
    p = np.clip(digits.train_images.mean(axis=0) / 255, 0.5 / 255, 1 - 0.5 / 255)
    q = digits.test_images.mean(axis=0) / 255
    expected = -(q * np.log(p) + (1 - q) * np.log(1 - p)).sum()
    found = metrics.average_picture(RunConfig(name="tiny", dataset="digits"), digits)
    assert found == pytest.approx(expected, rel=1e-5) and 240 < found < 265


def test_squared_error_is_summed_over_pixels(model, digits):
    images = targets("bernoulli", digits.test_images, 0)
    z_mean, _ = posteriors(model, images, digits.test_labels)
    expected = np.square(np.asarray(model.decode(z_mean)) - images).sum(axis=(1, 2)).mean()
    assert metrics.squared_error(model, images, z_mean, digits.test_labels) == pytest.approx(expected, rel=1e-5)


def test_thorough_evaluation_adds_the_tighter_bound(model, digits, without_xla, monkeypatch):
    monkeypatch.setattr(metrics, "NUM_SAMPLES", 1)
    monkeypatch.setattr(metrics, "NUM_SAMPLES_THOROUGH", 100)
    monkeypatch.setattr(metrics, "NUM_IMAGES_THOROUGH", 20)
    measured = metrics.evaluate(model, digits, thorough=True)["importance_weighted_nll_5000"]
    assert (measured.num_images, measured.num_samples) == (20, 100)


def test_a_group_has_one_code_as_far_as_its_others_draw_a_picture(digits):
    model = make_model(conditional=True)
    grouped = replace(digits, train_groups=np.zeros(400, int), test_groups=np.arange(60) % 20)
    images = targets("bernoulli", digits.test_images, 0)
    posterior = posteriors(model, images, digits.test_labels)
    figure = metrics.shared_code(model, grouped, images, posterior)
    codes = codes_of_others(*posterior, grouped.test_groups).astype(np.float32)
    decoded = np.asarray(model.decode(codes, digits.test_labels.astype(np.int32)))
    assert figure.value == pytest.approx(np.square(decoded - images).sum(axis=(1, 2)).mean(), rel=1e-5)
    assert figure.extras["own_code"] == pytest.approx(
        metrics.squared_error(model, images, posterior[0], digits.test_labels), rel=1e-5
    )
    of_class = [digits.train_images[digits.train_labels == label].mean(0) / 255 for label in digits.test_labels]
    expected = np.square(np.array(of_class) - images).sum(axis=(1, 2)).mean()
    assert figure.extras["average_of_class"] == pytest.approx(expected, rel=1e-5)
    assert figure.num_images == 60
