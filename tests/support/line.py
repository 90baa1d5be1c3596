"""A line to a server that can be stopped, broken and slowed down, as a sleeping laptop or a bad connection is."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

_PIECE = 4096  # bytes


class Line:
    """A proxy on this machine.

    Attributes:
        url: its address.
        bytes_a_second: what each connection lets through in each direction; None is as much as comes.
    """

    def __init__(self, server_url: str) -> None:
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.bytes_a_second: float | None = None
        self._goes_on = threading.Event()
        self._goes_on.set()
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Let nothing through, and answer no new connection, without closing any."""
        self._goes_on.clear()

    def go_on(self, breaks: bool = False) -> None:
        """Let everything through again; or break all connections that there are, as a proxy that begins anew does."""
        if breaks:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._connections.clear()
        self._goes_on.set()

    def close(self) -> None:
        """End it with all its connections."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self.go_on(breaks=True)
        for thread in self._threads:
            thread.join(timeout=5)
        self._listening.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                browser, _ = self._listening.accept()
                self._threads.append(threading.Thread(target=self._connect, args=(browser,), daemon=True))
                self._threads[-1].start()

    def _connect(self, browser: socket.socket) -> None:
        self._goes_on.wait()
        try:
            server = socket.create_connection(self._server)
        except OSError:
            browser.close()
            return
        ends = [browser, server]
        self._connections += ends
        ways = [threading.Thread(target=self._carry, args=way, daemon=True) for way in (ends, ends[::-1])]
        for way in ways:
            way.start()
        for way in ways:
            way.join()
        for end in ends:
            end.close()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                self._goes_on.wait()
                target.sendall(piece)
                if self.bytes_a_second is not None:
                    time.sleep(len(piece) / self.bytes_a_second)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line_to(server_url: str) -> Iterator[Line]:
    """Open a line to a server, and end it afterwards."""
    line = Line(server_url)
    try:
        yield line
    finally:
        line.close()
