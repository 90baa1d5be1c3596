"""A run's own folder that comes back, as files or in a zip: it becomes the same run again."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from vae.data.found import short
from vae.runs.run_files import MAX_FILE_BYTES, RUN_FILES, RunError

NEEDED = {"config.json", "web.safetensors", "latents.npz"}


def run_files_in(files: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return the files of a run's folder by their names, or None where the files are nothing of the kind.

    Args:
        files: by name, with folders before it; or one .zip of them.

    Raises:
        RunError: a zip with a run is damaged or would fill the memory.
    """
    if len(files) == 1:
        ((name, content),) = files.items()
        if name.lower().endswith(".zip"):
            return _in_zip(name, content)
    found = {PurePosixPath(name).name: content for name, content in files.items()}
    return {name: found[name] for name in RUN_FILES if name in found} if set(found) >= NEEDED else None


def name_in(contents: Mapping[str, bytes], otherwise: str) -> str:
    """Return the name that a run's own files give it."""
    found = re.search(rb'"name": "([a-z0-9_-]+)"', contents["config.json"])
    return found[1].decode() if found else otherwise


def _in_zip(title: str, content: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {PurePosixPath(entry.filename).name: entry for entry in archive.infolist() if not entry.is_dir()}
            if not set(entries) >= NEEDED:
                return None
            wanted = {name: entries[name] for name in RUN_FILES if name in entries}
            size = sum(entry.file_size for entry in wanted.values())
            if size > MAX_FILE_BYTES:
                most = f"more than the {MAX_FILE_BYTES / 2**20:,.0f} MB that are read"
                raise RunError(f"{short(title)} unpacks to {size / 2**20:,.0f} MB, {most}")
            return {name: archive.read(entry) for name, entry in wanted.items()}
    except RunError:
        raise
    except Exception as error:  # zipfile and zlib each have their own for a damaged file
        raise RunError(f"{short(title)} is damaged or no zip file: pack it again") from error
