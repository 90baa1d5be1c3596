"""What every page begins with: its set-up and, where it shows a run, the choice of one."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui import faults
from ui.server import file_faults, housekeeping, session_line, theme_message, uploads
from ui.shell import address_bar, navigation, reopener, visitor
from ui.shell.run_picker import pick_run
from vae import backend, files
from vae.access import AccessError, access
from vae.backend import BackendError
from vae.files import HomeError
from vae.runs.store import Run
from vae.words import plain_sentence

PRODUCT = "Latent Explorer"
_FOLDER = Path(__file__).parent


def set_up(title: str) -> None:
    """Prepare a page: the first call in its file."""
    housekeeping.spare_the_collector(title)
    housekeeping.give_large_blocks_their_own_pages()
    housekeeping.leave_settings_unwatched()
    housekeeping.watch_session()
    session_line.keep_what_waits()
    session_line.leave_parts_of_pages_that_were_left()
    theme_message.keep()
    faults.begin()
    address_bar.note_page(title)
    st.set_page_config(
        page_title=f"{title} · {PRODUCT}",
        page_icon=str(_FOLDER / "favicon.png"),
        layout="wide",
        menu_items={"About": f"**{PRODUCT}**: drag a point through what a variational autoencoder has learned."},
    )
    st.html(_FOLDER / "shell.css")
    _check_settings()
    with st.sidebar:
        st.markdown(f"### {PRODUCT}")
        navigation.show()
        reopener.mount([page.url_path for page in navigation.pages()])
        visitor.show()


def _check_settings() -> None:
    """End the page with a sentence where the environment leaves no folder to write to, no Keras or unclear rights."""
    try:
        backend.check()
        files.home_folder()
        access()
        uploads.watch()
        file_faults.watch()
    except (AccessError, BackendError, HomeError) as error:
        st.error(plain_sentence(error), icon=":material/settings_alert:")
        st.stop()


def show_page(title: str, draw: Callable[[Run], None]) -> None:
    """Set a page up, let a run be picked and draw the page for it; a damaged run gets a sentence instead."""
    set_up(title)
    run = pick_run()
    if run is None:
        return
    with faults.said_here():
        draw(run)
