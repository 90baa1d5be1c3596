"""The page reads the views that Python writes into saved pictures."""

import base64
import io

import numpy as np
from PIL import Image

from tests.support.node import in_node
from vae.figures import clips, views
from vae.figures.views import View, read_view

PICTURES = np.linspace(0, 1, 4)[:, None, None] * np.ones((28, 28))
READ = "(files) => files.map((file) => viewIn(Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))))"

WRITE = """([png, link]) => btoa(String.fromCharCode(...pngWithText(
  Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0)), viewText("interpolate", link))))"""


def box(name, *parts):
    content = b"".join(parts)
    return (8 + len(content)).to_bytes(4, "big") + name + content


def mp4_of(view):
    """Return the boxes that ffmpeg writes around a comment."""
    text = box(b"data", bytes([0, 0, 0, 1, 0, 0, 0, 0]), view.to_text().encode())
    tags = box(b"ilst", box(b"\xa9too", box(b"data", bytes(8), b"Lavf")), box(b"\xa9cmt", text))
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(25)), tags)
    movie = box(b"moov", box(b"mvhd", bytes(100)), box(b"udta", meta))
    return box(b"ftyp", b"isomiso2avc1mp41") + movie + box(b"mdat", bytes(50))


def test_a_clip_as_mp4_is_read_alike_on_both_sides():
    view = View("interpolate", {"run": "tiny-3d"}, {"note": "“"})
    files = [mp4_of(view), mp4_of(view)[:150], box(b"ftyp", b"isom") + bytes(8)]
    if clips.has_ffmpeg():
        files.append(clips.mp4(PICTURES, view, 100))
    encoded = [base64.b64encode(content).decode() for content in files]
    read = in_node({"ui/shell/view_file.js": "viewIn"}, READ, encoded)
    whole = {"page": view.page, "query": view.query, "about": view.about}
    assert read == [whole, None, None, whole][: len(files)]
    assert [read_view(content) for content in files] == [view, None, None, view][: len(files)]


def test_the_page_reads_the_views_that_python_writes():
    query = {"run": "tiny-3d", "z": "-1,-1,0.5", "to": "1,0.5,1", "frames": "7"}
    view = View("interpolate", query, {"note": "“" + "long " * 400})
    files = {
        "gif": clips.gif(PICTURES, view, 80),
        "webp": clips.webp(PICTURES, view, 80),
        "png": clips.strip({"arc": PICTURES}, view),
        "npz": views.npz({"codes": PICTURES}, view),
        "cut": views.npz({"codes": PICTURES}, view)[:40],
        "plain": clips.strip({"arc": PICTURES}, view)[:60],
        "text": b"hello",
        "nothing": b"",
    }
    encoded = [base64.b64encode(content).decode() for content in files.values()]
    read = in_node({"ui/shell/view_file.js": "viewIn"}, READ, encoded)
    whole = {"page": view.page, "query": view.query, "about": view.about}
    assert dict(zip(files, read, strict=True)) == {
        "gif": whole, "webp": whole, "png": whole, "npz": whole, "cut": None, "plain": None, "text": None,
        "nothing": None,
    }  # fmt: skip


def test_python_reads_the_view_that_the_page_writes_into_a_picture():
    file = io.BytesIO()
    Image.new("RGB", (5, 4), (1, 2, 3)).save(file, "PNG")
    link = "https://somewhere/below/interpolate?run=tiny-3d&view=corners&at=0.5%2C1&note=%C3%A9%F0%9F%99%82"
    modules = {"ui/live/view_png.js": "pngWithText, viewText"}
    given = [base64.b64encode(file.getvalue()).decode(), link]
    written = base64.b64decode(in_node(modules, WRITE, given))
    query = {"run": "tiny-3d", "view": "corners", "at": "0.5,1", "note": "é🙂"}
    assert read_view(written) == View("interpolate", query, {"run": "tiny-3d"})
    with Image.open(io.BytesIO(written)) as image:
        image.load()
        assert image.getpixel((4, 3)) == (1, 2, 3)
