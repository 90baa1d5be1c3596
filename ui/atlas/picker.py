"""Ways to choose points without a pointer: by number, by class, or how misplaced they are."""

import numpy as np
import streamlit as st

from ui.atlas import choice, coloring
from ui.atlas.choice import Choice
from ui.atlas.points import Points
from vae.data.wording import said_of
from vae.latent.neighbours import most_misplaced
from vae.words import plain

_K = 10
_MAX_MISPLACED = 500


def show(run_points: Points, chosen: Choice | None) -> None:
    """Draw the ways to choose."""
    is_point = chosen is not None and chosen.is_point
    index = int(chosen.indices[0]) if chosen is not None and is_point else None
    key = _number_key(index)
    st.session_state[key] = index
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            said_of(run_points.run.config, "Picture no."), 0, len(run_points) - 1, key=key,
            placeholder=f"0 to {len(run_points) - 1}",
            on_change=_choose_number, args=(run_points, key), width=160,
        )  # fmt: skip
        with st.popover("Select", icon=":material/checklist:"):
            _by_class(run_points)
            _by_misplacement(run_points)
        if chosen is not None:
            st.button(
                ":material/close:", key="atlas_clear", help="Choose nothing", type="tertiary",
                on_click=choice.clear, args=(run_points,),
            )  # fmt: skip


def _by_class(run_points: Points) -> None:
    names = run_points.names
    label = st.selectbox("Class", range(len(names)), format_func=lambda number: names[number], key="atlas_class")
    count = np.count_nonzero(run_points.latents.labels == label)
    st.button(
        f"Select all {count:,} of class {plain(names[label])}", key="atlas_choose_class", width="stretch",
        on_click=choose_class, args=(run_points, label),
    )  # fmt: skip


def choose_class(run_points: Points, label: int) -> None:
    """Choose all points of a class."""
    indices = np.flatnonzero(run_points.latents.labels == label)
    choice.choose_many(run_points, indices, f"All of class {run_points.names[label]}", word=f"class-{label}")


def _by_misplacement(run_points: Points) -> None:
    most = most_misplaced_at_once(run_points)
    st.session_state["_atlas_misplaced"] = min(st.session_state.get("atlas_misplaced", 50), most)
    count = st.number_input("How many", 1, most, key="_atlas_misplaced", on_change=_keep_count)
    st.button(
        f"Select the {count} most misplaced", key="atlas_choose_misplaced", width="stretch",
        help=f"Most of their {_K} nearest codes have another label, and their own class is far",
        on_click=choose_misplaced, args=(run_points, count),
    )  # fmt: skip


def _number_key(index: int | None) -> str:
    """Return the key of the field with a point's number: another one whenever something else has chosen the point.

    What a browser sends before it has heard of that has the old number, which would pass for one that was typed.
    """
    times, shown = st.session_state.get("atlas_number", (0, index))
    times += shown != index
    st.session_state["atlas_number"] = (times, index)
    return _key_of(times)


def _key_of(times: int) -> str:
    return f"_atlas_index_{times}"


def _choose_number(run_points: Points, key: str) -> None:
    times, _ = st.session_state["atlas_number"]
    if key != _key_of(times):  # Streamlit has forgotten the old field's number, and takes it for news
        return
    index = st.session_state[key]
    st.session_state["atlas_number"] = (times, index)
    if index is None:
        choice.clear(run_points)
    else:
        now = choice.current(run_points)
        choice.choose_point(run_points, int(index), back=now.back if now is not None else None)


def most_misplaced_at_once(run_points: Points) -> int:
    """Return how many of the most misplaced points may be chosen."""
    return min(_MAX_MISPLACED, len(run_points))


def choose_misplaced(run_points: Points, count: int) -> None:
    """Choose the points that lie most among others of another class."""
    latents = run_points.latents
    found = most_misplaced(latents.z_mean, latents.labels, coloring.disagreement(run_points, _K), count)
    choice.choose_many(run_points, found, f"The {count} most misplaced", word=f"misplaced-{count}")


def _keep_count() -> None:
    st.session_state["atlas_misplaced"] = st.session_state["_atlas_misplaced"]
