"""Encode and decode with a saved run, as the worker process does it: arrays in, arrays out, networks kept loaded."""

from functools import lru_cache, partial
from pathlib import Path

import keras
import numpy as np
from keras import ops

from vae.latent import geodesics
from vae.latent.interpolation import lerp
from vae.latent.latents import Latents
from vae.model import loading, losses, pullback
from vae.model.bounds import expected_kl
from vae.model.explanation import Explanation, model_input
from vae.model.from_network import has_derivatives
from vae.model.loading import CompiledVAE
from vae.model.vae import VAE
from vae.runs import store
from vae.runs.network_files import network_files
from vae.runs.run_files import RunError, changed_at
from vae.runs.web import bundle

_BATCH = 2048


def decode(folder: Path, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Decode codes with the run in a folder.

    Args:
        folder: a run folder.
        z: codes [n, latent_dim].
        labels: class numbers [n] or mixtures of classes, float [n, num_classes], for conditional runs.

    Returns:
        Pictures, float32 [n, *shape] in [0, 1].

    Raises:
        RunError: the run is damaged.
        ValueError: z does not have the run's latent_dim, or a mixture not its number of classes.
    """
    model = _model(folder)
    z = np.asarray(z, np.float32)
    if z.ndim != 2 or z.shape[1] != model.config.latent_dim:
        raise ValueError(f"z must have shape [n, {model.config.latent_dim}], got {list(z.shape)}")
    mixed = [len(z), model.config.num_classes]
    if labels is not None and np.ndim(labels) == 2 and list(np.shape(labels)) != mixed:
        raise ValueError(f"labels must have shape {mixed}, got {list(np.shape(labels))}")
    parts = [ops.convert_to_numpy(model.decode(z[rows], _rows(labels, rows))) for rows in _batches(len(z))]
    return np.concatenate(parts) if parts else np.zeros((0, *model.config.shape.array), np.float32)


def encode(folder: Path, images: np.ndarray, labels: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray | None]:
    """Encode pictures with the run in a folder.

    Args:
        folder: a run folder.
        images: uint8 in 0-255 or float in [0, 1], [n, *shape].
        labels: class numbers [n], for conditional runs.

    Returns:
        (z_mean, z_log_var), float32 [n, latent_dim] each; z_log_var is None for a plain autoencoder.

    Raises:
        RunError: the run is damaged.
    """
    model = _model(folder)
    parts = [model.encode(images[rows], _rows(labels, rows)) for rows in _batches(len(images))]
    empty = np.zeros((0, model.config.latent_dim), np.float32)
    means = [ops.convert_to_numpy(z_mean) for z_mean, _ in parts]
    log_vars = [ops.convert_to_numpy(z_log_var) for _, z_log_var in parts if z_log_var is not None]
    z_mean = np.concatenate(means) if means else empty
    if not model.config.variational:
        return z_mean, None
    return z_mean, np.concatenate(log_vars) if log_vars else empty


def explain(
    folder: Path, images: np.ndarray, labels: np.ndarray | None = None, epsilon: np.ndarray | None = None
) -> Explanation:
    """Encode and decode pictures and compute the terms of their -ELBO.

    Args:
        folder: a run folder.
        images: uint8 in 0-255 or float in [0, 1], [n, *shape], n at least 1.
        labels: class numbers [n], for conditional runs.
        epsilon: standard normal noise [k, latent_dim] for draws from the posterior of the first picture.

    Raises:
        RunError: the run is damaged.
    """
    model = _model(folder)
    inputs = model_input(images, model.config)
    z_mean, z_log_var = encode(folder, inputs, labels)
    reconstructions, reconstruction_nll = _decoded(model, z_mean, labels, inputs)
    kl = np.zeros(len(inputs), np.float32)
    if z_log_var is not None:
        kl = expected_kl(model.model, z_mean, z_log_var).sum(axis=1).astype(np.float32)
    noise = np.zeros((0, model.config.latent_dim), np.float32) if epsilon is None else epsilon
    z_samples = np.repeat(z_mean[:1], len(noise), axis=0)
    if z_log_var is not None and len(noise):
        z_samples = ops.convert_to_numpy(model.reparameterize(z_mean[:1], z_log_var[:1], noise))
    first = np.broadcast_to(inputs[0], (len(noise), *inputs.shape[1:]))
    sample_labels = None if labels is None else np.full(len(noise), labels[0], np.int32)
    sample_pictures, sample_nll = _decoded(model, z_samples, sample_labels, first)
    return Explanation(
        inputs, labels, z_mean, z_log_var, reconstructions, reconstruction_nll, kl, z_samples, sample_pictures,
        sample_nll,
    )  # fmt: skip


def score(
    folder: Path, images: np.ndarray, labels: np.ndarray | None = None
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray | None]:
    """Score pictures [n, *shape] as `vae.model.scores.score` does: (neg_elbo, reconstruction, kl), nats [n] each."""
    from vae.model import scores

    scored = scores.score(_model(folder), images, _rows(labels, slice(None)))
    return scored.neg_elbo, scored.reconstruction, scored.kl


def begin_geodesic(
    folder: Path, start: np.ndarray, end: np.ndarray, mixtures: np.ndarray | None = None
) -> tuple[geodesics.Curve, geodesics.Curve]:
    """Return where the search for the shortest path from start to end begins: the straight line, and a way over codes.

    Args:
        folder: a run folder.
        start: code [latent_dim].
        end: code [latent_dim].
        mixtures: shares of the classes at start and at end, [2, num_classes], for conditional runs.

    Raises:
        RunError: the run is damaged.
    """
    model = _differentiable(folder)
    latents = _latents(Path(folder), changed_at(Path(folder) / "latents.npz"))
    codes, middle = latents.z_mean, None
    if mixtures is not None:
        middle = np.mean(mixtures, axis=0)
        codes = codes[middle[latents.labels] > 0]

    def decode_places(z: np.ndarray) -> np.ndarray:
        return pullback.decode(model, z, None if middle is None else np.tile(middle, (len(z), 1)))

    samples = geodesics.num_samples(model.config.latent_dim)
    decode_curve = partial(_decode_curve, model, mixtures)
    line = geodesics.measured(geodesics.straight(start, end), decode_curve, samples)
    route = geodesics.measured(geodesics.graph_route(codes, start, end, decode_places), decode_curve, samples)
    return line, route


def shorten(
    folder: Path, curve: geodesics.Curve, mixtures: np.ndarray | None = None, seconds: float | None = None
) -> geodesics.Curve:
    """Shorten a curve as `vae.latent.geodesics.shorten` does, where codes lie; mixtures as for `begin_geodesic`."""
    model = _differentiable(folder)
    codes = _latents(Path(folder), changed_at(Path(folder) / "latents.npz")).z_mean
    samples = geodesics.num_samples(model.config.latent_dim)
    decode_curve = partial(_decode_curve, model, mixtures)

    def jacobian(z: np.ndarray) -> np.ndarray:
        return pullback.jacobian(model, z, _mixture_along(mixtures, len(z)))

    box = geodesics.box_of(codes, curve.points[[0, -1]])
    return geodesics.shorten(curve, decode_curve, jacobian, samples, seconds, box=box)


def encoder_bundle(folder: Path) -> bytes:
    """Return the browser's copy of the encoder of a run, a safetensors file as `vae.runs.web.bundle` writes it."""
    return bundle(_model(folder).model.encoder)


def _decoded(
    model: CompiledVAE, z: np.ndarray, labels: np.ndarray | None, images: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the decoded pictures of codes and the reconstruction terms of images under them."""
    if not len(z):
        return np.zeros((0, *images.shape[1:]), np.float32), np.zeros(0, np.float32)
    pictures, terms = [], []
    for rows in _batches(len(z)):
        logits = model.decode_logits(z[rows], _rows(labels, rows))
        pictures.append(ops.convert_to_numpy(losses.predicted(model.config.likelihood, logits)))
        terms.append(ops.convert_to_numpy(model.reconstruction_nll(images[rows], logits)))
    return np.concatenate(pictures), np.concatenate(terms)


def _decode_curve(model: VAE, mixtures: np.ndarray | None, z: np.ndarray) -> np.ndarray:
    return pullback.decode(model, z, _mixture_along(mixtures, len(z)))


def _mixture_along(mixtures: np.ndarray | None, count: int) -> np.ndarray | None:
    return None if mixtures is None else lerp(mixtures[0], mixtures[1], np.linspace(0.0, 1.0, count))


def _batches(count: int) -> list[slice]:
    return [slice(start, start + _BATCH) for start in range(0, count, _BATCH)]


def _rows(labels: np.ndarray | None, rows: slice) -> np.ndarray | None:
    if labels is None:
        return None
    return np.asarray(labels[rows], np.int32 if np.ndim(labels) == 1 else np.float32)


def _differentiable(folder: Path) -> VAE:
    model = _model(folder).model
    if not has_derivatives(model.decoder):
        raise RunError(
            f"run {Path(folder).name!r}: ONNX Runtime draws its pictures and gives no derivatives, which the shortest "
            "path needs: take the straight line or the arc"
        )
    return model


def _model(folder: Path) -> CompiledVAE:
    return _load(Path(folder), changed_at(Path(folder) / network_files(Path(folder))[1]))


@lru_cache(maxsize=8)
def _load(folder: Path, modified: int) -> CompiledVAE:
    """Load a run once; a run that was trained anew has another time of modification."""
    keras.utils.disable_interactive_logging()
    return CompiledVAE(loading.load_model(store.open_run(folder)))


@lru_cache(maxsize=8)
def _latents(folder: Path, modified: int) -> Latents:
    return store.load_latents(store.open_run(folder))
