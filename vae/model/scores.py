"""The scores of a picture under a run, -ELBO and reconstruction error, and how well they find what is no digit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops
from scipy import ndimage

from vae.data import datasets
from vae.data.dataset import DataError, Dataset
from vae.model import losses
from vae.model.loading import CompiledVAE
from vae.model.metrics import Metric
from vae.model.vae import VAE, as_unit_interval
from vae.pictures.white import is_white
from vae.runs.typicality import METRIC_PREFIX

NUM_SAMPLES = 8
NUM_IMAGES = 4000
NUM_OUTSIDERS = 2000
PERCENT = 99.0
_SEED = 0
_BATCH = 256
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


def score(model: VAE | CompiledVAE, images: np.ndarray) -> Scores:
    """Score pictures; the same picture always has the same score.

    The expectation over the posterior is the mean of eight samples whose noise is drawn once, as four values and their
    negatives, and shared by all pictures. A binarised run sees pixels cut at one half. A conditional run is given the
    class whose reconstruction at the mean plus KL is the lowest.

    Args:
        model: a trained model.
        images: uint8 in 0-255 or float in [0, 1], [n, 28, 28].
    """
    parts = [_score_batch(model, images[start : start + _BATCH]) for start in range(0, len(images), _BATCH)]
    terms = np.concatenate(parts) if parts else np.zeros((0, 2))
    reconstruction, kl = terms[:, 0], terms[:, 1]
    if not model.config.variational:
        return Scores(None, reconstruction, None)
    return Scores(reconstruction + kl, reconstruction, kl)


def typicality_metrics(model: VAE, dataset: Dataset, seed: int = 0, other: Dataset | None = None) -> dict[str, Metric]:
    """Measure the scores of held-out images and of strange pictures.

    Half of the held-out images set the quantiles and the threshold, the other half gives false alarms and ROC curves.

    Args:
        model: a trained model.
        dataset: the data set it was trained on.
        seed: source of the choice of images, the noise and the turns.
        other: a data set whose test images are strange here; by default the one `other_dataset` finds.

    Returns:
        "typicality_neg_elbo" (variational runs only) and "typicality_reconstruction": the threshold in nats, with
        quantiles, histogram, false_alarms and outsiders in the extras; `vae.runs.typicality.yardstick` reads them.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(dataset.test_images))[:NUM_IMAGES]
    half = len(chosen) // 2
    images = dataset.test_images[chosen]
    other = other if other is not None else other_dataset(dataset.name)
    strange = strange_pictures(images[half:][:NUM_OUTSIDERS], seed, other)
    held_out = score(model, images)
    strange_scores = {kind: (title, score(model, pictures)) for kind, (title, pictures) in strange.items()}
    metrics = {}
    for name in ("neg_elbo", "reconstruction"):
        values = getattr(held_out, name)
        if values is None:
            continue
        others = {kind: (title, getattr(scores, name)) for kind, (title, scores) in strange_scores.items()}
        extras = _extras(values[:half], values[half:], others)
        metrics[METRIC_PREFIX + name] = Metric(
            float(np.percentile(values[:half], PERCENT)), f"{dataset.name} test, images drawn with the seed", half,
            NUM_SAMPLES if model.config.variational else None, seed, extras,
        )  # fmt: skip
    return metrics


def other_dataset(name: str) -> Dataset | None:
    """Return the data set that is strange to runs of the named one, or None when it is not on this machine."""
    try:
        return datasets.load("mnist" if name == "fashion_mnist" else "fashion_mnist", download=False)
    except DataError:
        return None


def strange_pictures(images: np.ndarray, seed: int, other: Dataset | None = None) -> dict[str, tuple[str, np.ndarray]]:
    """Make pictures that are none of the data set's, as many of each kind as there are images.

    Args:
        images: held-out images, uint8 [n, 28, 28].
        seed: source of the noise, the turns and the specks.
        other: a data set to take test images from.

    Returns:
        Kind to (title as a sentence names it, uint8 [m, 28, 28]).
    """
    rng = np.random.default_rng(seed)
    clockwise = rng.random(len(images)) < 0.5
    quarters = np.where(clockwise[:, None, None], np.rot90(images, -1, (1, 2)), np.rot90(images, 1, (1, 2)))
    kinds = {
        "noise": ("uniform noise", rng.integers(0, 256, images.shape, np.uint8)),
        "rotated": ("images turned by a quarter", quarters),
        "inverted": ("images with black and white exchanged", 255 - images),
        "specks": ("one to three specks on black", _specks(len(images), rng)),
    }
    if other is None:
        return kinds
    order = rng.permutation(len(other.test_images))[: len(images)]
    return {other.name: (f"{datasets.title(other.name)} images", other.test_images[order]), **kinds}


def _specks(count: int, rng: np.random.Generator) -> np.ndarray:
    pictures = np.zeros((count, 28, 28))
    for picture in pictures:
        rows, columns = rng.integers(6, 22, (2, rng.integers(1, 4)))
        picture[rows, columns] = 1.0
    soft = ndimage.gaussian_filter(pictures, (0, 1, 1))
    return np.round(255 * soft / soft.max(axis=(1, 2), keepdims=True)).astype(np.uint8)


def _score_batch(model: VAE | CompiledVAE, images: np.ndarray) -> np.ndarray:
    """Return (reconstruction, KL), float64 [n, 2]."""
    config = model.config
    pixels: Any = as_unit_interval(images)
    if config.is_binarized:
        pixels = ops.cast(is_white(pixels), "float32")
    labels = None
    if config.conditional:
        mean_only = np.zeros((1, config.latent_dim), np.float32)
        classes = [np.full(len(images), label, np.int32) for label in range(config.num_classes)]
        sums = [_terms(model, pixels, one_class, mean_only).sum(axis=1) for one_class in classes]
        labels = np.argmin(sums, axis=0).astype(np.int32)
    half = np.random.default_rng(_SEED).normal(size=(NUM_SAMPLES // 2, config.latent_dim)).astype(np.float32)
    return _terms(model, pixels, labels, np.concatenate([half, -half]))


def _terms(model: VAE | CompiledVAE, pixels: Any, labels: np.ndarray | None, noises: np.ndarray) -> np.ndarray:
    """Return (reconstruction averaged over the noises [k, latent_dim], KL), float64 [n, 2]; KL 0 without variance."""
    z_mean, z_log_var = model.encode(pixels, labels)
    if z_log_var is None:
        nll = model.reconstruction_nll(pixels, model.decode_logits(z_mean, labels))
        return np.stack([ops.convert_to_numpy(nll), np.zeros(len(pixels))], axis=1, dtype=np.float64)
    nll = 0.0
    for noise in noises:
        z = z_mean + ops.exp(0.5 * z_log_var) * noise
        nll += model.reconstruction_nll(pixels, model.decode_logits(z, labels)) / len(noises)
    kl = losses.gaussian_kl(z_mean, z_log_var)
    return np.stack([ops.convert_to_numpy(nll), ops.convert_to_numpy(kl)], axis=1, dtype=np.float64)


def _extras(calibration: np.ndarray, check: np.ndarray, strange: dict[str, tuple[str, np.ndarray]]) -> dict[str, Any]:
    from sklearn.metrics import roc_auc_score

    threshold = np.percentile(calibration, PERCENT)
    counts, edges = np.histogram(calibration, _NUM_BINS)
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
        "quantiles": np.round(np.percentile(calibration, np.arange(101)), 3).tolist(),
        "edges": np.round(edges, 3).tolist(),
        "counts": counts.tolist(),
        "outsiders": outsiders,
    }
