"""Encode: draw, upload or photograph a digit and see where it lands and how sure the encoder is."""

import streamlit as st

from ui.encode import no_encoder, stage, workbench
from ui.live import encoders
from ui.live.encoding import mount_encoder
from ui.shell.page import show_page
from vae.runs.store import Run

TITLE = "Encode"
ICON = ":material/draw:"
ORDER = 10


def draw(run: Run) -> None:
    """Draw the stage and the answer; the networks are handed to the browser in elements below them.

    The pad can be drawn on while the worker makes the encoder's bundle, which only the first visit waits for.
    """
    if not run.has_encoder:
        no_encoder.show(run)
        return
    if run.is_remote:
        no_encoder.show_remote(run)
        return
    above, below = st.container(), st.container()
    with below:
        ready = stage.mount_decoder(run)
    is_ready = encoders.is_ready(run)
    if is_ready:
        with below:
            mount_encoder(run)
    with above:
        workbench.show(run, ready)
    if not is_ready:
        with below:
            mount_encoder(run)


show_page(TITLE, draw)
