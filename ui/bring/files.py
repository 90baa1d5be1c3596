"""The files that a visitor hands in, or names on the machine that runs the app."""

import streamlit as st

from ui.server.uploads import limits


def given_files() -> dict[str, bytes]:
    """Draw the place to drop files and return what they hold, by their names."""
    uploads = st.file_uploader(
        "Files of one autoencoder", accept_multiple_files=True, key="bring_files", max_upload_size=limits().file,
        help="Encoder and decoder may lie in one file or in two",
    )  # fmt: skip
    found: dict[str, bytes] = {}
    for number, upload in enumerate(uploads, 1):  # two may have one name: browsers leave their folders out
        found[upload.name if upload.name not in found else f"{number}/{upload.name}"] = upload.getvalue()
    return found


def identity() -> tuple[str, ...]:
    """Return what changes when other files are handed in."""
    return tuple(upload.file_id for upload in st.session_state.get("bring_files") or ())
