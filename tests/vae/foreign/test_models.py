"""What outputs are taken for by their names."""

import keras
import numpy as np
import pytest
from keras import layers

from tests.support.foreign import pictures, randomised, saved
from vae.foreign.models import is_log_deviation
from vae.network.evaluation import evaluate
from vae.readers.reading import read_models

DEVIATIONS = ["log_sigma", "z_log_sigma", "logsigma", "log_std", "logStddev", "z_log_sigma_2", "log_sig"]
VARIANCES = [
    "z_log_sigma_sq",
    "log_sigma2",
    "log_sigma_squared",
    "logSigmaSq",
    "log_std_square",
    "log_sigma^2",
    "log_sig2",
]


@pytest.mark.parametrize("name", DEVIATIONS)
def test_a_name_says_logarithm_of_the_deviation(name):
    assert is_log_deviation(name)


@pytest.mark.parametrize("name", [*VARIANCES, "z_log_var", "logvar", "sigma"])
def test_a_name_says_logarithm_of_the_variance(name):
    assert not is_log_deviation(name)


@pytest.mark.parametrize(("name", "factor"), [("z_log_sigma", 2), ("z_log_sigma_sq", 1), ("log_sigma2", 1)])
def test_the_logarithm_of_a_deviation_is_doubled_and_that_of_a_variance_is_not(name, factor, tmp_path):
    x = keras.Input((64,))
    network = randomised(keras.Model(x, [layers.Dense(2, name="z_mean")(x), layers.Dense(2, name=name)(x)]))
    (model,) = read_models(saved(network, tmp_path))
    given = pictures(3, 64)
    mean, spread = map(np.asarray, network(given))
    np.testing.assert_allclose(evaluate(model.network(), given), np.concatenate((mean, factor * spread), 1), atol=1e-5)
