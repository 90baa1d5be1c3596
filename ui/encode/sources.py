"""Where pictures come from: the pad, files, the clipboard, the camera and samples."""

import itertools
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from PIL import Image

from ui.encode.stage import Drawing, Pasted
from ui.live import gallery
from ui.memory import remembered
from ui.shell.held_out import test_images
from ui.shell.uploads import limits
from vae.data import datasets
from vae.pictures.crops import find_digits
from vae.pictures.image_files import ImageError, accepted_formats, endings, open_picture
from vae.pictures.samples import sample_images, sample_strokes
from vae.runs.run_data import class_names_of
from vae.runs.store import Run
from vae.words import one_line

SOURCES = ("Draw", "Upload", "Photograph", "Samples")
_ENDINGS = [ending.removeprefix(".") for ending in endings()]
_NUM_TEST_IMAGES = 15
_KEPT_SIDE = 480
_MOST_NAME = 60
_PAD_PREFIX = "data:image/png;base64,"
_PAD_PIXELS = 1_000_000


@dataclass(frozen=True)
class Given:
    """One picture to encode.

    Attributes:
        key: tells it from all others of its source, whatever they are called.
        name: what it is called.
        picture: grey uint8 [height, width] to prepare, or uint8 [28, 28] that is prepared already.
        is_prepared: whether it is as the data set's images are.
        label: its class, where known.
    """

    key: str
    name: str
    picture: np.ndarray
    is_prepared: bool = False
    label: int | None = None


@dataclass(frozen=True)
class Found:
    """What a source gave: pictures, a sentence for each file that could not be used, and on what else was changed."""

    pictures: tuple[Given, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def choose_source() -> str:
    """Draw the chooser and return the source; it stays chosen on other pages."""
    st.session_state["_encode_source"] = st.session_state.get("encode_source", SOURCES[0])
    st.segmented_control(
        "Where the picture comes from", SOURCES, key="_encode_source", label_visibility="collapsed", required=True,
        on_change=_keep_source,
    )  # fmt: skip
    return st.session_state.get("encode_source", SOURCES[0])


def _keep_source() -> None:
    st.session_state["encode_source"] = st.session_state["_encode_source"]


def drawing() -> Drawing:
    """Return the drawing of this session: revision, strokes and picture (a PNG data address or None)."""
    kept: Drawing | None = st.session_state.get("encode_drawing")
    return kept or {"revision": "", "strokes": [], "picture": None}


def from_pad() -> Found:
    """Return the drawing."""
    address = drawing()["picture"]
    if not address:
        return Found()
    try:
        content = _decoded(address.removeprefix(_PAD_PREFIX))
        picture = open_picture(content, "Your drawing", max_pixels=_PAD_PIXELS).convert("L")
    except ImageError as error:
        return Found((), (f"{error}.",))
    return Found((Given(drawing()["revision"], "Your drawing", np.asarray(picture)),))


def from_files(pasted: Pasted | None) -> Found:
    """Draw the uploader and return the pictures of its files and of what was pasted; a photo may hold several."""
    files = st.file_uploader(
        f"Pictures of digits: {accepted_formats()}; or paste one with Ctrl+V", type=_ENDINGS,
        accept_multiple_files=True, key="encode_files", max_upload_size=limits().pictures,
    )  # fmt: skip
    if pasted:
        st.button(
            "Remove what was pasted", key="encode_unpaste", type="tertiary", icon=":material/delete:",
            on_click=_forget_pasted,
        )  # fmt: skip
    contents = [(one_line(file.name, _MOST_NAME), file.file_id, file.size, file.getvalue) for file in files]
    if pasted:
        contents += [
            (_pasted_name(one["name"]), f"{pasted['id']}-{number}", len(one["content"]) * 3 // 4,
             partial(_decoded, one["content"]))
            for number, one in enumerate(pasted["pictures"])
        ]  # fmt: skip
    taken = _fitting([size for _, _, size, _ in contents])
    found = _kept("encode_read", [(name, key, content) for name, key, _, content in contents[:taken]])
    problems = [text for part in found for text in part.problems]
    if taken < len(contents):
        allowed = limits()
        problems.insert(
            0,
            f"{allowed.num_pictures} files of {allowed.pictures} MB in all are read at once: the last "
            f"{len(contents) - taken} are left out.",
        )
    pictures = tuple(picture for part in found for picture in part.pictures)
    return Found(pictures, tuple(problems), tuple(note for part in found for note in part.notes))


def _pasted_name(name: str) -> str:
    return f"{one_line(name, _MOST_NAME)} (pasted)"


def _fitting(sizes: list[int]) -> int:
    """Return how many of the first files may be read, by their bytes."""
    allowed = limits()
    totals = itertools.accumulate(sizes[: allowed.num_pictures])
    return sum(total <= allowed.pictures * 1024 * 1024 for total in totals)


def _decoded(text: str) -> bytes:
    """Decode base64 that a browser sent; what is none holds nothing."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _forget_pasted() -> None:
    st.session_state["encode_pasted"] = None


def _kept(name: str, contents: list[tuple[str, str, Callable[[], bytes]]]) -> list[Found]:
    """Read files, each once in a session, and forget those that are gone."""
    before = st.session_state.get(name, {})
    after: dict[str, Found] = {}
    for file_name, key, content in contents:
        after[key] = before[key] if key in before else _read(file_name, key, content())
    st.session_state[name] = after
    return list(after.values())


def from_camera() -> Found:
    """Draw the camera and return the digits of its photo."""
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        photo = st.camera_input("Photograph digits on paper", key="encode_camera")
    with right:
        if photo is None:
            st.caption(
                "Write digits on plain paper, with room between them, and let them fill the picture. "
                "Each digit is found and can be chosen."
            )
            return Found()
    return _kept("encode_photo", [("Your photo", photo.file_id, photo.getvalue)])[0]


def from_samples(run: Run) -> Found:
    """Draw the samples and return the chosen one."""
    samples = _samples(run.config.dataset, run.data_fingerprint)
    if not samples:
        return Found()
    names = class_names_of(run)
    items = [
        gallery.ink(_thumbnail(sample.picture), names[sample.label] if sample.label is not None else sample.name,
                    note=sample.name)
        for sample in samples
    ]  # fmt: skip
    index = gallery.choose(f"encode_samples_{run.config.dataset}", "Samples", items, 44)
    return Found((samples[index],))


def _read(name: str, key: str, content: bytes) -> Found:
    """Open one file and cut it into its digits; whatever is wrong with it becomes a sentence."""
    try:
        picture = open_picture(content, name, max_pixels=1_000_000 * limits().megapixels)
        cut = find_digits(picture, name)
    except ImageError as error:
        return Found((), (f"{error}.",))
    notes = tuple(f"{name}: {note}" for note in cut.notes)
    if cut.is_whole:
        return Found((Given(key, name, _small(picture)),), notes=notes)
    return Found(
        tuple(
            Given(f"{key}-{number}", f"{name}, {number}", _small(Image.fromarray(crop.picture)))
            for number, crop in enumerate(cut.crops, 1)
        ),
        notes=notes,
    )


def _small(picture: Image.Image) -> np.ndarray:
    """Return a picture in grey, no larger than its preparation looks at."""
    grey = picture.convert("L")
    grey.thumbnail((_KEPT_SIDE, _KEPT_SIDE), reducing_gap=2.0)
    return np.asarray(grey)


@remembered(max_entries=3)
def _samples(dataset: str, fingerprint: str) -> list[Given]:
    """Return some of every class: test images where the data set is on this machine, and drawn digits."""
    samples = []
    if datasets.shows_digits(dataset):
        pictures, labels = sample_images()
        names = [sample.name for sample in sample_strokes()]
        samples = [
            Given(f"drawn {name}", f"A drawn {name}", picture, label=int(label))
            for name, picture, label in zip(names, pictures, labels, strict=True)
        ]
    images, classes = test_images(dataset, fingerprint)
    if images is not None and classes is not None:
        order = np.argsort(classes[:400], kind="stable")
        spread = order[np.linspace(0, len(order) - 1, _NUM_TEST_IMAGES).astype(int)]
        title = datasets.title(dataset)
        samples += [
            Given(f"test {index}", f"{title} test image {index}", images[index], True, int(classes[index]))
            for index in spread
        ]
    return samples


def _thumbnail(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((28, 28), Image.Resampling.BOX))
