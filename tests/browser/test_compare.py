"""Compare in a real browser: one brush for all maps, the same picture decoded by every run, and the table of errors."""

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.browser import await_styled
from tests.support.canvases import red
from tests.support.pages import frames
from vae.model import inference
from vae.runs import store

NAMES = ("tiny-3d", "tiny-conditional")
# Types every number in turn and reads where the cursor is then, on every map.
PLACES = """(input) => {
  const cursors = [...input.getRootNode().querySelectorAll(".cursor")];
  return Array.from({ length: Number(input.max) + 1 }, (_, number) => {
    input.value = number;
    input.dispatchEvent(new Event("change"));
    return cursors.map((cursor) => cursor.style.transform.match(/-?[\\d.]+/g).map(Number));
  });
}"""


@pytest.fixture
def latents(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    return [store.load_latents(store.load_run(name)) for name in NAMES]


def ready(page):
    page.locator(".comparer[aria-busy=false]").wait_for(timeout=60_000)
    await_styled(page)


def ink(canvas):
    """Return the shares of ink of a canvas on a light page, whose ink has 17 of 255 red."""
    return (255 - red(canvas).astype(float)) / 238


def spread(codes, numbers):
    return np.sqrt(codes[numbers].astype(float).var(axis=0).sum() / codes.astype(float).var(axis=0).sum())


def notes(page):
    return page.locator(".view .note").all_text_contents()


def decoded(home, name, latents, numbers):
    labels = latents.labels[numbers] if name == "tiny-conditional" else None
    return inference.decode(home / "runs" / name, latents.z_mean[numbers], labels)


def test_what_is_brushed_or_chosen_on_one_map_is_on_all(shared, server, home, latents, digits):
    page, wire = shared.page, shared.wire
    shared.visit(f"{server}/compare?runs={','.join(NAMES)}")
    ready(page)
    number = page.get_by_test_id("picture-number")
    places = np.array(number.evaluate(PLACES))
    assert places.shape == (360, 2, 2)

    box = page.get_by_test_id("compare-map").first.bounding_box()
    corner, far = np.quantile(places[:, 0], 0.3, axis=0), np.quantile(places[:, 0], 0.7, axis=0)
    inside = np.flatnonzero(((places[:, 0] > corner) & (places[:, 0] < far)).all(axis=1))
    assert 10 < len(inside) < 300
    page.mouse.move(box["x"] + corner[0], box["y"] + corner[1])
    page.mouse.down()
    page.mouse.move(box["x"] + far[0], box["y"] + far[1], steps=4)
    expected = [f"{len(inside)} lit, spread {spread(own.z_mean, inside):.2f}" for own in latents]
    # While the button is still down; a busy screen draws the last move a moment later.
    expect(page.locator(".view .note")).to_have_text(expected)
    page.mouse.up()
    frames(page)
    assert notes(page) == expected
    most = np.bincount(latents[0].labels[inside]).argmax()
    sentence = page.get_by_test_id("brush-sentence")
    assert f"{(latents[0].labels[inside] == most).sum()} of class {most}" in sentence.inner_text()
    page.get_by_role("button", name="Names").click()
    page.wait_for_url(lambda url: {"brush", "layers"} <= set(parse_qs(urlsplit(url).query)))
    wire.settle()
    page.reload()
    ready(page)
    assert notes(page) == expected
    expect(page.get_by_role("button", name="Names")).to_have_attribute("aria-pressed", "false")

    chosen = int(inside[len(inside) // 2])
    page.mouse.move(*(places[chosen, 0] + [box["x"], box["y"]]))
    nearest = min(inside, key=lambda i: np.square(places[i, 0] - places[chosen, 0]).sum())
    for place in page.locator(".place").all():
        assert place.inner_text().startswith(f"no. {nearest}, class {latents[0].labels[nearest]}:")
    page.mouse.move(5, 5)
    number.fill("17")
    number.press("Enter")
    for name, own, canvas in zip(NAMES, latents, page.get_by_test_id("decoded").all(), strict=True):
        np.testing.assert_allclose(ink(canvas), decoded(home, name, own, [17])[0], atol=2 / 255)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("picture") == ["17"])
    said = page.locator(".place").all_inner_texts()  # a code is no place on a map that was turned onto the first
    assert [text.endswith(", before turning") for text in said] == [False, True]
    page.get_by_role("button", name="Aligned").click()
    assert page.locator(".place").all_inner_texts() == [text.removesuffix(", before turning") for text in said]
    page.get_by_role("button", name="Aligned").click()
    number.fill("360")
    number.press("Enter")
    assert number.input_value() == "17" and "numbered from 0 to 359" in sentence.inner_text()

    before = wire.num_sent
    page.get_by_test_id("compare-map").nth(1).press("ArrowRight")
    stepped = int(number.input_value())
    assert stepped != 17 and places[stepped, 1, 0] > places[17, 1, 0]
    page.keyboard.press("Escape")
    assert notes(page) == ["", ""] and "Drag a box" in sentence.inner_text()
    page.get_by_role("button", name="4", exact=True).click()
    fours = np.flatnonzero(latents[0].labels == 4)
    assert notes(page) == [f"{len(fours)} lit, spread {spread(own.z_mean, fours):.2f}" for own in latents]

    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("picture") == [str(stepped)])
    wire.settle(before)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    ready(page)
    assert number.input_value() == str(stepped)
    assert notes(page) == [f"{len(fours)} lit, spread {spread(own.z_mean, fours):.2f}" for own in latents]
    table = page.locator(".pictures tbody tr")
    table.last.wait_for()
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some((host) =>
          host.shadowRoot?.querySelectorAll(".pictures td strong").length === 10)""",
        polling=100,
    )
    rows = table.all()
    shown = [int(re.search(r"no\. (\d+)", row.inner_text())[1]) for row in rows]
    assert latents[0].labels[shown].tolist() == list(range(10))
    errors = [
        np.square(decoded(home, name, own, shown) - digits.test_images[shown] / 255).sum(axis=(1, 2))
        for name, own in zip(NAMES, latents, strict=True)
    ]
    for row, wanted in zip(rows, np.transpose(errors), strict=True):
        cells = [float(text) for text in row.locator("td > :is(span, strong)").all_text_contents()]
        assert cells == pytest.approx(wanted.tolist(), abs=0.3)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_runs_without_common_pictures_have_a_brush_each(shared, server):
    if not (store.SHIPPED_FOLDER / "mnist-2d").is_dir():
        pytest.skip("the shipped runs are not here")
    page = shared.visit(f"{server}/compare?runs=tiny-3d,mnist-2d")
    ready(page)
    assert not page.get_by_test_id("picture-number").is_visible()
    box = page.get_by_test_id("compare-map").first.bounding_box()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"], steps=3)
    page.mouse.up()
    whole = page.get_by_role("button", name="Show the whole map of tiny-3d")
    assert not whole.is_visible()
    page.get_by_test_id("compare-map").first.press("+")
    whole.click()
    assert not whole.is_visible()
    first, second = notes(page)
    assert " lit, spread " in first and second == ""


def test_runs_of_the_same_pictures_stay_linked_beside_one_of_others(shared, server):
    if not (store.SHIPPED_FOLDER / "mnist-2d").is_dir():
        pytest.skip("the shipped runs are not here")
    page = shared.visit(f"{server}/compare?runs=mnist-2d,tiny-3d,tiny-conditional&picture=12")
    ready(page)
    assert page.get_by_test_id("picture-number").input_value() == "12"
    assert [place.partition(",")[0] for place in page.locator(".place").all_inner_texts()] == ["no. 12"] * 3
    page.get_by_role("button", name="Next picture").click()
    assert [place.partition(",")[0] for place in page.locator(".place").all_inner_texts()] == [
        "no. 12", "no. 13", "no. 13"
    ]  # fmt: skip
    page.get_by_title("Light up 4 on the maps of scikit-learn digits").click()
    first, *others = notes(page)
    assert first == "" and all(" lit, spread " in note for note in others)
    page.get_by_title("Light up 4 on the map of mnist-2d").click()
    assert [note != "" for note in notes(page)] == [True, False, False]
