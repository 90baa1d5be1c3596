"""A view of the app, written into the files that leave it, so that dropping one on a page opens it again."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vae import __version__

KEYWORD = "latent-explorer"
"""What a PNG's text chunk is called, and the first key of the JSON everywhere."""
_FORMAT = 1
_PACKAGES = ("keras", "tensorflow", "numpy", "pillow")


@dataclass(frozen=True)
class View:
    """One view of one page.

    Attributes:
        page: the page's path below the app's address, such as "interpolate"; "" is the home page.
        query: what its address says after the question mark, by name.
        about: whatever else is worth knowing about a file: its run, seed, ends and versions; ready for JSON.
    """

    page: str
    query: dict[str, str]
    about: dict[str, Any] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return the view as one line of JSON in ASCII, as every file format can carry it."""
        return json.dumps({KEYWORD: _FORMAT, "page": self.page, "query": self.query, "about": self.about})

    @classmethod
    def from_text(cls, text: str) -> "View | None":
        """Return the view that a text made by `to_text` holds, None for any other text."""
        try:
            document = json.loads(text)
            page, query, about = document["page"], document["query"], document["about"]
            is_view = document[KEYWORD] == _FORMAT
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        is_view &= isinstance(page, str) and isinstance(about, dict) and isinstance(query, dict)
        if not is_view or not all(isinstance(value, str) for value in query.values()):
            return None
        return cls(page, query, about)


def versions() -> dict[str, str]:
    """Return the versions of this app and of what its pictures rest on, as far as that is installed."""
    found = {KEYWORD: __version__}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def png(image: Image.Image, view: View, **options: Any) -> bytes:
    """Return a picture as PNG with its view in a text chunk; options are those of Pillow."""
    notes = PngInfo()
    notes.add_text(KEYWORD, view.to_text())
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=notes, **options)
    return file.getvalue()


def npz(arrays: Mapping[str, np.ndarray], view: View) -> bytes:
    """Return arrays as a compressed .npz; the view is its first array, a text that is stored as it is, "view"."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in {"view": np.array(view.to_text()), **arrays}.items():
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            kind = zipfile.ZIP_STORED if name == "view" else zipfile.ZIP_DEFLATED
            archive.writestr(f"{name}.npy", content.getvalue(), kind)
    return file.getvalue()


def read_view(content: bytes) -> View | None:
    """Return the view in a PNG, GIF, WebP, MP4 or NPZ of this app; None for any other file, a damaged one included."""
    if content[:4] == b"PK\x03\x04":
        return _view_of_npz(content)
    if content[4:8] == b"ftyp":
        return _view_of_mp4(content)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "GIF", "WEBP")) as image:
            text = {"PNG": KEYWORD, "GIF": "comment", "WEBP": "xmp"}[str(image.format)]
            held = image.info.get(text)
    except Exception:  # every reader has exceptions of its own for a damaged file
        return None
    if isinstance(held, bytes):
        held = held.decode("ascii", errors="replace")
    return View.from_text(held) if isinstance(held, str) else None


def _view_of_npz(content: bytes) -> View | None:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return View.from_text(str(file["view"]))
    except Exception:  # a damaged archive has exceptions of its own
        return None


def _view_of_mp4(content: bytes) -> View | None:
    """Go down boxes in boxes; "meta" begins with four bytes of its own, the text behind eight."""
    found = content
    for name in (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data"):
        found = _box(found[4:] if name == b"ilst" else found, name)
    return View.from_text(found[8:].decode("ascii", errors="replace"))


def _box(content: bytes, name: bytes) -> bytes:
    """Return what a box of that name holds; nothing where there is none."""
    at = 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] == name:
            return content[at + 8 : at + size]
        if size < 8:  # to the end, or longer than is written here
            break
        at += size
    return b""
