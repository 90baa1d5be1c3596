"""A plan made by a program, or of one training with other seeds, as the TOML that people write: read as theirs is."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from vae.config import RunConfig, chosen_fields
from vae.documents import shown
from vae.studies import folders
from vae.studies.study import Study, StudyError, read

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


def repeated(config: RunConfig, seeds: int) -> Study:
    """Return a study that trains a configuration several times, with its seed and those after it.

    Args:
        config: what is trained; the study has its name, or one like it where there is such a study.
        seeds: how often.

    Raises:
        StudyError: the number of seeds is out of its range, or the data set is not there.
    """
    said = [one.name for one in chosen_fields() if one.name != "name" and _says_something(config, one.name)]
    base = {field: getattr(config, field) for field in said}
    return read(plan_text({"name": folders.free_name(config.name), "seeds": seeds, "base": base}))


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


def _says_something(config: RunConfig, field: str) -> bool:
    # A likelihood follows the data set where none is said.
    return field == "likelihood" or getattr(config, field) != getattr(RunConfig, field)
