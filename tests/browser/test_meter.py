"""The bar of a training in a browser: it goes on between two words from the server, and never further than it may."""

from pathlib import Path

import pytest

from ui.live.javascript import joined

FOLDER = Path(__file__).resolve().parents[2] / "ui" / "train"
FACTS = {
    "text": "1,000 pictures/s on cpu", "epoch": 2, "step": 5, "epochs": 10, "steps": 10,
    "seconds_left": 75.0, "age": 0.0, "patience": 10.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def context(browser):
    """Return a context of our own: a clock is that of all its pages."""
    with browser.new_context() as opened:
        yield opened


@pytest.fixture
def meter(page):
    """Return a page whose clock is ours, with the bar's script."""
    page.goto("about:blank")
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.set_content(f"<div class='host'>{(FOLDER / 'meter.html').read_text(encoding='utf-8')}</div>")
    script = joined(FOLDER / "meter.js").replace("export default", "const mount =")
    page.add_script_tag(content=f"{script}\nObject.assign(globalThis, {{ mount }});")
    return page


def told(page, **changes):
    """Tell the bar where the training is as of the next beat, at which it moves; return what it shows then."""
    facts, wait = FACTS | changes, page.evaluate("1000 - performance.now() % 1000")
    page.evaluate(
        "(data) => { globalThis.end = mount({ parentElement: document.querySelector('.host'), data: [data] }); }",
        facts | {"age": facts["age"] - wait / 1000},
    )
    page.clock.run_for(wait)
    return shown(page)


def shown(page):
    bar = page.get_by_role("progressbar", name="Training")
    assert bar.get_attribute("aria-valuetext") == page.locator(".text").text_content()
    return page.locator(".text").text_content(), bar.get_attribute("aria-valuenow")


def test_it_goes_on_at_the_speed_of_the_training_as_long_as_a_word_may_be_late(meter):
    speed = FACTS["text"]
    assert told(meter) == (f"Epoch 3 of 10 · {speed} · 1 min 15 s left", "25")
    meter.clock.run_for(6_000)  # a step a second, of a hundred
    assert shown(meter) == (f"Epoch 4 of 10 · {speed} · 1 min 9 s left", "31")
    meter.clock.run_for(60_000)
    assert shown(meter) == (f"Epoch 4 of 10 · {speed} · 1 min 5 s left", "35")
    assert told(meter, epoch=3, step=9, seconds_left=61.0) == (f"Epoch 4 of 10 · {speed} · 1 min 1 s left", "39")
    assert told(meter, epoch=3, step=9, seconds_left=61.0, age=3.0) == (f"Epoch 5 of 10 · {speed} · 58 s left", "42")
    meter.evaluate("end()")
    meter.clock.run_for(5_000)
    assert shown(meter) == (f"Epoch 5 of 10 · {speed} · 58 s left", "42")


def test_it_says_what_it_knows_and_never_finishes_by_itself(meter):
    assert told(meter, text="", epoch=0, step=0, steps=0, seconds_left=None) == ("Epoch 1 of 10", "0")
    assert told(meter, text="", epoch=9, step=9, seconds_left=1.0, age=8.0) == ("Epoch 10 of 10 · 0 s left", "99")
    assert told(meter, text="stopping …", epoch=10, step=0, seconds_left=0.0) == (
        "Epoch 10 of 10 · stopping … · 0 s left",
        "100",
    )
