"""A file that cannot be made: a sentence beside its button, and no traceback in the log of what was foreseen."""

import asyncio
import errno
from concurrent.futures import BrokenExecutor
from types import SimpleNamespace

import pytest
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from ui.server import file_faults
from vae.runs.run_files import RunError


@pytest.fixture
def answer(monkeypatch):
    """Return what presses a download button whose file a function makes, and gives what the browser is told."""
    monkeypatch.setattr(DeferredFileHandler, "handle", DeferredFileHandler.handle)
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: "one")
    file_faults.watch()
    file_faults.watch()
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))

    def press(make, is_left=False):
        file = manager.add_deferred(make, "text/plain", "here", "a.txt")
        if is_left:
            manager.clear_session_refs("one")
            manager.remove_orphaned_files()
        request = SimpleNamespace(request_id="1", deferred_file=SimpleNamespace(file_id=file))
        return asyncio.run(DeferredFileHandler(lambda: manager).handle(request, "one"))

    return press


def raising(error):
    def make():
        raise error

    return make


def test_what_can_be_made_is_handed_out(answer):
    given = answer(lambda: b"content")
    assert given.deferred_file.url.startswith("/media/") and not given.error_msg


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (RunError("run 'a*b*' is gone: it was deleted"), "Run 'a*b*' is gone: it was deleted. Choose another run."),
        (BrokenExecutor(), "has ended twice over this: it may lack memory"),
        (MemoryError(), "The memory is used up: close other programs"),
        (OSError(errno.ENOSPC, "No space left on device", "/somewhere/a.gif"), "No room is left in /somewhere: free"),
    ],
)
def test_what_was_foreseen_is_a_sentence_and_in_no_log(answer, caplog, error, text):
    assert text in answer(raising(error)).error_msg
    assert not caplog.records


def test_a_button_pressed_while_its_page_runs_again_says_so(answer, caplog):
    assert "drawn anew, and this button with it: press it again." in answer(lambda: b"content", is_left=True).error_msg
    assert not caplog.records


def test_in_a_shared_app_the_sentence_names_no_folder(answer, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "shared")
    said = answer(raising(OSError(errno.EROFS, "Read-only file system", "/somewhere/of/mine/a.gif"))).error_msg
    assert "/somewhere" not in said and "cannot be written" in said


def test_a_mistake_of_the_program_is_said_in_general_and_stays_in_the_log(answer, monkeypatch):
    logged = []
    monkeypatch.setattr(file_faults, "_LOGGER", SimpleNamespace(exception=logged.append))
    assert "the app's log has more" in answer(raising(KeyError("a mistake"))).error_msg
    assert len(logged) == 1
