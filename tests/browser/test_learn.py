"""Learn in a real browser: every step by keyboard alone, its answer, its address, and the mode for a class."""

import re

import pytest
from playwright.sync_api import expect

from tests.support import marked
from tests.support.pages import fades, watch
from ui.learn.broken import CASES
from ui.learn.lesson import VIEWS
from ui.learn.steps import STEPS
from vae.runs import store

SHIPPED = {path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file()}
STEP = {step.name: step for step in STEPS}
# Of the list of runs to take home, and the name of an icon that is drawn by its name.
STREAMLITS_OWN = ("Open", "Choose an option", "co_present")
# What no language changes: the files of lines of code, a symbol, and a run of the visitor's own.
UNCHANGED = ("β", *{step.code[0] for step in (*STEPS, *CASES.values())})
pytestmark = pytest.mark.skipif("mnist-2d" not in SHIPPED, reason="the run does not ship")


@pytest.fixture
def lesson(page, server):
    page.goto(f"{server}/learn")
    expect(page.locator(".lesson[aria-busy=false]")).to_be_visible()
    page.evaluate("localStorage.removeItem('latent-explorer-lesson')")
    return page


def shown(page, name):
    """Wait until a view stands with all that it needs, without a complaint."""
    expect(page.locator(f".lesson[data-view={name}][aria-busy=false] .rail-button[aria-current=step]")).to_be_visible()
    expect(page.locator(".lesson .waiting")).to_have_count(0)
    expect(page.locator(".lesson .problem")).to_be_hidden()


@pytest.fixture
def marked_lesson(browser, server):
    """The lesson in a language of dotted letters, on a page that keeps all its texts."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale=marked.LANGUAGE) as context:
        page = context.new_page()
        page.add_init_script(marked.RECORDER)
        page.goto(f"{server}/learn")
        expect(page.locator(".lesson[aria-busy=false]")).to_be_visible()
        yield page
        page.goto("about:blank")


def test_every_step_by_keyboard_alone_says_nothing_that_cannot_be_translated(marked_lesson, home):
    page, problems = marked_lesson, []
    unchanged = (*UNCHANGED, *(folder.name for folder in (home / "runs").iterdir()))
    watch(page, problems)
    for name in VIEWS:
        shown(page, name)
        assert page.locator(".lesson h1").bounding_box()["y"] < 40, "as high as the headings of other pages"
        assert name == VIEWS[0] or page.url.endswith(f"step={name}")
        if name in STEP:
            expect(page.locator(".lesson .reveal")).to_be_hidden()
            choice = page.locator(".lesson .choice").first
            choice.focus()
            page.keyboard.press("Enter")
            expect(page.locator(".lesson .reveal")).to_be_visible()
            expect(choice).to_have_attribute("aria-pressed", "true")
            expect(page.locator(".lesson .reveal p").first).to_have_text(re.compile(r"^[^–]{20,}$"))
            page.locator(".lesson .maths summary").focus()
            page.keyboard.press("Enter")
            expect(page.locator(".lesson .maths math").nth(1)).not_to_contain_text("–")
            page.keyboard.press("Enter")
        page.locator(".lesson .step").evaluate("(step) => touchAll(step.querySelector('.view'))")
        if name != VIEWS[-1]:
            page.locator(".lesson .next").focus()
            page.keyboard.press("Enter")
    page.locator(".lesson h1").focus()
    for key in ("p", "n", " "):
        page.keyboard.press(key)
    page.keyboard.press("PageUp")
    shown(page, VIEWS[-2])  # it was answered before
    seen = page.evaluate("[...seenTexts]")
    assert len(seen) > 300, "the page was heard"
    found = [
        f"{where}: {text}" for text, where in seen if marked.unmarked(text, unchanged) and text not in STREAMLITS_OWN
    ]
    assert not found, "\n".join(found)
    assert problems == []


def test_the_game_is_won_by_its_dials_the_address_goes_back_and_a_drawn_digit_stays_for_the_next_steps(lesson):
    page = lesson
    dial, score = page.get_by_test_id("dial-1"), page.locator(".score-text")
    before = score.inner_text()
    expect(page.locator(".moves")).to_be_empty()
    dial.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(score).not_to_have_text(before)
    assert re.match(r"30 moves", page.locator(".moves").inner_text())
    lefts = "buttons => buttons.map((button) => button.getBoundingClientRect().left)"
    places = page.locator(".rail-button").evaluate_all(lefts)
    page.locator(".rail-button").nth(2).click()
    shown(page, "unsqueeze")
    assert page.locator(".rail-button").evaluate_all(lefts) == places  # nothing moves under the pointer
    page.go_back()
    shown(page, "game")
    page.go_forward()
    shown(page, "unsqueeze")

    page.locator(".rail-button").nth(1).click()
    shown(page, "squeeze")
    box = page.get_by_test_id("lesson-pad").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    expect(page.locator(".landed")).to_contain_text("1s")
    page.locator(".rail-button").nth(VIEWS.index("cloud")).click()
    shown(page, "cloud")
    page.get_by_role("button", name="Throw 200").click()
    expect(page.locator(".cloud-side .said")).to_contain_text("of 200 places still lie among the 1s")
    page.locator(".rail-button").nth(1).click()
    shown(page, "squeeze")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".landed")).to_have_text("Draw more than a dot.")
    page.locator(".rail-button").nth(VIEWS.index("cloud")).click()
    shown(page, "cloud")
    expect(page.locator(".cloud-side .said")).to_contain_text("still lie among the")


def test_before_a_class_answers_wait_for_a_key_and_the_check_keeps_its_score_and_leads_back(lesson):
    page = lesson
    assert not fades(page, "learn_lesson")
    page.locator(".lesson h1").focus()
    page.keyboard.press("p")
    expect(page.locator(".lesson.is-presented")).to_be_visible()
    expect(page.locator(".lesson .reveal")).to_be_hidden()
    page.keyboard.press(" ")
    expect(page.locator(".lesson .reveal")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".lesson .blank")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("n")
    expect(page.locator(".lesson .notes")).to_contain_text(STEPS[0].ask)
    page.keyboard.press("PageDown")
    shown(page, VIEWS[1])
    expect(page.locator(".lesson .notes")).to_contain_text(STEP[VIEWS[1]].ask)
    page.keyboard.press("Escape")
    expect(page.locator(".lesson.is-presented")).to_have_count(0)

    page.locator(".rail-button").nth(VIEWS.index("check")).click()
    shown(page, "check")
    questions = page.locator(".check-question")
    for index in range(questions.count()):
        questions.nth(index).locator(".choice").nth(1).click()
        expect(questions.nth(index).locator(".why")).to_be_visible()
    expect(page.locator(".result .score")).to_have_text(re.compile(r"^\d+ of \d+ right$"))
    page.get_by_label("Your name").fill("Ada")
    page.reload()
    expect(page.locator(".result .score")).to_be_visible()
    questions.first.get_by_role("button", name=re.compile("^See step")).click()
    shown(page, "unsqueeze")
