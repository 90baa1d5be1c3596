"""The encoder in the browser: what it is told about a run, its weights, and drawings to begin with."""

from functools import lru_cache

import numpy as np

from ui.live import component, encoders
from ui.live.contract import DrawnSample, EncodingFacts, InkFacts, MixtureFacts
from vae.data import datasets
from vae.likelihoods import LIKELIHOODS
from vae.model.explanation import fixed_noise
from vae.pictures.recipes import Recipe
from vae.pictures.samples import sample_strokes
from vae.prior.mixture import MixturePrior
from vae.runs.store import Run, load_prior, load_sigma


def encoding_facts(run: Run) -> EncodingFacts:
    """Return how a run takes pictures."""
    return EncodingFacts(
        encoder=encoders.fingerprint(run),
        is_conditional=run.config.conditional,
        is_binarized=run.config.is_binarized,
        nll=LIKELIHOODS[run.config.likelihood].function,
        sigma=load_sigma(run),
        mixture=mixture_facts(run),
        noise=fixed_noise(run.config.latent_dim).ravel().tolist(),
        ink=ink_facts(datasets.digit_recipe(run.config.dataset)),
    )


def ink_facts(recipe: Recipe | None) -> InkFacts | None:
    """Return what the browser is told of a recipe for digits; None where there is none."""
    return None if recipe is None else InkFacts(recipe.box_size, list(recipe.usual_width), recipe.center_mass)


def mixture_facts(run: Run) -> MixtureFacts | None:
    """Return the prior of a run where it is learnt, else None."""
    prior = load_prior(run)
    if not isinstance(prior, MixturePrior):
        return None
    return MixtureFacts(*(one.ravel().tolist() for one in (prior.means, prior.log_vars, prior.log_weights)))


def mount_encoder(run: Run) -> None:
    """Hand the browser the encoder; the worker makes its bundle the first time.

    Raises:
        RunError: the run's networks are damaged.
    """
    component.hand_over({encoders.fingerprint(run): encoders.encoder_bundle(run)})


@lru_cache(maxsize=1)
def drawn_samples() -> list[DrawnSample]:
    """Return a drawing of every digit, for the pad."""
    return [
        DrawnSample(sample.name, [_thinned(stroke) for stroke in sample.strokes])
        for sample in sample_strokes()
        if sample.name.isdigit()
    ]


def _thinned(stroke: np.ndarray) -> list[list[float]]:
    """Return every second point, the last included, in the middle 60 % of the pad."""
    points = [*stroke[:-1:2], stroke[-1]]
    return [[round(float(0.2 + 0.6 * x), 3), round(float(0.2 + 0.6 * y), 3)] for x, y in points]
