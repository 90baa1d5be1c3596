"""Uploads on their way in: counted as their bytes arrive, before the whole of a file is held."""

import weakref
from collections.abc import Awaitable, Callable, Mapping
from threading import Lock
from typing import Any

from starlette.requests import Request

Receive = Callable[[], Awaitable[Any]]


class Arrivals:
    """What each session has on its way in, several files side by side.

    Streamlit's handler takes a whole file before it asks where to keep it; what it reads each file by is the only place
    that sees the bytes come.
    """

    def __init__(self, admit: Callable[[str, Mapping[str, int]], None]) -> None:
        """Prepare.

        Args:
            admit: is given a session and the bytes on their way by file, and raises what refuses them.
        """
        self._admit = admit
        self._lock = Lock()
        self._bytes: dict[object, tuple[str, str, int]] = {}

    def watch(self, request: Request) -> None:
        """Count what a request brings, from what it says that this will be; nothing of it is read here.

        Raises:
            HTTPException: the session has no room for it.
        """
        parts = request.scope.get("path_params", {})
        session, file, arrival = parts["session_id"], parts["file_id"], object()
        receive, counted = request._receive, 0

        async def receive_counted() -> Any:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > said:
                self._note(arrival, session, file, counted)
            return message

        said = _said_length(request)
        weakref.finalize(request, self._bytes.pop, arrival, None)  # answered, refused or cut off
        self._note(arrival, session, file, said)
        request._receive = receive_counted

    def _note(self, arrival: object, session: str, file: str, num_bytes: int) -> None:
        with self._lock:
            self._bytes[arrival] = session, file, num_bytes
            coming: dict[str, int] = {}
            for owner, name, size in list(self._bytes.values()):
                if owner == session:
                    coming[name] = coming.get(name, 0) + size
            self._admit(session, coming)


def _said_length(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


_FORM: Any = Request.form


def watch(arrivals: Arrivals) -> None:
    """Let every upload of this process be counted there."""

    def counted_form(request: Request, **named: Any) -> Any:
        if request.method == "PUT" and {"session_id", "file_id"} <= request.scope.get("path_params", {}).keys():
            arrivals.watch(request)
        return _FORM(request, **named)

    setattr(Request, "form", counted_form)  # noqa: B010
