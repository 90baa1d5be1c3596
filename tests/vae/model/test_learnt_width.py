"""A width of pixels that is learnt: found by the training, kept with the run, measured in nats that may be below 0."""

import json

import numpy as np
import pytest
from scipy import stats

from tests.support.blocks import COLOR, blocks
from vae.config import RunConfig
from vae.film import recording
from vae.model import encoder_tuning, inference, loading, losses
from vae.model.exact_likelihood import can_integrate
from vae.model.metrics import average_picture
from vae.model.training import train
from vae.model.vae import VAE
from vae.runs import store
from vae.runs.run_files import RunError

CONFIG = RunConfig(
    name="wide", dataset="own:blocks", shape=COLOR, hidden_sizes=(64,), latent_dim=4, likelihood="gaussian_learnt",
    epochs=12, batch_size=16, num_classes=2, learning_rate=5e-3,
)  # fmt: skip


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    from tests.support.quick import quick_training

    folder, dataset = tmp_path_factory.mktemp("runs") / CONFIG.name, blocks()
    with quick_training():
        model = VAE(CONFIG)
        results = list(train(model, dataset, folder.parent / "checkpoint.npz"))
        return model, dataset, recording.record(folder, model, dataset, results), results


def test_the_width_becomes_that_of_the_errors(trained):
    model, dataset, _, _ = trained
    z_mean, _ = model.encode(dataset.train_images)
    errors = np.asarray(model.decode(z_mean)) - dataset.train_images / 255
    assert model.sigma == pytest.approx(np.sqrt(np.square(errors).mean()), rel=0.4)
    assert model.sigma < 0.25, "where it began"


def test_a_picture_costs_what_its_density_says(trained):
    model, dataset, run, _ = trained
    told = inference.explain(run.folder, dataset.test_images[:4])
    expected = -stats.norm.logpdf(told.images, told.reconstructions, model.sigma).reshape(4, -1).sum(axis=1)
    np.testing.assert_allclose(told.reconstruction_nll, expected, rtol=1e-3, atol=0.1)


def test_the_run_keeps_its_width(trained):
    model, dataset, run, _ = trained
    assert store.load_sigma(run) == pytest.approx(model.sigma, rel=1e-6)
    assert loading.load_model(run).sigma == pytest.approx(model.sigma, rel=1e-5)
    assert run.metrics["pixel_sigma"]["value"] == pytest.approx(model.sigma, abs=1e-5)
    assert not can_integrate(CONFIG)


def test_the_average_picture_has_the_width_that_fits_it_best(trained):
    _, dataset, run, _ = trained
    mean = np.clip(dataset.train_images.mean(axis=0) / 255, 0.5 / 255, 1 - 0.5 / 255)
    spread = np.sqrt(np.square(dataset.train_images / 255 - mean).mean())
    expected = -stats.norm.logpdf(dataset.test_images / 255, mean, spread).sum() / len(dataset.test_images)
    assert average_picture(CONFIG, dataset) == pytest.approx(expected, rel=1e-4)
    assert run.metrics["average_picture"]["value"] == pytest.approx(expected, rel=1e-4)


def test_a_training_goes_on_with_the_width_that_it_had(trained, without_xla):
    model, dataset, run, results = trained
    resumed = VAE(CONFIG)
    assert [r.loss for r in train(resumed, dataset, run.folder.parent / "checkpoint.npz")] == [r.loss for r in results]
    assert resumed.sigma == model.sigma


def test_tuning_the_encoder_leaves_the_width(trained, without_xla):
    _, dataset, run, _ = trained
    model = loading.load_model(run)
    before = model.sigma
    encoder_tuning.tune_encoder(model, dataset.train_images, dataset.train_labels, epochs=1)
    assert model.sigma == before and model.width.trainable


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "JSON"), ("{}", "version"), ('{"version": 1}', "sigma must be a finite number"),
     ('{"version": 1, "sigma": 0.001}', "sigma must be between"), ('{"version": 2, "sigma": 0.1}', "version")],
)  # fmt: skip
def test_a_damaged_width_is_a_sentence(trained, text, message):
    run = trained[2]
    kept = (run.folder / "likelihood.json").read_text()
    try:
        (run.folder / "likelihood.json").write_text(text)
        with pytest.raises(RunError, match=f"likelihood.json.*{message}|{message}"):
            store.open_run(run.folder)
    finally:
        (run.folder / "likelihood.json").write_text(kept)
    assert json.loads(kept)["version"] == 1


def test_others_have_no_width():
    assert VAE(RunConfig(name="plain", hidden_sizes=(4,))).sigma is None
    assert pytest.approx(0.5 / 255) == losses.LEAST_SIGMA
