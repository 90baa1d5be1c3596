"""The live map as a notebook shows it: dragged in the browser, its point in Python, in the notebook's colours."""

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

import vae
from tests.support.axe import violations
from tests.support.pages import frames

pytest.importorskip("anywidget")

HOST = (Path(__file__).parents[1] / "support" / "widget_page.js").read_text(encoding="utf-8")
PAGE = f"""<!doctype html><html lang="en"><title>A notebook</title>
<style>body {{ background: rgb(255, 255, 255); color: rgb(30, 30, 30); }}
body.dark {{ background: rgb(17, 17, 17); color: rgb(224, 224, 224); }}
button {{ background: rgb(255, 0, 0); }}</style>
<body><main><h1>A notebook</h1><div id="first"></div><div id="second"></div></main>
<script>{HOST}</script></body></html>"""
CONTRAST = f"({Path(__file__).with_name('contrast.js').read_text(encoding='utf-8')})()"
# As in marimo: light paper in a root of its own, on the dark page, below an element without a colour.
INTO_ANOTHER_ROOT = """() => {
  const box = Object.assign(document.createElement("div"), { id: "box" });
  box.style.background = "color(srgb 1 1 1)";
  box.style.color = "rgb(30, 30, 30)";
  const root = box.attachShadow({ mode: "open" });
  root.innerHTML = "<div style='background: color(srgb 0 0 0 / 0)'></div>";
  root.firstChild.append(document.querySelector("#second > div"));
  document.body.append(box);
  document.body.classList.add("moved");
}"""
PIXELS = "(canvas) => String(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data)"


class Notebook:
    """A page with widgets whose Python is this process."""

    def __init__(self, page):
        self.page, self.widgets = page, {}
        page.route("http://127.0.0.1/notebook", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto("http://127.0.0.1/notebook")
        page.expose_function("toPython", lambda state: self.widgets["first"].set_state(state))

    def show(self, widget, place="first"):
        self.widgets[place] = widget
        state = widget.get_state()
        packed = base64.b64encode(state.pop("_bundle")).decode()
        kept = json.loads(json.dumps({name: state[name] for name in (*SHOWN, "point", "label")}))
        self.page.evaluate("([id, state, packed]) => hostWidget(id, state, packed)", [place, kept, packed])
        expect(self.page.locator(f"#{place} .explorer")).to_have_attribute("aria-busy", "false")
        return self.page.locator(f"#{place}")

    def heard(self, times):
        """Wait until Python has heard something so many times."""
        self.page.wait_for_function("(times) => numTold === times", arg=times)

    def say(self, place="first"):
        """Send the browser what Python has changed."""
        widget = self.widgets[place]
        self.page.evaluate(
            "([id, state]) => hosted[id].model.receive(state)",
            [place, {"point": widget.point, "label": widget.label}],
        )


SHOWN = ("_esm", "_frame", "_styles", "_facts")


@pytest.fixture
def notebook(page, home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    return Notebook(page)


def picture(view):
    return view.get_by_test_id("decoded-image").evaluate(PIXELS)


def test_what_is_dragged_is_drawn_and_comes_to_python(notebook):
    widget = vae.open_run("tiny-3d").explore()
    heard = []
    widget.observe(lambda change: heard.append(change.new), "point")
    view = notebook.show(widget)
    before, start = picture(view), widget.point
    box = view.get_by_test_id("latent-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = notebook.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 40, y - 30, steps=4)
    assert heard == [], "not before it is let go"
    mouse.up()
    notebook.heard(1)
    assert picture(view) != before and len(heard) == 1 and heard[0] == widget.point != start
    view.get_by_test_id("latent-map").press("ArrowRight")
    notebook.heard(2)
    assert len(heard) == 2 and heard[1] == widget.point != heard[0]


def test_python_moves_the_point_and_takes_it_back(notebook):
    widget = vae.open_run("tiny-3d").explore([0.5, 0.25, -1])
    view = notebook.show(widget)
    first, cursor = picture(view), view.locator(".cursor")
    placed = cursor.get_attribute("style")
    widget.point = [1.5, -0.5, 0.25]
    notebook.say()
    expect(cursor).not_to_have_attribute("style", placed)
    assert picture(view) != first
    expect(view.locator(".announcement")).to_contain_text("z1 = 1.50, z2 = −0.50, z3 = 0.25")
    view.get_by_test_id("latent-map").press("ArrowRight")
    notebook.heard(1)
    assert widget.point != (1.5, -0.5, 0.25)
    widget.point = (0.5, 0.25, -1)
    notebook.say()
    expect(cursor).to_have_attribute("style", placed)
    assert picture(view) == first


def test_a_class_is_chosen_on_either_side(notebook):
    widget = vae.open_run("tiny-conditional").explore(label=3)
    view = notebook.show(widget)
    pressed = view.locator(".class-button[aria-pressed=true]")
    expect(pressed).to_have_text("3")
    view.locator(".class-button").nth(7).click()
    notebook.heard(1)
    assert widget.label == 7
    widget.label = 1
    notebook.say()
    expect(pressed).to_have_text("1")


@pytest.mark.parametrize(
    ("name", "drawn"), [("names-16d", "canvas"), ("motion-8d", ".motion-canvas"), ("melodies-24d", ".melody-roll")]
)
def test_outputs_that_are_no_pictures_have_their_own_drawing(notebook, name, drawn):
    widget = vae.open_run(name).explore()
    view = notebook.show(widget)
    expect(view.locator(f".picture {drawn}:not(.off-screen)").first).to_be_visible()
    view.get_by_test_id("latent-map").press("ArrowUp")
    expect(view.locator(".announcement")).not_to_be_empty()


def test_it_wears_the_notebooks_colours_and_leaves_the_notebook_its_own(notebook):
    view = notebook.show(vae.open_run("tiny-conditional").explore())
    notebook.show(vae.open_run("tiny-3d").explore(), "second")
    page, shown = notebook.page, view.locator(".explorer")
    for theme, ink in (("light", "rgb(30, 30, 30)"), ("dark", "rgb(224, 224, 224)")):
        page.evaluate("(theme) => document.body.className = theme", theme)
        expect(shown).to_have_attribute("data-theme", theme)
        expect(shown).to_have_css("color", ink)
        assert page.evaluate(CONTRAST) == []
    assert violations(page, other_than="color-contrast") == []
    page.evaluate(INTO_ANOTHER_ROOT)
    expect(page.locator("#box .explorer")).to_have_attribute("data-theme", "light")
    page.evaluate("document.getElementById('second').append(document.createElement('button'))")
    expect(page.locator("#second > button")).to_have_css("background-color", "rgb(255, 0, 0)")
    expect(view.locator(".class-button").nth(5)).not_to_have_css("background-color", "rgb(255, 0, 0)")


def test_an_output_that_is_taken_off_the_page_for_a_while_goes_on(notebook):
    widget = vae.open_run("tiny-3d").explore()
    view, page = notebook.show(widget), notebook.page
    page.evaluate("(globalThis.output = document.querySelector('#first > div')).remove()")
    frames(page)
    widget.point = [1.5, -0.5, 0.25]
    notebook.say()
    page.evaluate("document.getElementById('first').append(output)")
    frames(page)
    before = picture(view)
    view.get_by_test_id("latent-map").press("ArrowRight")
    notebook.heard(1)
    assert picture(view) != before and widget.point != (1.5, -0.5, 0.25)


def test_a_view_that_goes_leaves_nothing(notebook):
    for place in ("first", "second"):
        notebook.show(vae.open_run("tiny-3d").explore(), place)
    page = notebook.page
    for place, num_bundles in (("first", 1), ("second", 0)):  # both show the same run
        page.evaluate("(place) => hosted[place].end()", place)
        expect(page.locator(f"#{place} > div")).to_be_empty()
        assert page.evaluate(
            "(place) => Object.values(hosted[place].model.listeners).every((of) => of.size === 0)", place
        )
        assert page.evaluate("latentExplorerBundles.bundles.size") == num_bundles
