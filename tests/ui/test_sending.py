"""What waits to be sent: where a part of a page runs again it keeps its order, and every element has its container."""

import inspect

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from ui.shell import sending


@pytest.fixture
def kept(monkeypatch):
    """Let Streamlit keep what waits, until the test is over."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", ForwardMsgQueue.clear)
    sending.keep_what_waits.clear()
    sending.keep_what_waits()


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
    assert paths(queue.flush()) == [[0, 6, 1]], "no longer? Then ui/shell/sending.py can go"
