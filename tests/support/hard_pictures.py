"""Small pictures that are hard to read, drawn by rule: forms, squared paper, a table, a tight crop, pale colours.

`cases()` yields a name, the picture and the digits that a person reads on it, None where it shows no digit.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

font = ImageFont.load_default


def boxed_form() -> Image.Image:
    """A form: each digit in a box of its own."""
    image = Image.new("L", (640, 120), 255)
    draw = ImageDraw.Draw(image)
    for index, digit in enumerate("245721"):
        draw.rectangle((20 + 100 * index, 15, 120 + 100 * index, 105), outline=0, width=4)
        draw.text((52 + 100 * index, 22), digit, fill=0, font=font(64))
    return image


def squared_paper() -> Image.Image:
    """Squared paper: grey lines every 50 pixels, digits between them."""
    image = Image.new("L", (400, 400), 255)
    draw = ImageDraw.Draw(image)
    for at in range(0, 400, 50):
        draw.line((at, 0, at, 400), fill=90, width=1)
        draw.line((0, at, 400, at), fill=90, width=1)
    for index, digit in enumerate("83205716"):
        draw.text((30 + 95 * (index % 4), 60 + 170 * (index // 4)), digit, fill=0, font=font(60))
    return image


def sheet_on_a_table() -> Image.Image:
    """A sheet of paper photographed on a darker table, pencil digits on it."""
    image = Image.new("L", (600, 800), 150)
    draw = ImageDraw.Draw(image)
    draw.polygon([(60, 60), (520, 90), (560, 720), (40, 700)], fill=235)
    draw.text((160, 300), "2  7  3", fill=90, font=font(90))
    return image.filter(ImageFilter.GaussianBlur(1))


def table_along_two_sides() -> Image.Image:
    """One digit on paper whose photo shows the dark table along two sides."""
    image = Image.new("L", (400, 400), 60)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 330, 340), fill=220)
    draw.line([(190, 70), (110, 200), (240, 200)], fill=40, width=14)
    draw.line([(200, 130), (200, 290)], fill=40, width=14)
    return image.filter(ImageFilter.GaussianBlur(1.5))


def tight_crop() -> Image.Image:
    """A 7 cut out so tightly that its bar lies along the rim, 16 x 16 pixels, white on black."""
    pixels = np.zeros((16, 16), np.uint8)
    pixels[0:4] = 255
    for row in range(3, 16):
        at = 13 - int((row - 3) * 0.75)
        pixels[row, max(0, at - 3) : at + 2] = 255
    return Image.fromarray(pixels)


def pale_scan() -> Image.Image:
    """A 3 of 28 x 28 pixels whose strokes are uneven, as a pale scan has them."""
    image = Image.new("L", (28, 28), 255)
    draw = ImageDraw.Draw(image)
    draw.arc((8, 3, 20, 14), 180, 90, fill=0, width=2)
    draw.arc((7, 13, 21, 25), 270, 160, fill=0, width=2)
    ink = (255 - np.asarray(image, np.float64)) * np.where(np.random.default_rng(1).random((28, 28)) < 0.35, 0.3, 0.9)
    return Image.fromarray((255 - ink).astype(np.uint8))


def broken_stroke() -> Image.Image:
    """A 3 of 28 x 28 pixels with two rows missing in its middle."""
    pixels = np.asarray(digit_of("3", 28, 24)).copy()
    pixels[13:15] = 255
    return Image.fromarray(pixels)


def colours() -> Image.Image:
    """Six digits in six inks on white, a pale yellow among them."""
    image = Image.new("RGB", (640, 120), "white")
    draw = ImageDraw.Draw(image)
    inks = ("#0000c0", "#50e000", "#ff30a0", "#ffff40", "#ff0000", "#7000a0")
    for index, (digit, ink) in enumerate(zip("235478", inks, strict=True)):
        draw.text((30 + 100 * index, 20), digit, fill=ink, font=font(80))
    return image


def framed() -> Image.Image:
    """One digit in a thin frame, as a screenshot of a drawing field has it."""
    image = Image.new("L", (300, 300), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 10, 290, 280), outline=0, width=2)
    draw.text((95, 40), "7", fill=0, font=font(180))
    return image


def digit_of(digit: str, side: int, size: int) -> Image.Image:
    """One digit in the middle of a white square."""
    image = Image.new("L", (side, side), 255)
    ImageDraw.Draw(image).text((side / 2, side / 2), digit, fill=0, font=font(size), anchor="mm")
    return image


def letter() -> Image.Image:
    """A letter that is no digit."""
    return digit_of("W", 200, 150)


def disc_and_shade() -> Image.Image:
    """Something like a face: a shaded disc with two spots."""
    y, x = np.mgrid[0:200, 0:200]
    shade = 200 - 90 * np.exp(-((x - 90) ** 2 + (y - 100) ** 2) / 5000.0)
    for cx, cy in ((75, 85), (125, 85)):
        shade[(x - cx) ** 2 + (y - cy) ** 2 < 90] = 40
    return Image.fromarray(shade.astype(np.uint8))


def single_dot() -> Image.Image:
    """A single dot of a pen."""
    image = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(image).ellipse((132, 132, 152, 152), fill=0)
    return image


def text_line() -> Image.Image:
    """A line of a receipt."""
    image = Image.new("L", (420, 60), 255)
    ImageDraw.Draw(image).text((10, 12), "Thank you, come again", fill=0, font=font(34))
    return image


def cases() -> Iterator[tuple[str, Image.Image, str | None]]:
    """Yield every case: its name, its picture and the digits that a person reads on it, or None."""
    yield "boxed_form", boxed_form(), "245721"
    yield "squared_paper", squared_paper(), "83205716"
    yield "sheet_on_a_table", sheet_on_a_table(), "273"
    yield "table_along_two_sides", table_along_two_sides(), "4"
    yield "tight_crop", tight_crop(), "7"
    yield "pale_scan", pale_scan(), "3"
    yield "broken_stroke", broken_stroke(), "3"
    yield "colours", colours(), "235478"
    yield "framed", framed(), "7"
    yield "letter", letter(), None
    yield "disc_and_shade", disc_and_shade(), None
    yield "single_dot", single_dot(), None
    yield "text_line", text_line(), None
