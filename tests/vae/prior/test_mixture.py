"""A mixture as a prior: its density is the parts' sum, and its draws lie where that says."""

import numpy as np
from scipy import stats

from vae.prior.mixture import MixturePrior

PRIOR = MixturePrior(
    means=np.array([[-2.0, 0.0], [1.0, 3.0]]),
    log_vars=np.log(np.array([[0.25, 1.0], [4.0, 0.5]])),
    log_weights=np.log(np.array([0.3, 0.7])),
)


def test_the_density_is_the_sum_of_its_parts():
    z = np.random.default_rng(0).normal(size=(50, 2)) * 3.0
    parts = [
        weight * stats.multivariate_normal(mean, np.diag(np.exp(log_var))).pdf(z)
        for mean, log_var, weight in zip(PRIOR.means, PRIOR.log_vars, np.exp(PRIOR.log_weights), strict=True)
    ]
    np.testing.assert_allclose(PRIOR.log_density(z), np.log(sum(parts)), rtol=1e-9)


def test_what_is_not_known_of_a_code_is_where_the_likeliest_part_has_its_middle():
    codes = PRIOR.completed([[-2.1], [0.9], [9.0]], [0])
    np.testing.assert_allclose(codes, [[-2.1, 0.0], [0.9, 3.0], [9.0, 3.0]], rtol=1e-6)
    joint = PRIOR.log_weights + stats.norm(PRIOR.means[:, 1], np.exp(0.5 * PRIOR.log_vars[:, 1])).logpdf(1.4)
    np.testing.assert_allclose(PRIOR.completed([[1.4]], [1]), [[PRIOR.means[joint.argmax(), 0], 1.4]], rtol=1e-6)


def test_draws_have_its_mean_and_shares():
    draws = PRIOR.sample(20_000, np.random.default_rng(1))
    assert draws.dtype == np.float32 and draws.shape == (20_000, 2)
    np.testing.assert_allclose(draws.mean(axis=0), [0.3 * -2.0 + 0.7 * 1.0, 0.7 * 3.0], atol=0.05)
    np.testing.assert_allclose(PRIOR.mean, [0.3 * -2.0 + 0.7 * 1.0, 0.7 * 3.0])
    np.testing.assert_allclose(PRIOR.spread, draws.std(axis=0), rtol=0.02)
    assert abs((draws[:, 1] > 1.5).mean() - (0.3 * stats.norm.sf(1.5) + 0.7 * stats.norm.cdf(1.5 / 0.5**0.5))) < 0.01
    np.testing.assert_array_equal(draws, PRIOR.sample(20_000, np.random.default_rng(1)))
