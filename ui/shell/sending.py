"""What the server has yet to send when a part of a page runs again: all of it goes out, in its order."""

import functools
from typing import Any

import streamlit as st
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


@st.cache_resource(show_spinner=False)
def keep_what_waits() -> None:
    """Have Streamlit throw away nothing that waits to be sent where a part of a page runs again, once a process.

    It would throw away what the part's last run has yet to send, but not the messages that name an element which the
    browser has kept: they don't say which part they belong to. Their containers are gone then, the browser finds no
    place for them, and shows an empty page from there on: two strokes one soon after another did that to Encode.
    """
    clear = ForwardMsgQueue.clear

    @functools.wraps(clear)
    def clear_for_a_whole_page(
        queue: Any, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        if retain_lifecycle_msgs and fragment_ids_this_run is not None:
            queue._delta_index_map = {}  # what comes next replaces nothing that waits: it belongs behind it
        else:
            clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)

    queue_class: Any = ForwardMsgQueue
    queue_class.clear = clear_for_a_whole_page
