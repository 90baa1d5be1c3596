"""The browser's copy of a run's encoder: a file of the run, or made by the worker process once and kept on disk."""

import contextlib
import hashlib
import json
from pathlib import Path

from safetensors.numpy import load, save

from ui import engine
from ui.memory import remembered
from vae import files
from vae.network.bundles import BundleError, read_header
from vae.runs.network_files import BUNDLE_FILES, read_encoder
from vae.runs.run_files import RunError
from vae.runs.store import Run, encoder_changed_at


def fingerprint(run: Run) -> str:
    """Return a name for the encoder of a run that changes with its file; "" where there is none."""
    if not run.has_encoder:
        return ""
    state = [str(run.folder), encoder_changed_at(run)]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def is_ready(run: Run) -> bool:
    """Return whether the bundle can be had without waiting for the worker."""
    return (run.folder / BUNDLE_FILES[0]).exists() or _file(fingerprint(run)).exists()


def encoder_bundle(run: Run) -> bytes:
    """Return the encoder's bundle with its fingerprint in the metadata.

    Raises:
        RunError: the run's networks are damaged.
    """
    return _encoder_bundle(fingerprint(run), run)


@remembered(max_entries=24)
def _encoder_bundle(name: str, _run: Run) -> bytes:
    with contextlib.suppress(RunError):
        return _named(read_encoder(_run.folder, _run.config), name)
    file = _file(name)
    with contextlib.suppress(OSError, BundleError):
        content = files.read_bytes(file)
        read_header(content)
        return content
    content = _named(engine.encoder_bundle(_run.folder), name)
    with contextlib.suppress(OSError):  # a home that cannot be written costs a few seconds at the next start
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(file, content)
    return content


def _named(blob: bytes, name: str) -> bytes:
    """Return the bundle with its fingerprint in the metadata."""
    return save(load(blob), {**read_header(blob), "fingerprint": name})


def _file(name: str) -> Path:
    return files.home_folder() / "cache" / f"encoder-{name}.safetensors"
