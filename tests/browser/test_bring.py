"""A model dropped on its page in a real browser becomes a run; one that no browser decodes is drawn by the worker."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.support import graphs
from tests.support.pages import frames


@pytest.fixture
def _clean(home):
    yield
    shutil.rmtree(home / "runs" / "dropped", ignore_errors=True)


def picture(page):
    frames(page)
    return page.get_by_test_id("decoded-image").evaluate("(canvas) => canvas.toDataURL()")


@pytest.mark.usefixtures("_clean")
def test_dropped_files_become_a_run_whose_pictures_come_from_the_worker(page, server):
    pytest.importorskip("onnxruntime")
    page.set_default_timeout(60_000)
    page.goto(f"{server}/bring")
    files = {"decoder.onnx": graphs.decoder(), "encoder.onnx": graphs.encoder()}
    page.get_by_test_id("stMain").locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files.items()]
    )
    expect(page.get_by_text("the worker with ONNX Runtime")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Three pictures that it draws")).to_be_visible()
    name = page.get_by_label("Name of the run")
    name.fill("dropped")
    name.press("Enter")
    page.get_by_role("button", name="Add this run").click()
    page.wait_for_url("**/?run=dropped*")
    page.locator(".explorer[aria-busy=false]").wait_for()
    expect(page.locator(".meter")).to_contain_text("from the worker", timeout=60_000)
    before = picture(page)
    box = page.get_by_test_id("latent-map").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"], steps=5)
    page.mouse.up()
    for _ in range(300):  # eight frames each
        if picture(page) != before:
            return
    pytest.fail("the picture stayed as it was")
