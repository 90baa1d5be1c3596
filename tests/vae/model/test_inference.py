"""Encoding and decoding with saved runs, as the worker does it."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.latent import geodesics
from vae.latent.latents import Frames, Latents
from vae.model import inference, pullback
from vae.model.vae import VAE
from vae.runs import store
from vae.runs.run_files import RunError
from vae.runs.saving import save_run

RNG = np.random.default_rng(0)
Z = RNG.standard_normal((3, 2)).astype(np.float32)
IMAGES = RNG.integers(0, 256, (3, 28, 28), np.uint8)
LABELS = np.array([1, 5, 9])


def save(folder, **changes):
    config = RunConfig(name=folder.name, hidden_sizes=(8,), **changes)
    model = VAE(config)
    codes, labels = np.zeros((2, config.latent_dim), np.float32), np.zeros(2, np.uint8)
    run = save_run(
        folder,
        model,
        history=[dict.fromkeys(store.HISTORY_COLUMNS, 1.0)],
        frames=Frames(np.array([1], np.int32), codes[None].astype(np.float16), labels),
        latents=Latents(codes, codes if config.variational else None, labels),
        metrics={},
        overwrite=True,
    )
    return run, model


def test_decode_and_encode_are_the_models(tmp_path):
    run, model = save(tmp_path / "run")
    np.testing.assert_allclose(inference.decode(run.folder, Z), np.asarray(model.decode(Z)), atol=1e-6)
    z_mean, z_log_var = inference.encode(run.folder, IMAGES)
    expected_mean, expected_log_var = model.encode(IMAGES)
    np.testing.assert_allclose(z_mean, np.asarray(expected_mean), atol=1e-6)
    np.testing.assert_allclose(z_log_var, np.asarray(expected_log_var), atol=1e-6)


def test_labels_reach_a_conditional_run(tmp_path):
    run, model = save(tmp_path / "run", conditional=True)
    expected = np.asarray(model.decode(Z, LABELS))
    np.testing.assert_allclose(inference.decode(run.folder, Z, LABELS), expected, atol=1e-6)
    assert not np.allclose(expected, inference.decode(run.folder, Z, LABELS[::-1]))


def test_a_plain_autoencoder_has_no_variances(tmp_path):
    run, _ = save(tmp_path / "run", variational=False)
    assert inference.encode(run.folder, IMAGES)[1] is None


def test_more_codes_than_one_batch_and_none_at_all(tmp_path):
    run, _ = save(tmp_path / "run")
    many = np.tile(Z, (1000, 1))
    decoded = inference.decode(run.folder, many)
    np.testing.assert_allclose(decoded[-3:], decoded[:3], atol=1e-6)
    assert inference.decode(run.folder, Z[:0]).shape == (0, 28, 28)
    assert inference.encode(run.folder, IMAGES[:0])[0].shape == (0, 2)


def test_a_run_trained_anew_is_loaded_anew(tmp_path):
    run, _ = save(tmp_path / "run")
    before = inference.decode(run.folder, Z)
    _, model = save(tmp_path / "run", seed=1)
    after = inference.decode(run.folder, Z)
    assert not np.allclose(before, after)
    np.testing.assert_allclose(after, np.asarray(model.decode(Z)), atol=1e-6)


def test_codes_of_another_size_and_damaged_runs_get_a_sentence(tmp_path):
    run, _ = save(tmp_path / "run")
    with pytest.raises(ValueError, match=r"z must have shape \[n, 2\], got \[3, 1\]"):
        inference.decode(run.folder, Z[:, :1])
    (run.folder / "latents.npz").unlink()
    (run.folder / "decoder.keras").touch()
    with pytest.raises(RunError, match="lacks latents.npz"):
        inference.decode(run.folder, Z)


def test_a_mixture_of_classes_reaches_a_conditional_run(tmp_path):
    run, model = save(tmp_path / "run", conditional=True)
    pure = np.eye(10)[LABELS]
    np.testing.assert_allclose(
        inference.decode(run.folder, Z, pure), inference.decode(run.folder, Z, LABELS), atol=1e-6
    )
    mixture = 0.25 * pure + 0.75 * np.eye(10)[LABELS[::-1]]
    logits = model.decoder({"z": Z, "labels": mixture.astype(np.float32)}, training=False)
    expected = 1 / (1 + np.exp(-np.asarray(logits)))
    np.testing.assert_allclose(inference.decode(run.folder, Z, mixture), expected, atol=1e-5)
    with pytest.raises(ValueError, match=r"labels must have shape \[3, 10\], got \[3, 9\]"):
        inference.decode(run.folder, Z, mixture[:, :9])


@pytest.mark.parametrize("changes", [{"latent_dim": 1}, {"latent_dim": 6}, {"conditional": True}])
def test_derivatives_of_the_decoder_are_its_difference_quotients(tmp_path, changes):
    run, model = save(tmp_path / "run", **changes)
    z = RNG.standard_normal((3, run.config.latent_dim)).astype(np.float32)
    mixture = np.full((3, 10), 0.1) if run.config.conditional else None
    found = pullback.jacobian(model, z, mixture)
    assert found.shape == (3, 784, run.config.latent_dim)
    for axis, step in enumerate(np.eye(run.config.latent_dim, dtype=np.float32) * 1e-2):
        quotient = (pullback.decode(model, z + step, mixture) - pullback.decode(model, z - step, mixture)) / 2e-2
        np.testing.assert_allclose(found[..., axis], quotient, atol=2e-3)
    np.testing.assert_allclose(
        pullback.decode(model, z, mixture).reshape(3, 28, 28), model.decode(z, mixture), atol=1e-5
    )


@pytest.mark.parametrize("conditional", [False, True])
def test_the_worker_shortens_a_curve_between_codes(tmp_path, conditional):
    run, model = save(tmp_path / "run", conditional=conditional)
    mixtures = np.eye(10)[[1, 2]] if conditional else None
    start, end = np.array([-2.0, 0.0]), np.array([2.0, 1.0])
    line, route = inference.begin_geodesic(run.folder, start, end, mixtures)
    labels = None if mixtures is None else np.linspace(mixtures[0], mixtures[1], 125)
    pictures = inference.decode(run.folder, geodesics.sampled(line.points, 4), labels).reshape(125, -1)
    assert line.energy == pytest.approx(124 * np.square(np.diff(pictures, axis=0)).sum(), rel=1e-3)
    found = inference.shorten(run.folder, line, mixtures)
    assert found.is_converged and found.energy < line.energy
    for curve in (line, route, found):
        np.testing.assert_array_equal(curve.points[[0, -1]], [start, end])


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_weights_that_are_no_numbers_are_refused(tmp_path, value):
    run, model = save(tmp_path / "run")
    weights = model.decoder.get_weights()
    weights[0][0, 0] = value
    model.decoder.set_weights(weights)
    model.decoder.save(run.folder / "decoder.keras")
    with pytest.raises(RunError, match="run 'run': decoder.keras's weights must hold"):
        inference.decode(run.folder, Z)


def test_a_network_that_has_vanished_is_named(tmp_path):
    run, _ = save(tmp_path / "run")
    (run.folder / "decoder.keras").unlink()
    with pytest.raises(RunError, match="run 'run' lacks decoder.keras"):
        inference.encode(run.folder, IMAGES)
