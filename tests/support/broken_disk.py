"""A folder on a full disk, or on one that is mounted read-only, without any: what would change it raises an error."""

import builtins
import contextlib
import errno
import io
import os
import pathlib
from collections.abc import Iterator
from pathlib import Path

import pytest

FULL, READ_ONLY = errno.ENOSPC, errno.EROFS
_CHANGING = ("mkdir", "rename", "replace", "unlink", "remove", "rmdir", "truncate")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@contextlib.contextmanager
def broken(folder: Path, number: int) -> Iterator[list[str]]:
    """Let nothing be written below a folder by this process; permissions would not stop root.

    Args:
        folder: the folder.
        number: FULL: new files, folders and bytes have no room; files that are there can be opened, moved and deleted.
            READ_ONLY: nothing can be changed at all.

    Yields:
        What was refused so far, in words such as "open jobs/a/stop".
    """
    refused: list[str] = []
    root = os.path.realpath(folder)

    def refuse(what: str, path: object) -> None:
        where = os.path.realpath(os.fspath(path))  # type: ignore[call-overload]
        if os.path.commonpath([root, where]) == root:
            refused.append(f"{what} {os.path.relpath(where, root)}")
            raise OSError(number, os.strerror(number), os.fspath(path))  # type: ignore[call-overload]

    def opened(real):
        def open_(file, mode="r", *args, **options):
            is_new = isinstance(file, (str, os.PathLike)) and (number == READ_ONLY or not os.path.exists(file))
            if is_new and set(mode) & set("wxa+"):
                refuse("open", file)
            elif isinstance(file, (str, os.PathLike)) and set(mode) & set("wa"):
                refuse("write", file)  # one that is there, cut off or made longer
            return real(file, mode, *args, **options)

        return open_

    def opened_by_number(real):
        def open_(path, flags, *args, **options):
            if flags & _WRITING and (number == READ_ONLY or (flags & os.O_CREAT and not os.path.exists(path))):
                refuse("open", path)
            return real(path, flags, *args, **options)

        return open_

    def changed(name, real):
        def change(path, *args, **options):
            refuse(name, path)
            return real(path, *args, **options)

        return change

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, "open", opened(builtins.open))
        patch.setattr(io, "open", opened(io.open))
        patch.setattr(os, "open", opened_by_number(os.open))
        changing = ("mkdir",) if number == FULL else _CHANGING
        for name in changing:
            patch.setattr(os, name, changed(name, getattr(os, name)))
        held = getattr(pathlib, "_NormalAccessor", None)  # Python 3.10's paths hold on to what these were
        for name in ("open", *changing):
            if hasattr(held, name):
                patch.setattr(held, name, staticmethod(getattr(io if name == "open" else os, name)))
        yield refused
