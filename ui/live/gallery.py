"""Small pictures in rows, coloured as the page is: to look at, or to choose one of."""

import base64
import io
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import numpy as np
import streamlit as st
from PIL import Image

from ui.live import component
from ui.live.told import told
from vae.shape import PictureShape

_FRAME = '<div class="gallery themed"><div class="items" role="group"></div><div class="bars" hidden></div></div>'
_GALLERY = component.read("gallery", "gallery.js", "gallery.css", html=_FRAME)


@dataclass(frozen=True)
class Item:
    """A picture of a gallery.

    Attributes:
        kind: how its pixels are drawn: "ink" and "signed" are bytes of `shape`, a "photo" is shown as it is.
        pixels: base64 of bytes; a photo's are a data address.
        title: below it.
        lines: below the title.
        note: on hover.
        alt: for those who listen, in place of the title.
        color: a swatch beside the title, on light paper.
        color_dark: the same on dark paper.
        shape: height, width and channels; None for a photo.
    """

    kind: Literal["ink", "signed", "photo"]
    pixels: str
    title: str
    lines: tuple[str, ...]
    note: str | None = None
    alt: str | None = None
    color: str | None = None
    color_dark: str | None = None
    shape: PictureShape | None = None


@dataclass(frozen=True)
class Bar:
    """A bar below the pictures: its name, its share from 0 to 1 and in words, its colours on light and dark paper."""

    name: str
    share: float
    text: str
    color: str
    color_dark: str


@dataclass(frozen=True)
class GalleryFacts:
    """What a gallery is told.

    Attributes:
        items: the pictures.
        size: of each, CSS pixels.
        label: what they are, for those who listen.
        is_choice: whether one of them is to be chosen.
        selected: the number of the chosen one.
        id: another one for other pictures.
        bars: below them.
    """

    items: list[Item]
    size: int
    label: str
    is_choice: bool
    selected: int = 0
    id: str = ""
    bars: list[Bar] | None = None


class ChosenItem(TypedDict):
    """The number of a picture, and of which ones."""

    index: int
    id: str


class GalleryTells(TypedDict):
    """What a gallery tells."""

    chosen: ChosenItem


def show(key: str, label: str, items: list[Item], size: int = 64, bars: list[Bar] | None = None) -> None:
    """Draw pictures (see `ink`, `signed` and `photo`) of `size` CSS pixels in rows, and below them labelled bars."""
    component.mount(_GALLERY, key, GalleryFacts(items, size, label, is_choice=False, bars=bars))


def choose(key: str, label: str, items: list[Item], size: int = 64, default: int = 0) -> int:
    """Draw pictures as buttons and return the number of the chosen one.

    Other items begin at `default` again, and another default than before is a choice made elsewhere.
    """
    identity = str(hash((label, *(item.pixels for item in items))))
    chosen = told(key, GalleryTells).get("chosen")
    selected, before = default, st.session_state.get(f"{key}_before")
    is_elsewhere = before is not None and before[0] == chosen and default not in before[1:]
    if chosen is not None and chosen["id"] == identity and 0 <= chosen["index"] < len(items) and not is_elsewhere:
        selected = chosen["index"]
    st.session_state[f"{key}_before"] = chosen, default, selected
    component.mount(_GALLERY, key, GalleryFacts(items, size, label, True, selected, identity), GalleryTells)
    return selected


def ink(image: np.ndarray, title: str, *lines: str, **more: Any) -> Item:
    """Return an item: a picture, uint8 or float in [0, 1], a grey one in the page's ink and paper."""
    return Item("ink", pixels_text(image), title, lines, shape=PictureShape(*image.shape), **more)


def signed(difference: np.ndarray, title: str, *lines: str, **more: Any) -> Item:
    """Return an item: a difference in [-1, 1], in colour its mean, orange where positive, blue where negative."""
    difference = difference.mean(axis=2) if difference.ndim == 3 else difference
    values = np.round(128 + 127 * np.clip(difference, -1, 1)).astype(np.uint8)
    return Item("signed", _base64(values.tobytes()), title, lines, shape=PictureShape(*values.shape), **more)


def photo(picture: np.ndarray | Image.Image, title: str, *lines: str, **more: Any) -> Item:
    """Return an item: a picture of any size as it is, at most 160 pixels a side."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    small = image.copy()
    small.thumbnail((160, 160))
    file = io.BytesIO()
    small.save(file, "PNG", compress_level=1)
    return Item("photo", f"data:image/png;base64,{_base64(file.getvalue())}", title, lines, **more)


def bar(name: str, share: float, color: str, color_dark: str) -> Bar:
    """Return a bar of a share from 0 to 1."""
    return Bar(name, float(share), f"{share:.0%}" if share >= 0.005 else "< 1%", color, color_dark)


def pixels_text(image: np.ndarray) -> str:
    """Return the numbers of a picture, uint8 or float in [0, 1], as base64 of bytes."""
    values = image if image.dtype == np.uint8 else np.round(255 * np.clip(image, 0, 1)).astype(np.uint8)
    return _base64(np.ascontiguousarray(values).tobytes())


def values_text(values: np.ndarray) -> str:
    """Return the numbers of an output as base64: of bytes where they are uint8, of float32 in [0, 1] else."""
    if values.dtype == np.uint8:
        return pixels_text(values)
    return _base64(np.ascontiguousarray(values, "<f4").tobytes())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
