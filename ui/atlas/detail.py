"""One point in detail: its picture and reconstruction, its posterior, its neighbours, and ways on from here."""

from functools import partial

import numpy as np
import streamlit as st

from ui.atlas import choice, picks, points
from ui.atlas.choice import Choice
from ui.atlas.points import Points
from ui.live import gallery
from ui.shell import address
from vae.data.wording import said_of
from vae.figures.palette import class_colors
from vae.kind import kind_of
from vae.latent.neighbours import nearest
from vae.words import plain, signed

_MAX_NEIGHBOURS = 50
_SHOWN_DIMS = 4
_SHORT_NAME = 3


def show(run_points: Points, chosen: Choice) -> None:
    """Draw the chosen point."""
    index = int(chosen.indices[0])
    latents, names = run_points.latents, run_points.names
    _steps(run_points, chosen, index)
    gallery.show("atlas_detail", f"{chosen.title}, a {names[latents.labels[index]]}", _pictures(run_points, index), 84)
    st.markdown("  \n".join(_figures(run_points, index)))
    _links(run_points, index)
    _neighbours(run_points, chosen, index)


def _steps(run_points: Points, chosen: Choice, index: int) -> None:
    """Draw the heading with what steps to the point before and after, within the selection it was picked from."""
    row = chosen.back.indices if chosen.back is not None else None
    around = row if row is not None and index in row else np.arange(len(run_points))
    at = int(np.flatnonzero(around == index)[0])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(chosen.title), anchor=False, width="content")
        for icon, name, to in (("chevron_left", "Previous", at - 1), ("chevron_right", "Next", at + 1)):
            target = int(around[to % len(around)])
            st.button(
                name,
                key=f"atlas_{name.lower()}",
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=choice.choose_point,
                args=(run_points, target, "", chosen.back),
            )
        if chosen.back is not None:
            st.button(
                said_of(run_points.run.config, f"Back to {len(chosen.back.indices):,} pictures"),
                key="atlas_back",
                icon=":material/arrow_back:",
                type="tertiary",
                on_click=choice.go_back,
                args=(run_points, chosen),
            )


def _pictures(run_points: Points, index: int) -> list[gallery.Item]:
    images, row = points.originals(run_points), np.array([index])
    said = partial(said_of, run_points.run.config)
    name = run_points.names[run_points.latents.labels[index]]
    with st.spinner("Asking the model …"):
        decoded = points.decoded(run_points, row)[0]
    shown = gallery.ink(decoded, "Decoded", alt="The decoded code")
    if images is None:
        return [shown]
    kind = kind_of(run_points.run.config)
    original, text = kind.draw(images[index]), kind.texts(images[index : index + 1])[0]
    return [
        gallery.ink(original, text or "Original", alt=f"{text or said('The image itself')}, a {name}"),
        shown,
        gallery.signed(
            original / np.float32(255) - decoded / np.float32(255),
            "Difference",
            alt=said("Image minus decoded code: orange where ink was lost"),
        ),
    ]


def _figures(run_points: Points, index: int) -> list[str]:
    latents = run_points.latents
    lines = [f"**Class** {plain(run_points.names[latents.labels[index]])}"]
    if latents.reconstruction is not None:
        figures = f"**Reconstruction** {latents.reconstruction[index]:.1f} nats"
        if latents.kl is not None:
            neg_elbo = latents.reconstruction[index] + latents.kl[index]
            figures += f" · **KL** {latents.kl[index]:.1f} · **−ELBO** {neg_elbo:.1f}"
        lines.append(figures)
    elif points.originals(run_points) is None:
        lines.append("The data set is not on this machine: only the decoded code can be shown.")
    z_log_var = None if latents.z_log_var is None else latents.z_log_var[index]
    lines.append(posterior(latents.z_mean[index], z_log_var, run_points.run.config.has_prior))
    return lines


def posterior(z_mean: np.ndarray, z_log_var: np.ndarray | None, has_prior: bool) -> str:
    """Say where a code lies and how wide its posterior is.

    Args:
        z_mean: the code, [latent_dim].
        z_log_var: logarithms of the posterior's variances, [latent_dim]; None of a code that is a place.
        has_prior: whether the prior is N(0, I), which many widths are held against.
    """
    if len(z_mean) > _SHOWN_DIMS:
        text = f"**|z|** {np.linalg.norm(z_mean):.2f} in {len(z_mean)} dimensions"
        if z_log_var is None:
            return text
        sigma = np.exp(0.5 * z_log_var)
        narrow, wide = (f"{sigma[at]:.2f} (z{at + 1})" for at in (sigma.argmin(), sigma.argmax()))
        return f"{text}; **σ** from {narrow} to {wide}" + (", where the prior's is 1" if has_prior else "")
    code = ", ".join(f"z{number} = {signed(value)}" for number, value in enumerate(z_mean, 1))
    if z_log_var is None:
        return f"**Code** {code}"
    widths = ", ".join(f"{value:.3f}" for value in np.exp(0.5 * z_log_var))
    drawn = ": the ellipses on the map are 1 and 2 σ, to scale" if len(z_mean) == 2 else ""
    return f"**Posterior** {code}, σ = {widths}{drawn}"


def _links(run_points: Points, index: int) -> None:
    run = run_points.run
    query = {"run": run.name, "z": address.as_text(run_points.latents.z_mean[index].tolist())}
    if run.config.conditional:
        query["label"] = str(int(run_points.latents.labels[index]))
    with st.container(horizontal=True, gap="medium"):
        st.page_link("app.py", label="Open in Explore", icon=":material/explore:", query_params=query)
        st.page_link(
            "pages/interpolate.py", label="Interpolate from here", icon=":material/timeline:", query_params=query
        )


def _neighbours(run_points: Points, chosen: Choice, index: int) -> None:
    latents, names = run_points.latents, run_points.names
    st.session_state["_atlas_neighbours_k"] = st.session_state.get("atlas_neighbours_k", 8)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.markdown("**Nearest codes**", width="content")
        k = st.number_input(
            "How many", 1, _MAX_NEIGHBOURS, key="_atlas_neighbours_k", on_change=_keep_k, width=130,
            label_visibility="collapsed", help="How many nearest codes",
        )  # fmt: skip
    found, distances = nearest(latents.z_mean, latents.z_mean[index], k + 1)
    is_other = found != index
    found, distances = found[is_other][:k], distances[is_other][:k]
    shown = points.pictures(run_points, found)
    light, dark = class_colors(len(names)), class_colors(len(names), dark=True)
    image = said_of(run_points.run.config, "image")
    items = [
        gallery.ink(picture, text or names[label], *([names[label]] if text else []), f"{distance:.2f} away",
                    color=light[label], color_dark=dark[label],
                    alt=f"{text or image.capitalize()} {number}, a {names[label]}",
                    note=f"{text or image} {number}: show it in detail")
        for number, label, distance, picture, text in zip(
            found, latents.labels[found], distances, shown.images, shown.texts, strict=True
        )
    ]  # fmt: skip
    key = f"atlas_neighbours_{chosen.serial}_{k}"
    size = 52 if max(map(len, names)) <= _SHORT_NAME else 72
    picks.offer(key, f"Codes nearest to {chosen.title}", items, size, found, chosen.back)
    num_others = int((latents.labels[found] != latents.labels[index]).sum())
    ending = said_of(run_points.run.config, " Pictures are decoded codes.") if shown.are_decoded else ""
    st.caption(f"{num_others} of {len(found)} are of another class. Click one to go there.{ending}")


def _keep_k() -> None:
    st.session_state["atlas_neighbours_k"] = st.session_state["_atlas_neighbours_k"]
