"""The codes and pictures that the film strips of Interpolate show, for whoever exports them."""

from typing import Any

import numpy as np

from ui import engine
from ui.interpolate import geodesic
from vae.latent.paths import PROBES, class_mixture, codes_along, eased, fade_weights, knots, picture_changes
from vae.runs.store import Run

_PROBED = np.linspace(0.0, 1.0, PROBES + 1)


def path_codes(run: Run, state: dict[str, Any], frames: int) -> dict[str, tuple[np.ndarray, np.ndarray | None]]:
    """Return the codes of every path's pictures, as the strips show them.

    With the easing "picture" they agree with the browser's to about 0.001: both measure the decoded pictures, and the
    browser's network has float16 weights.

    Args:
        run: whose latent space.
        state: of the page: z, to, via, label, to_label and easing, as `ui.interpolate.ends.read` returns it.
        frames: pictures a path, at least 2.

    Returns:
        By path, "linear", "spherical" and, once it has been found, "geodesic": codes float64 [frames, latent_dim], and
        for conditional runs class numbers int [frames], or mixtures float64 [frames, num_classes] where the class
        changes along the path.
    """
    places, curves = geodesic.points(state), geodesic.curves(run, state)
    kinds = ("linear", "spherical") if curves is None else ("linear", "spherical", "geodesic")
    shares, paths = np.linspace(0.0, 1.0, frames), {}
    for kind in kinds:
        changes = None
        if state["easing"] == "picture":
            codes = codes_along(places, _PROBED, kind, curves)
            changes = picture_changes(engine.decode(run.folder, codes, _labels(run, state, _PROBED)))
        t = eased(shares, state["easing"], changes)
        paths[kind] = (codes_along(places, t, kind, curves), _labels(run, state, t))
    return paths


def fade_pictures(run: Run, state: dict[str, Any], frames: int) -> np.ndarray:
    """Return the cross-fade's pictures, which have no codes: float64 [frames, *shape] in [0, 1]; as `path_codes`."""
    places = geodesic.points(state)
    pictures = engine.decode(run.folder, places, _labels(run, state, knots(places)))
    changes = None
    if state["easing"] == "picture":
        changes = picture_changes(np.tensordot(fade_weights(places, _PROBED), pictures, axes=1))
    t = eased(np.linspace(0.0, 1.0, frames), state["easing"], changes)
    return np.tensordot(fade_weights(places, t), pictures, axes=1)


def _labels(run: Run, state: dict[str, Any], t: np.ndarray) -> np.ndarray | None:
    if not run.config.conditional:
        return None
    if state["label"] == state["to_label"]:
        return np.full(len(t), state["label"], np.int32)
    return class_mixture(state["label"], state["to_label"], t, run.config.num_classes)
