"""The live -ELBO counts every likelihood as Python does, and refuses one that it has no formula for."""

import numpy as np
import pytest

from tests.support.laplace import JAVASCRIPT, LAPLACE, add
from tests.support.node import in_node
from vae.likelihoods import LIKELIHOODS
from vae.model import losses

MODULES = {"ui/live/likelihoods.js": "NLLS", "ui/live/posteriors.js": "Posteriors"}
TERM = f"""([name, isAdded, picture, decoded, sigma]) => {{
  if (isAdded) {{ {JAVASCRIPT} }}
  const posteriors = new Posteriors({{ inputSize: 2 }}, {{ nll: name, noise: [], sigma }});
  return posteriors.nll(Float32Array.from(picture), Float32Array.from(decoded));
}}"""
REFUSED = """(names) => names.map((name) => {
  try {
    return String(new Posteriors({ inputSize: 2 }, { nll: name, noise: [] }));
  } catch (error) {
    return [error.constructor.name, error.message];
  }
})"""


@pytest.mark.parametrize("name", [*LIKELIHOODS, LAPLACE.name])
def test_the_browser_counts_a_picture_as_python_does(monkeypatch, name):
    add(monkeypatch)
    likelihood = LIKELIHOODS[name]
    rng = np.random.default_rng(1)
    picture, logits = rng.random((1, 28, 28)).astype(np.float32), rng.normal(0, 2, (1, 28, 28)).astype(np.float32)
    if likelihood.is_binarized:
        picture = np.round(picture)
    decoded = np.asarray(losses.predicted(name, logits))
    sigma = 0.07 if likelihood.has_width else None
    given = [likelihood.function, name == LAPLACE.name, picture.ravel().tolist(), decoded.ravel().tolist(), sigma]
    expected = float(np.asarray(losses.reconstruction_nll(name, picture, logits, sigma))[0])
    assert in_node(MODULES, TERM, given) == pytest.approx(expected, rel=1e-5)


def test_a_likelihood_without_a_formula_is_refused_in_a_sentence():
    names = [LAPLACE.function, "constructor", ""]
    for name, (kind, sentence) in zip(names, in_node(MODULES, REFUSED, names), strict=True):
        assert kind == "Refusal" and "bernoulli_nll, categorical_nll, gaussian_nll" in sentence
        assert sentence.startswith(f"The browser cannot count this run's pictures: it has no formula named “{name}”")
