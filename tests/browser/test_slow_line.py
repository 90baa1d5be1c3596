"""Over a slow line, moves in quick succession: the last one stays, and none is one more step for the back button."""

from urllib.parse import parse_qs, urlsplit

import pytest

DELAY = 150  # milliseconds, each way
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
"""


def told(page, name):
    return parse_qs(urlsplit(page.url).query).get(name, [""])[0]


@pytest.mark.parametrize(
    ("path", "view", "canvas", "name"),
    [
        ("?run=tiny-3d&z=0,0,0", ".explorer", "latent-map", "z"),
        ("interpolate?run=tiny-3d&z=-1,-1,0.5&to=1,0.5,1", ".interpolator", "latent-map", "z"),
        ("interpolate?run=tiny-3d&view=corners", ".corners", "square", "at"),
    ],
)
def test_the_last_of_many_moves_stays(page, server, path, view, canvas, name):
    page.add_init_script(SLOW_LINE)
    page.goto(f"{server}/{path}")
    page.locator(f"{view}[aria-busy=false]").wait_for(timeout=60_000)
    page.wait_for_timeout(6 * DELAY)
    canvas = page.get_by_test_id(canvas)
    canvas.press("ArrowDown")
    page.wait_for_timeout(4 * DELAY)
    steps_back = page.evaluate("history.length")
    addresses = []
    for _ in range(10):
        canvas.press("ArrowRight")
        addresses.append(told(page, name))
        page.wait_for_timeout(DELAY / 2)
    assert len(set(addresses)) == 10
    for _ in range(30):
        page.wait_for_timeout(DELAY / 5)
        assert told(page, name) == addresses[-1]
    assert page.evaluate("history.length") == steps_back
    canvas.press("ArrowLeft")  # from where it is, which the last address must have been
    assert told(page, name) == addresses[-2]
