"""Many points: what they are beside the rest, their contact sheet, and their files."""

from functools import partial

import numpy as np
import streamlit as st

from ui.atlas import choice, picks, points, tables
from ui.atlas.choice import Choice
from ui.atlas.points import Points
from ui.live import gallery
from ui.memory import remembered
from ui.shell import saved
from vae.data.wording import said_of
from vae.figures import selection_files
from vae.figures.palette import class_colors
from vae.figures.views import View
from vae.latent.selection import SelectionError, Summary, others, summarise
from vae.words import plain

MAX_SHOWN = 100
_BY_INDEX, _BY_CENTRE, _BY_ERROR = "Index", "Farthest from their centre", "Highest −ELBO"


def show_figures(run_points: Points, chosen: Choice) -> None:
    """Draw the figures of the chosen points against all others."""
    indices = chosen.indices
    if not len(indices):
        st.subheader(plain(chosen.title), anchor=False)
        st.info("There is no point inside: draw the outline around some points, or zoom in first.",
                icon=":material/highlight_alt:")  # fmt: skip
        return
    inside = summary(run_points, indices)
    rest = others(indices, len(run_points))
    compared = {"Here": inside, "Elsewhere": summary(run_points, rest) if len(rest) else None}
    st.subheader(plain(chosen.title), anchor=False, help=said_of(run_points.run.config, tables.meanings(compared)))
    if chosen.num_missed:
        st.caption(
            f"A link to this selection keeps a simpler outline, with {chosen.num_missed:,} "
            f"point{'s' if chosen.num_missed > 1 else ''} more or fewer."
        )
    mean, count, are_decoded = points.mean_picture(run_points, indices)
    said = partial(said_of, run_points.run.config)
    what = f"of {count:,} {'decoded codes' if are_decoded else said('images')}"
    left, right = st.columns([1, 2], gap="medium")
    with left:
        gallery.show(
            "atlas_mean", said("Mean picture of the selection"), [gallery.ink(mean, said("Mean picture"), what)], 92
        )
    with right:
        gallery.show("atlas_shares", "Share of every class", [], 40, _bars(run_points.names, inside))
    st.markdown(tables.figures(compared, said("Pictures")))
    with st.expander("Classes here and elsewhere"):
        st.markdown(tables.classes(run_points.names, compared))
    _keep(run_points, chosen)


def summary(run_points: Points, indices: np.ndarray) -> Summary:
    """Return the figures of some points, computed once."""
    return _summary(run_points.key, run_points.version, indices.tobytes(), run_points, indices)


@remembered(max_entries=32)
def _summary(key: str, version: str, chosen: bytes, _points: Points, _indices: np.ndarray) -> Summary:
    return summarise(_points.latents, _indices, len(_points.names))


def _bars(names: tuple[str, ...], inside: Summary) -> list[gallery.Bar]:
    light, dark = class_colors(len(names)), class_colors(len(names), dark=True)
    order = [label for label in np.argsort(-inside.class_counts, kind="stable") if inside.class_counts[label]]
    return [gallery.bar(names[label], inside.class_shares[label], light[label], dark[label]) for label in order]


def _keep(run_points: Points, chosen: Choice) -> None:
    """Offer to keep the selection under a name for as long as the session lasts."""
    with st.form("atlas_keep", border=False):
        st.text_input("Keep this selection as", placeholder="a name", key="atlas_name")
        st.form_submit_button(
            "Keep", icon=":material/bookmark_add:", on_click=_keep_named, args=(run_points, chosen), key="atlas_keep_it"
        )
    problem = st.session_state.pop("atlas_keep_problem", None)
    if problem:
        st.warning(plain(problem), icon=":material/label_off:")


def _keep_named(run_points: Points, chosen: Choice) -> None:
    try:
        name = choice.keep(run_points, st.session_state["atlas_name"], chosen.indices)
    except SelectionError as error:
        st.session_state["atlas_keep_problem"] = str(error)
        return
    st.session_state["atlas_name"] = ""
    st.toast(f"Kept as {plain(name)}: it lasts as long as this session.", icon=":material/bookmark_added:")


def show_pictures(run_points: Points, chosen: Choice) -> None:
    """Draw the contact sheet of the chosen points, up to 100, and the downloads; a picture clicked is chosen."""
    if not len(chosen.indices):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.subheader("Contact sheet", anchor=False, width="content")
        order = _order(run_points)
        _downloads(run_points, chosen)
    shown = _sorted(run_points, chosen.indices, order)[:MAX_SHOWN]
    labels, names = run_points.latents.labels[shown], run_points.names
    found = points.pictures(run_points, shown)
    said = partial(said_of, run_points.run.config)
    items = [
        gallery.ink(picture, "", alt=f"{text or said('Image')} {index}, a {names[label]}: show it in detail",
                    note=f"{text or said('image')} {index}, a {names[label]}")
        for index, label, picture, text in zip(shown, labels, found.images, found.texts, strict=True)
    ]  # fmt: skip
    label = f"{said('Pictures of the selection')}: {chosen.title}"
    picks.offer(f"atlas_sheet_{chosen.serial}_{order}", label, items, 44, shown, chosen)
    more = len(chosen.indices) - len(shown)
    what = "decoded codes" if found.are_decoded else said("images")
    ending = f", and {more:,} more are inside" if more else ""
    st.caption(f"{len(shown):,} {what}{ending}. Click one to see it in detail.")


def _order(run_points: Points) -> str:
    latents = run_points.latents
    names = [_BY_INDEX, _BY_CENTRE]
    if latents.neg_elbo is not None:
        names.append(_BY_ERROR)
    if st.session_state.get("atlas_order") not in names:
        st.session_state["atlas_order"] = _BY_INDEX
    st.session_state["_atlas_order"] = st.session_state["atlas_order"]
    return st.selectbox("Order", names, key="_atlas_order", on_change=_keep_order, width=220)


def _sorted(run_points: Points, indices: np.ndarray, order: str) -> np.ndarray:
    latents = run_points.latents
    if order == _BY_CENTRE:
        codes = latents.z_mean[indices]
        return indices[np.argsort(-np.linalg.norm(codes - codes.mean(axis=0), axis=1), kind="stable")]
    if order == _BY_ERROR and latents.neg_elbo is not None:
        return indices[np.argsort(-latents.neg_elbo[indices], kind="stable")]
    return indices


def _downloads(run_points: Points, chosen: Choice) -> None:
    """Draw the download buttons; nothing is computed before one is pressed."""
    latents, indices, stem = run_points.latents, chosen.indices, f"{run_points.run.name}-selection"
    view = saved.here("atlas", run_points.run)
    files = (
        ("CSV", "csv", "text/csv", ":material/table:", lambda: selection_files.to_csv(latents, indices)),
        ("NPZ", "npz", "application/zip", ":material/data_array:",
         lambda: selection_files.to_npz(latents, indices, view)),
        ("PNG", "png", "image/png", ":material/grid_on:", lambda: _sheet_png(run_points, indices, view)),
    )  # fmt: skip
    for label, suffix, mime, icon, content in files:
        st.download_button(
            label, content, f"{stem}.{suffix}", mime, key=f"atlas_{suffix}", on_click="ignore", type="tertiary",
            icon=icon, help=f"The {len(indices):,} chosen points as {label}",
        )  # fmt: skip


def _sheet_png(run_points: Points, indices: np.ndarray, view: View) -> bytes:
    shown = points.pictures(run_points, indices[: selection_files.MAX_SHEET_PICTURES]).images
    return selection_files.to_png(shown, view)


def _keep_order() -> None:
    st.session_state["atlas_order"] = st.session_state["_atlas_order"]
