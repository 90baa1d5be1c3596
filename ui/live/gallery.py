"""Small pictures in rows, coloured as the page is: to look at, or to choose one of."""

import base64
import io
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from ui.live import component

_FRAME = '<div class="gallery themed"><div class="items" role="group"></div><div class="bars" hidden></div></div>'
_GALLERY = component.read("gallery", "gallery.js", "gallery.css", html=_FRAME)


def show(
    key: str, label: str, items: list[dict[str, Any]], size: int = 64, bars: list[dict[str, Any]] | None = None
) -> None:
    """Draw pictures (see `ink`, `signed` and `photo`) of `size` CSS pixels in rows, and below them labelled bars."""
    facts = {"items": items, "size": size, "label": label, "is_choice": False, "bars": bars}
    component.mount(_GALLERY, key, facts)


def choose(key: str, label: str, items: list[dict[str, Any]], size: int = 64, default: int = 0) -> int:
    """Draw pictures as buttons and return the number of the chosen one; other items begin at `default` again."""
    identity = str(hash((label, *(item.get("pixels") or item.get("src") for item in items))))
    chosen = (st.session_state.get(key) or {}).get("chosen")
    known = chosen is not None and chosen["id"] == identity and chosen["index"] < len(items)
    selected = chosen["index"] if known else default
    facts = {"items": items, "size": size, "label": label, "is_choice": True, "selected": selected, "id": identity}
    component.mount(_GALLERY, key, facts, ["chosen"])
    return selected


def ink(image: np.ndarray, title: str, *lines: str, **more: Any) -> dict[str, Any]:
    """Return an item: a 28x28 picture, uint8 or float in [0, 1], in the page's ink and paper."""
    return {"pixels": pixels_text(image), "title": title, "lines": list(lines), **more}


def signed(difference: np.ndarray, title: str, *lines: str, **more: Any) -> dict[str, Any]:
    """Return an item: a 28x28 difference in [-1, 1], orange where positive, blue where negative."""
    values = np.round(128 + 127 * np.clip(difference, -1, 1)).astype(np.uint8)
    return {"pixels": _base64(values.tobytes()), "kind": "signed", "title": title, "lines": list(lines), **more}


def photo(picture: np.ndarray | Image.Image, title: str, *lines: str, **more: Any) -> dict[str, Any]:
    """Return an item: a picture of any size as it is, at most 160 pixels a side."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    small = image.copy()
    small.thumbnail((160, 160))
    file = io.BytesIO()
    small.save(file, "PNG", compress_level=1)
    source = f"data:image/png;base64,{_base64(file.getvalue())}"
    return {"src": source, "title": title, "lines": list(lines), **more}


def pixels_text(image: np.ndarray) -> str:
    """Return the 784 pixels of a picture, uint8 or float in [0, 1], as base64 of bytes."""
    values = image if image.dtype == np.uint8 else np.round(255 * np.clip(image, 0, 1)).astype(np.uint8)
    return _base64(np.ascontiguousarray(values).tobytes())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
