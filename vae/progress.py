"""How far something is and how long it still takes: one line redrawn on a terminal, plain lines elsewhere."""

import contextlib
import shutil
import sys
import time
from typing import TextIO

_BAR_WIDTH = 24
_SECONDS_BETWEEN_DRAWINGS = 0.1


class Progress:
    """Reports the progress of one job to standard error.

    On a terminal the line is redrawn in place; in a file or pipe every report that says something new is a line.
    """

    def __init__(self, total: float, done: float = 0, stream: TextIO | None = None) -> None:
        """Start the clock.

        Args:
            total: amount of work, in any unit.
            done: what was done before this job began.
            stream: where to write, standard error by default.
        """
        self.total = total
        self._done_before = done
        self._reckoned: tuple[float, float] | None = None  # when the first piece was done, and how much that was
        self._stream = sys.stderr if stream is None else stream
        self._last_drawn = -1.0
        self._last_text = ""
        self._width = 0

    def update(self, done: float, text: str, left: float | None = None) -> None:
        """Report how much is done; `text` says what, and what came out so far; `left` is known better in seconds."""
        now = time.monotonic()
        finished = done >= self.total
        if not self._stream.isatty():
            if text != self._last_text:
                self._write_line(f"{text}{self._time_left(done, now, left)}\n")
            self._last_text = text
            return
        if now - self._last_drawn < _SECONDS_BETWEEN_DRAWINGS and not finished:
            return
        self._last_drawn = now
        filled = round(_BAR_WIDTH * min(1.0, done / self.total))
        line = f"[{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] {text}{self._time_left(done, now, left)}"
        line = line[: shutil.get_terminal_size().columns - 1]
        self._write_line("\r" + line.ljust(self._width))
        self._width = len(line)

    def close(self) -> None:
        """End the redrawn line, so that what follows stands below it."""
        if self._stream.isatty() and self._width:
            self._write_line("\n")
            self._width = 0

    def _write_line(self, text: str) -> None:
        say(text, self._stream, end="")

    def _time_left(self, done: float, now: float, left: float | None) -> str:
        """Reckon from the second piece on: in the first one networks are compiled, which says nothing of the others."""
        if left is not None:
            return f", {duration(left)} left"
        if done <= self._done_before or done >= self.total:
            return ""
        if self._reckoned is None:
            self._reckoned = (now, done)
        since, first = self._reckoned
        if done <= first:
            return ""
        return f", {duration((now - since) / (done - first) * (self.total - done))} left"


def say(text: str, stream: TextIO | None = None, end: str = "\n") -> None:
    """Write a line to standard error, or to another stream; a reader that has left or a full log ends no work."""
    with contextlib.suppress(OSError):
        print(text, end=end, file=sys.stderr if stream is None else stream, flush=True)


def duration(seconds: float) -> str:
    """Return seconds as 0:07, 12:34 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
