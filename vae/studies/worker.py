"""A process of trainings as the sweep sees it: it is given one, and another one when that has ended."""

import contextlib
import queue
import subprocess
import threading

# What was compiled for other networks stays in a process's memory.
MOST_TRAININGS = 50


class Worker:
    """Does one training at a time."""

    def __init__(self, begun: subprocess.Popen[str]) -> None:
        """Take a process that was begun with its first training."""
        self._process = begun
        self._codes: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._given = 1
        threading.Thread(target=self._listen, name="codes of trainings", daemon=True).start()

    def _listen(self) -> None:
        if self._process.stdout is None:
            return
        with self._process.stdout as said:
            for line in said:
                with contextlib.suppress(ValueError):
                    self._codes.put(int(line))

    def code(self) -> int | None:
        """Return what the training under way has ended with, its process where that is gone; None while it goes on."""
        gone = self._process.poll()
        try:
            return self._codes.get_nowait()
        except queue.Empty:
            return gone

    def give(self, trial: str) -> bool:
        """Let the process do another training, by its name; False where it is gone, or has done enough."""
        if self._process.stdin is None or self._process.poll() is not None or self._given >= MOST_TRAININGS:
            return False
        self._given += 1
        try:
            print(trial, file=self._process.stdin, flush=True)
        except OSError:  # it has just gone
            return False
        return True

    def dismiss(self) -> None:
        """Let the process end after what is under way."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def terminate(self) -> None:
        """Ask the process to stop the training under way."""
        self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait for the end of the process, and bring it about after some seconds."""
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self._process.kill()
