"""What a page in a browser and the server say to one another, so that tests wait for an answer and not for a time."""

import contextlib
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

QUIET = 0.1  # seconds; a run that is followed by another at once is not the answer yet
PATIENCE = 60.0


class Wire:
    """Listens to a page's line to the server; made before the page is opened.

    Attributes:
        num_sent: how often the page has asked for a run of its script.
    """

    def __init__(self, page):
        self.num_sent = 0
        self._page = page
        self._is_answered = True
        self._last = 0.0
        page.on("websocket", self._listen)

    def settle(self, num_before=0, late=0):
        """Wait until the page has asked more than `num_before` times, was answered, and nothing more comes.

        What is said is heard on either side `late` milliseconds after it was seen here.
        """
        self._wait(lambda: self.num_sent > num_before)
        self._wait(lambda: self._is_answered and self._is_quiet(late))

    def fall_silent(self, late=0):
        """Wait until nothing more comes, also where what was asked for last gets no answer."""
        self._wait(lambda: self._is_quiet(late))

    @contextlib.contextmanager
    def answer(self, late=0):
        """Wait at the end until the page has asked for something within, and was answered."""
        before = self.num_sent
        yield
        self.settle(before, late)

    def _is_quiet(self, late):
        return time.monotonic() - self._last > QUIET + 2 * late / 1000

    def _wait(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "the server has not answered"
            self._page.wait_for_timeout(10)  # lets Playwright hand on what was said

    def _listen(self, socket):
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, payload):
        self._last = time.monotonic()
        if BackMsg.FromString(payload).WhichOneof("type") == "rerun_script":
            self.num_sent += 1
            self._is_answered = False

    def _received(self, payload):
        self._last = time.monotonic()
        message = ForwardMsg.FromString(payload)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._is_answered = False
        elif kind == "script_finished":
            self._is_answered = message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
