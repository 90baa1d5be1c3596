"""A configuration as text, both ways: as JSON, or as the command line that trains it."""

import shlex
from typing import Any

from vae.cli.options import UsageError, build_parser, config_from
from vae.config import ConfigError, RunConfig, chosen_fields
from vae.families import FAMILIES
from vae.presets import PRESETS
from vae.words import PROGRAM


def as_command(config: RunConfig) -> str:
    """Return the shortest command line that trains a configuration, from the preset that comes nearest to it."""
    commands = [_command(config, preset) for preset in (None, *PRESETS)]
    return min(commands, key=len)


def read_config(text: str) -> RunConfig:
    """Read a configuration from JSON as `RunConfig.to_json` writes it, or from a `python -m vae train` command line.

    Raises:
        ConfigError: the text is neither, or asks for what cannot be trained.
    """
    if not text.strip():
        raise ConfigError(f"the configuration must be JSON or a '{PROGRAM} train' command line, got nothing")
    return RunConfig.from_json(text) if text.lstrip().startswith(("{", "[")) else _read_command(text)


def _command(config: RunConfig, preset: str | None) -> str:
    base = PRESETS[preset].config if preset else RunConfig(name=config.name)
    words = [*PROGRAM.split(), "train", *(["--preset", preset] if preset else [])]
    for field in chosen_fields():
        value = getattr(config, field.name)
        if field.name == "variational" and not FAMILIES[config.family].has_posterior:
            continue  # the family says it
        usual = getattr(base, field.name)
        if field.name == "variational" and not FAMILIES[base.family].has_posterior:
            usual = RunConfig.variational  # what the preset's family says is not taken from it, see `datasets.resolved`
        if value != usual or (field.name == "name" and value != preset):
            words += _option(field.name.replace("_", "-"), value)
    return shlex.join(words)


def _option(name: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [f"--{'' if value else 'no-'}{name}"]
    return [f"--{name}", *(map(str, value) if isinstance(value, tuple) else [str(value)])]


def _read_command(text: str) -> RunConfig:
    try:
        words = shlex.split(text.replace("\\\n", " "))
    except ValueError as error:
        raise ConfigError(f"the command line cannot be read: {error}") from error
    if "train" not in words[:4]:
        raise ConfigError(f"the configuration must be JSON or begin with '{PROGRAM} train', got {text.strip()[:40]!r}")
    if {"-h", "--help", "--version"} & set(words):
        raise ConfigError("the command line asks for help, not for a training")
    try:
        arguments = build_parser().parse_args(words[words.index("train") :])
    except UsageError as error:
        reason = error.message.partition(": ")[2]
        raise ConfigError(f"the command line cannot be used: {reason}") from error
    return config_from(arguments)
