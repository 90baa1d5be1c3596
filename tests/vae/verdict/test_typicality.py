import json

import numpy as np
import pytest

from vae.data.dataset import Dataset
from vae.verdict.moved import moved
from vae.verdict.typicality import yardstick


@pytest.fixture(scope="module")
def model(digits):
    """Return a small network after a short training, good enough to prefer digits to noise."""
    import keras

    from vae.config import RunConfig
    from vae.model.vae import VAE

    keras.utils.set_random_seed(0)
    model = VAE(RunConfig(name="tiny", dataset="digits", hidden_sizes=(64,)))
    model.compile(optimizer=keras.optimizers.Adam(5e-3), jit_compile=False)
    model.fit({"images": digits.train_images}, epochs=6, batch_size=128, verbose=0)
    return model


@pytest.fixture(scope="module")
def untrained():
    from vae.config import RunConfig
    from vae.model.vae import VAE

    return lambda **fields: VAE(RunConfig(name="raw", dataset="digits", hidden_sizes=(8,), **fields))


@pytest.fixture(scope="module")
def metrics(model, digits):
    from vae.model.scores import typicality_metrics

    inverted = Dataset("fashion_mnist", *(2 * (255 - digits.test_images, digits.test_labels)), digits.class_names)
    measured = typicality_metrics(model, digits, seed=3, other=inverted)
    return json.loads(json.dumps({name: metric.to_json() for name, metric in measured.items()}))


def by_hand(model, images, labels, noises):
    """Return (reconstruction, KL) of the definition, in float64."""
    z_mean, z_log_var = (np.asarray(part, np.float64) for part in model.encode(images, labels))
    kl = 0.5 * (np.exp(z_log_var) + z_mean**2 - 1 - z_log_var).sum(axis=1)
    nll = np.zeros(len(images))
    for noise in noises:
        pixels = np.asarray(model.decode(z_mean + np.exp(z_log_var / 2) * noise, labels), np.float64)
        x = images / 255.0
        nll -= (x * np.log(pixels) + (1 - x) * np.log1p(-pixels)).sum(axis=(1, 2)) / len(noises)
    return nll, kl


def paired_noises(latent_dim=2):
    """Return the noise whose moments tests/vae/model/test_explanation.py holds."""
    from vae.model.explanation import fixed_noise

    return fixed_noise(latent_dim)


def test_a_score_is_the_negative_elbo_by_hand(model, digits):
    from vae.model.scores import score

    images = digits.test_images[:3]
    scores = score(model, images)
    nll, kl = by_hand(model, images, None, paired_noises())
    assert scores.kl == pytest.approx(kl, rel=1e-4)
    assert scores.reconstruction == pytest.approx(nll, rel=1e-3)
    assert scores.neg_elbo == pytest.approx(nll + kl, rel=1e-3)


def test_a_score_depends_on_the_picture_alone(model, digits, monkeypatch):
    from vae.model.scores import score

    many = score(model, digits.test_images[:300])
    assert score(model, digits.test_images[290:291]).neg_elbo == pytest.approx(many.neg_elbo[290:291], rel=1e-5)
    as_floats = score(model, digits.test_images[:2].astype(np.float32) / 255.0)
    assert as_floats.neg_elbo == pytest.approx(many.neg_elbo[:2], rel=1e-5)
    assert len(score(model, digits.test_images[:0]).reconstruction) == 0
    # three of the eight samples at once, where memory has no room for more
    monkeypatch.setattr("vae.model.scores._MOST_VALUES", 3 * 784 * 10)
    assert score(model, digits.test_images[290:300]).neg_elbo == pytest.approx(many.neg_elbo[290:], rel=1e-5)


def test_a_conditional_run_is_given_the_class_that_fits_best(untrained, digits):
    from vae.model.scores import score

    model = untrained(conditional=True)
    images = digits.test_images[:6]
    of_class = [np.full(len(images), label) for label in range(10)]
    at_mean = [sum(by_hand(model, images, labels, np.zeros((1, 2)))) for labels in of_class]
    best = np.argmin(at_mean, axis=0)
    assert np.ptp(at_mean, axis=0).min() > 0.2, "the classes must differ by more than rounding"
    assert score(model, images).neg_elbo == pytest.approx(sum(by_hand(model, images, best, paired_noises())), rel=1e-4)


def test_without_another_data_set_the_made_pictures_remain(untrained, digits, monkeypatch):
    from vae.data import datasets
    from vae.data.dataset import DataError
    from vae.model.scores import other_dataset, typicality_metrics

    def nothing_here(name, download=True):
        assert not download
        raise DataError(f"{name} is not on this machine")

    monkeypatch.setattr(datasets, "load", nothing_here)
    assert other_dataset("mnist") is None
    small = Dataset("digits", *(2 * (digits.test_images[:20], digits.test_labels[:20])), digits.class_names)
    measured = typicality_metrics(untrained(), small)["typicality_neg_elbo"]
    assert list(measured.extras["outsiders"]) == ["noise", "rotated", "inverted", "specks"]


def test_a_plain_autoencoder_has_a_reconstruction_error_only(untrained, digits):
    from vae.model.scores import score, typicality_metrics

    model = untrained(variational=False)
    scores = score(model, digits.test_images[:5])
    assert scores.neg_elbo is None and scores.kl is None and scores.reconstruction.shape == (5,)
    small = Dataset("digits", *(2 * (digits.test_images[:20], digits.test_labels[:20])), digits.class_names)
    measured = typicality_metrics(model, small, other=small)
    assert list(measured) == ["typicality_reconstruction"]


def test_a_binarised_run_sees_black_and_white(untrained, digits):
    from vae.model.scores import score

    model = untrained(likelihood="bernoulli_binarized")
    images = digits.test_images[:4]
    cut = np.where(images > 127, 255, 0).astype(np.uint8)
    assert score(model, images).neg_elbo == pytest.approx(score(model, cut).neg_elbo, rel=1e-6)


def test_strange_pictures_are_as_many_as_the_images_and_none_of_them(digits):
    from vae.verdict.strangers import altered

    images = digits.test_images[:30]
    kinds = altered(images, seed=1)
    assert list(kinds) == ["noise", "rotated", "inverted", "specks"]
    again = altered(images, seed=1)
    for kind, (title, pictures) in kinds.items():
        assert title and pictures.shape == images.shape and pictures.dtype == np.uint8
        assert np.array_equal(pictures, again[kind][1])
        assert not (pictures == images).all(axis=(1, 2)).any()
    turned = kinds["rotated"][1]
    back = [
        min(np.abs(np.rot90(t, k).astype(int) - i).max() for k in (1, -1)) for t, i in zip(turned, images, strict=True)
    ]
    assert max(back) == 0


def test_the_figures_agree_with_counting_pairs(model, digits, metrics):
    from vae.model.scores import PERCENT, score
    from vae.verdict.strangers import altered

    rng = np.random.default_rng(3)
    images = digits.test_images[rng.permutation(len(digits.test_images))]
    values = score(model, images).neg_elbo
    known = score(model, moved(digits.train_images[rng.permutation(len(digits.train_images))], rng)).neg_elbo
    turned = score(model, altered(images, 3, digits)["rotated"][1]).neg_elbo
    entry = metrics["typicality_neg_elbo"]
    wins = (turned[:, None] > values[None]).mean()
    assert entry["outsiders"]["rotated"]["auc"] == pytest.approx(wins, abs=1e-4)
    assert entry["value"] == pytest.approx(np.percentile(known, PERCENT), rel=1e-4)
    assert entry["false_alarms"] == pytest.approx((values > entry["value"]).mean(), abs=6e-3)
    assert entry["outsiders"]["rotated"]["detected"] == pytest.approx((turned > entry["value"]).mean(), abs=6e-3)
    assert sum(entry["counts"]) == len(images) == entry["num_images"]


def test_noise_and_inverted_digits_are_found(metrics):
    for score in ("neg_elbo", "reconstruction"):
        outsiders = {other.kind: other for other in yardstick(metrics, score).outsiders}
        assert list(outsiders) == ["fashion_mnist", "noise", "rotated", "inverted", "specks"]
        for kind in ("fashion_mnist", "noise", "inverted"):
            assert outsiders[kind].auc > 0.99 and outsiders[kind].detected > 0.95
        for other in outsiders.values():
            assert (np.diff(other.roc, axis=0) >= 0).all()
            assert other.roc[0].tolist() == [0, 0] and other.roc[-1].tolist() == [1, 1]
            area = np.trapezoid(other.roc[:, 1], other.roc[:, 0])
            assert area == pytest.approx(other.auc, abs=0.03)


def test_a_percentile_is_the_share_of_held_out_images_below(metrics):
    rule = yardstick(metrics)
    assert rule.percentile(rule.quantiles[40]) == pytest.approx(40, abs=1)
    assert rule.percentile(np.array([-1e9, 1e9])).tolist() == [0, 100]
    tied = {**metrics["typicality_neg_elbo"], "quantiles": [1.0] * 31 + [2.0] * 70}
    assert yardstick({"typicality_neg_elbo": tied}).percentile(1.0) == pytest.approx(15)


def test_only_what_lies_beyond_the_threshold_is_not_typical(metrics):
    rule = yardstick(metrics)
    assert not rule.looks_typical(float("nan"))
    assert rule.looks_typical(np.array([rule.threshold, rule.threshold + 1])).tolist() == [True, False]


@pytest.mark.parametrize(
    "change",
    [
        {"quantiles": [1, 2]},
        {"counts": "x"},
        {"edges": None},
        {"outsiders": 3},
        {"quantiles": list(range(100, -1, -1))},
        {"value": -1e9},
    ],
)
def test_a_run_without_sound_figures_has_no_yardstick(metrics, change):
    assert yardstick({}) is None
    assert yardstick({"typicality_neg_elbo": {**metrics["typicality_neg_elbo"], **change}}) is None
    lacking = {key: value for key, value in metrics["typicality_neg_elbo"].items() if key not in change}
    assert yardstick({"typicality_neg_elbo": lacking}) is None


def test_only_known_scores_are_asked_for(metrics):
    with pytest.raises(ValueError, match="score must be one of neg_elbo, reconstruction, got 'kl'"):
        yardstick(metrics, "kl")
