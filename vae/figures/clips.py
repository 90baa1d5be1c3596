"""Pictures in a row as files: animated GIF and WebP, MP4, a PNG strip and NumPy arrays, each with the view it shows."""

import contextlib
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from vae.figures import views
from vae.figures.views import View
from vae.files import unwritable

SIDE = 168
"""About how high and wide a picture in a clip is, in pixels: a whole number of them for one, six for one of MNIST's."""
_GREYS = 24
_COLORS = 160
_SECONDS = 4.0
_FASTEST, _SLOWEST = 40, 250
_STRIP_HEIGHT = 112
_STRIP_GAP = 8
_FFMPEG_SECONDS = 120


Pictures = np.ndarray | Sequence[Image.Image]


class ClipError(RuntimeError):
    """A file could not be made; the message says why and what to do."""


def milliseconds(num_pictures: int) -> int:
    """Return how long each picture of a clip stands: 4 seconds for all, but neither a flicker nor a slide show."""
    return int(np.clip(round(1000 * _SECONDS / num_pictures), _FASTEST, _SLOWEST))


def there_and_back(pictures: np.ndarray) -> np.ndarray:
    """Return pictures [n, ...] followed by the way back without its ends, so that a loop has no jump."""
    return np.concatenate([pictures, pictures[-2:0:-1]])


def gif(pictures: Pictures, view: View, duration: int) -> bytes:
    """Return an endless animated GIF.

    Args:
        pictures: uint8, or float in [0, 1], [n, *shape], n at least 1; or ready frames in RGB, all of one size.
        view: what it shows; kept in the file's comment.
        duration: of every picture, in milliseconds.
    """
    if isinstance(pictures, np.ndarray):
        enlarged = _enlarged(pictures)
        frames = [frame.quantize(_GREYS) for frame in enlarged] if pictures.ndim == 3 else _quantized(enlarged)
    else:
        frames = _quantized(pictures)
    return _animated(frames, "GIF", duration, optimize=False, comment=view.to_text().encode("ascii"))


def webp(pictures: Pictures, view: View, duration: int) -> bytes:
    """Return an endless animated WebP; arguments as of `gif`, the view is kept as XMP."""
    frames = [frame.convert("RGB") for frame in _frames(pictures)]
    return _animated(frames, "WEBP", duration, quality=80, method=4, xmp=view.to_text().encode("ascii"))


def has_ffmpeg() -> bool:
    """Return whether `mp4` can work here."""
    return shutil.which("ffmpeg") is not None


def mp4(pictures: Pictures, view: View, duration: int) -> bytes:
    """Return an H.264 film made by ffmpeg; arguments as of `gif`, the view is kept as the comment.

    Ready frames must have an even width and height.

    Raises:
        ClipError: ffmpeg is not installed, cannot write H.264, or takes longer than two minutes.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise ClipError("MP4 needs ffmpeg: install it, or save the clip as GIF or WebP")
    frames = _frames(pictures)
    width, height = frames[0].size
    pixels = {"L": "gray", "RGB": "rgb24"}[frames[0].mode]
    raw = b"".join(frame.tobytes() for frame in frames)
    with _scratch_folder() as folder:
        target = folder / "clip.mp4"
        command = [
            program, "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}",
            "-r", f"{1000 / duration:g}", "-i", "-", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "18",
            "-movflags", "+faststart", "-metadata", f"comment={view.to_text()}", str(target),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, input=raw, capture_output=True, timeout=_FFMPEG_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ClipError(f"ffmpeg did not finish within {_FFMPEG_SECONDS} seconds: save a GIF instead") from error
        if done.returncode or not target.is_file():
            reason = done.stderr.decode(errors="replace").strip().partition("\n")[0][:200]
            raise ClipError(f"ffmpeg could not write H.264 ({reason}): save the clip as GIF or WebP")
        return target.read_bytes()


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    except OSError as error:
        raise ClipError(unwritable(Path(tempfile.gettempdir()), error, "save the clip as GIF or WebP")) from error


def strip(rows: Mapping[str, np.ndarray], view: View) -> bytes:
    """Return a PNG of film strips below one another, a whole number of pixels for one: four for one of MNIST's.

    Args:
        rows: pictures, uint8 or float in [0, 1], [n, *shape], by the name of their path, all of the same n.
        view: what it shows; kept in a text chunk.
    """
    lines = []
    for pictures in rows.values():
        line = np.concatenate(list(_as_bytes(pictures)), axis=1)
        factor = max(1, round(_STRIP_HEIGHT / pictures.shape[1]))
        large = line.repeat(factor, axis=0).repeat(factor, axis=1)
        lines += [large, np.zeros((_STRIP_GAP, *large.shape[1:]), np.uint8)]
    return views.png(Image.fromarray(np.concatenate(lines[:-1])), view, optimize=True)


def arrays(codes: Mapping[str, np.ndarray], pictures: Mapping[str, np.ndarray], view: View) -> bytes:
    """Return a compressed .npz of paths; none of its arrays needs pickle.

    Args:
        codes: [n, latent_dim] by the name of the path, stored as "NAME_z".
        pictures: float [n, *shape] in [0, 1] by the name of the path, stored as "NAME_pictures" in float16.
        view: stored as the text "view".
    """
    content: dict[str, Any] = {f"{name}_z": np.asarray(path, np.float64) for name, path in codes.items()}
    content |= {f"{name}_pictures": np.asarray(row, np.float16) for name, row in pictures.items()}
    return views.npz(content, view)


def _as_bytes(pictures: np.ndarray) -> np.ndarray:
    return pictures if pictures.dtype == np.uint8 else np.round(255.0 * np.clip(pictures, 0.0, 1.0)).astype(np.uint8)


def _enlarged(pictures: np.ndarray) -> list[Image.Image]:
    height, width = pictures.shape[1:3]
    # An even number for each pixel, since a film's sides must be even.
    factor = 2 * max(1, round(SIDE / max(height, width) / 2))
    size = factor * width, factor * height
    return [Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC) for picture in _as_bytes(pictures)]


def _frames(pictures: Pictures) -> Sequence[Image.Image]:
    return _enlarged(pictures) if isinstance(pictures, np.ndarray) else pictures


def _quantized(frames: Sequence[Image.Image]) -> list[Image.Image]:
    palette = _shared_palette(frames)
    return [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]


def _shared_palette(frames: Sequence[Image.Image]) -> Image.Image:
    """Return a palette for all frames, from the first, the middle and the last: one for each would flicker."""
    width, height = frames[0].size
    sheet = Image.new("RGB", (width, 3 * height))
    for place, index in enumerate((0, len(frames) // 2, len(frames) - 1)):
        sheet.paste(frames[index], (0, place * height))
    return sheet.quantize(_COLORS)


def _animated(frames: list[Image.Image], kind: str, duration: int, **options: Any) -> bytes:
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=duration, loop=0, **options)
    return file.getvalue()
