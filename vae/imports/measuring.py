"""What an imported run with an encoder costs on its held-out pictures: scores of each, and the figures they give."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from vae.data.dataset import Dataset
from vae.latent.latents import Latents
from vae.runs.dimensions import is_active
from vae.runs.run_files import RunError
from vae.runs.store import MOST_NATS, Run, load_latents

NUM_SAMPLES = 8
"""That each picture's reconstruction is averaged over, see `vae.model.scores`."""

_SLICE = 500
Score = Callable[..., tuple[np.ndarray | None, np.ndarray, np.ndarray | None]]
Decode = Callable[..., np.ndarray]


def measure(run: Run, dataset: Dataset, score: Score, decode: Decode) -> tuple[Latents, dict[str, dict[str, Any]]]:
    """Measure a run on the pictures that its codes are of.

    Args:
        run: an imported run whose codes were encoded.
        dataset: with these pictures held out.
        score: as `vae.model.inference.score`.
        decode: as `vae.model.inference.decode`.

    Returns:
        The codes with their scores, and figures as `Run.metrics`.

    Raises:
        RunError: the run is damaged, or a score is too large to be kept.
    """
    latents, config = load_latents(run), run.config
    told = dataset.test_labels.astype(np.int32) if config.conditional else None
    neg_elbo, reconstruction, kl = score(run.folder, dataset.test_images, told)
    errors = _errors(run, latents.z_mean, told, dataset.test_images, decode)
    _check(run, neg_elbo, reconstruction, kl, errors)
    count, samples = len(latents.labels), NUM_SAMPLES if config.variational else None
    basis = {"data": f"{dataset.name} test", "num_images": count, "num_samples": None, "seed": 0}
    figures: dict[str, Any] = {"reconstruction": (reconstruction.mean(), samples)}
    if neg_elbo is not None and kl is not None and latents.z_log_var is not None:
        mean, log_var = latents.z_mean.astype(np.float64), latents.z_log_var.astype(np.float64)
        per_dimension = 0.5 * (np.square(mean) + np.exp(log_var) - 1.0 - log_var).mean(axis=0)
        figures = {"neg_elbo": (neg_elbo.mean(), samples), **figures, "kl": (kl.mean(), None),
                   "kl_per_dimension": (per_dimension.tolist(), None)}  # fmt: skip
    figures |= {"squared_error": (errors.mean(), None), "active_units": (int(is_active(latents.z_mean).sum()), None)}
    metrics = {
        name: {
            "value": value if isinstance(value, (list, int)) else round(float(value), 5),
            **basis,
            "num_samples": drawn,
        }
        for name, (value, drawn) in figures.items()
    }
    return replace(
        latents, reconstruction=reconstruction.astype(np.float32), kl=None if kl is None else kl.astype(np.float32)
    ), metrics


def _errors(run: Run, z: np.ndarray, labels: np.ndarray | None, images: np.ndarray, decode: Decode) -> np.ndarray:
    """Return the squared error of each picture decoded; a slice of them at a time takes little memory."""
    errors = np.empty(len(z), np.float32)
    for start in range(0, len(z), _SLICE):
        rows = slice(start, start + _SLICE)
        pictures = decode(run.folder, z[rows], None if labels is None else labels[rows])
        errors[rows] = np.square(pictures - images[rows] / np.float32(255)).reshape(len(pictures), -1).sum(axis=1)
    return errors


def _check(run: Run, *scores: np.ndarray | None) -> None:
    for values in scores:
        if values is not None and not (np.abs(values) <= MOST_NATS).all():
            raise RunError(
                f"the figures of run {run.name!r} are beyond measure, so none are kept: each must be a finite number "
                f"up to {MOST_NATS:g}. The networks may have diverged, or pixels are not as was said: bring the run in "
                "again with other answers"
            )
