"""The compiled model: it answers as the model it was made of, whatever the run is like and however many are asked."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.model.loading import CompiledVAE
from vae.model.scores import score
from vae.model.vae import VAE

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
