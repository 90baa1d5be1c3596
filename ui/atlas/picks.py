"""Pictures of points as buttons: the one that is clicked becomes the choice."""

import numpy as np
import streamlit as st

from ui.atlas import choice
from ui.atlas.choice import Choice
from ui.atlas.points import Points
from ui.live import gallery
from ui.live.told import told

_OFFERS, _TAKEN = "atlas_offers", "atlas_taken"


def offer(key: str, label: str, items: list[gallery.Item], size: int, rows: np.ndarray, back: Choice | None) -> None:
    """Draw pictures of the points in `rows`; one that is clicked is chosen by `take`, with `back` to return to.

    Args:
        key: of the element; another one for other pictures, so that no click is taken for one on them.
        label: what the pictures are.
        items: the pictures, one a row, as `ui.live.gallery` makes them.
        size: their side in CSS pixels.
        rows: points, int [n].
        back: the selection that they are of.
    """
    st.session_state.setdefault(_OFFERS, {})[key] = (rows, back)
    gallery.choose(key, label, items, size, default=-1)


def take(run_points: Points) -> None:
    """Choose what was clicked since the last run; call it before anything is drawn."""
    for key, (rows, back) in st.session_state.pop(_OFFERS, {}).items():
        chosen = told(key, gallery.GalleryTells).get("chosen")
        if chosen is None or st.session_state.get(_TAKEN) == (key, chosen) or not 0 <= chosen["index"] < len(rows):
            continue
        st.session_state[_TAKEN] = (key, chosen)
        choice.choose_point(run_points, int(rows[chosen["index"]]), back=back)
