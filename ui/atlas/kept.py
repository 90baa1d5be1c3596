"""The kept selections: shown again, renamed, deleted, and two of them compared."""

from functools import partial

import numpy as np
import streamlit as st

from ui.atlas import choice, points, sheet, tables
from ui.atlas.points import Points
from ui.live import gallery
from vae.data.wording import said_of
from vae.latent.selection import SelectionError, compare
from vae.words import plain


def show(run_points: Points) -> None:
    """Draw the kept selections, if there are any."""
    selections = choice.kept(run_points)
    if not selections:
        return
    st.subheader("Kept selections", anchor=False)
    for number, (name, indices) in enumerate(selections.items()):
        _row(run_points, number, name, indices)
    problem = st.session_state.pop("atlas_rename_problem", None)
    if problem:
        st.warning(plain(problem), icon=":material/label_off:")
    if len(selections) > 1:
        _comparison(run_points, selections)


def _row(run_points: Points, number: int, name: str, indices: np.ndarray) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            plain(name), key=f"atlas_show_{number}", icon=":material/bookmark:", type="tertiary",
            help="Show this selection", on_click=choice.choose_many, args=(run_points, indices, name),
        )  # fmt: skip
        st.caption(said_of(run_points.run.config, f"{len(indices):,} pictures"), width="content")
        with st.popover("Rename", type="tertiary"), st.form(f"atlas_rename_{number}_{name}", border=False):
            key = f"atlas_new_name_{number}_{name}"
            st.text_input("New name", name, key=key)
            st.form_submit_button("Rename", on_click=_rename, args=(run_points, name, key))
        st.button(
            "Delete",
            key=f"atlas_delete_{number}",
            type="tertiary",
            icon=":material/delete:",
            on_click=choice.delete,
            args=(run_points, name),
        )


def _rename(run_points: Points, old: str, key: str) -> None:
    try:
        choice.rename(run_points, old, st.session_state[key])
    except SelectionError as error:
        st.session_state["atlas_rename_problem"] = str(error)


def _comparison(run_points: Points, selections: dict[str, np.ndarray]) -> None:
    names = list(selections)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        first = st.selectbox("Compare", names, key="atlas_first", width=220)
        second = st.selectbox("with", names, index=1, key="atlas_second", width=220)
    if first == second:
        st.info("Choose two different selections to compare them.", icon=":material/compare_arrows:")
        return
    chosen = {name: selections[name] for name in (first, second)}
    summaries = {plain(name): sheet.summary(run_points, indices) for name, indices in chosen.items()}
    how = compare(run_points.latents, *chosen.values())
    means = [points.mean_picture(run_points, indices) for indices in chosen.values()]
    said = partial(said_of, run_points.run.config)
    items = [
        gallery.ink(mean, name, f"mean of {count:,}", "decoded codes" if are_decoded else said("images"))
        for name, (mean, count, are_decoded) in zip(chosen, means, strict=True)
    ]
    difference = gallery.signed(
        means[0][0] - means[1][0], "Difference", f"orange: more ink in {first}", f"blue: more in {second}"
    )
    left, middle, right = st.columns([1.2, 1, 1], gap="large")
    with left:
        gallery.show("atlas_compared", said("Mean pictures and their difference"), [*items, difference], 96)
        shared = said(f"**{how.num_shared:,}** pictures are in both")
        st.write(f"Their centres are **{how.centre_distance:.2f}** apart; {shared}.")
    with middle:
        st.markdown(tables.figures(summaries, said("Pictures")))
    with right:
        st.markdown(tables.classes(run_points.names, summaries))
