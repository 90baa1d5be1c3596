import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from vae.pictures import image_files
from vae.pictures.image_files import ImageError, open_picture

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")


def encoded(picture, file_format="PNG", **options):
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()


def scene(size=(60, 40), mode="RGB"):
    """Return white paper with a black block in the upper left quarter."""
    picture = Image.new("RGB", size, "white")
    picture.paste((0, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return picture.convert(mode)


def png_header(width, height):
    """Return a PNG that claims a size and holds next to nothing."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def corners(picture):
    """Return the grey value a little inside of the upper left and lower right corners."""
    grey = np.asarray(picture.convert("L")).astype(int)
    return grey[3, 3], grey[-4, -4]


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_is_read_whatever_the_name_says(file_format):
    picture = open_picture(encoded(scene(), file_format), "scan.txt")
    assert picture.mode == "RGB" and picture.size == (60, 40)
    assert corners(picture)[0] < 12 and corners(picture)[1] > 243


@pytest.mark.parametrize(
    ("mode", "file_format"),
    [("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("I", "TIFF"),
     ("F", "TIFF"), ("P", "GIF"), ("1", "TIFF"), ("LAB", "TIFF")],
)  # fmt: skip
def test_every_pixel_type_becomes_rgb(mode, file_format):
    source = scene(mode="L").convert("F") if mode == "F" else scene() if mode == "LAB" else scene(mode=mode)
    if mode == "LAB":
        from PIL import ImageCms

        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        source = ImageCms.profileToProfile(source, *profiles, outputMode="LAB")
    picture = open_picture(encoded(source, file_format), "scan")
    assert picture.mode == "RGB"
    assert corners(picture)[0] < 40 and corners(picture)[1] > 215


@pytest.mark.parametrize("highest", [65535, 4095, 1023])
def test_cameras_and_scanners_fill_10_12_or_16_bits(highest):
    values = np.asarray(scene(mode="L")).astype(np.uint16) * (highest // 255)
    picture = open_picture(encoded(Image.fromarray(values), "PNG"), "scan.png")
    assert corners(picture)[0] == 0 and corners(picture)[1] > 240


def test_a_float_picture_may_hold_values_that_are_not_finite():
    values = np.asarray(scene(mode="L")).astype(np.float32) * 1e30
    values[20, 30:33] = np.nan, np.inf, -np.inf
    assert corners(open_picture(encoded(Image.fromarray(values), "TIFF"), "x.tiff")) == (0, 255)


def test_an_exif_orientation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = open_picture(encoded(scene(), "JPEG", exif=exif.tobytes()), "phone.jpg")
    assert picture.size == (40, 60)
    grey = np.asarray(picture.convert("L"))
    assert grey[3, -4] < 20 and grey[3, 3] > 235  # upper left went to the upper right


@pytest.mark.parametrize(("ink", "paper_is_light"), [((10, 10, 60), True), ((250, 250, 200), False)])
def test_transparent_paper_gets_the_colour_that_shows_the_ink(ink, paper_is_light):
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((*ink, 255), (15, 5, 22, 35))
    opened = np.asarray(open_picture(encoded(picture), "drawing.png").convert("L")).astype(int)
    assert (opened[0, 0] > 200) is paper_is_light or (opened[0, 0] < 50) is not paper_is_light
    assert abs(opened[0, 0] - opened[20, 18]) > 150


def test_what_is_cut_out_comes_bright_on_black_for_a_set():
    rng = np.random.default_rng(0)
    for _ in range(20):
        side, ink = int(rng.integers(12, 36)), tuple(rng.integers(0, 256, 3).tolist())
        sprite = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
        sprite.paste((*ink, 255), (2, 2, 2 + side, 2 + side))
        opened = np.asarray(open_picture(encoded(sprite), "sprite.png", on_black=True).convert("L")).astype(int)
        assert opened[-1, -1] == 0 and opened[4, 4] > 40
    paper = scene().convert("RGBA")
    paper.paste((0, 0, 0, 0), (0, 0, 6, 6))  # a rounded corner
    assert np.asarray(open_picture(encoded(paper), "card.png", on_black=True))[30, 50].min() > 200


def test_a_hole_in_opaque_paper_is_filled_like_paper():
    picture = scene().convert("RGBA")
    picture.paste((0, 0, 0, 0), (45, 25, 55, 35))
    assert np.asarray(open_picture(encoded(picture), "cut.png"))[30, 50].min() > 240


def test_a_palette_colour_may_be_transparent():
    picture = scene(mode="L").convert("P")
    opened = open_picture(encoded(picture, "PNG", transparency=int(np.asarray(picture)[-1, -1])), "logo.png")
    assert corners(opened)[1] - corners(opened)[0] > 200


def test_a_heic_picture_is_read():
    heif = pytest.importorskip("pillow_heif").from_pillow(Image.new("RGB", (64, 48), (200, 30, 30)))
    content = io.BytesIO()
    heif.save(content, quality=90)
    opened = open_picture(content.getvalue(), "IMG_0001.HEIC")
    assert opened.size == (64, 48) and abs(np.asarray(opened)[20, 20].astype(int) - (200, 30, 30)).max() < 12


def test_a_fully_transparent_picture_is_refused():
    with pytest.raises(ImageError, match=r"empty\.png is fully transparent"):
        open_picture(encoded(Image.new("RGBA", (30, 30), (255, 0, 0, 0))), "empty.png")


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_of_several_pictures_counts(file_format):
    frames = [Image.new("RGB", (30, 20), color) for color in ("red", "lime")]
    content = encoded(frames[0], file_format, save_all=True, append_images=frames[1:])
    red, green, blue = np.asarray(open_picture(content, "film"))[10, 10].astype(int)
    assert red > 230 and green < 30 and blue < 30


def test_a_large_picture_is_scaled_down():
    picture = open_picture(encoded(scene((3000, 1000)), "JPEG"), "photo.jpg")
    assert max(picture.size) == image_files.MAX_SIDE and corners(picture)[0] < 20


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"Dear reader, this is no picture.", "holds no picture .* PNG, JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "holds no picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "holds no picture"),
        (png_header(20_000, 20_000), "million pixels are accepted"),
        (png_header(8_000, 8_000), "8,000 x 8,000 pixels, and up to 50 million"),
        (png_header(100, 100), "damaged or cut off"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_in_one_sentence(content, message):
    with pytest.raises(ImageError, match=message) as caught:
        open_picture(content, "seven.png")
    assert str(caught.value).startswith("seven.png ") and "\n" not in str(caught.value)


def test_a_picture_may_be_held_to_fewer_pixels(monkeypatch):
    assert open_picture(encoded(scene((300, 100)), "PNG"), "photo.png", max_pixels=30_000).size == (300, 100)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("the picture was decoded"))
    with pytest.raises(ImageError, match="2,000 x 1,000 pixels, and up to 1 million"):
        open_picture(png_header(2000, 1000), "drawing", max_pixels=1_000_000)


def test_a_claimed_size_is_refused_before_anything_is_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("the picture was decoded"))
    for content in (png_header(20_000, 20_000), png_header(8_000, 8_000)):
        with pytest.raises(ImageError, match="million pixels"):
            open_picture(content, "bomb.png")


def test_too_many_bytes_are_refused_before_they_are_looked_at(monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *args, **options: pytest.fail("the file was opened"))
    with pytest.raises(ImageError, match=r"has 50\.0 MB"):
        open_picture(bytes(image_files.MAX_BYTES + 1), "raw.bmp")


def test_a_heic_picture_without_its_package_is_named_as_such(monkeypatch):
    monkeypatch.setattr(image_files, "reads_heic", lambda: False)
    with pytest.raises(ImageError, match="HEIC picture, for which pillow-heif is not installed"):
        open_picture(b"\0\0\0\x18ftypheic" + bytes(20), "IMG_1.HEIC")


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_cut_off_is_refused(file_format):
    rng = np.random.default_rng(0)
    content = encoded(Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)), file_format)
    with pytest.raises(ImageError, match=r"cut\.png (is damaged or cut off|holds no picture)"):
        open_picture(content[: len(content) // 2], "cut.png")


def test_a_name_is_shortened_and_stripped_of_control_characters():
    with pytest.raises(ImageError) as caught:
        open_picture(b"", "a\nb\x1b" + 300 * "x" + ".png")
    assert str(caught.value).startswith("abxxx") and len(str(caught.value)) < 200 and "\x1b" not in str(caught.value)


def check_opens_or_refuses(content):
    try:
        picture = open_picture(content, "some.png")
    except ImageError as error:
        assert str(error).startswith("some.png ")
    else:
        assert picture.mode == "RGB" and 0 < max(picture.size) <= image_files.MAX_SIDE


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff\xe0",
            b"GIF89a",
            b"BM",
            b"II*\0",
            b"MM\0*",
            b"RIFF\x20\0\0\0WEBPVP8 ",
        ]
    ),
    st.binary(max_size=200),
)
def test_arbitrary_bytes_are_refused_or_read(magic, content):
    check_opens_or_refuses(magic + content)


SMALL_FILES = [encoded(scene((12, 9)), file_format) for file_format in FORMATS]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SMALL_FILES), st.data())
def test_files_with_changed_bytes_are_refused_or_read(content, data):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    check_opens_or_refuses(bytes(changed))
