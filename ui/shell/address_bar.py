"""What widgets hold of the address: taken over where it is news, written by the browser, which adds no steps back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.live import component
from ui.shell import address
from vae.words import plain, quoted

_VISIT, _PAGE = "address_visit", "address_page"
_MOST_TOLD = 30
_WRITER = component.read("address", Path(__file__).with_name("address_bar.js"))


@dataclass(frozen=True)
class Part:
    """A setting that the address holds.

    Attributes:
        name: what the address calls it.
        key: where the session keeps it; the widget's own key, where it has one, is this after a "_".
        usual: its value where nobody has said anything, which the address leaves out.
        read: reads it from the address, raising AddressError.
        write: writes it; None is left out.
    """

    name: str
    key: str
    usual: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str | None] = str


@dataclass(frozen=True)
class AddressFacts:
    """What the browser is to write: on which page, the parts that may stand there, and those that do."""

    page: str
    names: list[str]
    query: dict[str, str]


def take(view: str, parts: Sequence[Part]) -> bool:
    """Take what a changed address says into the session, and return whether it says any of it.

    To be called where only a whole page runs: a fragment's address may be older than what its widgets say.

    Args:
        view: tells it from other views, for what the session keeps.
        parts: what the view has; one that the address leaves out is as usual, unless it leaves out all.
    """
    session, query = st.session_state, st.query_params.to_dict()
    seen = session.get(_VISIT, 0), query
    if session.get(_seen_key(view)) == seen:
        return False
    session[_seen_key(view)] = seen
    if _is_echo(view, query):
        return False
    problem, asked = address.read({part.name: part.read for part in parts}, {part.name: part.usual for part in parts})
    session[_problem_key(view)] = None if problem is None else (problem, None)
    if asked is None:
        return False
    for part in parts:
        session[part.key] = asked[part.name]
        if f"_{part.key}" in session:
            session[f"_{part.key}"] = asked[part.name]
    return True


def add_problem(view: str, problem: str) -> None:
    """Note what is wrong with the address, unless something is already; it stays until the view is another."""
    st.session_state[_problem_key(view)] = st.session_state.get(_problem_key(view)) or (problem, None)


def show_problem(view: str) -> None:
    """Say what was wrong with the address; to be called after `write`."""
    problem = st.session_state.get(_problem_key(view))
    if problem:
        st.warning(plain(problem[0]), icon=":material/link_off:")


def value(part: Part) -> Any:
    """Return what the session has of a part, or what is usual."""
    return st.session_state.get(part.key, part.usual)


def said(parts: Sequence[Part]) -> dict[str, str]:
    """Return what the address says of some parts: those that are not as usual."""
    texts = {part.name: part.write(value(part)) for part in parts if value(part) != part.usual}
    return {name: text for name, text in texts.items() if text is not None}


def write(view: str, page: str, names: Sequence[str], query: Mapping[str, str]) -> None:
    """Let the browser write its address, in which nothing else changes.

    Args:
        view: as for `take`.
        page: path of the page below the app's address: an answer that comes late finds another page there.
        names: of the parts that may stand in the address.
        query: those that do.
    """
    said_now, told_key = dict(query), _told_key(view)
    told = [one for one in st.session_state.get(told_key, []) if one != (list(names), said_now)]
    st.session_state[told_key] = [*told[-_MOST_TOLD:], (list(names), said_now)]
    problem = st.session_state.get(_problem_key(view))
    if problem is not None:
        is_over = problem[1] not in (None, said_now)
        st.session_state[_problem_key(view)] = None if is_over else (problem[0], said_now)
    component.mount(_WRITER, f"{view}_address", AddressFacts(page, list(names), said_now))


def bound(part: Part) -> dict[str, Any]:
    """Return what ties a widget to a part: its key, under which it has what the session has, and what keeps a choice.

    Widgets forget their value on other pages; the session does not.
    """
    st.session_state[f"_{part.key}"] = value(part)
    return {"key": f"_{part.key}", "on_change": _keep, "args": (part.key,)}


def _keep(key: str) -> None:
    st.session_state[key] = st.session_state[f"_{key}"]


def whole_number(name: str, low: int, high: int, otherwise: str) -> Callable[[str], int]:
    """Return what reads a whole number from `low` to `high`."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high:
            return int(text)
        raise address.AddressError(
            f"{name} in the address must be a whole number from {low} to {high:,}, got {quoted(text)}: {otherwise}."
        )

    return read


def one_of(name: str, words: Mapping[str, Any], otherwise: str) -> Callable[[str], Any]:
    """Return what reads one of some words, and what each of them means."""

    def read(text: str) -> Any:
        if text in words:
            return words[text]
        raise address.AddressError(
            f"{name} in the address must be one of {', '.join(words)}, got {quoted(text)}: {otherwise}."
        )

    return read


def word_for(words: Mapping[str, Any]) -> Callable[[Any], str | None]:
    """Return what writes the word that means a value; None where none does."""
    return lambda meant: next((word for word, value in words.items() if value == meant), None)


def begin_visit() -> None:
    """Note that another page is shown, or that Python has written the address: what comes from now on is no echo."""
    st.session_state[_VISIT] = st.session_state.get(_VISIT, 0) + 1


def note_page(title: str) -> None:
    """Note which page is shown."""
    if st.session_state.get(_PAGE) != title:
        st.session_state[_PAGE] = title
        begin_visit()


def _is_echo(view: str, query: Mapping[str, str]) -> bool:
    """Return whether the browser was told to write this on the same visit: over a slow line it may be some time ago."""
    told = st.session_state.get(_told_key(view), [])
    return any(said == {name: query[name] for name in names if name in query} for names, said in told)


def _told_key(view: str) -> str:
    return f"{view}_address_told:{st.session_state.get(_VISIT, 0)}"


def _seen_key(view: str) -> str:
    return f"{view}_address_seen"


def _problem_key(view: str) -> str:
    return f"{view}_address_problem"
