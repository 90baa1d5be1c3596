"""Files and folders that are named -> their contents, together no larger than what is read of networks."""

from pathlib import Path

from vae import files
from vae.foreign.description import ForeignError

MOST_BYTES = 2**30
"""Files of more are refused."""


def read_files(paths: list[Path]) -> dict[str, bytes]:
    """Return the contents of files, and of all files in folders, by their names.

    Raises:
        ForeignError: one of them is not there or cannot be read, or they are too large.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        if not path.exists():
            raise ForeignError(f"there is no file or folder {path}: name the files of one autoencoder")
        parts = sorted(part for part in path.rglob("*") if part.is_file()) if path.is_dir() else [path]
        for part in parts:
            size = part.stat().st_size
            if size + sum(map(len, found.values())) > MOST_BYTES:
                raise ForeignError(
                    f"{part.name} takes {size / 2**20:,.0f} MB: networks of up to {MOST_BYTES / 2**20:,.0f} MB are read"
                )
            name = part.relative_to(path.parent).as_posix() if path.is_dir() else part.name
            name = part.as_posix() if name in found else name
            try:
                found[name] = files.read_bytes(part, MOST_BYTES)
            except OSError as error:
                raise ForeignError(f"{part.name} cannot be read ({error.strerror})") from error
    return found
