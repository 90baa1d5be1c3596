"""The page reads the views that Python writes into saved pictures."""

import base64

import numpy as np

from tests.support.node import in_node
from vae.figures import clips
from vae.figures.views import View

PICTURES = np.linspace(0, 1, 4)[:, None, None] * np.ones((28, 28))
READ = "(files) => files.map((file) => viewIn(Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))))"


def test_the_page_reads_the_views_that_python_writes():
    query = {"run": "tiny-3d", "z": "-1,-1,0.5", "to": "1,0.5,1", "frames": "7"}
    view = View("interpolate", query, {"note": "“" + "long " * 400})
    files = {
        "gif": clips.gif(PICTURES, view, 80),
        "webp": clips.webp(PICTURES, view, 80),
        "png": clips.strip({"arc": PICTURES}, view),
        "plain": clips.strip({"arc": PICTURES}, view)[:60],
        "text": b"hello",
        "nothing": b"",
    }
    encoded = [base64.b64encode(content).decode() for content in files.values()]
    read = in_node({"ui/shell/view_file.js": "viewIn"}, READ, encoded)
    whole = {"page": view.page, "query": view.query, "about": view.about}
    assert dict(zip(files, read, strict=True)) == {
        "gif": whole, "webp": whole, "png": whole, "plain": None, "text": None, "nothing": None,
    }  # fmt: skip
