"""The browser's copy of a run's encoder: made by the worker process once, then kept on disk and in memory."""

import contextlib
import hashlib
import json
from pathlib import Path

from safetensors.numpy import load, save

from ui import engine
from ui.memory import remembered
from vae import files
from vae.runs.store import Run, changed_at
from vae.runs.web import BundleError, read_header


def fingerprint(run: Run) -> str:
    """Return a name for the encoder of a run that changes with its file."""
    state = [str(run.folder), changed_at(run, "encoder.keras")]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def is_ready(run: Run) -> bool:
    """Return whether the bundle can be had without waiting for the worker."""
    return _file(fingerprint(run)).exists()


def encoder_bundle(run: Run) -> bytes:
    """Return the encoder's bundle with its fingerprint in the metadata.

    Raises:
        RunError: the run's networks are damaged.
    """
    return _encoder_bundle(fingerprint(run), run)


@remembered(max_entries=6)
def _encoder_bundle(name: str, _run: Run) -> bytes:
    file = _file(name)
    with contextlib.suppress(OSError, BundleError):
        content = file.read_bytes()
        read_header(content)
        return content
    made = engine.encoder_bundle(_run.folder)
    content = save(load(made), {**read_header(made), "fingerprint": name})
    with contextlib.suppress(OSError):  # a home that cannot be written costs a few seconds at the next start
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write_bytes(file, content)
    return content


def _file(name: str) -> Path:
    return files.home_folder() / "cache" / f"encoder-{name}.safetensors"
