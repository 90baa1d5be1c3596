"""The files of a run folder, read so that whatever is wrong with one is a sentence."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data.dataset import own_name
from vae.data.provenance import Provenance

METRICS_VERSION = 1


class RunError(ValueError):
    """A run cannot be used; the message says what is wrong with it and what to do."""


def read_bytes(path: Path) -> bytes:
    """Return what a file of a run folder holds.

    Raises:
        RunError: it is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RunError(f"run {path.parent.name!r} lacks {path.name}: delete the run or train it again") from error
    except OSError as error:
        raise RunError(f"run {path.parent.name!r}: {path.name} cannot be read ({error.strerror})") from error


def read_text(path: Path) -> str:
    """Return the text in a file of a run folder.

    Raises:
        RunError: it is missing, cannot be read, or is no UTF-8.
    """
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise RunError(f"run {path.parent.name!r}: {path.name} must be UTF-8 text, but it is damaged") from error


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays in a file of a run folder by their names.

    Raises:
        RunError: it is missing, damaged or cut off.
    """
    try:
        with np.load(io.BytesIO(read_bytes(path)), allow_pickle=False) as file:
            return dict(file)
    except RunError:
        raise
    except Exception as error:  # zipfile, zlib, tokenize and NumPy each have their own for a damaged file
        raise RunError(f"run {path.parent.name!r}: {path.name} is damaged or cut off; train the run again") from error


def read_metrics(folder: Path) -> dict[str, dict[str, Any]]:
    """Return a run's held-out figures by name, each with its value and what it was measured on.

    Raises:
        RunError: metrics.json is missing, damaged or of another version.
    """
    try:
        document = json.loads(read_text(folder / "metrics.json"))
        version, metrics = document["version"], document["metrics"]
        if not all("value" in metric for metric in metrics.values()):
            raise KeyError("value")
    except RunError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunError(f"run {folder.name!r}: metrics.json is damaged; evaluate the run again") from error
    if version != METRICS_VERSION:
        raise RunError(f"run {folder.name!r}: metrics.json must have version {METRICS_VERSION}, got {version!r}")
    return metrics


def read_provenance(folder: Path, config: RunConfig) -> Provenance | None:
    """Return the data that a run saw if that is one's own, else None.

    Raises:
        RunError: data.json is missing or damaged.
    """
    if own_name(config.dataset) is None:
        return None
    try:
        return Provenance.from_json(read_text(folder / "data.json"))
    except RunError:
        raise
    except (ValueError, RecursionError) as error:
        raise RunError(f"run {folder.name!r}: data.json is damaged ({error}); train the run again") from error


def check_network(path: Path) -> None:
    """Check that a Keras network's archive is whole, without loading it.

    Raises:
        RunError: it is missing, damaged or cut off.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            is_whole = archive.testzip() is None and "model.weights.h5" in archive.namelist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError):
        is_whole = False
    if not is_whole:
        raise RunError(f"run {path.parent.name!r}: {path.name} is damaged or cut off; train the run again")
