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
    for name, part in _named(paths).items():
        size = part.stat().st_size
        if size + sum(map(len, found.values())) > MOST_BYTES:
            raise ForeignError(
                f"{part.name} takes {size / 2**20:,.0f} MB: networks of up to {MOST_BYTES / 2**20:,.0f} MB are read"
            )
        try:
            found[name] = files.read_bytes(part, MOST_BYTES)
        except OSError as error:
            raise ForeignError(f"{part.name} cannot be read ({error.strerror})") from error
    return found


def _named(paths: list[Path]) -> dict[str, Path]:
    """Return files by their names; what lies together is named alike, by whole paths where one name is taken."""
    together: dict[Path, list[Path]] = {}
    for path in paths:
        if not path.exists():
            raise ForeignError(f"there is no file or folder {path}: name the files of one autoencoder")
        parts = sorted(part for part in path.rglob("*") if part.is_file()) if path.is_dir() else [path]
        together.setdefault(path.parent, []).extend(parts)
    named: dict[str, Path] = {}
    for parent, parts in together.items():
        own = {part.relative_to(parent).as_posix(): part for part in parts}
        named |= {part.as_posix(): part for part in parts} if own.keys() & named.keys() else own
    return named
