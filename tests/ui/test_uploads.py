"""What one session may hand in, by the level of access."""

from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ui.server import uploads
from vae.access import LEVELS, Access


@pytest.fixture
def manager(monkeypatch):
    """Return Streamlit's own store of files behind the gate, in a demo."""
    monkeypatch.setenv("VAE_ACCESS", "demo")
    found = MemoryUploadedFileManager("/upload")
    options = {"server.maxUploadSize": 200}
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: SimpleNamespace(uploaded_file_mgr=found))
    monkeypatch.setattr(uploads.st, "get_option", options.get)
    monkeypatch.setattr(uploads.config, "set_option", options.__setitem__)
    uploads.watch()
    uploads.watch()
    assert options == {"server.maxUploadSize": 10}
    return found


def file(number, megabytes):
    return UploadedFileRec(str(number), "a.png", "image/png", bytes(int(megabytes * 1024 * 1024)))


def test_a_session_has_room_for_so_many_bytes(manager):
    manager.add_file("one", file(1, 10))
    manager.add_file("one", file(2, 10))
    manager.add_file("one", file(2, 9))  # the same place again
    with pytest.raises(HTTPException, match="20 MB in all") as refused:
        manager.add_file("one", file(3, 2))
    assert refused.value.status_code == 413
    manager.add_file("another", file(3, 2))
    manager.remove_file("one", "1")
    manager.add_file("one", file(3, 2))
    assert {one.file_id for one in manager.get_files("one", ["1", "2", "3"])} == {"2", "3"}


def test_a_session_has_room_for_so_many_files(manager):
    for number in range(40):
        manager.add_file("one", file(number, 0.001))
    with pytest.raises(HTTPException, match="40 files"):
        manager.add_file("one", file(40, 0.001))


def test_every_level_has_limits_and_a_demo_the_least():
    found = {level: uploads.limits(Access(level)) for level in LEVELS}
    assert all(one.file <= one.session and one.pictures <= one.session for one in found.values())
    for other in ("own", "shared"):
        assert all(
            small <= large
            for small, large in zip(vars(found["demo"]).values(), vars(found[other]).values(), strict=True)
        )
