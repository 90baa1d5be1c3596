"""What the live map is told about a run: one blob of weights and arrays, and the small values beside it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from safetensors.numpy import load as load_safetensors
from safetensors.numpy import save as save_safetensors

from vae.data import datasets
from vae.figures.palette import class_colors
from vae.latent.fog import fog, near_distance
from vae.latent.latents import Latents
from vae.latent.planes import Plane, principal_plane
from vae.latent.walks import class_walk, ring_walk
from vae.runs import dimensions, run_data
from vae.runs.store import Run, load_bundle, load_latents
from vae.runs.web import read_header

FOG_CELLS = 160
WALK_POINTS = 240
_WIDEST = 10.0


@dataclass(frozen=True)
class LiveMap:
    """A run made ready for the browser.

    Attributes:
        blob: a safetensors file: the decoder's bundle and the arrays map.codes, map.labels, map.mean, map.axes,
            map.fog, map.walk and map.walk_labels; map.log_vars with one or two dimensions.
        fingerprint: names the blob.
        facts: the small values, ready for JSON.
        walk: codes of the closed path, float32 [WALK_POINTS, latent_dim].
        walk_labels: class at each of them, uint8 [WALK_POINTS].
    """

    blob: bytes
    fingerprint: str
    facts: dict[str, Any]
    walk: np.ndarray
    walk_labels: np.ndarray

    @property
    def z_limit(self) -> float:
        """The largest coordinate that may be asked for."""
        return self.facts["z_limit"]


def live_map(run: Run) -> LiveMap:
    """Read a run and compute what its map shows.

    Raises:
        RunError: a file of the run is damaged.
    """
    latents, bundle = load_latents(run), load_bundle(run)
    plane = principal_plane(latents.z_mean)
    walk, walk_labels = _walk(run, latents)
    box = _home_box(run, plane.project(latents.z_mean))
    fog_box = [value + 0.25 * (box[1] - box[0]) * sign for value, sign in zip(box, (-1, 1, -1, 1), strict=True)]
    arrays = {
        "map.codes": latents.z_mean.astype(np.float32),
        "map.labels": latents.labels.astype(np.uint8),
        "map.mean": plane.mean.astype(np.float32),
        "map.axes": plane.axes.astype(np.float32),
        "map.fog": fog(plane, latents.z_mean, latents.z_log_var, *_axes(fog_box)),
        "map.walk": walk,
        "map.walk_labels": walk_labels,
    }
    if latents.z_log_var is not None and run.config.latent_dim <= 2:
        # where the aggregate posterior's density can be told along a path
        arrays["map.log_vars"] = latents.z_log_var.astype(np.float32)
    tensors = {**load_safetensors(bundle), **{name: np.ascontiguousarray(array) for name, array in arrays.items()}}
    fingerprint = _fingerprint(run.name, tensors)
    blob = save_safetensors(tensors, {**read_header(bundle), "fingerprint": fingerprint})
    facts = _facts(run, latents, plane) | {
        "fingerprint": fingerprint,
        "home_box": box,
        "fog_box": fog_box,
        "home": {"z": _home(run, walk), "label": int(walk_labels[0]) if run.config.conditional else None},
    }
    return LiveMap(blob, fingerprint, facts, walk, walk_labels)


def _facts(run: Run, latents: Latents, plane: Plane) -> dict[str, Any]:
    config = run.config
    names = run_data.class_names_of(run)
    widest = float(np.abs(latents.z_mean).max())
    kl = dimensions.kl_per_dimension(run, latents)
    unused = dimensions.unused(run, latents)
    return {
        "run": run.name,
        "subtitle": _subtitle(run, latents, plane),
        "latent_dim": config.latent_dim,
        "class_names": names,
        "colors": class_colors(len(names)),
        "colors_dark": class_colors(len(names), dark=True),
        "noun": datasets.noun(config.dataset),
        "nouns": datasets.nouns(config.dataset),
        "near_distance": near_distance(latents.z_mean, latents.labels if config.conditional else None),
        "has_prior": config.variational,
        "kl_per_dimension": None if kl is None else kl.tolist(),
        "order": dimensions.order(run, latents),
        "unused": unused,
        "unused_text": dimensions.unused_text(len(unused), config.variational),
        "slider_range": float(max(3.0, np.ceil(np.quantile(np.abs(latents.z_mean), 0.999)))),
        "z_limit": float(max(_WIDEST, np.ceil(1.5 * widest))),
    }


def _subtitle(run: Run, latents: Latents, plane: Plane) -> str:
    dataset = run.config.dataset
    dots = f"{len(latents.labels):,} test {datasets.nouns(dataset)} from {datasets.title(dataset)}"
    text = f"Every place on this map is a picture. The dots are {dots}; the decoder draws whatever lies between them."
    if run.config.conditional:
        text = f"Choose what to draw, then drag: places are styles. The dots are {dots}."
    if run.config.latent_dim > 2:
        shown = f"the two main of {run.config.latent_dim} dimensions, {plane.explained.sum():.0%} of the spread"
        text = f"Every place is a picture. The dots are {dots}; the map shows {shown}."
    return text


def _home_box(run: Run, places: np.ndarray) -> list[float]:
    """Return [x0, x1, y0, y1] of what the map shows at first: nearly all codes, and the prior's circles."""
    low, high = np.quantile(places, 0.002, axis=0), np.quantile(places, 0.998, axis=0)
    margin = 0.06 * max(float((high - low).max()), 1e-3)
    low, high = low - margin, high + margin
    if run.config.latent_dim == 1:
        low[1], high[1] = -2.6, 2.6
    if run.config.variational:
        low, high = np.minimum(low, -3.25), np.maximum(high, 3.25)
    return [float(low[0]), float(high[0]), float(low[1]), float(high[1])]


def _axes(box: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the middles of the fog's cells along both axes."""
    middles = (np.arange(FOG_CELLS) + 0.5) / FOG_CELLS
    return box[0] + (box[1] - box[0]) * middles, box[2] + (box[3] - box[2]) * middles


def _walk(run: Run, latents: Latents) -> tuple[np.ndarray, np.ndarray]:
    config = run.config
    if config.conditional:
        walk, labels = ring_walk(config.latent_dim, config.num_classes, WALK_POINTS)
    else:
        walk, labels = class_walk(latents.z_mean, latents.labels, WALK_POINTS)
    return walk.astype(np.float32), labels.astype(np.uint8)


def _home(run: Run, walk: np.ndarray) -> list[float]:
    """Return the code shown first: a typical picture of a class, or for conditional runs the middle of all styles."""
    code = np.zeros(run.config.latent_dim) if run.config.conditional else np.round(walk[0].astype(np.float64), 3)
    return (code + 0.0).tolist()


def _fingerprint(name: str, tensors: dict[str, np.ndarray]) -> str:
    digest = hashlib.sha256(json.dumps([name, sorted(tensors)]).encode())
    for tensor in sorted(tensors):
        digest.update(tensors[tensor].tobytes())
    return digest.hexdigest()[:16]
