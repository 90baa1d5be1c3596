"""Memory of the page process: what pages import is spared by the collector, what a visitor held is given back."""

import contextlib
import ctypes
import gc
import threading
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.watcher.polling_path_watcher import PollingPathWatcher

_GRACE_SECONDS = 2.0
_OWN_PAGES_FROM = 1 << 20
"""Bytes from which a block of memory has pages of its own, which go back to the machine with it."""
_M_MMAP_THRESHOLD = -3


@st.cache_resource(show_spinner=False)
def spare_the_collector(title: str) -> None:
    """Take what a page has imported out of garbage collection, once a page.

    A full collection looks at every object: with everything loaded that takes about 0.1 seconds, in which no visitor
    is answered. Streamlit's own after every run of a script is switched off in .streamlit/config.toml: with 60
    visitors it took a fifth of the processor time of a rerun.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)
def give_large_blocks_their_own_pages() -> None:
    """Let no file that somebody sends leave a hole in the process's memory, once a process.

    The GNU C library raises its threshold to the size of the first large block that is freed, up to 32 MB: those after
    it lie between small ones, which outlive them. Of six visitors with 18 MB each 47 MB stayed; with this 6 MB do.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _OWN_PAGES_FROM)


@st.cache_resource(show_spinner=False)
def leave_settings_unwatched() -> None:
    """Have Streamlit look at its settings no more, once a process, where .streamlit/config.toml has no file watched.

    It looks five times a second whether either of two files of settings has changed, whatever is set: half of what the
    server took of the processor while nobody did anything.
    """
    if st.get_option("server.fileWatcherType") == "none":
        watcher: Any = PollingPathWatcher
        watcher._schedule = _rest  # what comes next is asked for by each look itself


def _rest(_: object) -> None:
    """Ask for no other look."""


def watch_session() -> None:
    """Take note of this session: some time after it has ended, its memory is given back to the machine."""
    _session()


def _ended(_: object) -> None:
    _LATER.begin()


@st.cache_resource(scope="session", on_release=_ended, show_spinner=False)
def _session() -> bool:
    """Stand for a session: Streamlit releases what is cached for one when its browser goes."""
    return True


class _Later:
    """Gives memory back once for all sessions that end within the time that a session waits for its browser.

    One that ends while others are waited for is over only after them: then memory is given back once more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_waiting = False
        self._have_more_ended = False

    def begin(self) -> None:
        """Give back later; a session whose connection broke may come back until then."""
        with self._lock:
            if self._is_waiting:
                self._have_more_ended = True
                return
            self._is_waiting = True
        self._start()

    def _start(self) -> None:
        timer = threading.Timer(st.get_option("server.disconnectedSessionTTL") + _GRACE_SECONDS, self._finish)
        timer.daemon = True
        timer.start()

    def _finish(self) -> None:
        with self._lock:
            self._is_waiting, self._have_more_ended = self._have_more_ended, False
            is_again = self._is_waiting
        give_back()
        if is_again:
            self._start()


_LATER = _Later()


def give_back() -> None:
    """Drop the sessions that have ended, and hand what they held to the operating system.

    What was there while a page was first imported is frozen with it, sessions among them, so all of it is looked at.
    """
    _forget_ended_sessions()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):  # only the GNU C library keeps freed memory, and has this
        ctypes.CDLL(None).malloc_trim(0)


def _forget_ended_sessions() -> None:
    """Let Streamlit drop sessions past their time: by itself it does when another ends, so that the last ones stay."""
    with contextlib.suppress(Exception):  # Streamlit promises none of these names; without them memory comes later
        running = runtime.get_instance()
        sessions: Any = running._session_mgr
        done = threading.Event()

        def forget() -> None:
            sessions._session_storage._cache.expire()
            done.set()

        running._get_async_objs().eventloop.call_soon_threadsafe(forget)
        done.wait(5)
