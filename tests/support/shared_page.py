"""A page that several tests visit one after another: opening one anew takes two seconds of the processor."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.support.pages import watch
from tests.support.wire import Wire

SIZE = {"width": 1280, "height": 800}
# As a link within the app goes there, or a step back: nothing of Streamlit is loaded again.
GO = "(url) => { history.pushState({}, '', url); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }"


class SharedPage:
    """A page of the app that goes to addresses, each as if it had just been opened there.

    Attributes:
        page: the page; another one after `renew`.
        wire: what tells when the server has answered it.
        problems: what it has reported as errors.
    """

    def __init__(self, context):
        self._context = context
        self._open()

    def _open(self):
        self.page, self.problems = self._context.new_page(), []
        watch(self.page, self.problems)
        self.wire = Wire(self.page)

    def visit(self, url):
        """Go to an address of the app, by way of another of its pages, so that no view of the last test is left."""
        parts = urlsplit(url)
        elsewhere = f"{parts.scheme}://{parts.netloc}/bring"
        if not self.page.url.startswith(elsewhere.removesuffix("bring")):
            self.page.goto(url)
            return self.page
        with self.wire.answer():
            self.page.evaluate(GO, elsewhere)
        expect(self.page.locator(".stMain [aria-busy], .stMain .js-plotly-plot")).to_have_count(0)
        with self.wire.answer():
            self.page.evaluate(GO, url)
        return self.page

    def tidy(self):
        """Leave the page as a new one is, but for its address."""
        self.page.mouse.move(0, 0)
        self.page.set_viewport_size(SIZE)
        self.page.emulate_media(color_scheme="null", reduced_motion="null")
        self.page.evaluate("location.protocol.startsWith('http') && (localStorage.clear(), sessionStorage.clear())")
        self.problems.clear()

    def renew(self):
        """Close the page and take another."""
        self.page.close()
        self._open()
