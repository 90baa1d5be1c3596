"""Own pictures for training: hand them in, look at what training would see, and keep them as a data set."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.live import gallery
from ui.server.uploads import limits
from ui.shell import visitor
from vae.access import access, claim
from vae.config import name_for
from vae.data import imports, own_data
from vae.data.dataset import DataError
from vae.data.imports import Preview
from vae.data.own_data import OwnData
from vae.data.sources import Source, Upload
from vae.shape import MNIST, PictureShape
from vae.words import plain, plain_sentence

_NUM_SHOWN = 30
_NUM_COMPARED = 10
_SIDES = (16, 28, 32, 64)
_IN_COLOR = "In colour"
_COLORS = ("Grey", _IN_COLOR)
_NUM_PROBLEMS = 10
_INVERT: dict[str, imports.Invert] = {
    "Decide by the pictures": "auto",
    "Swap black and white": True,
    "Leave as they are": False,
}
_LOOKED = "train_looked_at"


def show(on_added: Callable[[str], None]) -> None:
    """Draw the part of the form for own pictures; `on_added` is told the name of a new data set."""
    with st.expander("Train on your own pictures", icon=":material/add_photo_alternate:"):
        st.caption(
            "A .zip of pictures (its folders are the classes), pictures, .npz (images, labels) or .npy, idx files as "
            "MNIST's, also .gz, or .csv (a picture a row). They are brought to one size; a fifth is held out. From "
            "50 pictures up."
        )
        source = _source()
        if source is not None:
            _offer(source, on_added)
        _kept()


def _source() -> Source | None:
    files = st.file_uploader(
        "Files", accept_multiple_files=True, key="train_files", label_visibility="collapsed",
        max_upload_size=limits().file,
    )  # fmt: skip
    if files:
        uploads = [Upload(file.name, file) for file in files]
        return uploads[0] if len(uploads) == 1 else uploads
    if not access().may_read_paths:
        return None
    folder = st.text_input(
        "or a folder on the machine that runs this app", key="train_folder", placeholder="~/pictures/leaves"
    ).strip()
    return Path(folder).expanduser() if folder else None


def _offer(source: Source, on_added: Callable[[str], None]) -> None:
    """Show what an import would bring, and import it when asked to."""
    shape, invert = _form()
    try:
        with st.spinner("Looking at the pictures …"):
            found = _looked_at(source, invert, shape)
    except DataError as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return
    _preview(found, shape)
    name = st.text_input(
        "Name of the data set", name_for(found.title, "pictures"), key=f"train_data_name_{found.title}"
    ).strip()
    if not st.button("Keep as a data set", key="train_keep", type="primary"):
        return
    bar = st.progress(0.0, "Reading the pictures …")
    try:
        # What was shown is what is kept: the preview has judged by some of the pictures whether to swap.
        own = imports.import_data(source, name, found.inverted, lambda share: bar.progress(min(share, 1.0)), shape)
    except DataError as error:
        bar.empty()
        st.error(plain_sentence(error), icon=":material/error:")
        return
    with contextlib.suppress(OSError):  # without it nobody may delete the pictures from a page
        claim(own.folder, visitor.name())
    on_added(own.dataset)
    st.session_state["train_added"] = own.name
    st.rerun()


def _form() -> tuple[PictureShape, imports.Invert]:
    """Draw the choice of size and colour, and in grey whether black and white change places."""
    size, color = st.columns(2, vertical_alignment="bottom")
    with size:
        side = st.selectbox(
            "Pixels", _SIDES, index=_SIDES.index(MNIST.height), format_func=lambda side: f"{side} × {side}",
            key="train_size", help="Larger pictures show more and take longer to train on and to draw",
        )  # fmt: skip
    with color:
        has_color = st.selectbox("Colour", _COLORS, key="train_color") == _IN_COLOR
    if has_color:
        return PictureShape(side, side, 3), False
    invert = _INVERT[st.selectbox("Black and white", list(_INVERT), key="train_invert")]
    return PictureShape(side, side), invert


def _looked_at(source: Source, invert: imports.Invert, shape: PictureShape) -> Preview:
    """Return what an import would bring; reading takes up to some seconds and is not done again for every rerun."""
    key = (_identity(source), invert, shape)
    known, found = st.session_state.get(_LOOKED, (None, None))
    if known != key or found is None:
        found = imports.preview(source, _NUM_SHOWN, invert, shape=shape)
        st.session_state[_LOOKED] = key, found
    return found


def _identity(source: Source) -> object:
    """Return what changes when there is something else to look at."""
    if isinstance(source, Path):
        with contextlib.suppress(OSError):
            return source, source.stat().st_mtime_ns
        return source, None
    uploads = [source] if isinstance(source, Upload) else source
    return tuple((upload.name, getattr(upload.content, "file_id", id(upload.content))) for upload in uploads)


def _preview(found: Preview, shape: PictureShape) -> None:
    classes = len(found.class_names)
    text = f"**{found.num_pictures:,} pictures**, {classes} class{'es' if classes > 1 else ''}"
    text += ", black and white swapped" if found.inverted else ""
    if found.num_unchecked:
        text += f"; {found.num_unchecked:,} of them are looked at when they are kept"
    st.write(text)
    items = [
        gallery.ink(image, found.class_names[label]) for image, label in zip(found.images, found.labels, strict=True)
    ]
    st.caption(
        f"Some as they are, and below as training will see them, {shape.text}. On average {found.loss:.0%} of a "
        "pixel's range is lost."
    )
    fine = [gallery.ink(image, "", alt="A picture as it is") for image in found.fine[:_NUM_COMPARED]]
    gallery.show("train_preview_fine", "Some of the pictures as they are", fine, 48)
    gallery.show("train_preview", "Some of the pictures, as training will see them", items, 48)
    _sentences(found.notes, found.problems, len(found.problems))


def _kept() -> None:
    """List the data sets of one's own, each with what was left out and a way to delete it."""
    sets, problems = own_data.list_data()
    for problem in problems:
        st.warning(plain_sentence(problem), icon=":material/folder_off:")
    for own in sets:
        with st.container(horizontal=True, vertical_alignment="center"):
            added = st.session_state.get("train_added") == own.name
            counts = f"{own.num_train:,} + {own.num_test:,} held out"
            st.write(f"{'✓ ' if added else ''}**{own.name}** · {own.shape.text} · {counts}")
            with st.popover("Details", type="tertiary"):
                _details(own)


def _details(own: OwnData) -> None:
    st.caption(f"From {plain(own.source)}  \nfingerprint {own.fingerprint[:16]}…")
    _sentences(own.notes, own.problems, own.num_problems)
    st.caption("Runs trained on it stay when it is deleted.")
    if not visitor.may_manage(own.folder):
        st.caption("Somebody else added them: only they can delete them.")
        return
    if st.button("Delete these pictures", key=f"train_delete_data_{own.name}", icon=":material/delete:"):
        try:
            own_data.delete_data(own.name)
        except DataError as error:
            st.error(plain_sentence(error), icon=":material/error:")
            return
        st.rerun()


def _sentences(notes: tuple[str, ...], problems: tuple[str, ...], num_problems: int) -> None:
    for note in notes:
        st.caption(plain(note))
    if num_problems:
        lines = [plain(problem) for problem in problems[:_NUM_PROBLEMS]]
        more = [f"and {num_problems - _NUM_PROBLEMS:,} more"] if num_problems > _NUM_PROBLEMS else []
        st.warning("Left out:  \n" + "  \n".join([*lines, *more]), icon=":material/image_not_supported:")
