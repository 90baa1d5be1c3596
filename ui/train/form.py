"""The form of a new training: a preset that can be left as it is, and every other setting behind it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import streamlit as st

from ui.train import own_pictures, painter
from vae import devices
from vae.cli.config_text import as_command, read_config
from vae.config import LIMITS, ConfigError, RunConfig
from vae.data import datasets, own_data
from vae.data.dataset import DataError
from vae.data.wording import names_of_data, said_as
from vae.families import FAMILIES
from vae.fields import FIELDS, changes_text
from vae.jobs import training_jobs
from vae.kind import KINDS
from vae.numerals import NumeralError, numeral, read_real, read_whole
from vae.presets import PRESETS, fitting
from vae.priors import NORMAL, PAINTED
from vae.schedule import fitted
from vae.words import PROGRAM, plain, plain_sentence, quoted, sentence

DEFAULT_PRESET = "digits-2d"
_MORE = (
    ("latent_dim", "hidden_sizes", "architecture", "activation"),
    ("likelihood",),
    ("beta", "kl_warmup_epochs", "variational", "conditional", "num_classes"),
    ("batch_size", "learning_rate", "learning_rate_schedule", "seed"),
    ("early_stopping", "weight_average", "encoder_epochs", "products"),
)
_SEVERAL_GPUS = (
    "One GPU is mostly enough: networks this small wait for their steps to be launched, not for arithmetic, and other "
    "trainings can have the other GPUs. All together are for large networks and batches; this was tested on "
    "simulated devices only, and how much faster it is was not measured."
)
_FOLLOWING = ("batch_size", "epochs", "kl_warmup_epochs")  # the number of pictures
_FIELDS, _PRESET, _PASTED = "train_fields", "train_preset", "train_pasted_problem"


def show() -> RunConfig | None:
    """Draw the form and return what it asks for, or None after a sentence where that cannot be trained."""
    if _FIELDS not in st.session_state:
        fill(preset_config(DEFAULT_PRESET))
    _replace_lost_dataset()
    st.session_state["_train_preset"] = preset()
    st.selectbox(
        "Start from", [DEFAULT_PRESET, *(name for name in PRESETS if name != DEFAULT_PRESET)], key="_train_preset",
        format_func=lambda name: PRESETS[name].title, on_change=_take_preset, help=_preset_help(),
    )  # fmt: skip
    _choice("dataset", datasets.dataset_names(), datasets.title, _take_dataset)
    own_pictures.show(use_dataset)
    _family()
    left, right = st.columns([2, 3])
    with left:
        _number("epochs")
    with right:
        _text("name", "What it is called here, in addresses and on disk: a to z, 0 to 9, - and _")
    _say_what_followed()
    _device()
    with st.expander("More settings", icon=":material/tune:"):
        for group in _MORE:
            columns = st.columns(min(2, len(group)))  # what stands by itself has long names
            for index, name in enumerate(filter(_is_asked, group)):
                with columns[index % len(columns)]:
                    _field(name)
        if not _is_asked("products"):
            st.caption(
                "Dense layers multiply in float32: bfloat16 is faster on processors with AMX, which this is not."
            )
    config = _config()
    if config is not None:
        _as_text(config)
    return config


def fill(config: RunConfig) -> None:
    """Put a configuration into the form."""
    st.session_state[_FIELDS] = {**asdict(config), "hidden_sizes": _sizes_text(config.hidden_sizes)}
    change({name: getattr(config, name) for name in LIMITS})


def change(changes: Mapping[str, Any]) -> None:
    """Put values into some fields of the form; numbers stand there as they are typed."""
    fields = st.session_state[_FIELDS]
    fields |= {name: numeral(value) if name in LIMITS else value for name, value in changes.items()}


def _change_with_what_follows(changes: Mapping[str, Any]) -> None:
    fields = st.session_state[_FIELDS]
    found = datasets.resolved(fields, changes)
    change({name: value for name, value in found.items() if name in changes or value != fields[name]})


def fill_preset(name: str) -> None:
    """Put a preset into the form."""
    st.session_state[_PRESET] = name
    fill(preset_config(name))


def preset() -> str:
    """Return the name of the preset that the form has started from."""
    name: str = st.session_state.get(_PRESET, DEFAULT_PRESET)
    return name


def use_dataset(name: str) -> None:
    """Choose a data set: the classes become its own, and batches, epochs and warm-up follow its number of pictures.

    Where its pictures have another shape than those that the preset is for, the preset for them takes its place.
    """
    shape, kind = datasets.shape(name), datasets.kind(name)
    for_them, before = fitting(shape, kind), PRESETS[preset()].config
    if for_them is not None and (before.shape, before.kind) != (shape, kind):
        fill_preset(for_them)
    _change_with_what_follows({"dataset": name, "num_classes": max(1, len(datasets.class_names(name)))})
    change(_following(name))


def _replace_lost_dataset() -> None:
    """Choose the preset's data set, and say so, where the form's has been deleted since or is offered to nobody."""
    lost = st.session_state[_FIELDS]["dataset"]
    if lost in datasets.dataset_names():
        return
    use_dataset(preset_config(preset()).dataset)
    chosen = datasets.title(st.session_state[_FIELDS]["dataset"])
    st.warning(
        f"There is no data set {plain(quoted(lost))} to train on here: {plain(chosen)} is chosen in its place, with "
        "batches and epochs for as much as it has.",
        icon=":material/folder_off:",
    )


def _following(dataset: str) -> dict[str, int]:
    """Return what the chosen preset says of batches, epochs and warm-up, fitted to a data set."""
    preset = PRESETS[st.session_state.get(_PRESET, DEFAULT_PRESET)].config
    config = fitted(preset, datasets.num_training(dataset))
    return {name: getattr(config, name) for name in _FOLLOWING}


def _say_what_followed() -> None:
    """Say which settings follow the number of pictures, where these are fewer than the preset was made for."""
    fields = st.session_state[_FIELDS]
    preset = PRESETS[st.session_state.get(_PRESET, DEFAULT_PRESET)].config
    shape = datasets.shape(fields["dataset"])
    if preset.shape != shape:
        title = plain(datasets.title(fields["dataset"]))
        st.caption(_said(f"The preset is made for pictures of {preset.shape.text}; those of {title} are {shape.text}."))
    following = _following(fields["dataset"])
    changed = {name: value for name, value in following.items() if value != getattr(preset, name)}
    if changed and all(fields[name] == numeral(value) for name, value in following.items()):
        count = datasets.num_training(fields["dataset"])
        st.caption(_said(f"{count:,} pictures to train on: {changes_text(changed)} follow their number."))


def device() -> str:
    """Return the name of the chosen device."""
    return st.session_state.get("train_device", devices.AUTO)


def _take_preset() -> None:
    fill_preset(st.session_state["_train_preset"])


def _preset_help() -> str:
    chosen = PRESETS[st.session_state["_train_preset"]]
    return f"{chosen.description} Fills in all settings; change any of them after"


def preset_config(name: str) -> RunConfig:
    """Return a preset under a name that is free; one for pictures of one's own on the first of these that fit."""
    config = PRESETS[name].config
    if config.shape != datasets.shape(config.dataset):
        own = next((own for own in own_data.list_data()[0] if own.shape == config.shape), None)
        if own is not None:
            config = replace(config, dataset=own.dataset, num_classes=len(own.class_names))
    return replace(datasets.with_shape(config), name=training_jobs.free_name(f"my-{name}"))


def next_name() -> None:
    """Give the form the next free name, once a training has taken the one it had."""
    fields = st.session_state[_FIELDS]
    fields["name"] = training_jobs.free_name(re.sub(r"-\d+$", "", fields["name"]))


def _family() -> None:
    """Draw the choice of a family, and of what its codes are to fill where it can fill anything."""
    _choice("family", tuple(FAMILIES), FIELDS["family"].title, _take_family)
    fields = st.session_state[_FIELDS]
    family = FAMILIES[fields["family"]]
    if fields["family"] != RunConfig.family:
        st.caption(family.description)
    if not family.takes_prior:
        return
    _field("prior")
    if fields["prior"] == PAINTED:
        painter.show(fields["painting"], lambda painting: change({"painting": painting}))


def _take_family() -> None:
    name = st.session_state["_train_family"]
    prior = {} if FAMILIES[name].takes_prior else {"prior": NORMAL}
    _change_with_what_follows({"family": name, **prior})


def _is_asked(name: str) -> bool:
    """Return whether a setting is open: few processors have AMX, few encoders give places alone."""
    if name == "products":
        return devices.has_amx() or st.session_state[_FIELDS][name] != RunConfig.products
    return name != "variational" or FAMILIES[st.session_state[_FIELDS]["family"]].has_posterior


def _take_dataset() -> None:
    use_dataset(st.session_state["_train_dataset"])


def _field(name: str) -> None:
    """Draw the widget that fits a field."""
    value = st.session_state[_FIELDS][name]
    if name == "likelihood":
        _choice(name, tuple(KINDS[st.session_state[_FIELDS]["kind"]].likelihoods), FIELDS[name].title)
    elif FIELDS[name].choices:
        _choice(name, tuple(FIELDS[name].choices), FIELDS[name].title)
    elif isinstance(value, bool):
        _bind(name)
        st.toggle(FIELDS[name].label, key=f"_train_{name}", help=_help(name), on_change=_keep, args=(name,))
    elif name in LIMITS:
        _number(name)
    else:
        _text(name, f"{_help(name)}; numbers with commas between them")


def _choice(name: str, options: tuple[str, ...], title: Any = str, on_change: Any = None) -> None:
    _bind(name)
    st.selectbox(
        FIELDS[name].label, options, key=f"_train_{name}", format_func=title, help=_help(name),
        on_change=on_change or _keep, args=() if on_change else (name,),
    )  # fmt: skip


def _number(name: str) -> None:
    """Draw a field for a number, read as it is typed: Streamlit's own drops a comma and what is out of range."""
    low, high = LIMITS[name]
    _bind(name)
    st.text_input(
        FIELDS[name].label, key=f"_train_{name}", help=f"{_help(name)}; from {numeral(low)} to {numeral(high)}",
        on_change=_keep, args=(name,),
    )  # fmt: skip


def _text(name: str, tip: str) -> None:
    _bind(name)
    st.text_input(FIELDS[name].label, key=f"_train_{name}", help=tip, on_change=_keep, args=(name,))


def _bind(name: str) -> None:
    """Give a widget the form's value: widgets forget theirs on other pages."""
    st.session_state[f"_train_{name}"] = st.session_state[_FIELDS][name]


def _keep(name: str) -> None:
    st.session_state[_FIELDS][name] = st.session_state[f"_train_{name}"]


def _help(name: str) -> str:
    meaning = _said(FIELDS[name].meaning)
    return meaning[:1].upper() + meaning[1:]


def _said(text: str) -> str:
    """Return what a text says of pictures, said of what the chosen data set has."""
    fields = st.session_state[_FIELDS]
    return said_as(*names_of_data(fields["dataset"], fields["kind"]), text)


@st.cache_data(ttl=60, max_entries=1, show_spinner="Looking for GPUs …")
def _devices() -> list[tuple[str, str]]:
    return [(device.name, device.title) for device in devices.list_devices()]


def _device() -> None:
    titles = dict(_devices())
    if len(titles) == 1:
        st.caption(f"Trains on this machine's {plain(next(iter(titles.values())))}; no graphics card (GPU) was found.")
        return
    kept = st.session_state.get("train_device")
    st.session_state["_train_device"] = kept if kept in titles else next(iter(titles))
    st.selectbox(
        "Device", list(titles), key="_train_device", format_func=lambda name: f"{titles[name]} · {name}",
        on_change=_keep_device, help=_SEVERAL_GPUS if devices.ALL_GPUS in titles else None,
    )  # fmt: skip


def _keep_device() -> None:
    st.session_state["train_device"] = st.session_state["_train_device"]


def _config() -> RunConfig | None:
    """Return what the form asks for, or None after a sentence for each value that cannot be."""
    fields = dict(st.session_state[_FIELDS])
    problems = []
    for name, (low, high) in LIMITS.items():
        read = read_real if isinstance(low, float) else read_whole
        try:
            fields[name] = read(fields[name], low, high)
        except NumeralError as error:
            problems.append(f"{FIELDS[name].label}: {error}")
    try:
        fields["hidden_sizes"] = _sizes(fields["hidden_sizes"])
        if not problems:
            return datasets.configured({}, fields)
    except ConfigError as error:
        problems.append(str(error))
    for problem in problems:
        st.error(plain_sentence(problem), icon=":material/error:")
    return None


def _sizes(text: str) -> tuple[int, ...]:
    sizes = [part for part in text.replace(",", " ").split() if part]
    if not all(part.isascii() and part.isdigit() and len(part) < 8 for part in sizes):
        raise ConfigError(f"hidden layers must be whole numbers with commas between, got {quoted(text)}")
    return tuple(int(part) for part in sizes)


def _sizes_text(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes))


def _as_text(config: RunConfig) -> None:
    with st.expander("As text", icon=":material/code:"):
        st.caption("The same training from a terminal")
        st.code(as_command(config), language=None, wrap_lines=True)
        st.caption("The configuration as JSON")
        st.code(config.to_json().rstrip(), language=None, wrap_lines=True)
        st.text_area(
            "Paste either to fill in the form", key="_train_pasted", placeholder=f"{{ … }} or {PROGRAM} train …",
            on_change=_take_pasted,
        )  # fmt: skip
        problem = st.session_state.get(_PASTED)
        if problem:
            st.warning(plain(problem), icon=":material/content_paste_off:")


def _take_pasted() -> None:
    text = st.session_state["_train_pasted"]
    st.session_state[_PASTED] = None
    if not text.strip():
        return
    try:
        config = read_config(text)
        datasets.title(config.dataset)
    except (ConfigError, DataError) as error:
        st.session_state[_PASTED] = sentence(error)
        return
    fill(config)
