"""The address bar: a run, a place in its latent space and a class, written so that a link opens the same view."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.live.contract import Place
from ui.live.told import told
from vae.config import RunConfig
from vae.words import quoted

DECIMALS = 3

Readers = dict[str, Callable[[str], Any]]
_NO_LAYERS = "none"


class AddressError(ValueError):
    """The address asks for something that cannot be; the message is the sentence that a page shows."""


@dataclass(frozen=True)
class Followed:
    """Where a live view is.

    Attributes:
        problem: what is wrong with the address, or None.
        start: where the view begins: the same until the page must take it elsewhere.
        place: where it was left.
    """

    problem: str | None
    start: Any
    place: Any


def follow(
    view: str, owner: str, key: str, tells: type, part: str, usual: Any, read: Callable[[], tuple[str | None, Any]]
) -> Followed:
    """Bring together what a live view has told, what the address asks for and what was known before.

    The view itself writes the address bar, and what it has told is never written again from here: over a slow line
    that would arrive when the view has moved on, take the address back and be one more step for the back button. The
    browser then goes on sending the address that Python knows, so that only one that has changed is news. At a step
    back or forward the view takes back what it has told: the run of the step and that of a move just before it may have
    been one, in which the move was news and the address was not read.

    Args:
        view: name of the view, for what the session keeps.
        owner: what its places belong to, such as the name of a run.
        key: of the component; the session has its state while it is mounted.
        tells: the typed dict of this state.
        part: the part of this state that is a place.
        usual: where the view begins when nobody has said anything.
        read: returns what is wrong with the address or None, and the place that it asks for or None.
    """
    session = st.session_state
    is_mounted = key in session
    place_told = told(key, tells).get(part)
    heard = session.get(f"{view}_heard")
    is_taken_back = is_mounted and place_told is None and heard is not None
    query = st.query_params.to_dict()
    seen, problem = session.get(f"{view}_address", (None, None))
    asked = None
    start = session.get(f"{view}_start")
    if is_taken_back:
        session[f"{view}_heard"] = None
    if place_told is not None and place_told != heard:
        session[f"{view}_heard"] = session[_place_key(view, owner)] = place_told
        if start is None or place_told != start[1]:  # a view that says where it begins has not moved
            problem = None
    elif not is_mounted or is_taken_back or query != seen:
        problem, asked = read()
    session[f"{view}_address"] = query, problem
    must_move = asked is not None and asked != kept(view, owner)
    if must_move:
        session[_place_key(view, owner)] = asked
    place = session.get(_place_key(view, owner), usual)
    if must_move or not is_mounted or start is None or start[0] != key:
        start = session[f"{view}_start"] = key, place
    return Followed(problem, start[1], place)


def kept(view: str, owner: str) -> Any:
    """Return where a live view was left, or None."""
    return st.session_state.get(_place_key(view, owner))


def _place_key(view: str, owner: str) -> str:
    return f"{view}_place:{owner}"


def read(readers: Readers, start: Mapping[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
    """Return (what is wrong with the address or None, what it says by name or None where it names none of it).

    Args:
        readers: for every name what reads its text, raising AddressError where that cannot be.
        start: what stands for the names that are missing or wrong.
    """
    query = st.query_params.to_dict()
    if not set(readers) & set(query):
        return None, None
    problem, asked = None, dict(start)
    for name, reader in readers.items():
        try:
            if name in query:
                asked[name] = reader(query[name])
        except AddressError as error:
            problem = problem or str(error)
    return problem, asked


def read_place(config: RunConfig, z_limit: float) -> Place | None:
    """Return the place in the address as {"z": [latent_dim floats], "label": class or None}, or None without one.

    Raises:
        AddressError: z or label is no such thing for this run.
    """
    text = st.query_params.get("z")
    if text is None:
        return None
    z = parse_numbers(text, config.latent_dim, z_limit)
    label = parse_label(st.query_params.get("label"), config.num_classes) if config.conditional else None
    return {"z": z, "label": label}


def parse_numbers(
    text: str, count: int, limit: float, name: str = "z", otherwise: str = "showing the start instead"
) -> list[float]:
    """Read numbers separated by commas, rounded to 0.001.

    Args:
        text: as it stands in the address.
        count: how many there must be.
        limit: the largest size of a number.
        name: what the address calls them.
        otherwise: what the page does when they are wrong.

    Raises:
        AddressError: there are too few or too many, or one is no number between -limit and limit.
    """
    parts = text.split(",")
    wanted = f"{name} in the address must be {count} number{'s' if count > 1 else ''} separated by commas"
    if len(parts) != count:
        raise AddressError(f"{wanted}, got {len(parts)}: {otherwise}.")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise AddressError(f"{wanted}, got {quoted(text)}: {otherwise}.") from None
    if not all(math.isfinite(number) and abs(number) <= limit for number in numbers):
        raise AddressError(f"{wanted} from −{limit:g} to {limit:g}, got {quoted(text)}: {otherwise}.")
    return [round(number, DECIMALS) + 0.0 for number in numbers]


def parse_places(text: str, count: int, limit: float, name: str, most: int) -> list[list[float]]:
    """Read places separated by semicolons, each of them numbers as `parse_numbers` reads them.

    Raises:
        AddressError: there are more than `most`, or one is no place.
    """
    parts, otherwise = text.split(";"), "showing the path without them"
    if len(parts) > most:
        wanted = f"{name} in the address must be at most {most} places separated by semicolons"
        raise AddressError(f"{wanted}, got {len(parts)}: {otherwise}.")
    return [parse_numbers(part, count, limit, f"each place of {name}", otherwise) for part in parts]


def parse_label(text: str | None, num_classes: int, name: str = "label") -> int:
    """Read a class number, which the address calls `name`; 0 when there is none.

    Raises:
        AddressError: it is no whole number below num_classes.
    """
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) < num_classes):
        raise AddressError(
            f"{name} in the address must be a class number from 0 to {num_classes - 1}, got {quoted(text)}: "
            "showing the start instead."
        )
    return int(text)


def parse_layers(text: str, layers: Sequence[str]) -> list[str]:
    """Read which of a map's layers are shown, in their own order; "none" for none of them.

    Raises:
        AddressError: the map has no layer of that name.
    """
    names = [] if text == _NO_LAYERS else text.split(",")
    if not set(names) <= set(layers):
        raise AddressError(
            f"layers in the address must be {_NO_LAYERS} or some of {', '.join(layers)}, got {quoted(text)}: "
            "showing all of them."
        )
    return [name for name in layers if name in names]


def as_text(z: Sequence[float]) -> str:
    """Return a code as it stands in an address, the same as the map writes it."""
    return ",".join(f"{round(value, DECIMALS) + 0.0:g}" for value in z)
