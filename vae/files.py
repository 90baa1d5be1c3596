"""Where what the user makes lies, and files that are written whole or not at all."""

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import Any


def home_folder() -> Path:
    """Return the folder for what the user makes: VAE_HOME, or ~/.latent-explorer."""
    return Path(os.environ.get("VAE_HOME") or Path.home() / ".latent-explorer")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old content or the new, never a part.

    Raises:
        OSError: the disk is full or the folder cannot be written; the old file is unharmed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write a JSON object in one step."""
    write_bytes(path, (json.dumps(document, indent=1) + "\n").encode())


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in a file, or None when there is none or it is damaged."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
