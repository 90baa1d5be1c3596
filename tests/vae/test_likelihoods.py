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
    configs = [RunConfig(name="a", likelihood=name, kind=row.kinds[0]) for name, row in LIKELIHOODS.items()]
    known = {config.likelihood: config.is_binarized for config in configs}
    grey = dict.fromkeys(("bernoulli", "gaussian", "gaussian_learnt", "categorical"), False)
    assert known == {**grey, "bernoulli_binarized": True}
