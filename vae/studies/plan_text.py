"""A study's plan, made by a program, as the TOML that people write: so one set of rules reads both."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from vae.documents import shown
from vae.studies.study import StudyError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def plan_text(plan: Mapping[str, Any]) -> str:
    """Return a plan as `vae.studies.study.read` reads it.

    Args:
        plan: words and tables as in the file; values may be tuples and NumPy's numbers and arrays.

    Raises:
        StudyError: something in it has no form in TOML, such as None.
    """
    words = [f"{_key(name)} = {_value(name, value)}" for name, value in plan.items() if not isinstance(value, Mapping)]
    tables = [_table(name, table) for name, table in plan.items() if isinstance(table, Mapping)]
    return "\n".join([*words, *tables, ""])


def _table(name: str, table: Mapping[str, Any]) -> str:
    return "\n".join(
        ["", f"[{_key(name)}]", *(f"{_key(word)} = {_value(word, value)}" for word, value in table.items())]
    )


def _key(name: Any) -> str:
    return name if isinstance(name, str) and _BARE.fullmatch(name) else json.dumps(str(name), ensure_ascii=False)


def _value(name: Any, value: Any) -> str:
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(word)} = {_value(word, one)}" for word, one in value.items()) + "}"
    if isinstance(value, (list, tuple, range)):
        return "[" + ", ".join(_value(name, one) for one in value) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # nan, inf and -inf are TOML's words, too
    if isinstance(value, (bool, int, float, str)):
        return json.dumps(value, ensure_ascii=False)
    raise StudyError(f"{name} must be numbers, texts, arrays or tables of these, got {shown(value)}")
