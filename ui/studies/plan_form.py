"""The form that writes a study's plan: what to start from, one or two fields with their values, and the seeds."""

from typing import Any

import streamlit as st

from vae.config import LIMITS, RunConfig, chosen_fields
from vae.data import datasets
from vae.fields import FIELDS
from vae.numerals import NumeralError, numeral, read_real, read_whole
from vae.presets import PRESETS
from vae.studies.plan_text import plan_text
from vae.studies.study import MOST_SEEDS, StudyError

_NONE = ""
_FIXED = ("name", "seed", "painting", "num_classes")
_STUDIED = tuple(field.name for field in chosen_fields() if field.name not in _FIXED)
_USUAL = {"studies_name": "betas", "studies_preset": "digits-2d", "studies_epochs": "30", "studies_seeds": "3",
          "studies_field_1": "beta", "studies_field_2": "latent_dim"}  # fmt: skip
_FIRST_VALUES = {"beta": "0.5; 1; 4", "latent_dim": "2; 8"}
_LISTS = "with semicolons between them"


def show() -> str:
    """Draw the form and return the plan that it asks for.

    Raises:
        StudyError: a value cannot be read.
    """
    left, right = st.columns(2)
    with left:
        _text("studies_name", "Name", "What the study is called, here and on disk: a to z, 0 to 9, - and _")
    with right:
        _choice("studies_preset", "Start from", tuple(PRESETS), lambda name: PRESETS[name].title)
    left, right = st.columns(2)
    with left:
        _text("studies_epochs", "Epochs", "Of every training; empty for as many as what it starts from has")
    with right:
        _text("studies_seeds", "Seeds", "Trainings of each combination, with other random draws each")
    grid: dict[str, list[Any]] = {}
    for number in (1, 2):
        left, right = st.columns(2)
        with left:
            field = _field(number, list(grid))
        with right:
            grid |= {} if field == _NONE else {field: _values(field)}
    preset, epochs = st.session_state["studies_preset"], st.session_state["studies_epochs"].strip()
    base = {"epochs": _number("epochs", epochs)} if epochs and "epochs" not in grid else {}
    seeds = _read("Seeds", lambda: read_whole(st.session_state["studies_seeds"], 1, MOST_SEEDS))
    plan = {"name": st.session_state["studies_name"].strip(), "preset": preset, "seeds": seeds}
    return plan_text(plan | ({"base": base} if base else {}) | {"grid": grid})


def values_of(field: str, text: str) -> list[Any]:
    """Read the values of a field that is neither a choice nor a switch.

    Args:
        field: its name.
        text: numbers with semicolons between them; of hidden layers lists of numbers.

    Raises:
        StudyError: one of them is none, with what was expected.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if field in LIMITS:
        return [_number(field, part) for part in parts]
    return [[int(_number("latent_dim", size, 1, 8192)) for size in part.replace(",", " ").split()] for part in parts]


def _field(number: int, taken: list[str]) -> str:
    options = [name for name in _STUDIED if name not in taken]
    if number > 1:
        options = [_NONE, *options]
    label = "What differs" if number == 1 else "And what else"
    return _choice(
        f"studies_field_{number}", label, tuple(options), lambda name: FIELDS[name].label if name else "Nothing else"
    )


def _values(field: str) -> list[Any]:
    """Draw what takes a field's values and return them."""
    key, label = f"studies_values_{field}", f"Values of {FIELDS[field].label.lower()}"
    preset = PRESETS[st.session_state["studies_preset"]].config
    meaning = FIELDS[field].meaning
    tip = meaning[:1].upper() + meaning[1:]
    if field == "dataset":
        return _some(key, label, datasets.dataset_names(), datasets.title, preset.dataset, tip)
    if FIELDS[field].choices:
        return _some(key, label, tuple(FIELDS[field].choices), FIELDS[field].title, getattr(preset, field), tip)
    if isinstance(getattr(preset, field), bool):
        return _some(key, label, (True, False), lambda value: "yes" if value else "no", True, tip)
    _text(key, label, f"{tip}; {_LISTS}, such as {_example(field, preset)}", _example(field, preset))
    return values_of(field, st.session_state[key])


def _example(field: str, preset: RunConfig) -> str:
    if field == "hidden_sizes":
        return " ".join(map(str, preset.hidden_sizes)) or "64"
    return _FIRST_VALUES.get(field, numeral(getattr(preset, field)))


def _some(key: str, label: str, options: Any, title: Any, usual: Any, tip: str) -> list[Any]:
    """Draw a choice of several, kept while other pages are looked at."""
    kept = st.session_state.setdefault(key, [usual])
    st.session_state[f"_{key}"] = [value for value in kept if value in options]
    st.multiselect(label, options, format_func=title, key=f"_{key}", on_change=_keep, args=(key,), help=tip)
    return list(st.session_state[key])


def _choice(key: str, label: str, options: tuple[str, ...], title: Any) -> str:
    kept = st.session_state.setdefault(key, _USUAL[key])
    if kept not in options:
        kept = st.session_state[key] = options[0]
    st.session_state[f"_{key}"] = kept
    st.selectbox(label, options, format_func=title, key=f"_{key}", on_change=_keep, args=(key,))
    return str(st.session_state[key])


def _text(key: str, label: str, tip: str, usual: str = "") -> None:
    st.session_state[f"_{key}"] = st.session_state.setdefault(key, _USUAL.get(key, usual))
    st.text_input(label, key=f"_{key}", on_change=_keep, args=(key,), help=tip)


def _keep(key: str) -> None:
    st.session_state[key] = st.session_state[f"_{key}"]


def _number(field: str, text: str, *limits: float) -> Any:
    low, high = limits or LIMITS[field]
    read = read_real if isinstance(low, float) else read_whole
    return _read(FIELDS[field].label, lambda: read(text, low, high))


def _read(label: str, read: Any) -> Any:
    try:
        return read()
    except NumeralError as error:
        raise StudyError(f"{label}: {error}") from error
