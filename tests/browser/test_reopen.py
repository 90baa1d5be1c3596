"""Saved pictures dropped on a page: the view they show opens, and any other file gets a sentence."""

import base64
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np

from vae.figures import clips
from vae.figures.views import View, read_view

QUERY = {"run": "tiny-3d", "z": "-1,-1,0.5", "to": "1,0.5,1", "frames": "7"}
PICTURES = np.linspace(0, 1, 4)[:, None, None] * np.ones((28, 28))
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  const drop = () => new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  document.querySelector("h1, h3").dispatchEvent(drop());
}"""


def encoded(content):
    return base64.b64encode(content).decode()


def test_a_saved_clip_opens_its_view_again_where_it_is_dropped(shared, server):
    page = shared.visit(f"{server}/interpolate?{urlencode(QUERY)}")
    page.locator(".interpolator[aria-busy=false]").wait_for(timeout=60_000)
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_role("button", name="Arc as GIF").click()
    clip = Path(saved.value.path()).read_bytes()
    shared.visit(f"{server}/?run=tiny-3d")
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    page.evaluate(DROP, ["other.png", encoded(clips.strip({"a": PICTURES}, View("nowhere", {})))])
    page.get_by_text("other.png shows a page that this version does not have.").wait_for()
    page.evaluate(DROP, ["photo.png", encoded(b"\x89PNG")])
    page.get_by_text("photo.png carries no view").wait_for()
    page.evaluate(DROP, ["arc.gif", encoded(clip)])
    page.locator(".interpolator[aria-busy=false]").wait_for(timeout=60_000)
    assert dict(parse_qsl(urlsplit(page.url).query)) == QUERY


def test_a_touch_screen_opens_a_saved_picture_by_a_button(shared, server):
    page = shared.visit(f"{server}/interpolate?run=tiny-3d&view=corners&n=5")
    page.get_by_test_id("square").wait_for(timeout=60_000)
    with page.expect_download(timeout=60_000) as saved:
        page.get_by_role("button", name="Save square").click()
    square = Path(saved.value.path()).read_bytes()
    assert read_view(square).query["n"] == "5"
    shared.visit(f"{server}/?run=tiny-3d")
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a saved file").click()
    chooser.value.set_files({"name": "square.png", "mimeType": "image/png", "buffer": square})
    page.get_by_test_id("square").wait_for(timeout=60_000)
    assert dict(parse_qsl(urlsplit(page.url).query)) == read_view(square).query
