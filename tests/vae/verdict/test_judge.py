"""The judge of a run: what it is said to do is what it does, and its limits are set without a test image."""

import json

import numpy as np
import pytest

from vae.data.dataset import Dataset
from vae.verdict.judge import judge


@pytest.fixture(scope="module")
def model():
    from vae.config import RunConfig
    from vae.model.vae import VAE

    return VAE(RunConfig(name="raw", dataset="digits", hidden_sizes=(8,)))


@pytest.fixture(scope="module")
def few(digits):
    return Dataset("digits", digits.train_images[:250], digits.train_labels[:250], digits.test_images[:120],
                   digits.test_labels[:120], digits.class_names)  # fmt: skip


def measured(model, dataset, few):
    from vae.model.scores import judge_metrics, typicality_metrics

    inverted = Dataset("fashion_mnist", *(2 * (255 - few.test_images, few.test_labels)), few.class_names)
    typicality = typicality_metrics(model, dataset, other=inverted)
    figures = typicality | judge_metrics(model, dataset, typicality, other=inverted)
    return json.loads(json.dumps({name: metric.to_json() for name, metric in figures.items()}))


@pytest.fixture(scope="module")
def metrics(model, few):
    return measured(model, few, few)


def test_the_rates_are_those_of_the_judge_that_is_kept(model, few, metrics):
    from vae.model.scores import score
    from vae.verdict.court import court

    kept = court(metrics)
    passes = kept.passes(few.test_images, score(model, few.test_images).neg_elbo)
    assert kept.judge.refused == pytest.approx(1 - passes.mean(), abs=1e-4)
    assert kept.judge.num_images == 120
    kinds = {kind.kind: kind.passed for kind in kept.judge.strangers}
    assert set(kinds) >= {"letters", "scribbles", "dots", "shapes", "shades", "rotated", "fashion_mnist", "noise"}
    assert kinds["noise"] == kinds["fashion_mnist"] == 0 and kinds["shades"] < 0.2
    assert kept.judge.refused < 0.15


def test_no_test_image_moves_a_limit(model, few, metrics):
    other = Dataset(
        "digits", few.train_images, few.train_labels, 255 - few.test_images, few.test_labels, few.class_names
    )
    again = measured(model, other, few)
    for name, field in (("judge", "weights"), ("judge", "threshold"), ("typicality_neg_elbo", "value")):
        assert again[name][field] == metrics[name][field]
    assert again["judge"]["value"] == 1.0, "every inverted digit is refused"


def test_a_damaged_judge_is_none(metrics):
    assert judge({}) is None
    entry = metrics["judge"]
    short = entry["weights"][:-8]
    for change in (
        {"weights": short},
        {"weights": "?"},
        {"hidden": 3},
        {"lows": [1]},
        {"strangers": 3},
        {"value": "x"},
    ):
        assert judge({"judge": {**entry, **change}}) is None
        assert judge({"judge": {key: value for key, value in entry.items() if key not in change}}) is None


def test_a_judge_says_what_of_a_picture_is_beyond_all_that_it_knows(metrics):
    known = judge(metrics)
    block = np.zeros((28, 28), np.uint8)
    block[2:26, 2:26] = 255
    reasons = known.reasons(block, "digits")
    assert 1 <= len(reasons) <= 2 and any("ink 576 pixels, where digits have" in reason for reason in reasons)
    assert not known.passes(block[None])[0]
