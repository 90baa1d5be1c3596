"""The scores of a picture under a run, -ELBO and reconstruction error, and how well they find what is no digit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

from vae.data.dataset import Dataset
from vae.model.explanation import NUM_FIXED, fixed_noise
from vae.model.loading import CompiledVAE
from vae.model.metrics import Metric
from vae.model.vae import VAE, as_unit_interval
from vae.pictures.white import is_white
from vae.verdict import judge, kept
from vae.verdict.kept import other_dataset
from vae.verdict.moved import moved
from vae.verdict.strangers import altered
from vae.verdict.traits import can_judge
from vae.verdict.typicality import METRIC_PREFIX, SCORES

NUM_SAMPLES = NUM_FIXED
NUM_KNOWN = 4000
NUM_OUTSIDERS = 2000
PERCENT = 99.5
_BATCH = 256
_MOST_VALUES = 2_000_000
"""Outputs that are decoded at once."""
_NUM_BINS = 40
_ROC_POINTS = 51


@dataclass(frozen=True)
class Scores:
    """Scores of pictures in nats, float64 [n]; more is stranger.

    Attributes:
        neg_elbo: -ELBO, reconstruction plus KL (not weighted by beta); None for a plain autoencoder.
        reconstruction: the reconstruction term, the mean over the samples.
        kl: KL of the posterior from the prior; None for a plain autoencoder.
    """

    neg_elbo: np.ndarray | None
    reconstruction: np.ndarray
    kl: np.ndarray | None


def score(model: VAE | CompiledVAE, images: np.ndarray, labels: np.ndarray | None = None) -> Scores:
    """Score pictures; the same picture always has the same score.

    The expectation over the posterior is the mean of eight samples whose noise, `explanation.fixed_noise`, all pictures
    share. A binarised run sees pixels cut at one half.

    Args:
        model: a trained model.
        images: uint8 in 0-255 or float in [0, 1], [n, *shape].
        labels: the class told of each, [n], for conditional runs; None takes the class whose reconstruction at the mean
            plus KL is the lowest.
    """
    rows = [slice(start, start + _BATCH) for start in range(0, len(images), _BATCH)]
    parts = [_score_batch(model, images[row], None if labels is None else labels[row]) for row in rows]
    terms = np.concatenate(parts) if parts else np.zeros((0, 2))
    reconstruction, kl = terms[:, 0], terms[:, 1]
    if not model.config.variational:
        return Scores(None, reconstruction, None)
    return Scores(reconstruction + kl, reconstruction, kl)


def typicality_metrics(model: VAE, dataset: Dataset, seed: int = 0, other: Dataset | None = None) -> dict[str, Metric]:
    """Measure the scores of held-out images and of strange pictures.

    Training images, each moved a little so that the networks do not know them, set the threshold. The held-out images
    are only measured: quantiles, false alarms and ROC curves.

    Args:
        model: a trained model.
        dataset: the data set it was trained on.
        seed: source of the choice of images, the noise and the turns.
        other: a data set whose test images are strange here; by default the one `other_dataset` finds.

    Returns:
        "typicality_neg_elbo" (variational runs only) and "typicality_reconstruction": the threshold in nats, with
        quantiles, histogram, false_alarms and outsiders in the extras; `vae.verdict.typicality.yardstick` reads them.
    """
    rng = np.random.default_rng(seed)
    images = dataset.test_images[rng.permutation(len(dataset.test_images))[: kept.NUM_IMAGES]]
    known = score(model, moved(dataset.train_images[rng.permutation(len(dataset.train_images))[:NUM_KNOWN]], rng))
    other = other if other is not None else other_dataset(dataset.name, dataset.shape)
    strange = altered(images[:NUM_OUTSIDERS], seed, other)
    own = score(model, images)
    strange_scores = {kind: (title, score(model, pictures)) for kind, (title, pictures) in strange.items()}
    metrics = {}
    for name in ("neg_elbo", "reconstruction"):
        values = getattr(own, name)
        if values is None:
            continue
        others = {kind: (title, getattr(scores, name)) for kind, (title, scores) in strange_scores.items()}
        threshold = float(np.percentile(getattr(known, name), PERCENT))
        metrics[METRIC_PREFIX + name] = Metric(
            threshold, f"{dataset.name} test, images drawn with the seed", len(images),
            NUM_SAMPLES if model.config.variational else None, seed, _extras(values, threshold, others),
        )  # fmt: skip
    return metrics


def judge_metrics(
    model: VAE, dataset: Dataset, typicality: dict[str, Metric], seed: int = 0, other: Dataset | None = None
) -> dict[str, Metric]:
    """Learn a judge and measure what it does together with the run's own score.

    Args:
        model: a trained model.
        dataset: the data set it was trained on.
        typicality: what `typicality_metrics` measured; beyond its threshold a picture is refused, too.
        seed: source of every draw.
        other: a data set whose images are strange here; by default the one `other_dataset` finds.

    Returns:
        "judge": the share of held-out images that are refused, with the network and the rates of what passes in the
        extras; `vae.verdict.judge.judge` reads them. Nothing of pictures that `vae.verdict.traits` has no numbers for.
    """
    if not can_judge(dataset.shape):
        return {}
    other = other if other is not None else other_dataset(dataset.name, dataset.shape)
    images = kept.held_out(dataset, seed)
    learnt, strange = kept.learn_once(dataset, images, other, seed)
    name = next(name for name in SCORES if METRIC_PREFIX + name in typicality)

    def passed(pictures: np.ndarray) -> float:
        is_typical = getattr(score(model, pictures), name) <= typicality[METRIC_PREFIX + name].value
        return round(float((learnt.passes(pictures) & is_typical).mean()), 4)

    rates = {
        kind: {"title": title, "passed": passed(pictures), "num_images": len(pictures)}
        for kind, (title, pictures) in strange.items()
    }
    samples = NUM_SAMPLES if model.config.variational else None
    return {
        judge.METRIC: Metric(
            round(1.0 - passed(images), 4), f"{dataset.name} test, images drawn with the seed", len(images), samples,
            seed, {**learnt.to_json(), "strangers": rates},
        )
    }  # fmt: skip


def _score_batch(model: VAE | CompiledVAE, images: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
    """Return (reconstruction, KL), float64 [n, 2]."""
    config = model.config
    pixels: Any = as_unit_interval(images)
    if config.is_binarized:
        pixels = ops.cast(is_white(pixels), "float32")
    if config.conditional and labels is None:
        mean_only = np.zeros((1, config.latent_dim), np.float32)
        classes = [np.full(len(images), label, np.int32) for label in range(config.num_classes)]
        sums = [_terms(model, pixels, one_class, mean_only).sum(axis=1) for one_class in classes]
        labels = np.argmin(sums, axis=0).astype(np.int32)
    return _terms(model, pixels, labels, fixed_noise(config.latent_dim))


def _terms(model: VAE | CompiledVAE, pixels: Any, labels: np.ndarray | None, noises: np.ndarray) -> np.ndarray:
    """Return (reconstruction averaged over the noises [k, latent_dim], KL), float64 [n, 2]; KL 0 without variance."""
    z_mean, z_log_var = model.encode(pixels, labels)
    if z_log_var is None:
        nll = model.reconstruction_nll(pixels, model.decode_logits(z_mean, labels))
        return np.stack([ops.convert_to_numpy(nll), np.zeros(len(pixels))], axis=1, dtype=np.float64)
    # Several samples of all pictures at once, as many as memory is small for: each network's pass costs milliseconds.
    at_once = max(1, _MOST_VALUES // max(1, len(pixels) * model.config.shape.size))
    sums: Any = 0.0
    for start in range(0, len(noises), at_once):
        some = noises[start : start + at_once]
        z = ops.concatenate([model.reparameterize(z_mean, z_log_var, noise) for noise in some])
        logits = model.decode_logits(z, None if labels is None else np.tile(labels, len(some)))
        nlls = model.reconstruction_nll(ops.concatenate([pixels] * len(some)), logits)
        sums += ops.sum(ops.reshape(nlls, (len(some), -1)), axis=0)
    nll = sums / len(noises)
    kl = ops.sum(model.expected_kl_per_dimension(z_mean, z_log_var), axis=-1)
    return np.stack([ops.convert_to_numpy(nll), ops.convert_to_numpy(kl)], axis=1, dtype=np.float64)


def _extras(check: np.ndarray, threshold: float, strange: dict[str, tuple[str, np.ndarray]]) -> dict[str, Any]:
    from sklearn.metrics import roc_auc_score

    counts, edges = np.histogram(check, _NUM_BINS)
    cuts = np.quantile(check, np.linspace(1.0, 0.0, _ROC_POINTS))
    outsiders = {}
    for kind, (title, values) in strange.items():
        is_strange = np.concatenate([np.zeros(len(check)), np.ones(len(values))])
        curve = [[0.0, 0.0], *([float((check > cut).mean()), float((values > cut).mean())] for cut in cuts), [1.0, 1.0]]
        outsiders[kind] = {
            "title": title,
            "auc": round(float(roc_auc_score(is_strange, np.concatenate([check, values]))), 4),
            "detected": round(float((values > threshold).mean()), 4),
            "roc": np.round(curve, 4).tolist(),
            "num_images": len(values),
        }
    return {
        "percent": PERCENT,
        "false_alarms": round(float((check > threshold).mean()), 4),
        "quantiles": np.round(np.percentile(check, np.arange(101)), 3).tolist(),
        "edges": np.round(edges, 3).tolist(),
        "counts": counts.tolist(),
        "outsiders": outsiders,
    }
