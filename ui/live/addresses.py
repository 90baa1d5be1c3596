"""Addresses for bytes that browsers fetch once, in place of messages that are hashed in every run of a page."""

import threading
from collections import OrderedDict
from types import SimpleNamespace
from typing import Any, NamedTuple

from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx

_MOST_BYTES = 200_000_000
_TYPE = "application/octet-stream"


def address(name: str, content: bytes) -> str:
    """Return the path below the app's address where browsers fetch some bytes.

    The newest 200 MB of such bytes stay there, whoever comes and goes.

    Args:
        name: of these bytes and no others.
        content: the bytes.
    """
    return _ADDRESSES.of(runtime.get_instance().media_file_mgr, name, content)


class _Kept(NamedTuple):
    address: str
    size: int
    place: str


class _Addresses:
    """What Streamlit's manager of media files serves for no session in particular, so that it outlasts all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._manager: Any = None
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._free_places: list[str] = []

    def of(self, manager: Any, name: str, content: bytes) -> str:
        with self._lock:
            if manager is not self._manager:
                self._manager = manager
                self._kept.clear()
                self._free_places.clear()
            if name not in self._kept:
                place = self._free_places.pop() if self._free_places else str(len(self._kept))
                self._kept[name] = _Kept(_sessionless(manager, place, content), len(content), place)
                self._forget_oldest()
            self._kept.move_to_end(name)
            return self._kept[name].address

    def _forget_oldest(self) -> None:
        size = sum(kept.size for kept in self._kept.values())
        while size > _MOST_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            _sessionless(self._manager, oldest.place, b"")
            self._free_places.append(oldest.place)
            size -= oldest.size


def _sessionless(manager: Any, place: str, content: bytes) -> str:
    """Put a file in a place of a session that never ends: whose a file is the manager asks of the thread."""
    added: list[str] = []
    thread = threading.Thread(target=lambda: added.append(manager.add(content, _TYPE, place)))
    nobody: Any = SimpleNamespace(session_id="latent_explorer")
    add_script_run_ctx(thread, nobody).start()
    thread.join()
    return added[0]


_ADDRESSES = _Addresses()
