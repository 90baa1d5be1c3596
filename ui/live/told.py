"""What a live view has told, held against its type: what arrives need not come from our JavaScript."""

import math
import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import streamlit as st


def told(key: str, tells: type) -> dict[str, Any]:
    """Return what the view mounted under a key has told, by name.

    A value that is not of the type that the view tells is left out, as if it had never been told: only a client made by
    hand sends one, and its own page is the only one that misses it.

    Args:
        key: as for `ui.live.component.mount`.
        tells: a typed dict, as for `mount`.
    """
    values = st.session_state.get(key)
    if not isinstance(values, Mapping):
        return {}
    hints = _hints(tells)
    return {name: values[name] for name in hints if name in values and fits(values[name], hints[name])}


def fits(value: Any, kind: Any) -> bool:
    """Return whether a value out of JSON is of a kind: a typed or any dict, list, literal, union, number, text ...

    Numbers are finite, and whole ones stand for any.

    Raises:
        TypeError: the kind is none of these.
    """
    origin = get_origin(kind)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in get_args(kind))
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in get_args(kind))
    if origin is list:
        return isinstance(value, list) and all(fits(one, get_args(kind)[0]) for one in value)
    if kind is dict:
        return isinstance(value, Mapping)
    if is_typeddict(kind):
        return _fits_dict(value, kind)
    if kind in (None, types.NoneType):
        return value is None
    if kind in (int, float):
        return type(value) in (int, kind) and math.isfinite(value)
    if kind in (str, bool):
        return type(value) is kind
    raise TypeError(f"kind must be one that JSON has, got {kind!r}")


def _fits_dict(value: Any, kind: Any) -> bool:
    hints = _hints(kind)
    if not isinstance(value, Mapping) or not kind.__required_keys__ <= value.keys():
        return False
    return all(fits(value[name], hints[name]) for name in hints if name in value)


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
