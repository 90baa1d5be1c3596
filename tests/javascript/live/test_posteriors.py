"""A picture has one -ELBO: what the browser shows live is what Python's score says of it."""

from dataclasses import asdict

import numpy as np
import pytest

from tests.support.javascript_network import MODULES, as_text
from tests.support.node import in_node
from ui.live import encoding
from vae.likelihoods import LIKELIHOODS
from vae.model.explanation import fixed_noise
from vae.runs.store import open_run

VIEWS = {
    **MODULES,
    "ui/live/posteriors.js": "Posteriors",
    "ui/live/two_layers.js": "TwoLayers",
}
LIVE = """([encoder, decoder, facts, choice, pictures]) => {
  const parts = [encoder, decoder].map((text) => {
    return parseSafetensors(bytesIn(text));
  });
  const [networkOfEncoder, networkOfDecoder] = parts.map(({ metadata, tensors }) => new Network(metadata, tensors));
  const layers = TwoLayers.of(parts[1].metadata, parts[1].tensors);
  const posteriors = new Posteriors(networkOfDecoder, facts, layers);
  posteriors.encoder = networkOfEncoder;
  posteriors.choice = choice;
  return pictures.map((picture) => {
    const { negElbo, reconstructionTerm, kl, label } = posteriors.of(Float32Array.from(picture), false);
    return [negElbo, reconstructionTerm, kl, label];
  });
}"""


def live(run, images, choice=None):
    from vae.model import inference
    from vae.model.loading import load_model
    from vae.runs.web import bundle

    config = run.config
    facts = {
        "nll": LIKELIHOODS[config.likelihood].function,
        "mixture": None if (prior := encoding.mixture_facts(run)) is None else asdict(prior),
        "noise": fixed_noise(config.latent_dim).ravel().tolist(),
        "is_binarized": config.is_binarized,
        "is_conditional": config.conditional,
        "class_names": [str(number) for number in range(config.num_classes)],
    }
    blobs = [as_text(inference.encoder_bundle(run.folder)), as_text(bundle(load_model(run).decoder))]
    pictures = (images.reshape(len(images), -1) / 255.0).tolist()
    return in_node(VIEWS, LIVE, [*blobs, facts, choice, pictures])


@pytest.mark.parametrize(
    "fields",
    [
        {"latent_dim": 3},
        {"likelihood": "bernoulli_binarized"},
        {"conditional": True},
        {"likelihood": "gaussian", "variational": False},
        {"family": "ladder", "latent_dim": 6, "hidden_sizes": (12, 10, 8)},
        {"family": "hierarchical", "latent_dim": 18, "hidden_sizes": (12, 10)},
        {"family": "mixture", "latent_dim": 3},
    ],
)
def test_the_live_figures_are_the_scores(fields, digits, save_tiny_run, tmp_path):
    from vae.model import inference

    run = save_tiny_run(tmp_path / "tiny", **fields)
    images = digits.test_images[:3]
    neg_elbo, reconstruction, kl = inference.score(run.folder, images)
    told = np.array(live(run, images)[:3], object)
    assert told[:, 1].astype(float) == pytest.approx(reconstruction, rel=1e-3)
    if neg_elbo is not None:
        assert told[:, 0].astype(float) == pytest.approx(neg_elbo, rel=1e-3)
        assert told[:, 2].astype(float) == pytest.approx(kl, rel=1e-3)


def test_the_class_told_counts_in_both(home):
    from vae.model import inference

    run = open_run(home / "runs" / "tiny-conditional")
    image = np.random.default_rng(0).integers(0, 256, (1, 28, 28), np.uint8)
    guessed, told = (inference.score(run.folder, image, labels)[0] for labels in (None, np.array([7])))
    ((live_guess, _, _, label),) = live(run, image)
    ((live_told, _, _, seven),) = live(run, image, 7)
    assert seven == 7 and label != 7 and live_told == pytest.approx(told[0], rel=1e-3)
    assert live_guess == pytest.approx(guessed[0], rel=1e-3) and abs(told[0] - guessed[0]) > 0.1
