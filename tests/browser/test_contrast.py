"""Every text of every page stands out from what is behind it, in both themes, and axe-core finds nothing severe."""

import contextlib
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError

from tests.support.axe import violations
from tests.support.pages import fades

SCRIPT = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
READY = {
    "": ".stMain .js-plotly-plot",
    "encode": ".encoder[aria-busy=false]",
    "interpolate": ".interpolator[aria-busy=false]",
    "atlas": ".js-plotly-plot",
    "train": ".film-viewer[aria-busy=false]",
    "compare": ".comparer[aria-busy=false]",
    "bring": ".stMain [data-testid=stCode]",
    "studies": ".stMain h1",
}

DRAGGED = {"": "explore_map_", "encode": "encode_stage_", "interpolate": "interpolate_map_", "compare": "compare_maps_"}

# The page has the theme at once, each component when Streamlit gets round to handing it on.
IN_THEME = """(theme) => {
  const app = getComputedStyle(document.querySelector(".stApp"));
  const probe = document.body.appendChild(document.createElement("i"));
  const parts = [...document.querySelectorAll("*")].filter((each) => each.shadowRoot);
  const isWhole = app.colorScheme === theme && parts.length > 0 && parts.every((part) => {
    probe.style.color = getComputedStyle(part).getPropertyValue("--st-text-color");
    return getComputedStyle(probe).color === app.color;
  });
  probe.remove();
  return isWhole;
}"""


def poor(page):
    """Return the texts with too little contrast, each with its ratio."""
    return {found["text"]: round(found["ratio"], 2) for found in page.evaluate(SCRIPT)}


@pytest.mark.parametrize("name", READY)
def test_every_text_can_be_read_in_both_themes_and_nothing_bars_the_way(shared, server, name):
    page = shared.visit(f"{server}/{name}")
    page.locator("[aria-busy=false], .stMain h1, .js-plotly-plot").first.wait_for(timeout=60_000)
    page.get_by_test_id("stMain").evaluate("(main) => main.scrollTo(0, main.scrollHeight)")  # figures come in sight
    page.locator(READY[name]).first.wait_for(timeout=60_000)
    page.get_by_test_id("stStatusWidget").wait_for(state="detached", timeout=60_000)  # Streamlit's own, half faded
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(IN_THEME, arg=theme, polling=100)
        with contextlib.suppress(TimeoutError):  # colours fade into one another, charts are drawn anew
            page.wait_for_function(f"({SCRIPT})().length === 0", timeout=10_000, polling=100)
        found[theme] = poor(page)
    assert found == {"light": {}, "dark": {}}
    assert violations(page, other_than="color-contrast") == []  # which is what has been looked at above
    assert name not in DRAGGED or not fades(page, DRAGGED[name]), "what answers while the server works stays as it is"


def test_poor_contrast_is_found(page):
    page.set_content(
        "<body style='background: #fff'><p style='color: #777'>just too little</p><p style='color: #767676'>enough</p>"
        "<p style='color: #949494; font-size: 24px'>large</p><p style='opacity: .5'>faded</p>"
        "<button disabled style='color: #ccc'>off</button><div style='background: #000'><b>black</b></div></body>"
    )
    assert poor(page) == {"just too little": 4.48, "faded": 3.98, "black": 1.0}
