import gc
import weakref

import pytest
from streamlit.watcher.polling_path_watcher import PollingPathWatcher

from ui.server import housekeeping


class Held:
    """A knot of two, which only the collector can undo."""

    def __init__(self):
        self.other = self


def test_what_was_frozen_is_given_back_too():
    gone = weakref.ref(Held())
    gc.freeze()
    gc.collect()
    assert gone() is not None
    housekeeping.give_back()
    assert gone() is None


def test_many_sessions_that_end_are_looked_after_once(monkeypatch):
    begun = []

    class Timer:
        daemon = False

        def __init__(self, seconds, act):
            begun.append((seconds, act))

        def start(self):
            pass

    monkeypatch.setattr(housekeeping.threading, "Timer", Timer)
    monkeypatch.setattr(housekeeping, "give_back", lambda: begun.append("given back"))
    later = housekeeping._Later()
    for _ in range(5):
        later.begin()
    (seconds, act), *more = begun
    assert seconds >= housekeeping.st.get_option("server.disconnectedSessionTTL")
    assert not more
    act()
    shown = [one if isinstance(one, str) else "timer" for one in begun]
    assert shown == ["timer", "given back", "timer"], "those that ended meanwhile are over only later"
    begun[-1][1]()
    assert begun[-1] == "given back" and len(begun) == 4, "once more, not for ever"
    later.begin()
    assert len(begun) == 5


@pytest.mark.parametrize(("watched", "looks"), [("none", 1), ("auto", 2)])
def test_settings_are_looked_at_no_more_where_no_file_is_watched(watched, looks, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        PollingPathWatcher, "_schedule", lambda watcher: asked.append(watcher)
    )  # which is undone afterwards, either way
    monkeypatch.setattr(housekeeping.st, "get_option", {"server.fileWatcherType": watched}.get)
    settings = PollingPathWatcher(str(tmp_path / "config.toml"), print, allow_nonexistent=True)
    housekeeping.leave_settings_unwatched.clear()
    housekeeping.leave_settings_unwatched()
    settings._check_if_path_changed()
    assert asked == looks * [settings]
