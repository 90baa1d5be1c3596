"""Names that people give to latent dimensions, kept with the run: "slant", "width of the loop"."""

import json
import os
import unicodedata
from pathlib import Path

from vae import documents, files
from vae.documents import DocumentError
from vae.runs.run_files import RunError, read_json
from vae.runs.store import Run

MAX_LENGTH = 40
_VERSION = 1
_JOINER = "\u200d"  # holds emoji together; other invisible characters are refused


def load_names(run: Run) -> dict[int, str]:
    """Return the names given so far, by number of the dimension from 0; most have none.

    Raises:
        RunError: the file of names is damaged.
    """
    path = _file(run)
    if not os.path.lexists(path):
        return {}
    try:
        document = documents.mapping("the document", read_json(path))
        if document.get("version") != _VERSION:
            raise DocumentError(f"its version must be {_VERSION}, got {documents.shown(document.get('version'))}")
        given = documents.mapping("names", document.get("names"))
        names = {int(number): check_name(name) for number, name in given.items()}
    except ValueError as error:
        raise RunError(
            f"run {run.name!r}: {path.name} with the names of its dimensions is damaged; delete it, or name one anew "
            "to replace it"
        ) from error
    return {number: name for number, name in names.items() if name and 0 <= number < run.config.latent_dim}


def save_name(run: Run, dimension: int, name: str) -> dict[int, str]:
    """Give a dimension a name, or with an empty one take its name away; return all names.

    A run of one's own keeps them in its folder, a shipped one in the user's.

    Args:
        run: a valid run.
        dimension: its number, from 0.
        name: see `check_name`.

    Raises:
        ValueError: the name is not allowed or there is no such dimension.
        RunError: the file cannot be written.
    """
    if not 0 <= dimension < run.config.latent_dim:
        raise ValueError(f"dimension must be between 0 and {run.config.latent_dim - 1}, got {dimension}")
    checked = check_name(name)
    try:
        names = load_names(run)
    except RunError:
        names = {}
    names.pop(dimension, None)
    if checked:
        names[dimension] = checked
    document = {"version": _VERSION, "names": {str(number): names[number] for number in sorted(names)}}
    path = _file(run)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(path, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise RunError(f"the name is not kept: {files.unwritable(path.parent, error)}") from error
    return names


def check_name(name: str) -> str:
    """Return a name with single spaces and none around it.

    Raises:
        ValueError: it is no text, longer than 40 characters, or has "<", ">" or an invisible character.
    """
    if not isinstance(name, str):
        raise ValueError(f"a name must be text, got {type(name).__name__}")
    tidy = " ".join(name.split())
    if len(tidy) > MAX_LENGTH:
        raise ValueError(f"a name must have at most {MAX_LENGTH} characters, got {len(tidy)}")
    # Plotly reads < and > in a title as tags.
    if any(letter in "<>" or (unicodedata.category(letter)[0] == "C" and letter != _JOINER) for letter in tidy):
        raise ValueError(f"a name must have visible characters other than < and >, got {tidy!r}")
    return tidy


def _file(run: Run) -> Path:
    return files.home_folder() / "names" / f"{run.name}.json" if run.shipped else run.folder / "names.json"
