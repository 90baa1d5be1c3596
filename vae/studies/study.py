"""A study's plan: a configuration to start from, values for some of its fields, and how many seeds; read from TOML."""

import difflib
import hashlib
import itertools
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from vae import documents, files
from vae.config import IMPORTED, LIMITS, ConfigError, RunConfig, chosen_fields
from vae.data import datasets, own_data
from vae.data.dataset import DataError, own_name
from vae.documents import shown
from vae.presets import PRESETS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_TRIALS = 1000
MOST_SEEDS = 100
_TABLES = ("name", "preset", "seeds", "base", "grid", "list")
_LETTERS_OF_A_TRIAL = 8
# Without their usual values a training from before these fields is the same as one of today.
_UNTOLD = ("learning_rate_schedule", "early_stopping", "weight_average", "products")
_MOST_LETTERS, _MOST_LETTERS_OF_A_STUDY = 64, 40


class StudyError(ValueError):
    """A study cannot be read, run or found; the message says what was expected and what to do."""


@dataclass(frozen=True)
class Trial:
    """One training of a study.

    Attributes:
        config: what is trained; its name, which is the run's, is the study's, the values and the first letters of the
            fingerprint.
        values: the values of the study's fields, by name; without the seed.
        fingerprint: what tells two trainings apart: all of the configuration but its name, and one's own data.
    """

    config: RunConfig
    values: dict[str, Any]
    fingerprint: str

    @property
    def name(self) -> str:
        """The name of its folder and of its run."""
        return self.config.name


@dataclass(frozen=True)
class Study:
    """What is trained, and why these belong together.

    Attributes:
        name: 1-40 characters from a-z, 0-9, "-" and "_".
        fields: the fields whose values differ, in the order of the plan; without the seed.
        seeds: how many trainings each combination of values has.
        trials: all trainings, the seeds of a combination one after another.
        text: the plan as it was read, with its name.
    """

    name: str
    fields: tuple[str, ...]
    seeds: int
    trials: tuple[Trial, ...]
    text: str


def read_file(path: Path) -> Study:
    """Read a plan from a file; without a name in it the file's is taken.

    Raises:
        StudyError: the file cannot be read, or as `read`.
    """
    try:
        text = files.read_bytes(path).decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise StudyError(f"the study must be a TOML file, but {path} cannot be read: {reason}") from error
    return read(text, path.stem)


def read(text: str, name: str = "") -> Study:
    """Read a plan.

    Args:
        text: TOML with `preset` (optional), `seeds` (1 without it), and the tables `base`, values of fields for all,
            `grid`, arrays of values of which every combination is trained, and `list`, an array of tables each of
            which is trained as it is. `docs/studies.md` has examples.
        name: the study's where the text has none.

    Raises:
        StudyError: whatever is wrong with it: no TOML, an unknown word or field, a value out of its range, nothing to
            train or more than 1,000 trainings.
    """
    try:
        plan = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StudyError(f"the study must be TOML, but {error}") from error
    _check_words("word", plan, _TABLES)
    if "name" not in plan:
        text = f"name = {json.dumps(name)}\n{text}"
    name = plan.get("name", name)
    base = _base(plan, name)
    seeds = _seeds(plan)
    combinations = list(_combinations(plan, seeds))
    fields = tuple(dict.fromkeys(field for values in combinations for field in values))
    trials = [trial for values in combinations for trial in _trials(base, values, seeds)]
    alike = len(trials) - len({trial.fingerprint for trial in trials})
    if alike:
        raise StudyError(f"no two trainings of a study may be the same, but {alike} are: write every value once")
    return Study(name, fields, seeds, tuple(trials), text)


def to_document(study: Study) -> dict[str, Any]:
    """Return a study as JSON has it, from which `from_document` makes it again without the data it was planned for."""
    trials = [
        {"config": trial.config.to_json(), "values": list(trial.values), "fingerprint": trial.fingerprint}
        for trial in study.trials
    ]
    return {"text": study.text, "name": study.name, "fields": study.fields, "seeds": study.seeds, "trials": trials}


def from_document(document: dict[str, Any]) -> Study | None:
    """Read what `to_document` returned; None where it is damaged, or of a program that knew other fields."""
    try:
        trials = tuple(_trial(each) for each in document["trials"])
        seeds = documents.whole("seeds", document["seeds"], low=1)
        name, text = _text(document["name"]), _text(document["text"])
        fields = tuple(map(_text, document["fields"]))
    except (KeyError, TypeError, AttributeError, ValueError):
        return None
    return Study(name, fields, seeds, trials, text)


def _trial(document: dict[str, Any]) -> Trial:
    config = RunConfig.from_json(_text(document["config"]))
    values = {field: getattr(config, field) for field in document["values"]}
    return Trial(config, values, _text(document["fingerprint"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {shown(value)}")
    return value


def fingerprint(config: RunConfig, data: str) -> str:
    """Return what two trainings have in common only if they are the same.

    Args:
        config: what is trained; its name is left out.
        data: the fingerprint of one's own data, "" for any other.
    """
    values = asdict(config)
    del values["name"]
    # A beta of 4 is one of 4.0.
    values |= {name: float(values[name]) for name, (low, _) in LIMITS.items() if isinstance(low, float)}
    for name in _UNTOLD:
        if values[name] == getattr(RunConfig, name):
            del values[name]
    return hashlib.sha256(json.dumps([values, data], sort_keys=True).encode()).hexdigest()


def _base(plan: dict[str, Any], name: Any) -> RunConfig:
    preset, values = plan.get("preset"), _table(plan, "base")
    if preset is not None and (not isinstance(preset, str) or preset not in PRESETS):
        raise StudyError(f"preset must be one of {', '.join(PRESETS)}, got {shown(preset)}")
    if not isinstance(name, str) or len(name) > _MOST_LETTERS_OF_A_STUDY:
        raise StudyError(f"name must have at most {_MOST_LETTERS_OF_A_STUDY} characters, got {shown(name)}")
    start = asdict(PRESETS[preset].config) if preset else {}
    return _config(start, {**values, "name": name})


def _data_fingerprint(dataset: str) -> str:
    own = own_name(dataset)
    if own is None:
        return ""
    try:
        return own_data.open_data(own).fingerprint
    except DataError as error:
        raise StudyError(f"this cannot be trained: {error}") from error


def _seeds(plan: dict[str, Any]) -> int:
    seeds = plan.get("seeds", 1)
    if not isinstance(seeds, int) or isinstance(seeds, bool) or not 1 <= seeds <= MOST_SEEDS:
        raise StudyError(f"seeds must be how many trainings each has, 1 to {MOST_SEEDS}, got {shown(seeds)}")
    return seeds


def _combinations(plan: dict[str, Any], seeds: int) -> Iterator[dict[str, Any]]:
    """Yield the values of every combination, of the grid and of the list."""
    grid = _table(plan, "grid")
    for field, values in grid.items():
        if not isinstance(values, list) or not values:
            raise StudyError(f"grid.{field} must be an array of one or more values, got {shown(values)}")
    listed = plan.get("list", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) and one for one in listed):
        raise StudyError("list must be tables of values, each begun with [[list]]")
    for one in listed:
        _check_fields("list", one)
    count = ((math.prod(map(len, grid.values())) if grid else 0) + len(listed) or 1) * seeds
    if count > MOST_TRIALS:
        raise StudyError(
            f"a study may have {MOST_TRIALS:,} trainings, this one has {count:,}: take fewer values or seeds"
        )
    if grid:
        yield from (dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values()))
    yield from listed
    if not grid and not listed:
        yield {}


def _table(plan: dict[str, Any], name: str) -> dict[str, Any]:
    table = plan.get(name, {})
    if not isinstance(table, dict):
        raise StudyError(f"{name} must be a table of fields, begun with [{name}], got {shown(table)}")
    _check_fields(name, table)
    return table


def _check_fields(table: str, values: dict[str, Any]) -> None:
    known = [field.name for field in chosen_fields() if field.name != "name"]
    _check_words(f"field in {table}", values, known)
    if table != "base" and "seed" in values:
        raise StudyError("the seed is not a field to study: say how many with seeds, and the first with base.seed")


def _check_words(what: str, given: dict[str, Any], known: Sequence[str]) -> None:
    for word in given:
        if word not in known:
            near = difflib.get_close_matches(word, known, 1)
            hint = f": perhaps {near[0]} is meant" if near else f"; known are {', '.join(known)}"
            raise StudyError(f"unknown {what} {shown(word)}{hint}")


def _trials(base: RunConfig, values: dict[str, Any], seeds: int) -> Iterator[Trial]:
    for seed in range(base.seed, base.seed + seeds):
        config = _config(asdict(base), {**values, "seed": seed})
        mark = fingerprint(config, _data_fingerprint(config.dataset))
        # As the configuration has them: a list is a tuple there.
        kept = {field: getattr(config, field) for field in values}
        name = _name(base.name, kept, seed, mark[:_LETTERS_OF_A_TRIAL])
        yield Trial(replace(config, name=name), kept, mark)


def _name(study: str, values: dict[str, Any], seed: int, mark: str) -> str:
    """Return a run's name: what people tell it by, as far as there is room, and what makes it the only one."""
    words = [f"{field}-{json.dumps(value)}" for field, value in values.items()]
    told = re.sub(r"[^a-z0-9-]+", "_", "-".join([*words, f"seed-{seed}"]).lower())
    return f"{study}-{told[: _MOST_LETTERS - len(study) - len(mark) - 2].strip('-_')}-{mark}"


def _config(base: dict[str, Any], given: dict[str, Any]) -> RunConfig:
    try:
        dataset = {**base, **given}.get("dataset", RunConfig.dataset)
        if not isinstance(dataset, str) or (own_name(dataset) is None and not datasets.is_known(dataset)):
            raise ConfigError(f"dataset must be one of {', '.join(datasets.dataset_names())}, got {shown(dataset)}")
        if given.get("architecture") == IMPORTED:
            raise ConfigError("networks that were made elsewhere cannot be trained here")
        own = own_name(dataset)
        classes = {} if own is None else {"num_classes": len(datasets.class_names(f"own:{own}"))}
        return datasets.configured(base, {**given, **classes})
    except (ConfigError, DataError, TypeError) as error:
        raise StudyError(f"this cannot be trained: {error}") from error
