"""A run's film.npz: what its training looked like after some epochs, every picture a small WebP sheet."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from vae import files
from vae.latent.manifold import montage
from vae.runs.run_files import read_npz
from vae.shape import PictureShape

FILM_FILE = "film.npz"
MAX_FILM_BYTES = 420_000
_QUALITIES = (90, 75, 60, 45, 30)
_PICTURES, _AXES = ("grid", "reconstructions"), ("dimensions", "xs", "ys")
MOVING = (*_PICTURES, *_AXES)
_NUMBERS = ("epochs", *_AXES, "original_labels")
_MOST_PIXELS = 2**22
"""Of all pictures of an epoch: 53 times those of a grid of ten by ten."""

Arrays = dict[str, np.ndarray]


def write(run_folder: Path, arrays: Arrays, most_bytes: int = MAX_FILM_BYTES) -> None:
    """Write a film of at most so many bytes: pictures as sharp as fit, and, if that is not enough, fewer epochs.

    Args:
        run_folder: the run's folder.
        arrays: `epochs` int [n], rising; `grid` uint8 [n, rows, columns, *shape]; `reconstructions` uint8
            [n, k, *shape]; `dimensions`, `xs` and `ys` as `film.Frame` has them, [n, ...]; `original_labels` uint8 [k]
            and, where they may be kept, `originals` uint8 [k, *shape].
        most_bytes: how large it may be.

    Raises:
        OSError: the folder cannot be written.
    """
    tries = (_packed(arrays, every, quality) for every in range(1, len(arrays["epochs"]) + 1) for quality in _QUALITIES)
    content = b""
    for content in tries:
        if len(content) <= most_bytes:
            break
    files.write_bytes(run_folder / FILM_FILE, content)


def read(run_folder: Path, shape: PictureShape) -> Arrays | None:
    """Return the arrays of a film, as `write` takes them; None where there is none or it is damaged.

    Pictures differ from those that were written by what their compression loses: a few of 255 grey levels on average.
    They may be coarser than their kind is drawn now, by a whole factor.

    Args:
        run_folder: the run's folder.
        shape: of the run's pictures.
    """
    try:
        stored = read_npz(run_folder / FILM_FILE)
        arrays = {name: stored[name] for name in (*_NUMBERS, "originals") if name in _NUMBERS or name in stored}
        shape = _kept_shape(stored, shape)
        for name in _PICTURES:
            arrays[name] = _opened(stored[name], stored[f"{name}_ends"], shape)
        arrays["reconstructions"] = arrays["reconstructions"][:, 0]
        return arrays if _is_whole(arrays, shape) else None
    except Exception:  # zipfile, zlib, Pillow and NumPy each have their own for a damaged file
        return None


def read_sheets(run_folder: Path) -> tuple[np.ndarray, dict[str, list[bytes]]] | None:
    """Return the epochs of a film and its pictures as they are stored; None where there is none or it is damaged.

    Returns:
        Epochs, int [n], and by `grid` and `reconstructions` a WebP file for each of them: an epoch's pictures side by
        side, in the grid's rows and columns, or in one row.
    """
    try:
        stored = read_npz(run_folder / FILM_FILE)
        epochs = stored["epochs"]
        sheets = {name: _cut(stored[name], stored[f"{name}_ends"]) for name in _PICTURES}
    except Exception:  # zipfile, zlib and NumPy each have their own for a damaged file
        return None
    return (epochs, sheets) if all(len(cut) == len(epochs) for cut in sheets.values()) else None


def _is_whole(arrays: Arrays, shape: PictureShape) -> bool:
    """Return whether the arrays have the types and the shapes that belong together."""
    epochs, labels, grid, dimensions, xs, ys = (
        arrays[name] for name in ("epochs", "original_labels", "grid", "dimensions", "xs", "ys")
    )
    are_whole = all(array.dtype.kind in "iu" for array in (epochs, labels, dimensions))
    are_finite = all(array.dtype.kind in "iuf" and np.isfinite(array).all() for array in (xs, ys))
    originals = arrays.get("originals", arrays["reconstructions"][0])
    rows, columns = grid.shape[1:3]
    return bool(
        are_whole
        and are_finite
        and originals.dtype == np.uint8
        and epochs.ndim == labels.ndim == 1
        and (np.diff(epochs.astype(np.float64)) > 0).all()
        and len({len(arrays[name]) for name in ("epochs", *MOVING)}) == 1
        and dimensions.shape[1:] in ((1,), (2,))
        and xs.shape[1:] == (columns,)
        and ys.shape[1:] in ((rows,), (rows * columns,))
        and arrays["reconstructions"].shape[1:] == originals.shape == (*labels.shape, *shape.array)
    )


def _packed(arrays: Arrays, every: int, quality: int) -> bytes:
    """Return the file with every so many epochs, the last one among them."""
    chosen = np.arange(len(arrays["epochs"]))[::-every][::-1]
    packed: dict[str, Any] = {name: arrays[name][chosen] for name in ("epochs", *_AXES)}
    packed |= {name: arrays[name] for name in ("original_labels", "originals") if name in arrays}
    for name in _PICTURES:
        pictures = arrays[name][chosen]
        rows = pictures if name == "grid" else pictures[:, None]
        sheets = [_sheet(frame, quality) for frame in rows]
        packed[name] = np.frombuffer(b"".join(sheets), np.uint8)
        packed[f"{name}_ends"] = np.cumsum([len(sheet) for sheet in sheets])
    content = io.BytesIO()
    np.savez_compressed(content, **packed)
    return content.getvalue()


def _sheet(pictures: np.ndarray, quality: int) -> bytes:
    """Return pictures uint8 [rows, columns, *shape] side by side as a WebP file."""
    image = Image.fromarray(montage(pictures))
    content = io.BytesIO()
    image.save(content, "WEBP", quality=quality, method=4)
    return content.getvalue()


def _kept_shape(stored: Arrays, shape: PictureShape) -> PictureShape:
    """Return the shape of the pictures as they were kept, by the first sheet of one picture a class."""
    with Image.open(
        io.BytesIO(_cut(stored["reconstructions"], stored["reconstructions_ends"])[0]), formats=["WEBP"]
    ) as sheet:
        height, width = sheet.height, sheet.width // len(stored["original_labels"])
    is_coarser = width < shape.width and shape.width % width == 0 and height * shape.width == width * shape.height
    return PictureShape(height, width, shape.channels) if is_coarser else shape


def _opened(content: np.ndarray, ends: np.ndarray, shape: PictureShape) -> np.ndarray:
    """Return the pictures of sheets, uint8 [n, rows, columns, *shape]."""
    sheets = []
    for sheet in _cut(content, ends):
        with Image.open(io.BytesIO(sheet), formats=["WEBP"]) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError(f"a sheet has {image.width} x {image.height} pixels")
            pixels = np.asarray(image.convert(shape.mode))
        rows, columns = pixels.shape[0] // shape.height, pixels.shape[1] // shape.width
        split = pixels.reshape(rows, shape.height, columns, shape.width, *shape.array[2:])
        sheets.append(split.swapaxes(1, 2))
    return np.stack(sheets)


def _cut(content: np.ndarray, ends: np.ndarray) -> list[bytes]:
    """Return the files that stand one after another in uint8 [m]."""
    return [content[start:end].tobytes() for start, end in zip([0, *ends], ends, strict=False)]
