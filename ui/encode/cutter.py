"""Cut and turn: a part of a file is chosen on its picture, and goes through the same preparation as the whole."""

import base64
import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import streamlit as st
from PIL import Image

from ui.live import component
from ui.live.told import told
from vae.pictures.cutting import WHOLE, Part
from vae.pictures.preparation import ImageError, open_picture
from vae.words import plain

_FOLDER = Path(__file__).parent
_CUTTER = component.read("cutter", _FOLDER / "cutter.js", "controls.css", _FOLDER / "cutter.css")
_SHOWN_SIDE = 640
_QUALITY = 85
_PARTS = "encode_parts"
_SHOWN = "encode_cut_shown"


@dataclass(frozen=True)
class File:
    """A picture file to cut: its key, its name, and how to get at its content."""

    key: str
    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class CutterFacts:
    """What the cutter is told: the picture as a data address, and what is cut out of it now."""

    id: str
    name: str
    picture: str
    box: list[float]
    degrees: float


class TakenPart(TypedDict):
    """A part: of which file, left, top, right and bottom in [0, 1] of the turned picture, and its turn clockwise."""

    id: str
    box: list[float]
    degrees: float


class CutterTells(TypedDict):
    """What the cutter tells."""

    cut: TakenPart


def part_of(key: str) -> Part:
    """Return what is cut out of a file, the whole of it unless something was chosen."""
    heard = told(_mount_key(key), CutterTells).get("cut")
    if heard is not None and heard["id"] == key and len(heard["box"]) == 4:
        left, top, right, bottom = heard["box"]
        with contextlib.suppress(ValueError):
            part = Part((left, top, right, bottom), heard["degrees"] % 360.0)
            st.session_state[_PARTS] = {**st.session_state.get(_PARTS, {}), key: part}
    return st.session_state.get(_PARTS, {}).get(key, WHOLE)


def show(file: File, max_pixels: int) -> None:
    """Draw the cutter for a file, folded up until it is wanted; nothing where the file cannot be read."""
    try:
        picture = _shown(file, max_pixels)
    except ImageError:
        return  # said above
    part = part_of(file.key)
    with st.expander(f"Cut or turn {plain(file.name)}", icon=":material/crop_rotate:", expanded=False):
        facts = CutterFacts(file.key, file.name, picture, list(part.box), (part.degrees + 180.0) % 360.0 - 180.0)
        component.mount(_CUTTER, _mount_key(file.key), facts, CutterTells)


def _shown(file: File, max_pixels: int) -> str:
    """Return the picture as a data address; that of one file is kept, since it is looked at again and again."""
    kept = st.session_state.get(_SHOWN)
    if kept is not None and kept[0] == file.key:
        return kept[1]
    image: Image.Image = open_picture(file.content(), file.name, _SHOWN_SIDE, max_pixels)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    address = f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"
    st.session_state[_SHOWN] = (file.key, address)
    return address


def _mount_key(key: str) -> str:
    return f"encode_cutter_{key}"
