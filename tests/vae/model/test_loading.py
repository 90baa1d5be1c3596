"""The compiled model: it answers as the model it was made of, whatever the run is like and however many are asked."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support import imported_runs
from tests.support.javascript_network import randomise
from vae.config import RunConfig
from vae.model.loading import CompiledVAE, load_model, take_weights
from vae.model.scores import score
from vae.model.vae import VAE
from vae.network.evaluation import evaluate
from vae.network.network import read
from vae.runs.run_files import RunError
from vae.runs.saving import save_imported
from vae.runs.web import bundle

RNG = np.random.default_rng(0)
Z = RNG.standard_normal((5, 2)).astype(np.float32)
IMAGES = RNG.integers(0, 256, (5, 28, 28), np.uint8)
LABELS = np.array([1, 5, 9, 0, 1])
KINDS = {
    "plain": {},
    "autoencoder": {"variational": False},
    "binarized": {"likelihood": "bernoulli_binarized"},
    "conditional": {"conditional": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_answers_as_the_model_does(kind):
    model = VAE(RunConfig(name="run", hidden_sizes=(8,), **KINDS[kind]))
    compiled = CompiledVAE(model)
    for count in (5, 1, 0):
        labels = LABELS[:count] if model.config.conditional else None
        for images in (IMAGES[:count], IMAGES[:count].astype(np.float32) / 255):
            for told, expected in zip(compiled.encode(images, labels), model.encode(images, labels), strict=True):
                assert (told is None) == (expected is None)
                if expected is not None:
                    np.testing.assert_allclose(np.asarray(told), np.asarray(expected), atol=1e-6)
        expected = np.asarray(model.decode(Z[:count], labels))
        np.testing.assert_allclose(np.asarray(compiled.decode(Z[:count], labels)), expected, atol=1e-6)
    for name in ("reconstruction", "neg_elbo", "kl"):
        told, expected = getattr(score(compiled, IMAGES), name), getattr(score(model, IMAGES), name)
        if expected is not None:
            np.testing.assert_allclose(told, expected, rtol=1e-5)


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"variational": False}, {"conditional": True}, {"hidden_sizes": ()},
        {"architecture": "convolutional", "hidden_sizes": (4, 6)},
    ],
)  # fmt: skip
def test_a_network_takes_the_weights_of_its_bundle(fields):
    config = RunConfig(**{"name": "run", "hidden_sizes": (9, 8), **fields})
    model, copy = VAE(config), VAE(replace(config, seed=5))
    for network, own in ((model.encoder, copy.encoder), (model.decoder, copy.decoder)):
        randomise(network, 3)
        take_weights(own, bundle(network, "float32"))
    labels = LABELS if config.conditional else None
    np.testing.assert_allclose(np.asarray(copy.decode(Z, labels)), np.asarray(model.decode(Z, labels)), atol=1e-5)
    for told, expected in zip(copy.encode(IMAGES, labels), model.encode(IMAGES, labels), strict=True):
        if expected is not None:
            np.testing.assert_allclose(np.asarray(told), np.asarray(expected), rtol=1e-4, atol=1e-4)


def test_a_bundle_of_another_network_is_refused(save_tiny_run, tmp_path):
    small, large = (VAE(RunConfig(name="run", hidden_sizes=sizes)).decoder for sizes in ((8,), (8, 8)))
    for one, other in ((small, large), (large, small)):
        with pytest.raises(ValueError, match="weight"):
            take_weights(one, bundle(other))
    run = save_tiny_run(tmp_path / "lean", lean=True)
    (run.folder / "encoder.safetensors").write_bytes(bundle(VAE(replace(run.config, hidden_sizes=(4,))).encoder))
    with pytest.raises(RunError, match="encoder.safetensors does not fit its config.json"):
        load_model(run)


def test_mixtures_of_classes_are_taken_and_their_absence_refused():
    model = VAE(RunConfig(name="run", hidden_sizes=(8,), conditional=True))
    compiled = CompiledVAE(model)
    mixture = RNG.dirichlet(np.ones(10), 5).astype(np.float32)
    expected = np.asarray(model.decode(Z, mixture))
    np.testing.assert_allclose(np.asarray(compiled.decode(Z, mixture)), expected, atol=1e-6)
    with pytest.raises(ValueError, match="labels must be given"):
        compiled.encode(IMAGES)
    with pytest.raises(ValueError, match="labels must be given"):
        compiled.decode(Z)


def test_an_imported_run_is_what_its_bundles_are(tmp_path):
    imported = imported_runs.bare(conditional=True, num_classes=10)
    run = save_imported(tmp_path, imported)
    model = load_model(run)
    assert model.encoder is None
    pixels = np.asarray(CompiledVAE(model).decode(Z, LABELS)).reshape(len(Z), -1)
    np.testing.assert_allclose(pixels, evaluate(read(imported.decoder), Z, LABELS), atol=1e-6)
