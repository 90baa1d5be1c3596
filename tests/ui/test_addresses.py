"""Bytes that browsers fetch once: an address for what is asked for, which outlasts the sessions that asked."""

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from ui.live import addresses
from ui.live.addresses import address


@pytest.fixture
def storage(monkeypatch):
    """Return what serves files."""
    kept = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(kept)
    monkeypatch.setattr(runtime, "get_instance", lambda: type("Runtime", (), {"media_file_mgr": manager})())
    kept.manager = manager
    return kept


def served(storage, path):
    return storage.get_file(path.removeprefix("/media/")).content


def test_bytes_have_one_address_under_their_name(storage, monkeypatch):
    first = address("one", b"12")
    assert served(storage, first) == b"12"
    monkeypatch.setattr(addresses, "_sessionless", lambda *_: pytest.fail("added once more"))
    assert address("one", b"12") == first


def test_an_address_outlasts_every_session(storage):
    path = address("one", b"12")
    storage.manager.clear_session_refs()
    storage.manager.clear_session_refs("any other")
    storage.manager.remove_orphaned_files()
    assert served(storage, path) == b"12"


def test_the_oldest_go_where_there_are_too_many_and_come_back_when_asked_for(storage, monkeypatch):
    monkeypatch.setattr(addresses, "_MOST_BYTES", 10)
    paths = {name: address(name, name.encode() * 4) for name in ("a", "b")}
    address("a", b"aaaa")  # asked for again, so b is the oldest
    paths["c"] = address("c", b"cccc")
    storage.manager.remove_orphaned_files()
    assert [served(storage, paths[name]) for name in ("a", "c")] == [b"aaaa", b"cccc"]
    with pytest.raises(Exception, match="No media file"):
        served(storage, paths["b"])
    assert address("b", b"bbbb") == paths["b"]
    storage.manager.remove_orphaned_files()
    assert [served(storage, paths[name]) for name in ("b", "c")] == [b"bbbb", b"cccc"]
    assert len(storage._files_by_id) <= 3  # the two and the empty one


def test_another_server_in_the_same_process_begins_anew(storage, monkeypatch):
    address("one", b"12")
    other = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(other)
    monkeypatch.setattr(runtime, "get_instance", lambda: type("Runtime", (), {"media_file_mgr": manager})())
    assert served(other, address("one", b"12")) == b"12"
