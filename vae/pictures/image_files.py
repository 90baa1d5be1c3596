"""Picture files of any kind and origin, read into one plain form: 8-bit RGB, upright, opaque, not too large."""

import contextlib
import importlib
import importlib.util
import io

import numpy as np
from PIL import Image, ImageOps

MAX_BYTES = 50_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 2000
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_MOSTLY_PAPER = 0.9  # of a picture that is opaque but for its corners, say
_HEIF_ENDINGS = (".heic", ".heif")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class ImageError(ValueError):
    """A picture cannot be used; the message names it, says what is wrong and what is accepted."""


def reads_heic() -> bool:
    """Return whether the package for HEIC pictures is installed."""
    return importlib.util.find_spec("pillow_heif") is not None


def accepted_formats() -> str:
    """Return the accepted kinds of files, as a sentence lists them."""
    return "PNG, JPEG, WebP, BMP, GIF, TIFF or HEIC" if reads_heic() else "PNG, JPEG, WebP, BMP, GIF or TIFF"


def endings() -> tuple[str, ...]:
    """Return how the names of accepted files end, in small letters."""
    return (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff") + _HEIF_ENDINGS * reads_heic()


def open_picture(
    content: bytes, name: str, max_side: int = MAX_SIDE, max_pixels: int = MAX_PIXELS, on_black: bool = False
) -> Image.Image:
    """Read a picture file; its size is checked before anything is decoded.

    Args:
        content: the file's bytes: PNG, JPEG, WebP, BMP, GIF (first frame), TIFF (first page), HEIC if pillow-heif is
            installed. What counts is the content, not the ending of the name.
        name: the file's name, for messages.
        max_side: pixels that a side may have; larger pictures are scaled down.
        max_pixels: pixels that the file may claim to hold; one that claims more is refused before anything is decoded.
        on_black: whether what is cut out, transparent all around, comes bright on black, dark ink as a negative: so all
            of a set are alike.

    Returns:
        An RGB picture, turned upright after its EXIF orientation, transparent parts filled so that the ink shows, at
        most `max_side` pixels a side.

    Raises:
        ImageError: the file is empty, too large, damaged, fully transparent or no picture of these kinds.
    """
    name = _short(name)
    if not content:
        raise ImageError(f"{name} is empty: choose a picture file ({accepted_formats()})")
    check_bytes(len(content), name)
    try:
        picture = _opened(content, name, max_pixels)
        picture.draft("RGB", (max_side, max_side))  # JPEG only: decodes at a half, a quarter or an eighth
        picture.load()
        with contextlib.suppress(Exception):  # damaged EXIF data, the picture itself being whole
            picture = ImageOps.exif_transpose(picture)
        return _plain(picture, name, max_side, on_black)
    except ImageError:
        raise
    except Exception as error:  # decoders raise OSError, SyntaxError, struct.error, zlib.error, MemoryError ...
        raise ImageError(
            f"{name} is damaged or cut off and cannot be read to its end: save it again as PNG or JPEG"
        ) from error


def check_bytes(count: int, name: str) -> None:
    """Refuse a picture file by its size, before any of it is read or unpacked.

    Args:
        count: its bytes.
        name: the file's name, for messages.

    Raises:
        ImageError: it is too large.
    """
    if count > MAX_BYTES:
        raise ImageError(
            f"{_short(name)} has {count / 1e6:,.1f} MB, and up to {MAX_BYTES / 1e6:.0f} MB are accepted: "
            "save it smaller or as JPEG"
        )


def _short(name: str) -> str:
    printable = "".join(character for character in name if character.isprintable()).strip() or "the picture"
    return printable if len(printable) <= 80 else f"{printable[:60]}…{printable[-16:]}"


def _opened(content: bytes, name: str, max_pixels: int) -> Image.Image:
    """Read the header only and check it."""
    formats = list(_FORMATS)
    if reads_heic():
        importlib.import_module("pillow_heif").register_heif_opener()
        formats.append("HEIF")
    too_many = f"up to {max_pixels / 1e6:.0f} million pixels are accepted: scale it down first"
    try:
        picture = Image.open(io.BytesIO(content), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(f"{name} claims more than {Image.MAX_IMAGE_PIXELS or 0:,} pixels, and {too_many}") from error
    except Exception as error:
        if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
            raise ImageError(
                f"{name} is a HEIC picture, for which pillow-heif is not installed: save it as JPEG"
            ) from error
        raise ImageError(
            f"{name} holds no picture that can be read, whatever its name says: choose {accepted_formats()}"
        ) from error
    if picture.width * picture.height > max_pixels:
        raise ImageError(f"{name} is {picture.width:,} x {picture.height:,} pixels, and {too_many}")
    return picture


def _plain(picture: Image.Image, name: str, max_side: int, on_black: bool) -> Image.Image:
    """Return the decoded picture as RGB of at most max_side pixels a side."""
    if picture.mode.startswith("I;16"):
        picture = _from_16_bits(picture)
    if picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    elif picture.mode == "P":
        picture = picture.convert("RGB")
    if picture.mode == "1":
        picture = picture.convert("L")
    picture.thumbnail((max_side, max_side), reducing_gap=2.0)
    if picture.mode in ("I", "F"):
        picture = _stretched(picture)
    return _flattened(picture, name, on_black) if picture.mode == "RGBA" else picture.convert("RGB")


def _from_16_bits(picture: Image.Image) -> Image.Image:
    """Keep the eight highest bits in use: cameras and scanners fill 10, 12, 14 or all 16."""
    values = np.asarray(picture).astype(np.uint16)
    num_bits = max(8, int(values.max()).bit_length())
    return Image.fromarray((values >> (num_bits - 8)).astype(np.uint8))


def _stretched(picture: Image.Image) -> Image.Image:
    """Spread values without a known range from the lowest to the highest finite one over 0 to 255."""
    values = np.asarray(picture, np.float64)
    is_finite = np.isfinite(values)
    if not is_finite.any():
        return Image.new("L", picture.size)
    low, high = values[is_finite].min(), values[is_finite].max()
    values = np.clip(np.nan_to_num(values, nan=low), low, high)
    spread = max(float(high / 2 - low / 2) * 2, np.finfo(np.float64).tiny)
    return Image.fromarray(np.clip((values - low) / spread * 255, 0, 255).astype(np.uint8))


def _flattened(picture: Image.Image, name: str, on_black: bool) -> Image.Image:
    """Fill what is transparent: like the paper where paper is drawn, else black or white, whatever shows the ink."""
    values = np.asarray(picture)
    alpha = values[..., 3]
    if alpha.max() < 8:
        raise ImageError(f"{name} is fully transparent: choose a picture with something on it")
    colors = values[..., :3][alpha >= 128] if (alpha >= 128).any() else values[..., :3][alpha >= 8]
    is_cut_out = (alpha >= 128).mean() <= (_MOSTLY_PAPER if on_black else 0.5)
    if not is_cut_out:
        background = tuple(int(value) for value in np.median(colors, axis=0))
    else:
        background = (0, 0, 0) if float(colors.mean()) > 127 else (255, 255, 255)
    flat = Image.new("RGBA", picture.size, (*background, 255))
    filled = Image.alpha_composite(flat, picture).convert("RGB")
    return ImageOps.invert(filled) if on_black and is_cut_out and background[0] else filled
