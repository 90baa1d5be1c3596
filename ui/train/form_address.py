"""The form's part of the address: the preset, and every setting that differs from it."""

import dataclasses
import re
from typing import Any

import streamlit as st

from ui.shell import address_bar
from ui.shell.address_bar import Part
from ui.train import form
from vae.config import ConfigError, RunConfig, chosen_fields
from vae.data import datasets
from vae.presets import PRESETS
from vae.words import quoted, sentence

_VIEW = "train_form"
_FIELDS = tuple(field.name for field in chosen_fields())
_YES = {True: "yes", False: "no"}
_MOST_LETTERS = 300  # a painting has 256


def take() -> bool:
    """Fill the form in as a changed address asks, and return whether it asks for one."""
    parts = [Part(name, _key(name), None, str) for name in ("preset", *_FIELDS)]
    if not address_bar.take(_VIEW, parts):
        return False
    asked = {part.name: st.session_state.pop(part.key) for part in parts}
    preset = asked.pop("preset")
    if preset not in PRESETS:
        if preset is not None:
            known = ", ".join(PRESETS)
            _note(f"preset in the address must be one of {known}, got {quoted(preset)}: showing the usual one")
        preset = form.DEFAULT_PRESET
    form.fill_preset(preset)
    try:
        form.fill(configured(preset, {name: text for name, text in asked.items() if text is not None}))
    except ConfigError as error:
        _note(f"The address asks for what cannot be trained, so the preset is shown: {error}")
    return True


def configured(preset: str, texts: dict[str, str]) -> RunConfig:
    """Return a preset, under a free name, with some settings as the address writes them.

    Raises:
        ConfigError: one of them cannot be.
    """
    usual = form.preset_config(preset)
    values = {name: _read(name, text, getattr(usual, name)) for name, text in texts.items()}
    if values.get("dataset", usual.dataset) not in datasets.dataset_names():
        raise ConfigError(f"there is no data set {quoted(values['dataset'])} on this machine")
    return datasets.configured(dataclasses.asdict(usual), values)


def write(config: RunConfig) -> None:
    """Let the address say what the form asks for."""
    preset = form.preset()
    address_bar.write(_VIEW, "train", ["preset", *_FIELDS], {"preset": preset, **differences(config, preset)})
    address_bar.show_problem(_VIEW)


def differences(config: RunConfig, preset: str) -> dict[str, str]:
    """Return what differs from a preset, as the address writes it; a name that the form has found is none."""
    usual = PRESETS[preset].config
    values = {name: getattr(config, name) for name in _FIELDS if getattr(config, name) != getattr(usual, name)}
    if re.fullmatch(rf"my-{re.escape(preset)}(-\d+)?", config.name):
        del values["name"]
    return {name: _text(value) for name, value in values.items()}


def _read(name: str, text: str, usual: Any) -> Any:
    wrong = ConfigError(f"{name} cannot be {quoted(text)}")
    if len(text) > _MOST_LETTERS:
        raise wrong
    try:
        if isinstance(usual, bool):
            return {word: value for value, word in _YES.items()}[text]
        if isinstance(usual, tuple):
            return tuple(int(part) for part in text.split(",") if part)
        return type(usual)(text)
    except (KeyError, ValueError):
        raise wrong from None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _YES[value]
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _key(name: str) -> str:
    return f"train_asked_{name}"


def _note(problem: str) -> None:
    address_bar.add_problem(_VIEW, sentence(ConfigError(problem)))
