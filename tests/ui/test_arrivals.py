"""Uploads are refused while they come: by Streamlit's own handler, which knows the size of a single file alone."""

import asyncio
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from streamlit import config
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes

from ui.server import arrivals, uploads

MEGABYTE = 1024 * 1024
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"


@pytest.fixture
def manager(monkeypatch):
    """Return Streamlit's own store of files behind the gate, where a session may hold 20 MB."""
    monkeypatch.setenv("VAE_ACCESS", "demo")
    monkeypatch.setattr(Request, "form", Request.form)  # put back afterwards
    found = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: SimpleNamespace(uploaded_file_mgr=found))
    before = config.get_option("server.maxUploadSize")
    uploads.watch()
    monkeypatch.setattr(starlette_routes, "is_xsrf_enabled", lambda: False)
    yield found
    config.set_option("server.maxUploadSize", before)


class Uploads:
    """Sends files to Streamlit's handler, a megabyte at a time and in turns; counts what is held or on its way."""

    def __init__(self, manager):
        runtime = SimpleNamespace(is_active_session=lambda session: True)
        self.app = Starlette(routes=starlette_routes.create_upload_routes(runtime, manager, ""))
        self.num_bytes = self.most = 0

    async def send(self, session, file, megabytes, says_length=True):
        length = len(HEAD) + megabytes * MEGABYTE + len(TAIL)
        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        if says_length:
            headers.append((b"content-length", str(length).encode()))
        given, pieces, status = 0, iter([HEAD, *([bytes(MEGABYTE)] * megabytes), TAIL]), []

        async def receive():
            await asyncio.sleep(0.01)
            nonlocal given
            piece = next(pieces, b"")
            given += len(piece)
            self.num_bytes += len(piece)
            self.most = max(self.most, self.num_bytes)
            return {"type": "http.request", "body": piece, "more_body": piece is not TAIL}

        async def answer(message):
            status.append(message.get("status"))

        scope = {
            "type": "http", "method": "PUT", "path": f"/_stcore/upload_file/{session}/{file}", "headers": headers,
            "query_string": b"", "root_path": "",
        }  # fmt: skip
        await self.app(scope, receive, answer)
        if status[0] != 204:
            self.num_bytes -= given
        return status[0]

    def at_once(self, *files, **named):
        async def all_of_them():
            return await asyncio.gather(*(self.send(*file, **named) for file in files))

        return sorted(asyncio.run(all_of_them()))


def test_files_sent_at_once_are_refused_before_they_are_read(manager):
    sent = Uploads(manager)
    assert sent.at_once(*(("one", str(number), 9) for number in range(6))) == [204, 204, 413, 413, 413, 413]
    assert sent.most < 19 * MEGABYTE
    assert sent.at_once(("one", "late", 9), ("another", "0", 9)) == [204, 413]
    manager.remove_session_files("one")
    assert sent.at_once(("one", "0", 9), ("one", "1", 9)) == [204, 204]


def test_files_that_do_not_say_their_size_are_refused_as_they_come(manager):
    sent = Uploads(manager)
    answers = sent.at_once(*(("one", str(number), 9) for number in range(6)), says_length=False)
    assert answers.count(413) >= 4
    assert sent.most < 24 * MEGABYTE


def test_the_same_file_sent_many_times_counts_every_time(manager):
    sent = Uploads(manager)
    assert sent.at_once(*(("one", "same", 9) for _ in range(6))).count(204) == 2
    assert sent.at_once(("one", "same", 9)) == [204]


def test_what_was_cut_off_no_longer_counts(manager):
    counted = {}
    told = arrivals.Arrivals(lambda session, coming: counted.update(coming))
    scope = {"type": "http", "method": "PUT", "headers": [(b"content-length", b"7")]}
    scope["path_params"] = {"session_id": "one", "file_id": "a"}
    request = Request(scope)
    told.watch(request)
    assert counted == {"a": 7}
    del request
    counted.clear()
    told.watch(Request({**scope, "path_params": {"session_id": "one", "file_id": "b"}}))
    assert counted == {"b": 7}
