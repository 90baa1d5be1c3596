"""Ways to damage a run folder, seeded: what disks, interrupted copies, editors and other versions do to it."""

import contextlib
import io
import itertools
import json
import os
import random
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import numpy as safetensors

WRONG_VALUES = (
    None, True, -1, 0, 3.5, 1e300, float("nan"), float("inf"), 10**400, "", "text", "[x](http://a.invalid)", "\x1b[2J",
    [], [None], ["1"], {}, {"a": {}},
)  # fmt: skip
ARCHIVES = ("encoder.keras", "decoder.keras", "latents.npz", "frames.npz", "film.npz")
NUM_FLIPS, NUM_CUTS = 12, 5


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong with a run.

    Attributes:
        kind: what sort of damage it is.
        name: which one of its kind.
        file: the file that it is done to.
        harm: does it to a run folder.
    """

    kind: str
    name: str
    file: str
    harm: Callable[[Path], None]


def damages(run_folder: Path, seed: int = 0) -> list[Damage]:
    """Return every way to damage a run that is known here; the same run and seed give the same ways."""
    rng = random.Random(seed)
    names = sorted(path.name for path in run_folder.iterdir())
    found: list[Damage] = []
    for name in names:
        content = (run_folder / name).read_bytes()
        found += _in_bytes(name, content, rng)
        others = [other for other in names if other != name]
        found += [Damage("swap", f"{name} holds {other}", name, _copied(other, name)) for other in others]
        found += _in_its_place(name)
        if name.endswith(".json"):
            found += _in_json(name, json.loads(content))
        elif name.endswith(".npz"):
            found += _in_arrays(name, content)
        elif name.endswith(".keras"):
            found += _in_archive(name, content, rng)
        elif name.endswith(".safetensors"):
            found += _in_tensors(name, content)
        elif name.endswith(".csv"):
            found += _in_table(name, content.decode())
    return found


@contextlib.contextmanager
def harmed(run_folder: Path, damage: Damage) -> Iterator[None]:
    """Damage a run for as long as the block lasts."""
    kept = {path.name: path.read_bytes() for path in run_folder.iterdir()}
    damage.harm(run_folder)
    try:
        yield
    finally:
        for path in list(run_folder.iterdir()):
            if path.name not in kept or not path.is_file() or path.is_symlink() or path.name == damage.file:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for name, content in kept.items():
            if not (run_folder / name).exists() or name == damage.file:
                (run_folder / name).write_bytes(content)


def _written(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content)


def _dumped(name: str, make: Callable[[], Any]) -> Callable[[Path], None]:
    """Return what writes a document that is made then: all of them together would fill the memory."""
    return lambda folder: (folder / name).write_text(json.dumps(make()))


def _copied(source: str, name: str) -> Callable[[Path], None]:
    return lambda folder: shutil.copyfile(folder / source, folder / name)


def _instead(name: str, make: Callable[[Path], Any]) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return harm


def _in_bytes(name: str, content: bytes, rng: random.Random) -> list[Damage]:
    found = [Damage("empty", name, name, _written(name, b""))]
    for number in range(NUM_FLIPS):
        flipped = bytearray(content)
        flipped[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        found.append(Damage("flipped bit", f"{name} #{number}", name, _written(name, bytes(flipped))))
    for number in range(NUM_CUTS):
        cut = content[: rng.randrange(len(content))]
        found.append(Damage("cut off", f"{name} #{number}", name, _written(name, cut)))
    noise = rng.randbytes(min(len(content), 5000))
    found.append(Damage("noise", name, name, _written(name, noise)))
    return [*found, Damage("noise", f"{name} and more", name, _written(name, content + noise))]


def _in_its_place(name: str) -> list[Damage]:
    """Return what can stand in the place of a file."""
    ways: dict[str, Callable[[Path], Any]] = {
        "nothing": lambda path: None,
        "a folder": lambda path: path.mkdir(),
        "a link to nowhere": lambda path: path.symlink_to("nowhere"),
        "a link to itself": lambda path: path.symlink_to(path.name),
        "a link to its folder": lambda path: path.symlink_to("."),
    }
    if hasattr(os, "mkfifo"):
        ways["a pipe"] = os.mkfifo
        ways["an endless device"] = lambda path: path.symlink_to("/dev/zero")
    return [Damage("in its place", f"{name}: {way}", name, _instead(name, make)) for way, make in ways.items()]


def _in_json(name: str, document: Any) -> list[Damage]:
    """Return a document with every value in turn replaced by wrong ones and left out, newer ones, and deep ones."""
    found = []
    for path in _paths(document):
        shown = "/".join(map(str, path))
        for number, value in enumerate(WRONG_VALUES):
            harm = _dumped(name, partial(_with, document, path, value))
            found.append(Damage("wrong value", f"{name} {shown} #{number}", name, harm))
        found.append(
            Damage("value left out", f"{name} {shown}", name, _dumped(name, partial(_without, document, path)))
        )
    for depth in (200, 900, 100_000):
        deep = "[" * depth + "]" * depth
        found.append(Damage("nested deeply", f"{name} {depth}", name, _written(name, deep.encode())))
        for path in _paths(document)[:4]:
            text = json.dumps(_with(document, path, "DEEP")).replace('"DEEP"', deep)
            shown = f"{name} {'/'.join(map(str, path))} {depth}"
            found.append(Damage("nested deeply", shown, name, _written(name, text.encode())))
    others = [None, [], "text", 1, {**document, "version": 99}, {**document, "more": 1}]
    found += [
        Damage("another document", f"{name} #{number}", name, _written(name, json.dumps(other).encode()))
        for number, other in enumerate(others)
    ]
    other = json.dumps(document).encode("utf-16")
    return [*found, Damage("another document", f"{name} in UTF-16", name, _written(name, other))]


def _paths(document: Any) -> list[tuple]:
    """Return the way to every value of a document; of a list only to its first and last item."""
    if isinstance(document, dict):
        inside: Any = document.items()
    elif isinstance(document, list):
        inside = [(index, document[index]) for index in sorted({0, len(document) - 1}) if document]
    else:
        return []
    return [(key, *rest) for key, value in inside for rest in ((), *_paths(value))]


def _with(document: Any, path: tuple, value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


def _without(document: Any, path: tuple) -> Any:
    copy = _with(document, path, None)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return copy


def _in_arrays(name: str, content: bytes) -> list[Damage]:
    """Return arrays of every wrong type and shape, and a bomb."""
    with np.load(io.BytesIO(content)) as file:
        arrays = dict(file)
    found = []
    for array_name, array in arrays.items():
        for way, changed in _wrong_arrays(array).items():
            file = _npz({**arrays, array_name: changed})
            found.append(Damage("wrong array", f"{name} {array_name}: {way}", name, _written(name, file)))
        rest = {other: value for other, value in arrays.items() if other != array_name}
        found.append(Damage("array left out", f"{name} {array_name}", name, _written(name, _npz(rest))))
        text = io.BytesIO()
        with zipfile.ZipFile(text, "w") as archive:
            for other, value in rest.items():
                archive.writestr(f"{other}.npy", _npy(value))
            archive.writestr(array_name, b"no array")
        found.append(Damage("wrong array", f"{name} {array_name}: no array", name, _written(name, text.getvalue())))
        header = _npy(np.zeros(1, array.dtype)).replace(b"(1,)", b"(999999999999,)", 1)
        with zipfile.ZipFile(text := io.BytesIO(), "w") as archive:
            for other, value in rest.items():
                archive.writestr(f"{other}.npy", _npy(value))
            archive.writestr(f"{array_name}.npy", header)
        found.append(Damage("too large", f"{name} {array_name} by its header", name, _written(name, text.getvalue())))
    found.append(Damage("too large", f"{name} by its directory", name, _written(name, _swollen(content))))
    return [*found, Damage("wrong array", f"{name} is one array", name, _written(name, _npy(np.zeros(3))))]


def _wrong_arrays(array: np.ndarray) -> dict[str, np.ndarray]:
    changed = {
        "text": np.full(array.shape, "a"), "bytes": np.full(array.shape, b"a"), "objects": np.full(array.shape, None),
        "truth": np.ones(array.shape, bool), "complex": array.astype(np.complex64), "times": array.astype("M8[s]"),
        "structures": np.zeros(array.shape, "f4,i4"), "big end first": array.astype(array.dtype.newbyteorder(">")),
        "no dimension": np.array(array.ravel()[0]), "nothing": array[:0], "one less": array[:-1],
        "one axis more": array[..., None], "flat": array.ravel(), "turned": np.ascontiguousarray(array.T),
        "doubled": np.concatenate([array, array], axis=-1), "whole numbers": array.astype(np.int64),
        "below zero": array.astype(np.int64) - 1000, "large": array.astype(np.int64) + 10**12,
        "doubles": array.astype(np.float64), "not a number": np.full(array.shape, np.nan),
        "one not a number": np.where(np.arange(array.size).reshape(array.shape) == 0, np.nan, array),
        "infinite": np.full(array.shape, -np.inf), "huge": np.full(array.shape, 1e38), "all alike": array * 0,
    }  # fmt: skip
    return changed


def _npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _npz(arrays: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _swollen(content: bytes) -> bytes:
    """Return an archive whose directory says that its first file unpacks to nearly 4 GB."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 0xFFFFFFF0) + content[at + 28 :]


def _in_archive(name: str, content: bytes, rng: random.Random) -> list[Damage]:
    """Return a Keras archive with flags and methods that no one wrote, with other files, and flipped weights."""
    at, found = content.index(b"PK\x01\x02"), []
    for way, offset, value in (("encrypted", 8, 1), ("another method", 10, 99), ("a newer version", 6, 255)):
        changed = content[: at + offset] + struct.pack("<H", value) + content[at + offset + 2 :]
        found.append(Damage("archive", f"{name}: {way}", name, _written(name, changed)))
    found.append(Damage("too large", f"{name} by its directory", name, _written(name, _swollen(content))))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    for entry in entries:
        rest = {other: value for other, value in entries.items() if other != entry}
        found.append(Damage("archive", f"{name} without {entry}", name, _written(name, _zip(rest))))
        found.append(Damage("archive", f"{name}: {entry} empty", name, _written(name, _zip({**rest, entry: b""}))))
    weights = entries["model.weights.h5"]
    for number in range(NUM_FLIPS):
        # With a right checksum: only who reads the weights sees it.
        flipped = bytearray(weights)
        for _ in range(20):
            flipped[rng.randrange(len(weights))] ^= 1 << rng.randrange(8)
        whole = _zip({**entries, "model.weights.h5": bytes(flipped)})
        found.append(Damage("weights", f"{name} #{number}", name, _written(name, whole)))
    return found


def _zip(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return file.getvalue()


def _in_tensors(name: str, content: bytes) -> list[Damage]:
    """Return the browser's network with wrong metadata, wrong layers and wrong weights."""
    metadata = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
    tensors, found = safetensors.load(content), []
    for key, value in itertools.product(metadata, ("", "-1", "0", "1e9", "9" * 5000, "[]", "null", "[" * 5000, "99")):
        changed = safetensors.save(tensors, {**metadata, key: value})
        found.append(Damage("wrong metadata", f"{name} {key} {value[:9]}", name, _written(name, changed)))
    layers = json.loads(metadata["layers"])
    for path in _paths(layers):
        for number, value in enumerate(WRONG_VALUES):
            text = json.dumps(_with(layers, path, value))
            changed = safetensors.save(tensors, {**metadata, "layers": text})
            shown = "/".join(map(str, path))
            found.append(Damage("wrong layer", f"{name} {shown} #{number}", name, _written(name, changed)))
    for tensor, array in tensors.items():
        for way, wrong in (("NaN", array * np.nan), ("int", array.astype(np.int32)), ("flat", array.ravel()[:-1])):
            changed = safetensors.save({**tensors, tensor: np.ascontiguousarray(wrong)}, metadata)
            found.append(Damage("wrong weights", f"{name} {tensor}: {way}", name, _written(name, changed)))
    header = struct.pack("<Q", 2**62) + content[8:]
    return [*found, Damage("too large", f"{name} by its header", name, _written(name, header))]


def _in_table(name: str, text: str) -> list[Damage]:
    """Return a table with every column in turn gone or holding what is no number, and lines that are no lines."""
    rows = [line.split(",") for line in text.splitlines()]
    found = []
    for column, heading in enumerate(rows[0]):
        without = "\n".join(",".join(row[:column] + row[column + 1 :]) for row in rows) + "\n"
        found.append(Damage("wrong table", f"{name} without {heading}", name, _written(name, without.encode())))
        for value in ("", "text", "nan", "inf", "-inf", "1e999", "1e300", "-1", '"', "\0", "9" * 200_000):
            changed = [rows[0], [*rows[1][:column], value, *rows[1][column + 1 :]], *rows[2:]]
            lines = "\n".join(",".join(row) for row in changed) + "\n"
            shown = f"{name} {heading} {value[:6]!r}"
            found.append(Damage("wrong table", shown, name, _written(name, lines.encode())))
    head, *lines = text.splitlines()
    for way, left in (("no rows", []), ("backwards", lines[::-1])):
        changed = "".join(f"{line}\n" for line in (head, *left))
        found.append(Damage("wrong table", f"{name}: {way}", name, _written(name, changed.encode())))
    return found
