"""Over a slow line, moves in quick succession: the last one stays, and none is one more step for the back button."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

DELAY = 100  # milliseconds, each way
SLOW_LINE = f"""
const Socket = window.WebSocket;
const late = (socket, listener) => (event) => setTimeout(() => listener.call(socket, event), {DELAY});
window.WebSocket = class extends Socket {{
  send(message) {{
    setTimeout(() => super.send(message), {DELAY});
  }}
  addEventListener(type, listener, options) {{
    super.addEventListener(type, type === "message" ? late(this, listener) : listener, options);
  }}
  set onmessage(listener) {{
    super.onmessage = late(this, listener);
  }}
}};
globalThis.addresses = [];
for (const name of ["pushState", "replaceState"]) {{
  const write = history[name];
  history[name] = function (...given) {{
    write.apply(this, given);
    addresses.push(location.href);
  }};
}}
"""


def told(url, name):
    return parse_qs(urlsplit(url).query).get(name, [""])[0]


@pytest.mark.parametrize(
    ("path", "view", "canvas", "name"),
    [
        ("?run=tiny-3d&z=0,0,0", ".explorer", "latent-map", "z"),
        ("interpolate?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1", ".interpolator", "latent-map", "z"),
        ("interpolate?run=tiny-3d&view=corners", ".corners", "square", "at"),
    ],
)
def test_the_last_of_many_moves_stays(page, wire, server, path, view, canvas, name):
    page.add_init_script(SLOW_LINE)
    page.goto(f"{server}/{path}")
    page.locator(f"{view}[aria-busy=false]").wait_for(timeout=60_000)
    canvas = page.get_by_test_id(canvas)
    with wire.answer(late=DELAY):
        canvas.press("ArrowDown")
    steps_back = page.evaluate("history.length")
    addresses = []
    with wire.answer(late=DELAY):
        for _ in range(10):
            canvas.press("ArrowRight")
            addresses.append(told(page.url, name))
            page.wait_for_timeout(DELAY / 2)  # the next move comes before the answer to this one
        assert len(set(addresses)) == 10
    written = [told(url, name) for url in page.evaluate("addresses")]
    assert set(written[written.index(addresses[-1]) :]) == {addresses[-1]} == {told(page.url, name)}
    assert page.evaluate("history.length") == steps_back
    canvas.press("ArrowLeft")  # from where it is, which the last address must have been
    assert told(page.url, name) == addresses[-2]


def test_a_move_while_another_page_is_on_its_way_leaves_it_neither_empty_nor_away(page, wire, server):
    page.add_init_script(SLOW_LINE)
    page.goto(f"{server}/?run=tiny-3d&z=0,0,0")
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    canvas = page.get_by_test_id("latent-map")
    canvas.focus()
    wire.settle(late=DELAY)
    before = wire.num_sent
    page.get_by_role("link", name="Interpolate").evaluate("(link) => link.click()")
    page.keyboard.press("ArrowRight")
    page.locator(".interpolator[aria-busy=false]").wait_for()
    expect(canvas).to_be_visible()
    wire.fall_silent(late=DELAY)
    assert wire.num_sent >= before + 2
    expect(page.locator(".interpolator")).to_be_visible()
