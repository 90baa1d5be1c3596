"""How far out a place lies under the prior is what SciPy says, and draws are the prior's."""

import numpy as np
import pytest
from scipy import stats

from tests.support.node import in_node

SHARES = "([radii, dimensions]) => dimensions.map((dims) => radii.map((radius) => shareFartherOut(radius, dims)))"
DRAWS = "([uniforms, dims]) => Array.from({ length: uniforms.length / (2 * dims) }, () => "
DRAWS += "Array.from(samplePrior(dims, () => uniforms.pop())))"


def test_the_share_farther_out_is_the_tail_of_chi():
    radii, dimensions = [0.0, 0.01, 0.5, 1.0, 2.5, 4.0, 8.0, 12.0], [1, 2, 3, 5, 16, 63, 64]
    found = in_node({"ui/live/prior.js": "shareFartherOut"}, SHARES, [radii, dimensions])
    expected = [[stats.chi.sf(radius, dims) for radius in radii] for dims in dimensions]
    np.testing.assert_allclose(found, expected, atol=3e-7)


def test_draws_have_the_moments_of_the_prior():
    uniforms = np.random.default_rng(0).uniform(size=2 * 3 * 5000).tolist()
    drawn = np.array(in_node({"ui/live/prior.js": "samplePrior"}, DRAWS, [uniforms, 3]))
    assert drawn.shape == (5000, 3)
    np.testing.assert_allclose(drawn.mean(axis=0), 0, atol=0.06)
    np.testing.assert_allclose(np.cov(drawn.T), np.eye(3), atol=0.06)
    assert stats.kstest(drawn.ravel(), "norm").pvalue == pytest.approx(0.5, abs=0.4999)
