"""From a trained model to its run folder: held-out codes, the film of the training, figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.data.provenance import provenance_of
from vae.data.wording import said_of
from vae.early_stopping import kept_epoch
from vae.families import FAMILIES
from vae.film.frames import spread
from vae.kind import kind_of
from vae.latent.latents import Frames, Latents
from vae.model import metrics
from vae.model.bounds import posteriors, targets
from vae.model.exact_likelihood import can_integrate, exact_nll
from vae.model.loading import take_weights
from vae.model.scores import judge_metrics, score, typicality_metrics
from vae.model.training import EpochResult
from vae.model.vae import VAE, build
from vae.runs import store
from vae.runs.network_files import is_lean
from vae.runs.run_files import RunError
from vae.runs.saving import save_run, write_latents
from vae.runs.web import bundle
from vae.variants.levels import level_metrics
from vae.verdict.kept import SEED, other_dataset

_NATS, _CODES, _FRAMES = -6, -9, -7
"""What a lean run keeps is rounded to 2 to the power of these: scores, codes, and those of its film but the last."""
_STEPS, _FRAME_STEPS = 12, 10
"""Or, where numbers hardly differ, in 2 to the power of so many steps of what they span."""


def record(
    folder: Path,
    model: VAE,
    dataset: Dataset,
    results: Sequence[EpochResult],
    *,
    thorough: bool = False,
    lean: bool = False,
    briefly: bool = False,
    overwrite: bool = False,
    progress: metrics.Progress | None = None,
) -> store.Run:
    """Measure a trained model and save everything as a run.

    Args:
        folder: the run's folder; its name is the run's name.
        model: the trained model.
        dataset: what it was trained on.
        results: what every epoch brought, from `training.train`; at least one.
        thorough: whether to measure the importance-weighted bound with 5000 samples, too.
        lean: whether weights are kept, and measured, as the browser has them, and codes and scores are rounded; the
            film of more than two dimensions is of fewer pictures.
        briefly: whether -log p(x), Encode's verdict and the classes that levels hold are not measured.
        overwrite: whether a run of that name may be replaced.
        progress: called with what is being measured and the share of it done.

    Returns:
        The saved run.

    Raises:
        RunError: the name is taken, or the folder cannot be written.
    """
    if lean:
        model = as_in_browser(model)
    measured = measure(model, dataset, model.config.seed, thorough, progress, briefly=briefly)
    latents = Latents(*posteriors(model, dataset.test_images, dataset.test_labels), dataset.test_labels)
    frames = film(results, dataset.test_labels, model.config)
    latents = replace(with_scores(latents, model, dataset.test_images), nll=measured.nll)
    if lean:
        latents, frames = rounded(latents), _thinned(frames)
    return save_run(
        folder,
        model,
        history=[result.row for result in results],
        frames=_ending_in(frames, latents),
        latents=latents,
        metrics=measured.figures,
        provenance=provenance_of(dataset),
        overwrite=overwrite,
        lean=lean,
    )


@dataclass(frozen=True)
class Measured:
    """What was measured of a model.

    Attributes:
        figures: figures by name, as `Run.metrics`.
        nll: -log p(x) of every held-out image, float32 [n], nats; None where no integral gives it.
    """

    figures: dict[str, dict[str, Any]]
    nll: np.ndarray | None


def measure(
    model: VAE,
    dataset: Dataset,
    seed: int = 0,
    thorough: bool = False,
    progress: metrics.Progress | None = None,
    briefly: bool = False,
) -> Measured:
    """Measure all that a run's metrics.json holds: `metrics.evaluate`, -log p(x) and `measure_verdict`.

    Args:
        model: a trained model.
        dataset: the data set it was trained on.
        seed: source of every draw.
        thorough: whether to add the importance-weighted bound with 5000 samples on 1000 test images.
        progress: called with what is being measured and the share of it done, 0 to 1.
        briefly: whether to leave out -log p(x), the verdict and the classes that levels hold, which take longest.
    """
    report = progress or (lambda name, share: None)
    measured, nll = metrics.evaluate(model, dataset, seed, thorough, progress), None
    if FAMILIES[model.config.family].levels:
        report("what each level holds", 0.0)
        measured |= level_metrics(model, dataset, seed, briefly)
    if can_integrate(model.config) and not briefly:
        images = targets(model.config.likelihood, dataset.test_images, seed)
        exact = exact_nll(model, images, dataset.test_labels, lambda share: report("the likelihood itself", share))
        measured["exact_nll"] = metrics.exact_metric(exact, measured["neg_elbo"].data, seed)
        nll = exact.nll.astype(np.float32)
    figures = {name: metric.to_json() for name, metric in measured.items()}
    # What looks strange beside a data set is asked of pictures alone.
    if not briefly and kind_of(model.config).are_pictures:
        figures |= measure_verdict(model, dataset, seed, progress)
    return Measured(figures, nll)


def measure_verdict(
    model: VAE, dataset: Dataset, seed: int = 0, progress: metrics.Progress | None = None, judge_seed: int = SEED
) -> dict[str, dict[str, Any]]:
    """Measure what Encode's verdict on a picture rests on: `scores.typicality_metrics` and `scores.judge_metrics`.

    Args:
        model: a trained model.
        dataset: the data set it was trained on.
        seed: source of every draw but the judge's.
        progress: called with what is being measured and the share of it done, 0 to 1.
        judge_seed: source of the judge's; it knows the data alone, so that runs with other seeds may have the same one.

    Returns:
        Figures by name, as `Run.metrics`.
    """
    report, other = progress or (lambda name, share: None), other_dataset(dataset.name, dataset.shape)
    report("how typical strange pictures look", 0.0)
    measured = typicality_metrics(model, dataset, seed, other)
    report("which strange pictures pass", 0.5)
    measured |= judge_metrics(model, dataset, measured, judge_seed, other)
    return {name: metric.to_json() for name, metric in measured.items()}


def with_scores(latents: Latents, model: VAE, images: np.ndarray) -> Latents:
    """Return the posteriors with the scores of their images, as `vae.model.scores.score` has them.

    Args:
        latents: posteriors of the images.
        model: the model that encoded them.
        images: uint8 [n, *shape], in the same order.

    Raises:
        RunError: there are more or fewer images than posteriors.
    """
    if len(images) != len(latents.labels):
        there = said_of(model.config, f"there are {len(images)} images")
        raise RunError(f"the run has {len(latents.labels)} held-out codes, but {there}")
    scores = score(model, images)
    kl = None if scores.kl is None else scores.kl.astype(np.float32)
    return replace(latents, reconstruction=scores.reconstruction.astype(np.float32), kl=kl)


def add_scores(run: store.Run, model: VAE, dataset: Dataset, nll: np.ndarray | None = None) -> Latents:
    """Score every held-out image and keep the scores beside its code in latents.npz; nothing else there changes.

    Args:
        run: the run.
        model: its networks.
        dataset: what it was trained on.
        nll: -log p(x) of every held-out image, if that was measured, too.

    Raises:
        RunError: the run's latents are damaged, or of other images than the data set's.
    """
    latents = with_scores(store.load_latents(run), model, dataset.test_images)
    if nll is not None:
        latents = replace(latents, nll=nll)
    if is_lean(run.folder):
        kept = rounded(latents)
        latents = replace(latents, reconstruction=kept.reconstruction, kl=kept.kl, nll=kept.nll)
    write_latents(run.folder / "latents.npz", latents)
    return latents


def as_in_browser(model: VAE) -> VAE:
    """Return the model with the weights that the browser gets of it: folded, and most of them float16."""
    copy = build(model.config)
    for network, own in ((model.encoder, copy.encoder), (model.decoder, copy.decoder)):
        take_weights(own, bundle(network))
    if model.sigma is not None:
        copy.set_sigma(model.sigma)
    if model.config.learns_prior:
        copy.set_prior(model.prior)
    return copy


def film(results: Sequence[EpochResult], labels: np.ndarray, config: RunConfig) -> Frames:
    """Choose up to 60 epochs, dense at the beginning where the codes move most, always the first and the last.

    With early stopping the last one is the epoch whose weights the run has; what came after it is in the history.

    Args:
        results: what every epoch brought.
        labels: classes of the held-out images in data set order, [n]; the codes are of the first of them.
        config: how they were trained.
    """
    last = kept_epoch(config, [result.held_back for result in results])
    chosen = spread(last) - 1
    if config.early_stopping:  # those that the film under way has kept, too
        foreseen = spread(config.epochs)
        chosen = np.union1d(foreseen[foreseen < last], last) - 1
    codes = np.stack([results[index].codes for index in chosen])
    epochs = np.array([results[index].epoch for index in chosen], np.int32)
    return Frames(epochs, codes, labels[: codes.shape[1]])


def _ending_in(frames: Frames, latents: Latents) -> Frames:
    """Let the film end in the saved encoder's codes: rounding and tuning come after the last epoch."""
    codes = frames.codes.copy()
    codes[-1] = latents.z_mean[: codes.shape[1]]
    return replace(frames, codes=codes)


def rounded(latents: Latents) -> Latents:
    """Return posteriors as float16 has them, no narrower than runs may have them, and scores, rounded to small steps.

    They deflate to half the bytes.
    """
    z_mean, z_log_var = (
        None if array is None else _in_steps(np.maximum(array, low), _CODES).astype(np.float16).astype(np.float32)
        for array, low in ((latents.z_mean, -np.inf), (latents.z_log_var, -store.MOST_Z_LOG_VAR))
    )
    assert z_mean is not None
    scores = {name: getattr(latents, name) for name in ("reconstruction", "kl", "nll")}
    kept = {name: _in_steps(score, _NATS) for name, score in scores.items() if score is not None}
    return replace(latents, z_mean=z_mean, z_log_var=z_log_var, **kept)


def _in_steps(numbers: np.ndarray, coarsest: int, steps: int = _STEPS) -> np.ndarray:
    spread = max(float(np.ptp(numbers)), float(np.finfo(np.float32).tiny))
    power = min(coarsest, math.floor(math.log2(spread)) - steps)
    return np.ldexp(np.round(np.ldexp(numbers.astype(np.float64), -power)), power).astype(np.float32)


def _thinned(frames: Frames) -> Frames:
    """Return the film of so many pictures that it takes no more than that of two dimensions, its codes rounded."""
    count = frames.codes.shape[1] * 2 // max(2, frames.codes.shape[2])
    codes = [_in_steps(codes, _FRAMES, _FRAME_STEPS).astype(np.float16) for codes in frames.codes[:, :count]]
    return replace(frames, codes=np.stack(codes), labels=frames.labels[:count])
