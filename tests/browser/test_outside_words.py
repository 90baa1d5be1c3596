"""Words from outside in a real browser: Streamlit draws them as they are."""

from playwright.sync_api import expect

from tests.support.browser import server
from tests.support.words_page import HOSTILE

DRAWN = """() => Object.fromEntries(Object.entries({
  links: "a[href*=invalid], a[href^=mailto]", pictures: "img", icons: "[role=img]", colors: ".stMarkdownColoredText",
  marks: "b, strong, em, del, code, li, blockquote, h1, h2, hr, .katex",
}).map(([name, found]) => [name, [...document.querySelectorAll("[data-testid=stMarkdownContainer]")]
  .flatMap((element) => [...element.querySelectorAll(found)]).length]))"""


def test_words_from_outside_are_drawn_as_they_are(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "e.invalid" in request.url else None)
    with server("tests/support/words_page.py") as running:
        running.wait()
        page.goto(running.url)
        page.get_by_text("1. [a]").wait_for(timeout=60_000)
        shown = page.get_by_test_id("stCaptionContainer").first
        expect(shown).to_be_visible()
        assert shown.inner_text().replace("\u2060", "") == HOSTILE
        drawn = page.evaluate(DRAWN)
        page.goto("about:blank")  # or it would miss its server
    assert drawn == dict.fromkeys(("links", "pictures", "icons", "colors", "marks"), 0)
    assert asked == []
