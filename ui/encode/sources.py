"""Where pictures come from: the pad, files, the clipboard, the camera and samples."""

import itertools
import re
from base64 import b64decode
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st
from PIL import Image

from ui.encode import cutter
from ui.encode.cutter import File
from ui.encode.given import Found, Given
from ui.encode.inputs import INPUTS
from ui.encode.stage import Drawing, Pasted
from ui.live import gallery
from ui.memory import remembered
from ui.server.uploads import limits
from ui.shell.held_out import test_images
from vae.data import datasets
from vae.kind import KINDS, kind_of
from vae.pictures.crops import find_digits
from vae.pictures.cutting import WHOLE, Part, cut_out
from vae.pictures.image_files import ImageError, accepted_formats, endings, open_picture
from vae.pictures.samples import sample_images, sample_strokes
from vae.runs.run_data import class_names_of
from vae.runs.store import Run
from vae.shape import MNIST, MOST_SIDE
from vae.words import one_line

SAMPLES = "Samples"
_OF_PICTURES = ("Draw", "Upload", "Photograph", SAMPLES)
_ENDINGS = [ending.removeprefix(".") for ending in endings()]
_NUM_TEST_IMAGES = 15
_KEPT_SIDE = 480
_MOST_NAME = 60
_PAD_PREFIX = "data:image/png;base64,"
_PAD_PIXELS = 1_000_000


def of_run(run: Run) -> tuple[str, ...]:
    """Return where a page takes what it encodes from: four sources of pictures, or a kind's own and samples."""
    own = INPUTS.get(run.config.kind)
    return _OF_PICTURES if own is None else (own.source, SAMPLES)


def choose_source(run: Run) -> str:
    """Draw the chooser and return the source; it stays chosen on other pages."""
    sources = of_run(run)
    kept = st.session_state.get("encode_source")
    st.session_state["_encode_source"] = chosen = kept if kept in sources else sources[0]
    st.segmented_control(
        "Where it comes from", sources, key="_encode_source", label_visibility="collapsed", required=True,
        on_change=_keep_source,
    )  # fmt: skip
    return chosen


def _keep_source() -> None:
    st.session_state["encode_source"] = st.session_state["_encode_source"]


def drawing() -> Drawing:
    """Return the drawing of this session: revision, strokes and picture (a PNG data address or None)."""
    kept: Drawing | None = st.session_state.get("encode_drawing")
    return kept or {"revision": "", "strokes": [], "picture": None}


def from_pad(run: Run) -> Found:
    """Return the drawing, in colour for a run of pictures in colour."""
    address = drawing()["picture"]
    if not address:
        return Found()
    try:
        content = _decoded(address.removeprefix(_PAD_PREFIX))
        picture = open_picture(content, "Your drawing", max_pixels=_PAD_PIXELS).convert(run.config.shape.mode)
    except ImageError as error:
        return Found((), (f"{error}.",))
    return Found((Given(drawing()["revision"], "Your drawing", np.asarray(picture)),))


def from_files(run: Run, pasted: Pasted | None) -> Found:
    """Draw the uploader and return the pictures of its files and of what was pasted; one may hold several digits."""
    dataset = run.config.dataset
    files = st.file_uploader(
        f"Pictures{'' if datasets.is_own(dataset) else f' of {datasets.nouns(dataset)}'}: {accepted_formats()}; "
        "or paste one with Ctrl+V", type=_ENDINGS,
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
    found = _kept("encode_read", run, [File(key, name, content) for name, key, _, content in contents[:taken]])
    problems = list(found.problems)
    if taken < len(contents):
        allowed = limits()
        problems.insert(
            0,
            f"{allowed.num_pictures} files of {allowed.pictures} MB in all are read at once: the last "
            f"{len(contents) - taken} are left out.",
        )
    if pasted and pasted["num_left_out"] > 0:
        count = pasted["num_left_out"]
        what = "1 pasted picture was" if count == 1 else f"{count} pasted pictures were"
        problems.insert(0, f"{what} left out: a paste takes 15 MB in all. Save larger pictures and upload their files.")
    return replace(found, problems=tuple(problems))


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


def _kept(name: str, run: Run, files: list[File]) -> Found:
    """Read files, each once in a session and for each part cut out of it, and forget those that are gone."""
    has_digits, mode = datasets.shows_digits(run.config.dataset), run.config.shape.mode
    name = f"{name}_{'digits' if has_digits else 'whole'}{'_color' if run.config.shape.has_color else ''}"
    before = st.session_state.get(name, {})
    after: dict[tuple[str, Part], Found] = {}
    for file in files:
        wanted = (file.key, cutter.part_of(file.key))
        after[wanted] = before[wanted] if wanted in before else _read(file, has_digits, wanted[1], mode)
    st.session_state[name] = after
    found = list(after.values())
    return Found(
        tuple(picture for part in found for picture in part.pictures),
        tuple(problem for part in found for problem in part.problems),
        tuple(note for part in found for note in part.notes),
        tuple(files),
    )


def from_camera(run: Run) -> Found:
    """Draw the camera and return what its photo shows: each of its digits, or the whole of it for other data."""
    has_digits, nouns = datasets.shows_digits(run.config.dataset), datasets.nouns(run.config.dataset)
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        photo = st.camera_input(
            "Photograph digits on paper" if has_digits else f"Photograph {nouns}", key="encode_camera"
        )
    with right:
        if photo is None:
            st.caption(
                "Write digits on plain paper, with room between them, and let them fill the picture. "
                "Each digit is found and can be chosen."
                if has_digits
                else "The whole photo is one picture, as those of the data set are: let it show one thing on a plain, "
                "even ground."
            )
            return Found()
    return _kept("encode_photo", run, [File(photo.file_id, "Your photo", photo.getvalue)])


def from_samples(run: Run) -> Found:
    """Draw the samples and return the chosen one."""
    samples = _samples(run.config.dataset, run.data_fingerprint)
    if not samples:
        return Found()
    names = class_names_of(run)
    items = [
        gallery.ink(
            _thumbnail(run, sample), names[sample.label] if sample.label is not None else sample.name, note=sample.name
        )
        for sample in samples
    ]
    key = f"encode_samples_{run.config.dataset}"
    kept = min(st.session_state.get(sample_key(run), 0), len(samples) - 1)
    index = st.session_state[sample_key(run)] = gallery.choose(key, "Samples", items, 44, kept)
    return Found((samples[index],))


def sample_key(run: Run) -> str:
    """Return where the session keeps the number of the chosen sample."""
    return f"encode_sample_{run.config.dataset}"


def sample_words(run: Run) -> list[str]:
    """Return what an address calls each of the samples."""
    return [re.sub(r"\W+", "-", sample.key) for sample in _samples(run.config.dataset, run.data_fingerprint)]


def _read(file: File, has_digits: bool = True, part: Part = WHOLE, mode: str = MNIST.mode) -> Found:
    """Open one file, and cut it into its digits where the data set has some; what is wrong becomes a sentence."""
    name = file.name
    # Another part is another picture: what is kept of the one must not be taken for the other.
    key = file.key if part == WHOLE else f"{file.key}-{part}"
    try:
        picture = cut_out(open_picture(file.content(), name, max_pixels=most_pixels()), part)
        if not has_digits:
            return Found((Given(key, name, _small(picture, mode), origin=file.key),))
        cut = find_digits(picture, name)
    except ImageError as error:
        return Found((), (f"{error}.",))
    notes = tuple(f"{name}: {note}" for note in cut.notes)
    if part != WHOLE:
        notes = (f"{name}: only the part that you cut out is looked at.", *notes)
    if cut.is_whole:
        return Found((Given(key, name, _small(picture, mode), origin=file.key),), notes=notes)
    return Found(
        tuple(
            Given(f"{key}-{number}", f"{name}, {number}", _small(Image.fromarray(crop.picture), mode), origin=file.key)
            for number, crop in enumerate(cut.crops, 1)
        ),
        notes=notes,
    )


def most_pixels() -> int:
    """Return how many pixels one picture may have."""
    return 1_000_000 * limits().megapixels


def _small(picture: Image.Image, mode: str) -> np.ndarray:
    """Return a picture in grey or in colour, no larger than its preparation looks at."""
    plain = picture.convert(mode)
    plain.thumbnail((_KEPT_SIDE, _KEPT_SIDE), reducing_gap=2.0)
    return np.asarray(plain)


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
        noun = "image" if KINDS[datasets.kind(dataset)].are_pictures else datasets.noun(dataset)
        samples += [
            Given(f"test {index}", f"{title} test {noun} {index}", images[index], True, int(classes[index]))
            for index in spread
        ]
    return samples


def _thumbnail(run: Run, sample: Given) -> np.ndarray:
    picture = kind_of(run.config).draw(sample.picture) if sample.is_prepared else sample.picture
    if max(picture.shape) <= MOST_SIDE:
        return picture
    return np.asarray(Image.fromarray(picture).resize((MNIST.width, MNIST.height), Image.Resampling.BOX))
