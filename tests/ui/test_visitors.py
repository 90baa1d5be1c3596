"""One visitor cannot exhaust the server: what a client made by hand sends is refused in its own session only."""

import asyncio
import base64
import io
import json
import time

import numpy as np
import psutil
import pytest
from PIL import Image
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from tests.support.browser import server as streamlit_server
from tests.support.visitor import visit

MEGABYTE = 1024 * 1024
JUNK = [
    None, 0, -1, 1e300, "text", [], [[]], {}, {"index": -1, "id": ""}, {"z": "0"}, {"z": [None]}, {"z": [1e400]},
    {"points": [{"customdata": 10**12}], "box": [], "lasso": []}, {"state": {}, "turn": 0},
    {"dimension": 99, "name": 1}, {"revision": 1, "strokes": 1, "picture": 1}, {"pictures": [{}], "id": None},
]  # fmt: skip
PAGES = ("", "encode", "interpolate", "interpolate?view=corners", "interpolate?view=arithmetic", "atlas",
         "atlas?view=dimensions", "compare")  # fmt: skip
TOLD = ("place", "ends", "seek", "drawing", "choice", "pasted", "chosen", "picture", "named", "webgl", "quiet",
        "selection")  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return a server at the level "demo" that keeps ended sessions for a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("VAE_ACCESS", "demo")
        patch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "1")
        with streamlit_server() as running:
            running.wait()
            yield running


def memory(running):
    return psutil.Process(running.process.pid).memory_info().rss / MEGABYTE


def png(width, height):
    file = io.BytesIO()
    Image.new("1", (width, height), 1).save(file, "PNG", compress_level=1)
    return file.getvalue()


def small_png(shade=0):
    pixels = np.full((40, 40), 255, np.uint8)
    pixels[10:30, 18:22] = shade
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def drawn(content):
    address = f"data:image/png;base64,{base64.b64encode(content).decode()}"
    return {"drawing": {"revision": "a", "strokes": [], "picture": address}}


def test_what_is_done_on_a_page_before_all_of_it_is_there_is_answered(demo):
    async def scene():
        async with visit(demo.url) as visitor:
            await visitor.run_and_move()
            assert not visitor.errors()

    asyncio.run(scene())


async def other_visitor_is_answered(running):
    async with visit(running.url) as other:
        ran = await other.run()
        assert not ran.errors and "bidi_component" in other.kinds()


def test_a_huge_drawing_is_refused_by_its_header(demo):
    content = png(13_000, 13_000)
    assert len(content) < 2_000_000

    async def scene():
        async with visit(demo.url, "encode") as visitor:
            await visitor.run()
            before = memory(demo)
            ran = await visitor.tell("encode_stage_", drawn(content))
            assert not ran.errors
            assert any("13,000" in text and "1 million pixels" in text for text in visitor.alerts())
            assert memory(demo) - before < 60
            for bad in ("", "data:image/png;base64,%%%", "nonsense", "data:image/png;base64,AAAA"):
                told = {"drawing": {"revision": bad or "b", "strokes": [], "picture": bad}}
                assert not (await visitor.tell("encode_stage_", told)).errors
        await other_visitor_is_answered(demo)

    asyncio.run(scene())


def test_bytes_are_refused_where_they_arrive_and_given_back_when_the_visitor_leaves(demo):
    async def scene():
        await other_visitor_is_answered(demo)  # what a first visit loads is no visitor's
        async with visit(demo.url, "encode") as visitor:
            await visitor.run()
            await visitor.choose("button_group", "_encode_source", string_array_value={"data": ["Upload"]})
            before = memory(demo)
            files = [(f"{number}.png", bytes(9 * MEGABYTE)) for number in range(5)]
            ran, statuses = await visitor.upload("encode_files", files)
            assert statuses == [204, 204, 413, 413, 413] and not ran.errors
            assert memory(demo) - before < 60
            _, statuses = await visitor.upload("encode_files", [("large.png", bytes(11 * MEGABYTE))])
            assert statuses == [413]
        await other_visitor_is_answered(demo)
        return before

    before = asyncio.run(scene())
    deadline = time.monotonic() + 60
    while memory(demo) - before > 10 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert memory(demo) - before <= 10


def test_more_pictures_than_may_be_are_left_out_in_a_sentence(demo):
    async def scene():
        async with visit(demo.url, "encode") as visitor:
            await visitor.run()
            await visitor.choose("button_group", "_encode_source", string_array_value={"data": ["Upload"]})
            ran, statuses = await visitor.upload("encode_files", [(f"{n}.png", small_png(n)) for n in range(22)])
            assert set(statuses) == {204} and not ran.errors
            assert any("20 files of 10 MB" in text and "last 2" in text for text in visitor.alerts())

    asyncio.run(scene())


def made_up(visitor, junk):
    """Yield a state with junk in it for every view on the page."""
    for shown in visitor._shown.values():
        kind = shown.element.WhichOneof("type")
        if kind == "bidi_component":
            number = shown.element.bidi_component.id
            yield WidgetState(id=number, json_value=json.dumps(dict.fromkeys(TOLD, junk)))
        elif kind == "plotly_chart":
            yield WidgetState(id=shown.element.plotly_chart.id, string_value=json.dumps({"selection": junk}))


@pytest.mark.parametrize("page", PAGES)
def test_no_state_that_a_client_makes_up_breaks_its_page(demo, page):
    path, _, query = page.partition("?")

    async def scene():
        async with visit(demo.url, path, query) as visitor:
            assert not (await visitor.run()).errors
            for junk in JUNK:
                visitor._states = {state.id: state for state in made_up(visitor, junk)}
                assert not (await visitor.run()).errors, junk
            visitor._states.clear()
            assert not (await visitor.run()).errors

    asyncio.run(scene())


def test_a_message_larger_than_any_ends_its_own_connection_only(demo):
    async def scene():
        async with visit(demo.url, "encode") as visitor:
            await visitor.run()
            told = {"pasted": {"id": "1", "pictures": [{"name": "a", "content": "A" * 26_000_000}]}}
            with pytest.raises(ConnectionClosed):
                await visitor.tell("encode_stage_", told)
        await other_visitor_is_answered(demo)

    asyncio.run(scene())
