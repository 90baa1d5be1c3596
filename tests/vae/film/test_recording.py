"""Recording a finished training: the weights that are saved are the ones that are measured."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.film import recording
from vae.latent.latents import Frames, Latents
from vae.model import loading
from vae.model.scores import score
from vae.model.training import train
from vae.model.vae import VAE
from vae.runs import store
from vae.runs.run_files import RunError


def test_a_run_measures_what_it_saves(digits, quick_training, tmp_path):
    few = Dataset(
        "digits",
        *(part[:100] for part in (digits.train_images, digits.train_labels)),
        *(part[:60] for part in (digits.test_images, digits.test_labels)),
        digits.class_names,
    )
    model = VAE(RunConfig(name="run", dataset="digits", hidden_sizes=(32,), epochs=1, batch_size=32))
    run = recording.record(tmp_path / "run", model, few, list(train(model, few)))
    loaded = loading.load_model(run)
    z_mean, _ = loaded.encode(few.test_images)
    np.testing.assert_allclose(store.load_latents(run).z_mean, np.asarray(z_mean), atol=1e-5)
    latents, scores = store.load_latents(run), score(loaded, few.test_images)
    np.testing.assert_allclose(latents.reconstruction, scores.reconstruction, rtol=1e-5)
    np.testing.assert_allclose(latents.kl, scores.kl, rtol=1e-4)
    error = np.square(np.asarray(loaded.decode(z_mean)) - few.test_images / 255).sum((1, 2)).mean()
    assert abs(run.metrics["squared_error"]["value"] - error) < 1e-3


def test_numbers_that_hardly_differ_are_kept_finer():
    kl = np.linspace(0, 1e-3, 300, dtype=np.float32)
    codes = kl[:, None]
    kept = recording.rounded(Latents(codes, codes, np.zeros(300, np.uint8), kl + 200, kl, np.zeros(300, np.float32)))
    np.testing.assert_allclose(kept.kl, kl, atol=1e-6)
    np.testing.assert_allclose(kept.reconstruction, kl + 200, atol=1e-4)
    np.testing.assert_allclose(kept.z_mean, codes, rtol=1e-3, atol=1e-6)
    assert len(np.unique(kept.kl)) == 300 and (kept.nll == 0).all()


def test_a_lean_run_has_its_weights_once_and_measures_what_it_saves(digits, quick_training, tmp_path):
    model = VAE(RunConfig(name="lean", dataset="digits", hidden_sizes=(80,), latent_dim=5, epochs=1, batch_size=300))
    results = list(train(model, digits))
    run = recording.record(tmp_path / "lean", model, digits, results, lean=True, briefly=True)
    assert {path.name for path in run.folder.iterdir()} == {
        "config.json", "encoder.safetensors", "frames.npz", "history.csv", "latents.npz", "metrics.json",
        "web.safetensors",
    }  # fmt: skip
    loaded = loading.load_model(run)
    z_mean, z_log_var = loaded.encode(digits.test_images)
    np.testing.assert_allclose(np.asarray(model.encode(digits.test_images)[0]), np.asarray(z_mean), atol=5e-3)
    latents = store.load_latents(run)
    np.testing.assert_allclose(latents.z_mean, np.asarray(z_mean), atol=1.01 * 2**-10, rtol=1e-3)
    np.testing.assert_allclose(latents.z_log_var, np.asarray(z_log_var), atol=1.01 * 2**-10, rtol=1e-3)
    scores = score(loaded, digits.test_images)
    np.testing.assert_allclose(latents.reconstruction, scores.reconstruction, rtol=0, atol=2**-7 + 1e-3)
    np.testing.assert_allclose(latents.kl, scores.kl, rtol=0, atol=2**-7 + 1e-3)
    assert (latents.reconstruction % 2**-10 == 0).all() and latents.reconstruction.dtype == np.float32
    with np.load(run.folder / "latents.npz") as file:
        assert file["z_mean"].dtype == file["z_log_var"].dtype == np.float16
    assert not {"judge", "exact_nll"} & set(run.metrics) and run.metrics["knn_accuracy"]["value"] > 0
    frames = store.load_frames(run)
    assert frames.codes.shape == (1, 144, 5) and len(frames.labels) == 144
    np.testing.assert_array_equal(frames.codes[-1], latents.z_mean[:144].astype(np.float16))


def test_the_film_of_a_lean_run_has_fewer_pictures_of_many_dimensions_and_its_codes_rounded():
    codes = np.random.default_rng(0).normal(0, 2, (2, 90, 3)).astype(np.float16)
    thinned = recording._thinned(Frames(np.arange(2), codes, np.arange(90, dtype=np.uint8)))
    assert thinned.codes.shape == (2, 60, 3) and thinned.labels.tolist() == list(range(60))
    np.testing.assert_allclose(thinned.codes, codes[:, :60], atol=2**-8)
    assert (thinned.codes % 2**-7 == 0).all() and thinned.codes.dtype == np.float16


@pytest.mark.parametrize("variational", [True, False])
def test_scores_are_added_and_nothing_else_changes(digits, save_tiny_run, tmp_path, variational):
    run = save_tiny_run(tmp_path / "old", variational=variational)
    before = store.load_latents(run)
    assert before.reconstruction is None
    model = loading.load_model(run)
    recording.add_scores(run, model, digits)
    after, scores = store.load_latents(run), score(model, digits.test_images)
    np.testing.assert_allclose(after.reconstruction, scores.reconstruction, rtol=1e-6)
    assert (after.kl is not None) == variational
    for name in ("z_mean", "z_log_var", "labels"):
        old, new = getattr(before, name), getattr(after, name)
        assert (old is None and new is None) or (old.dtype == new.dtype and old.tobytes() == new.tobytes())
    assert [path.name for path in run.folder.glob("*part*")] == []


def test_figures_and_codes_have_the_likelihood_itself(digits, quick_training, save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "run", latent_dim=1)
    model = loading.load_model(run)
    few = Dataset("digits", digits.train_images[:50], digits.train_labels[:50], digits.test_images[:20],
                  digits.test_labels[:20], digits.class_names)  # fmt: skip
    measured = recording.measure(model, few)
    assert measured.figures["exact_nll"]["value"] == pytest.approx(measured.nll.mean(), abs=1e-3)
    assert measured.figures["exact_nll"]["num_images"] == 20 and measured.figures["exact_nll"]["change"] < 0.05
    assert measured.figures["exact_nll"]["value"] < measured.figures["neg_elbo"]["value"]
    assert recording.add_scores(run, model, digits).gap is None
    latents = recording.add_scores(run, model, digits, np.arange(360, dtype=np.float32))
    np.testing.assert_allclose(store.load_latents(run).gap, latents.neg_elbo - np.arange(360), rtol=1e-4)
    deep = save_tiny_run(tmp_path / "deep", latent_dim=3)
    assert recording.measure(loading.load_model(deep), few).nll is None


def test_scores_of_other_images_are_refused(digits, save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "old")
    model = loading.load_model(run)
    with pytest.raises(RunError, match="360 held-out codes, but there are 3 images"):
        recording.with_scores(store.load_latents(run), model, digits.test_images[:3])
