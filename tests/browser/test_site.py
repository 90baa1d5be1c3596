"""Pages without Python behind them: the file to take home, from the disk, and the site, from a plain server."""

import functools
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.support.pages import watch
from ui.learn import lesson
from ui.site import writing
from vae.lesson.runs import BROKEN
from vae.runs import store

MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lesson, "RUNS", {"game": ("mnist-2d",), "squeeze": ("mnist-2d",)})
        writing.write_site(folder)
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def ink(page, name):
    """Return how much ink a canvas shows: the sum of what its pixels are darker than its corner."""
    return page.locator(f"[data-testid={name}]").first.evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let sum = 0;
          for (let i = 0; i < data.length; i += 4) sum += Math.abs(data[i] - data[0]);
          return sum;
        }"""
    )


def test_the_file_to_take_home_opens_from_the_disk(page, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "TAKEN_HOME", ("mnist-ae-2d", next(iter(BROKEN.values()))))
    content = writing.take_home(store.load_run("mnist-2d"))
    assert len(content) <= MOST_BYTES
    (tmp_path / "lesson.html").write_bytes(content)
    problems = []
    watch(page, problems)
    page.goto(f"file://{tmp_path}/lesson.html#unsqueeze")
    picture = page.locator(".lesson [data-testid=decoded-image]")
    picture.wait_for()
    expect(page.locator(".lesson .code-pair")).not_to_be_empty()
    code = page.locator(".lesson .code-pair")
    before, first = code.text_content(), ink(page, "decoded-image")
    page.locator(".lesson [data-testid=latent-map]").focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    expect(code).not_to_have_text(before)
    assert ink(page, "decoded-image") != first, "drawn anew where the point went"
    page.locator(".lesson .choice").nth(2).click()
    assert "they cannot all be kept inside" in page.locator(".lesson .reveal").inner_text()
    page.locator("[data-component=map] [data-testid=decoded-image]").wait_for()
    page.locator(".rail-button").nth(lesson.VIEWS.index("uses")).click()
    page.get_by_role("tab", name="Squeezing").click()
    absent = page.locator(".lesson .use .figure", has_text="not in this file")
    expect(absent).to_be_hidden()
    page.get_by_test_id("sizes").press("ArrowRight")
    expect(absent).to_be_visible()
    page.locator(".rail-button").nth(lesson.VIEWS.index(lesson.BREAK)).click()
    expect(page.locator(".lesson .break-card table")).to_have_count(0)
    page.locator(".lesson .choice").first.click()
    expect(page.locator(".lesson .break-card tbody tr").first).to_be_visible()
    expect(page.locator(".lesson .reveal p").first).to_have_text(re.compile(r"^[^–]{20,}$"))
    page.go_back()
    assert problems == []


def test_the_site_runs_from_a_plain_server(page, site):
    problems = []
    watch(page, problems)
    page.goto(f"{site}/index.html")
    page.locator(".explorer[aria-busy=false]").wait_for()
    assert ink(page, "decoded-image") > 0
    page.get_by_role("link", name="Learn").click()
    page.locator(".lesson[aria-busy=false]").wait_for()
    page.locator(".lesson .next").click()
    page.locator(".lesson [data-testid=lesson-pad]").wait_for()
    assert page.url.endswith("learn.html?step=squeeze")
    page.locator(".starter").nth(7).click()
    expect(page.locator(".lesson .landed")).to_contain_text("7s")
    page.go_back()
    page.locator("[data-testid=dial-1]").wait_for()
    assert problems == []
