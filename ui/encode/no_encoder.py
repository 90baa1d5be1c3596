"""What Encode says of a run that has a decoder alone, or networks that no browser evaluates."""

import streamlit as st

from ui.shell.known_runs import found_runs
from ui.shell.run_picker import option
from vae.data.wording import said_of
from vae.runs.comparison import most_comparable
from vae.runs.store import Run
from vae.words import plain


def show(run: Run) -> None:
    """Say what is missing and where to go on: to a map that needs no encoder, or to a run that has one."""
    st.title("This model has no encoder", anchor=False)
    text = (
        "came as a decoder alone: it draws a picture of every place, but nothing tells the place of a picture. Bring "
        "it in again together with its encoder to encode pictures here."
    )
    st.write(f"{plain(run.name)} {said_of(run.config, text)}")
    _go_on(run)


def show_remote(run: Run) -> None:
    """Say why nothing can be drawn for networks that the worker evaluates, and where to go on."""
    st.title("This model is not encoded here", anchor=False)
    st.write(
        f"{plain(run.name)} has layers that browsers do not evaluate: the worker does, with ONNX Runtime. Pictures are "
        "encoded here while they are drawn, which takes networks in the browser. The codes of its own pictures, where "
        "there are some, are on its map and in the Atlas."
    )
    _go_on(run)


def _go_on(run: Run) -> None:
    other = most_comparable(run, [one for one in found_runs()[0] if one.has_encoder and not one.is_remote])
    with st.container(horizontal=True, gap="medium"):
        st.page_link("app.py", label="Explore its map", icon=":material/explore:", query_params={"run": run.name})
        if other is not None:
            st.page_link(
                "pages/encode.py", label=f"Encode with {plain(option(other))}", icon=":material/draw:",
                query_params={"run": other.name},
            )  # fmt: skip
