"""The line of a session: what waits to be sent keeps its order, and no part of a page that was left runs."""

import inspect

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.pages_manager import PagesManager

from ui.server import session_line


@pytest.fixture
def kept(monkeypatch):
    """Let Streamlit keep what waits, until the test is over."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)
    session_line.keep_what_waits.clear()
    session_line.keep_what_waits()


def container(path):
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = "part"
    message.delta.add_block.allow_empty = True
    return message


def known(path):
    """Return a message that names an element which the browser has kept."""
    message = ForwardMsg(ref_hash="known")
    message.metadata.delta_path.extend(path)
    return message


def began():
    message = ForwardMsg()
    message.new_session.name = "app"
    return message


def paths(messages):
    return [list(message.metadata.delta_path) or message.WhichOneof("type") for message in messages]


def test_an_elements_container_waits_with_it_where_a_part_runs_again(kept):
    queue = ForwardMsgQueue()
    for message in (began(), container([0, 6]), known([0, 6, 1]), known([0, 7])):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["part"])
    for message in (began(), container([0, 6]), known([0, 7])):
        queue.enqueue(message)
    first = ["new_session", [0, 6], [0, 6, 1], [0, 7]]
    assert paths(queue.flush()) == [*first, "new_session", [0, 6], [0, 7]], "the second run's come behind its beginning"


def test_where_the_whole_page_runs_again_only_its_beginnings_and_ends_wait(kept):
    queue = ForwardMsgQueue()
    for message in (began(), container([0, 6]), known([0, 6, 1])):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True)
    assert paths(queue.flush()) == ["new_session"]
    assert queue.is_empty()


def test_streamlit_itself_keeps_elements_without_their_container():
    queue = ForwardMsgQueue()
    for message in (container([0, 6]), known([0, 6, 1])):
        queue.enqueue(message)
    inspect.unwrap(ForwardMsgQueue.clear)(queue, retain_lifecycle_msgs=True, fragment_ids_this_run=["part"])
    assert paths(queue.flush()) == [[0, 6, 1]], "no longer? Then keep_what_waits can go"


@pytest.fixture
def runs(monkeypatch):
    """Return what a session was asked to run, as it says: pages' hashes, and which part of them."""
    asked = []
    monkeypatch.setattr(AppSession, "request_rerun", lambda session, state: asked.append(state))
    name = "set_current_page_script_hash"
    monkeypatch.setattr(PagesManager, name, getattr(PagesManager, name))
    session_line.leave_parts_of_pages_that_were_left.clear()
    session_line.leave_parts_of_pages_that_were_left()
    return asked


class Session:
    """Stands in for a session, with Streamlit's own list of its pages."""

    def __init__(self):
        self._pages_manager = PagesManager("app.py")

    def begins(self, page, found=None):
        """Run a page, as it was asked for; `found` is the one that its name stands for."""
        pages = self._pages_manager
        pages.set_script_intent(page, "")
        for page_hash in (page or pages.main_script_hash, found or page):
            pages.set_current_page_script_hash(page_hash)


def ask(session, page, part=""):
    AppSession.request_rerun(session, ClientState(page_script_hash=page, fragment_id=part))


def heard(runs):
    return [(state.page_script_hash, state.fragment_id) for state in runs]


def test_a_part_of_a_page_that_was_left_does_not_run_before_or_after_the_other_page(runs):
    session = Session()
    ask(session, "explore")
    session.begins("explore")
    ask(session, "explore", "map")
    ask(session, "compare")
    ask(session, "explore", "map")  # the other page has not begun yet
    session.begins("explore")  # what was on its way when it was asked for
    ask(session, "explore", "map")
    session.begins("compare")
    ask(session, "explore", "map")
    ask(session, "compare", "wall")
    assert heard(runs) == [("explore", ""), ("explore", "map"), ("compare", ""), ("compare", "wall")]


def test_parts_run_of_a_page_that_came_by_its_name_or_by_itself_before_it_has_ended(runs):
    session = Session()
    ask(session, "")  # by the page's name: a link straight to it
    session.begins("", found="atlas")
    ask(session, "atlas", "map")
    ask(session, "atlas")
    session.begins("atlas")
    session.begins("explore")  # as st.switch_page does
    ask(session, "explore", "map")
    ask(session, "atlas", "map")
    AppSession.request_rerun(session, None)
    *pages, nothing = runs
    assert heard(pages) == [("", ""), ("atlas", "map"), ("atlas", ""), ("explore", "map")] and nothing is None
    ask(session, "compare")
    session.begins("compare")
    session.begins("explore")
    ask(session, "explore", "map")
    assert heard(runs[-1:]) == [("explore", "map")], "it came back by itself"


def test_parts_run_of_the_page_with_which_the_process_began(runs):
    session = Session()
    session.begins("", found="encode")  # asked for before anybody listened
    ask(session, "encode", "pad")
    ask(session, "train", "form")
    assert heard(runs) == [("encode", "pad")]
