"""The table of likelihoods: every row has its words and its function."""

import numpy as np
import pytest

from vae.config import RunConfig
from vae.likelihoods import LIKELIHOODS
from vae.model import losses

PIXELS = np.array([[[0.0, 0.25], [0.75, 1.0]]], np.float32)


@pytest.mark.parametrize("likelihood", LIKELIHOODS.values(), ids=lambda likelihood: likelihood.name)
def test_every_row_has_words_and_a_function(likelihood):
    assert LIKELIHOODS[likelihood.name] is likelihood
    assert likelihood.title and likelihood.phrase and likelihood.source
    nats = np.asarray(getattr(losses, likelihood.function)(PIXELS, PIXELS))
    assert nats.shape == (1,) and np.isfinite(nats).all()


def test_a_run_knows_no_grey_where_its_likelihood_says_so():
    known = {name: RunConfig(name="a", likelihood=name).is_binarized for name in LIKELIHOODS}
    assert known == {"bernoulli": False, "bernoulli_binarized": True, "gaussian": False, "gaussian_learnt": False}
