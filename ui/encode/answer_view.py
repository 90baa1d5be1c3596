"""The answer about one picture: reconstruction, difference, draws from the posterior and the nearest held-out codes."""

import numpy as np
import streamlit as st

from ui.encode import answers
from ui.encode.answers import Prepared
from ui.live import gallery
from vae.data import datasets
from vae.data.wording import said_of
from vae.figures.palette import class_colors
from vae.kind import kind_of
from vae.model.explanation import Explanation
from vae.runs.run_data import class_names_of
from vae.runs.store import Run
from vae.words import signed

_MAX_DRAWS = 24
_NOTEWORTHY = 0.02
_MAX_NEIGHBOURS = 50


def draw_settings(run: Run) -> tuple[int, int]:
    """Return how many draws from the posterior are shown, and their seed; none for a plain autoencoder."""
    if not run.config.variational:
        return 0, 0
    return st.session_state.get("encode_draws", 8), st.session_state.get("encode_seed", 0)


def show(run: Run, prepared: Prepared, told: Explanation, left_out: float) -> None:
    """Draw the answer; `left_out` is the share of the picture's ink that its preparation left out."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("The answer", anchor=False)
        gallery.show("encode_answer", "Input, reconstruction and their difference", _three(run, told), 108)
        for sentence in cautions(run, prepared, left_out):
            st.caption(sentence)
        if run.config.variational:
            _show_draws(run, told)
    with right:
        _show_neighbours(run, prepared, told)


def cautions(run: Run, prepared: Prepared, left_out: float) -> list[str]:
    """Return what to know before one believes an answer: what the picture lost, and what is often misread."""
    found = []
    if left_out >= _NOTEWORTHY:
        found.append(
            f"{100 * left_out:.0f}% of the ink was left out, as specks or as what lies along the rim: the answer is "
            "about the rest."
        )
    if datasets.shows_digits(run.config.dataset) and not prepared.given.is_prepared:
        found.append(
            "A 1 with a long upstroke or a foot, or a 7 with a bar, may be taken for another digit: the American "
            "handwriting that such runs learnt hardly knows them."
        )
    return found


def _three(run: Run, told: Explanation) -> list[gallery.Item]:
    term = f"{signed(float(told.reconstruction_nll[0]), '.1f')} nats"
    how = "at the mean" if told.labels is None else f"as class {class_names_of(run)[int(told.labels[0])]}"
    terms = [term]
    if run.config.has_width:
        error = float(np.square(told.images[0] - told.reconstructions[0]).sum())
        terms.append(f"squared error {error:.2f}")
    what = "light" if run.config.raster.has_color else "ink"
    kind = kind_of(run.config)
    given, returned = kind.draw(told.images[0]), kind.draw(told.reconstructions[0])
    return [
        gallery.ink(given, "Input", kind.texts(told.images)[0] or run.config.shape.pixels_text),
        gallery.ink(returned, "Reconstruction", kind.texts(told.reconstructions)[0] or how, *terms),
        gallery.signed(
            (given / np.float32(255)) - returned / np.float32(255), "Difference", f"orange: {what} it lost",
            f"blue: {what} it made up",
            alt=f"Input minus reconstruction: orange where {what} was lost, blue where it was made up",
        ),
    ]  # fmt: skip


def _show_draws(run: Run, told: Explanation) -> None:
    st.session_state["_encode_draws"] = st.session_state.get("encode_draws", 8)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.slider("Draws from the posterior", 1, _MAX_DRAWS, key="_encode_draws", on_change=_keep_draws, width=220)
        st.button("Draw again", icon=":material/casino:", key="encode_again", on_click=_next_seed)
        st.caption(f"seed {st.session_state.get('encode_seed', 0)}")
    items = [
        gallery.ink(picture, "", alt=f"Draw {number} from the posterior, decoded")
        for number, picture in enumerate(kind_of(run.config).draw(told.sample_pictures), 1)
    ]
    gallery.show("encode_posterior", "Draws from the posterior, decoded", items, 56)


def _show_neighbours(run: Run, prepared: Prepared, told: Explanation) -> None:
    st.subheader("Nearest held-out codes", anchor=False)
    st.session_state["_encode_k"] = st.session_state.get("encode_k", 10)
    k = st.slider("Neighbours, k", 1, _MAX_NEIGHBOURS, key="_encode_k", on_change=_keep_k, width=220)
    found = answers.neighbours(run, told, prepared.image, k)
    names = class_names_of(run)
    light, dark = class_colors(len(names)), class_colors(len(names), dark=True)
    kind = kind_of(run.config)
    items = [
        gallery.ink(picture, text or names[label], *([names[label]] if text else []), f"{distance:.2f} away",
                    color=light[label], color_dark=dark[label], alt=f"Held-out {kind.noun} {index}, a {names[label]}",
                    note=f"held-out {kind.noun} {index}")
        for index, distance, label, picture, text in zip(
            found.indices, found.distances, found.labels, kind.draw(found.pictures), kind.texts(found.pictures),
            strict=True,
        )
    ]  # fmt: skip
    bars = [
        gallery.bar(names[label], share, light[label], dark[label])
        for label, share in sorted(enumerate(found.probabilities), key=lambda pair: -pair[1])[:5]
        if share > 0.001 and len(names) > 1
    ]
    gallery.show("encode_neighbours", "Nearest held-out codes", items, 56, bars)
    how = (
        "Bars: probability of each class by Bayes' rule, from −ELBO at the mean under every class. "
        "The neighbours are of the class told."
        if run.config.conditional
        else f"Bars: share of each class among the {len(found.indices)} nearest codes (k-nearest neighbours, k = {k})."
    )
    shown = " Pictures are reconstructions: the data set is not on this machine." if found.are_reconstructions else ""
    st.caption(said_of(run.config, (how if bars else "Codes of held-out pictures, nearest first.") + shown))


def _keep_draws() -> None:
    st.session_state["encode_draws"] = st.session_state["_encode_draws"]


def _keep_k() -> None:
    st.session_state["encode_k"] = st.session_state["_encode_k"]


def _next_seed() -> None:
    st.session_state["encode_seed"] = st.session_state.get("encode_seed", 0) + 1
