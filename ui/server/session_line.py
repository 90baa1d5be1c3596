"""What pages and the server say to one another, where Streamlit takes one thing for another and leaves a page empty."""

import functools
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.pages_manager import PagesManager


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


@st.cache_resource(show_spinner=False)
def leave_parts_of_pages_that_were_left() -> None:
    """Have Streamlit run no part of a page that the visitor has left meanwhile, once a process.

    A browser that has asked for another page shows the one before until the answer comes, and asks for a part of it
    where something moves there: a press of a key, then a click on a link. Streamlit would run it after the other page,
    find it nowhere, and the browser would show what it drew, which is nothing; or stay on the page that was left.
    """
    request_rerun, set_current = AppSession.request_rerun, PagesManager.set_current_page_script_hash
    on_their_way: WeakKeyDictionary[PagesManager, str] = WeakKeyDictionary()  # pages asked for that have not begun

    @functools.wraps(request_rerun)
    def request_for_the_page_asked_for(session: Any, client_state: ClientState | None) -> None:
        pages = session._pages_manager
        if client_state is not None and not client_state.fragment_id:
            on_their_way[pages] = client_state.page_script_hash  # "" where the page is asked for by its name
        elif client_state is not None:
            page = on_their_way.get(pages) or pages.current_page_script_hash
            if client_state.page_script_hash != page:
                return
        request_rerun(session, client_state)

    @functools.wraps(set_current)
    def begin_page(pages: PagesManager, page_script_hash: str) -> None:
        if pages.intended_page_script_hash == on_their_way.get(pages):
            on_their_way.pop(pages, None)
        set_current(pages, page_script_hash)

    session_class: Any = AppSession
    session_class.request_rerun = request_for_the_page_asked_for
    pages_class: Any = PagesManager
    pages_class.set_current_page_script_hash = begin_page
