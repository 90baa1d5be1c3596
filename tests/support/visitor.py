"""A visitor without a browser: speaks Streamlit's protocol, so that hundreds fit into a test or a benchmark."""

import asyncio
import http.client
import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_XSRF = "_streamlit_xsrf"
_MOST_BYTES = 200_000_000
_KEPT_RUNS = 10  # .streamlit/config.toml: global.maxCachedMessageAge


@dataclass(frozen=True)
class Ran:
    """What one run of a page's script brought.

    Attributes:
        seconds: from the request to the last message of the run, and the last bundle that it names.
        num_bytes: received in it.
        errors: what the page shows as an exception.
    """

    seconds: float
    num_bytes: int
    errors: tuple[str, ...]


@dataclass
class _Shown:
    element: Element
    fragment: str


@dataclass
class Visitor:
    """One session of the app; `visit` opens it, and it ends with the connection.

    Attributes:
        url: of the app.
        page: path of the page shown, "" for the home page.
        query: of its address.
    """

    url: str
    page: str = ""
    query: str = ""
    session: str = ""
    _socket: ClientConnection | None = None
    _page_hash: str = ""
    _shown: dict[tuple[int, ...], _Shown] = field(default_factory=dict)
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _known: dict[str, tuple[_Shown, int]] = field(default_factory=dict)
    _num_runs: int = 0
    _fetched: set[str] = field(default_factory=set)
    _token: str = ""

    async def __aenter__(self) -> "Visitor":
        address = f"ws{self.url.removeprefix('http')}/_stcore/stream"
        self._socket = await connect(
            address,
            subprotocols=["streamlit"],
            max_size=_MOST_BYTES,
            compression=None,
            ping_interval=None,
            open_timeout=60,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def run(self, fragment: str = "", timeout: float = 120.0) -> Ran:
        """Ask for a run of the page, or of one fragment of it, and wait for its end.

        Raises:
            TimeoutError: it did not end in time.
            websockets.ConnectionClosed: the server closed the connection.
        """
        begin = time.perf_counter()
        await self._ask(fragment)
        num_bytes = await asyncio.wait_for(self._hear(fragment), timeout) + await self._fetch_bundles()
        return Ran(time.perf_counter() - begin, num_bytes, tuple(self.errors()))

    async def run_and_move(self, timeout: float = 60.0) -> None:
        """Run the page, ask for a part of it as soon as one is seen, and wait for the end of both.

        Raises:
            TimeoutError: one of them did not end in time.
        """
        await self._ask("")
        while not (fragments := {shown.fragment for shown in self._shown.values()} - {""}):
            self._note(ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), timeout)), "")
        (fragment,) = fragments
        await self._ask(fragment)
        await asyncio.wait_for(self._hear(""), timeout)
        await asyncio.wait_for(self._hear(fragment), timeout)

    async def _ask(self, fragment: str) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self._page_hash, fragment
        if not self._page_hash:
            state.page_name = self.page
        # Forgotten before it is named: whatever is named now may come back as its name only.
        self._known = {name: one for name, one in self._known.items() if self._num_runs - one[1] <= _KEPT_RUNS}
        state.cached_message_hashes.extend(self._known)
        state.widget_states.widgets.extend(self._states.values())
        await self._socket.send(message.SerializeToString())
        is_trigger = ("json_trigger_value", "trigger_value")  # good for one run
        self._states = {key: one for key, one in self._states.items() if one.WhichOneof("value") not in is_trigger}

    async def go(self, page: str, query: str = "") -> Ran:
        """Open another page of the app in the same session, as a link in the sidebar does."""
        self.page, self.query, self._page_hash = page, query, ""
        self._states.clear()
        return await self.run()

    async def tell(self, component: str, values: dict[str, Any], timeout: float = 120.0) -> Ran:
        """Let a component whose key begins so report its state, as after a release; its fragment runs."""
        shown = self.find(lambda element: component in element.bidi_component.id)
        self._states[shown.element.bidi_component.id] = WidgetState(
            id=shown.element.bidi_component.id, json_value=json.dumps(values)
        )
        return await self.run(shown.fragment, timeout)

    async def choose(self, kind: str, key: str, timeout: float = 120.0, **value: Any) -> Ran:
        """Give a widget ("selectbox", "slider", "button" ...) a value, named by the field of WidgetState."""
        shown = self.find(lambda element: key in getattr(element, kind).id)
        number = getattr(shown.element, kind).id
        self._states[number] = WidgetState(id=number, **value)
        return await self.run(shown.fragment, timeout)

    async def upload(self, key: str, files: list[tuple[str, bytes]], timeout: float = 120.0) -> tuple[Ran, list[int]]:
        """Give a file uploader files, and return the run with the HTTP status of every file."""
        shown = self.find(lambda element: key in element.file_uploader.id)
        places, statuses = await self.file_urls([name for name, _ in files]), []
        state = WidgetState(id=shown.element.file_uploader.id)
        told = state.file_uploader_state_value
        told.SetInParent()
        for place, (name, content) in zip(places, files, strict=True):
            statuses.append(await self.put(place.upload_url, name, content))
            if statuses[-1] < 300:
                told.uploaded_file_info.add(name=name, size=len(content), file_id=place.file_id, file_urls=place)
        self._states[state.id] = state
        return await self.run(shown.fragment, timeout), statuses

    async def file_urls(self, names: list[str]) -> list[Any]:
        """Ask where files may be put."""
        message = BackMsg()
        message.file_urls_request.request_id = "files"
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.extend(names)
        await self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await asyncio.wait_for(self._socket.recv(), 60))
            if told.WhichOneof("type") == "file_urls_response":
                return list(told.file_urls_response.file_urls)

    async def put(self, path: str, name: str, content: bytes) -> int:
        """Send a file to a place of the server and return the HTTP status."""
        return await asyncio.to_thread(self._put, path, name, content)

    def _put(self, path: str, name: str, content: bytes) -> int:
        boundary = "----visitor"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=120)
        try:
            if not self._token:
                connection.request("GET", "/_stcore/health")
                answer = connection.getresponse()
                answer.read()
                cookies = answer.headers.get_all("Set-Cookie", [])
                self._token = (
                    next((one for one in cookies if one.startswith(_XSRF)), "=").split(";")[0].split("=", 1)[1]
                )
            headers = {
                "Content-Type": f"multipart/form-data; boundary={boundary}",
                "X-Xsrftoken": self._token,
                "Cookie": f"{_XSRF}={self._token}",
            }
            body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
            try:
                connection.request("PUT", path, body, headers)
            except (BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
                return 413
            return connection.getresponse().status
        finally:
            connection.close()

    def find(self, is_wanted: Callable[[Element], bool]) -> _Shown:
        """Return what the page shows that is wanted.

        Raises:
            LookupError: there is no such thing on the page.
        """
        for shown in self._shown.values():
            if is_wanted(shown.element):
                return shown
        raise LookupError(f"the page {self.page!r} shows no such thing; it has {sorted(self.kinds())}")

    def kinds(self) -> set[str]:
        """Return the kinds of the elements on the page."""
        return {shown.element.WhichOneof("type") for shown in self._shown.values()}

    def errors(self) -> list[str]:
        """Return the messages of the exceptions on the page."""
        shown = [one.element for one in self._shown.values()]
        return [f"{one.exception.type}: {one.exception.message}" for one in shown if one.HasField("exception")]

    def alerts(self) -> list[str]:
        """Return the warnings and errors on the page that are sentences."""
        return [one.element.alert.body for one in self._shown.values() if one.element.HasField("alert")]

    def headings(self) -> list[str]:
        """Return the headings on the page."""
        return [one.element.heading.body for one in self._shown.values() if one.element.HasField("heading")]

    async def _hear(self, fragment: str) -> int:
        num_bytes = 0
        while True:
            content = await self._socket.recv()
            num_bytes += len(content)
            message = ForwardMsg.FromString(content)
            self._note(message, fragment)
            if message.WhichOneof("type") != "script_finished":
                continue
            if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._num_runs += 1
                return num_bytes

    def _note(self, message: ForwardMsg, fragment: str) -> None:
        """Take over what the server says; `fragment` is the part of the page that was asked for, or ""."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message.new_session, fragment)
        elif kind in ("delta", "ref_hash"):
            self._take(message, kind)
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string

    async def _fetch_bundles(self) -> int:
        """Fetch the networks that the page names, each once as browsers do; return their bytes."""
        shown = [one.element.bidi_component for one in self._shown.values()]
        told = [json.loads(one.json)[0]["bundles"] for one in shown if one.component_name.endswith(".bundle")]
        named = {bundle["address"] for bundles in told for bundle in bundles} - self._fetched
        self._fetched |= named
        return sum([len(await asyncio.to_thread(self._get, path)) for path in sorted(named)])

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:
            content: bytes = answer.read()
        return content

    def _begin(self, told: Any, fragment: str) -> None:
        self.session = told.initialize.session_id
        if fragment:
            self._shown = {path: one for path, one in self._shown.items() if one.fragment != fragment}
        else:
            self._shown.clear()

    def _take(self, message: ForwardMsg, kind: str) -> None:
        """Take an element over; what the browser keeps is only named the next time."""
        path = tuple(message.metadata.delta_path)
        if kind == "ref_hash":
            shown = self._known[message.ref_hash][0]
            self._known[message.ref_hash] = shown, self._num_runs
            self._shown[path] = shown
        elif message.delta.WhichOneof("type") == "new_element":
            shown = _Shown(message.delta.new_element, message.delta.fragment_id)
            self._shown[path] = shown
            if message.metadata.cacheable:
                self._known[message.hash] = shown, self._num_runs


def visit(url: str, page: str = "", query: str = "") -> Visitor:
    """Return a visitor of a page, to be entered with `async with` and then run."""
    return Visitor(url, page, query)
