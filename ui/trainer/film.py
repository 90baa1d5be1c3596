"""The film of a training as a part of a page: shown while it is made, and again afterwards."""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from ui.explorer.javascript import FOLDER as EXPLORER_FOLDER
from ui.explorer.javascript import joined
from ui.trainer.reels import reels_of
from vae.latent import Plane
from vae.palette import class_colors
from vae.replay import Film, film_box, film_plane

_FOLDER = Path(__file__).parent
_HTML = (_FOLDER / "film.html").read_text(encoding="utf-8")
_CSS = "".join(path.read_text(encoding="utf-8") for path in (EXPLORER_FOLDER / "explorer.css", _FOLDER / "film.css"))
_JS, _BUNDLE_JS = joined(_FOLDER / "film.js"), joined("bundle.js")
_CURVES = ("epoch", "reconstruction", "kl", "val_reconstruction", "val_kl", "kl_weight")


def show(film: Film, key: str, is_live: bool, run_name: str) -> None:
    """Draw a film. Called again with one that has grown, it goes on from where its visitor is; unchanged, it rests.

    Args:
        film: what to show.
        key: names the viewer: another training needs another key.
        is_live: whether more epochs will come; the viewer then follows the newest one until it is scrubbed.
        run_name: name of the training or run, for screen readers.
    """
    reels = reels_of(film)
    viewer = st.components.v2.component("latent_explorer.film", html=_HTML, css=_CSS, js=_JS)
    facts = _facts(film, _plane(film, key)) | {
        "name": run_name,
        "is_live": is_live,
        "rest": reels[0].fingerprint,
        "reels": [{"fingerprint": reel.fingerprint, "epochs": reel.epochs} for reel in reels[1:]],
    }
    # A list of one: in a dict Streamlit looks for data frames and imports pandas and pyarrow for it, 55 MB.
    viewer(key=key, data=[facts])
    # Registered in every run: each runtime knows only the components of the scripts that it has run.
    bundle = st.components.v2.component("latent_explorer.film_reel", js=_BUNDLE_JS)
    with st.container(gap=None):
        for reel in reels:
            bundle(key=f"{key}_{reel.fingerprint}", data=reel.blob)


def _plane(film: Film, key: str) -> Plane:
    """Return the plane to show, along the axes that this visitor sees already."""
    plane = film_plane(film, st.session_state.get(f"{key}_plane"))
    st.session_state[f"{key}_plane"] = plane
    return plane


def _facts(film: Film, plane: Plane) -> dict[str, Any]:
    names = film.class_names
    return {
        "num_epochs": film.num_epochs,
        "latent_dim": film.latent_dim,
        "class_names": names,
        "colors": class_colors(len(names)),
        "colors_dark": class_colors(len(names), dark=True),
        "has_prior": film.has_prior,
        "is_conditional": film.is_conditional,
        "mean": np.round(plane.mean, 5).tolist(),
        "axes": np.round(plane.axes, 6).tolist(),
        "explained": float(plane.explained.sum()),
        "box": film_box(film, plane),
        "history": {name: np.round(film.history[name], 3).tolist() for name in _CURVES},
    }
