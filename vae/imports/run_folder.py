"""A run's own folder that comes back, as files or in a zip: it becomes the same run again."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from vae.data.found import short
from vae.runs.run_files import MAX_FILE_BYTES, RUN_FILES, RunError

NEEDED = {"config.json", "web.safetensors", "latents.npz"}
_MOST_NAMED = 4


def run_files_in(files: Mapping[str, bytes]) -> dict[str, bytes] | None:
    """Return the files of a run's folder by their names, or None where the files are nothing of the kind.

    Args:
        files: by name, with folders before it; or one .zip of them. Those of one folder make a run.

    Raises:
        RunError: there are several runs, or a zip with a run is damaged or would fill the memory.
    """
    if len(files) == 1:
        ((name, content),) = files.items()
        if name.lower().endswith(".zip"):
            return _in_zip(name, content)
    found = _of_one_folder(files)
    return None if found is None else {name: files[path] for name, path in found.items()}


def name_in(contents: Mapping[str, bytes], otherwise: str) -> str:
    """Return the name that a run's own files give it."""
    found = re.search(rb'"name": "([a-z0-9_-]+)"', contents["config.json"])
    return found[1].decode() if found else otherwise


def _of_one_folder(paths: Iterable[str], archive: str = "") -> dict[str, str] | None:
    """Return where each file of the one run is, by its name; None where no folder holds all that a run needs."""
    folders: dict[PurePosixPath, dict[str, str]] = {}
    for path in paths:
        folders.setdefault(PurePosixPath(path).parent, {})[PurePosixPath(path).name] = path
    runs = sorted(folder for folder, names in folders.items() if "config.json" in names)
    whole = [folder for folder in runs if set(folders[folder]) >= NEEDED]
    if not whole:
        return None
    if len(runs) > 1:
        raise RunError(_several(runs, archive))
    return {name: folders[whole[0]][name] for name in RUN_FILES if name in folders[whole[0]]}


def _several(runs: list[PurePosixPath], archive: str) -> str:
    """Return what is wrong with files of several runs; those dropped in a browser come without their folders' names."""
    shared = next((one for one in runs[0].parents if all(one in run.parents for run in runs)), PurePosixPath())
    if archive:
        shared, what, advice = PurePosixPath(), f"{short(archive)} holds", "unpack it and give the files of one"
    elif shared.name:
        what, advice = f"{short(str(shared))} holds", "name the folder of one"
    else:
        what, advice = "these files hold", "give the files of one"
    names = [short(str(run.relative_to(shared) if shared in run.parents else run)) for run in runs]
    listed = "" if "." in names else f" ({', '.join(names[:_MOST_NAMED])}{', …' * (len(names) > _MOST_NAMED)})"
    return f"{what} {len(runs)} runs{listed}: {advice}"


def _in_zip(title: str, content: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
            found = _of_one_folder(entries, title)
            if found is None:
                return None
            wanted = {name: entries[path] for name, path in found.items()}
            size = sum(entry.file_size for entry in wanted.values())
            if size > MAX_FILE_BYTES:
                most = f"more than the {MAX_FILE_BYTES / 2**20:,.0f} MB that are read"
                raise RunError(f"{short(title)} unpacks to {size / 2**20:,.0f} MB, {most}")
            return {name: archive.read(entry) for name, entry in wanted.items()}
    except RunError:
        raise
    except Exception as error:  # zipfile and zlib each have their own for a damaged file
        raise RunError(f"{short(title)} is damaged or no zip file: pack it again") from error
