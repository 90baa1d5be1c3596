"""What latent dimensions carry: against direct formulas on small tables and pictures made for it."""

import dataclasses
import math

import numpy as np
import pytest

from vae.config import RunConfig
from vae.latent.latents import Latents
from vae.runs import dimensions
from vae.runs.store import Run
from vae.shape import MNIST


@pytest.fixture
def latents():
    rng = np.random.default_rng(0)
    return Latents(rng.normal(size=(50, 3)), rng.normal(size=(50, 3)) - 2, rng.integers(0, 4, 50).astype(np.uint8))


def run_with(metrics, latent_dim=3, **fields):
    return Run(None, RunConfig(name="a", latent_dim=latent_dim, **fields), metrics, False)


def test_kl_is_the_measured_figure_or_that_of_the_posteriors(latents):
    measured = run_with({"kl_per_dimension": {"value": [1.0, 3.0, 2.0]}})
    np.testing.assert_array_equal(dimensions.kl_per_dimension(measured, latents), [1, 3, 2])
    assert dimensions.order(measured, latents) == [1, 2, 0]
    for metrics in ({}, {"kl_per_dimension": {"value": [1.0]}}, {"kl_per_dimension": {"value": 3.0}}):
        kl = dimensions.kl_per_dimension(run_with(metrics), latents)
        # E_q[log q(z) - log p(z)] by sampling
        rng = np.random.default_rng(1)
        sigma = np.exp(0.5 * latents.z_log_var)
        noise = rng.normal(size=(5_000, 1, 3))
        z = latents.z_mean + sigma * noise
        log_ratio = -0.5 * noise**2 - np.log(sigma) + 0.5 * z**2
        np.testing.assert_allclose(kl, log_ratio.mean(axis=(0, 1)), atol=0.02)


def test_a_plain_autoencoder_has_no_kl_and_is_sorted_by_variance(latents):
    plain = dataclasses.replace(latents, z_log_var=None, z_mean=latents.z_mean * [1, 3, 2])
    assert dimensions.kl_per_dimension(run_with({}), plain) is None
    assert dimensions.order(run_with({}), plain) == [1, 2, 0]


def test_one_or_two_dimensions_keep_the_order_of_the_maps_axes(latents):
    two = Latents(latents.z_mean[:, :2], latents.z_log_var[:, :2], latents.labels)
    measured = run_with({"kl_per_dimension": {"value": [1.0, 3.0]}}, 2)
    assert dimensions.order(measured, two) == dimensions.in_order([1.0, 3.0]) == [0, 1]
    assert dimensions.largest_first([1.0, 3.0]).tolist() == [1, 0]
    assert dimensions.in_order([2.0]) == [0]


def test_a_dimension_below_a_hundredth_of_a_nat_is_unused(latents):
    assert dimensions.is_unused([0.009, 0.01, 0.0]).tolist() == [True, False, True]
    run = run_with({"kl_per_dimension": {"value": [0.001, 3.0, 0.002]}, "active_units": {"value": 3}})
    assert dimensions.unused(run, latents) == [2, 0]
    assert dimensions.num_in_use(run) == 1
    assert dimensions.num_in_use(run_with({"active_units": {"value": 3}})) is None
    assert dimensions.unused_text(1) == "1 unused dimension (under 0.01 nats)"
    assert dimensions.unused_text(2) == "2 unused dimensions (under 0.01 nats)"


def test_a_plain_autoencoders_dimensions_are_unused_where_the_codes_hardly_vary(latents):
    plain = dataclasses.replace(latents, z_log_var=None, z_mean=latents.z_mean * [1, 0.09, 2])
    run = run_with({"active_units": {"value": 2}}, variational=False)
    assert plain.z_mean.var(axis=0)[1] < 0.01 and dimensions.is_active(plain.z_mean).tolist() == [True, False, True]
    assert dimensions.unused(run, plain) == [1] and dimensions.num_in_use(run) == 2
    assert dimensions.unused_text(1, is_variational=False) == "1 unused dimension (variance of the codes up to 0.01)"


def test_class_information_is_mutual_information_of_the_table(monkeypatch):
    labels = np.array([0, 0, 0, 1, 1, 1, 2, 2], np.uint8)
    z = np.array([[1, 5], [2, 1], [3, 7], [4, 2], [5, 8], [6, 3], [7, 6], [8, 4]], np.float64)
    monkeypatch.setattr(dimensions, "num_bins", lambda *_: 2)
    shares = dimensions.class_information(z, labels)
    for column, share in zip(z.T, shares, strict=True):
        is_high = column > 4.5
        information = 0.0
        for label in range(3):
            for half in (False, True):
                joint = np.mean((labels == label) & (is_high == half))
                if joint:
                    information += joint * math.log(joint / np.mean(labels == label) / np.mean(is_high == half))
        entropy = -sum(p * math.log(p) for p in (3 / 8, 3 / 8, 2 / 8))
        assert share == pytest.approx(information / entropy)


def test_class_information_at_its_ends_and_its_bias():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 500).astype(np.uint8)
    told = labels + rng.uniform(0, 0.01, 5000)
    z = np.stack([told, rng.normal(size=5000), np.zeros(5000)], axis=1)
    shares = dimensions.class_information(z, labels)
    assert shares[0] == pytest.approx(1)
    assert shares[1] == pytest.approx(dimensions.class_information_bias(labels), rel=0.25)
    assert shares[2] == pytest.approx(0)
    assert dimensions.class_information_bias(labels) == pytest.approx(19 * 9 / 10_000 / math.log(10))
    assert list(dimensions.class_information(z, np.zeros(5000, np.uint8))) == [0, 0, 0]
    assert dimensions.class_information_bias(np.zeros(5000, np.uint8)) == 0


@pytest.mark.parametrize(("codes", "classes", "bins"), [(10_000, 10, 20), (360, 10, 2), (1000, 10, 5), (3, 1, 2)])
def test_bins_keep_the_table_filled(codes, classes, bins):
    assert dimensions.num_bins(codes, classes) == bins


def test_sensitivity_is_the_deviation_of_every_pixel():
    pictures = np.random.default_rng(0).uniform(size=(2, 7, 28, 28))
    heat = dimensions.sensitivity(pictures, MNIST)
    assert heat.shape == (2, 28, 28)
    assert heat[1, 4, 9] == pytest.approx(np.std([picture[4, 9] for picture in pictures[1]]), rel=1e-5)


@pytest.mark.parametrize(
    ("rows", "columns", "words"),
    [
        (slice(3, 10), slice(4, 9), "mostly top left"),
        (slice(18, 25), slice(18, 24), "mostly bottom right"),
        (slice(2, 9), slice(2, 26), "mostly top"),
        (slice(2, 26), slice(20, 25), "mostly right"),
        (slice(11, 17), slice(11, 17), "mostly in the middle"),
        (slice(11, 17), slice(2, 26), "mostly at middle height"),
        (slice(4, 24), slice(4, 24), "all over"),
        (slice(0, 0), slice(0, 0), "nowhere"),
    ],
)
def test_where_a_change_is_in_words(rows, columns, words):
    heat = np.zeros((28, 28), np.float32)
    heat[rows, columns] = 0.2
    assert dimensions.where(heat) == words


def test_pictures_of_change_all_over_are_told_apart_by_where_they_have_more_than_the_others():
    heats = np.full((12, 28, 28), 0.1)
    heats[1, :9, :9] += 0.1
    heats[2, 20:] = 0.5
    heats[3] = 0.0
    told = ["", "more top left than others do", "mostly bottom", "nowhere", *[""] * 8]
    assert dimensions.where_each(heats) == told
    assert dimensions.where_each(heats[:1]) == [""] and dimensions.where_each(heats[3:4]) == ["nowhere"]
