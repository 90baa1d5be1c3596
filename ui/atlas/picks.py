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
    """Choose what was clicked since the last run; call it before anything is drawn.

    An offer stands as long as its pictures do: a run that is cut short by the click makes none itself.
    """
    offers = {key: one for key, one in st.session_state.get(_OFFERS, {}).items() if key in st.session_state}
    taken = {key: one for key, one in st.session_state.get(_TAKEN, {}).items() if key in offers}
    st.session_state[_OFFERS], st.session_state[_TAKEN] = offers, taken
    for key, (rows, back) in offers.items():
        chosen = told(key, gallery.GalleryTells).get("chosen")
        if chosen is None or taken.get(key) == chosen or not 0 <= chosen["index"] < len(rows):
            continue
        taken[key] = chosen
        choice.choose_point(run_points, int(rows[chosen["index"]]), back=back)
