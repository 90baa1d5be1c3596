"""Draws the data set "letters": `python assets/letters/draw.py UNPACKED assets/letters`. See README.md beside this."""

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import measures
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE, X_HEIGHT, BASELINE = 32, 11, 23
"""Pixels: of a picture, of the letter x, and from the top to the line that letters stand on."""
FINE = 8
"""Letters are drawn so many times larger and made small by averages: no hinting, and even greys."""
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
MOST_OF_A_FAMILY = 7
LEAST_DIFFERENCE = 0.12
"""Root mean square between the letters of two typefaces, as a share of all ink; what is closer is one typeface."""
MOST_LIKE_CAPITALS = 0.7
"""What letters may share of their ink with their capitals, half of those whose two forms differ share more."""
HELD_OUT_SHARE = 0.16
SEED = 15
NUM_GREYS = 16
# Cuts of one design that go by several packages: they are held out together, or not at all.
_KIN = {
    "fonts-lmodern": "fonts-cmu", "fonts-karmilla": "fonts-karla", "fonts-dejavu-extra": "fonts-dejavu-core",
    "fonts-noto-extra": "fonts-noto-core", "fonts-noto-mono": "fonts-noto-core", "fonts-open-sans": "fonts-noto-core",
    "fonts-sil-gentium-basic": "fonts-sil-gentium", "fonts-sil-gentiumplus": "fonts-sil-gentium",
    "fonts-averia-sans-gwf": "fonts-averia-gwf", "fonts-averia-serif-gwf": "fonts-averia-gwf",
    "fonts-texgyre": "fonts-liberation2", "fonts-freefont-otf": "fonts-liberation2",
    "fonts-roboto-slab": "fonts-roboto-unhinted", "fonts-linuxlibertine": "fonts-linuxlibertine",
}  # fmt: skip
_ALL_SCRIPTS = re.compile(r"Noto(Sans|Serif)(Display|Mono)?-")
_WEIGHTS = re.compile(
    r"\b(thin|hairline|((extra|ultra|semi|demi)-?)?(light|bold|black|cond(ensed)?|expanded)|medium|heavy|book)\b", re.I
)
_NO_TEXT = re.compile(
    r"symbol|dingbat|math|emoji|initial|ornament|swash|icon|outline|powerline|nerd|caps|smcp|sc\b|unslant|style std",
    re.I,
)  # the last are small capitals


@dataclass(frozen=True)
class Typeface:
    """One typeface, drawn.

    Attributes:
        name: family and style.
        package: what it came in, without its version.
        pictures: its letters in the order of the alphabet, uint8 [26, SIDE, SIDE], white on black.
        measured: numbers by the names of `measures.NAMES`.
    """

    name: str
    package: str
    pictures: np.ndarray
    measured: dict[str, float]

    @property
    def kin(self) -> str:
        """What is held out together with it."""
        package = _KIN.get(self.package, self.package)
        return "fonts-tlwg" if package.startswith("fonts-tlwg") else package


def main() -> None:
    """Draw what is unpacked below the first folder, and write the data set into the second."""
    unpacked, folder = Path(sys.argv[1]), Path(sys.argv[2])
    licences = _licences(folder / "packages.csv")
    faces = _without_twins(list(_faces(unpacked, licences)))
    faces.sort(key=lambda face: (face.package, face.name))
    held_out = _held_out(faces)
    _write(folder, faces, held_out, licences)
    print(f"{len(faces)} typefaces, {sum(held_out)} of them held out")


def _licences(path: Path) -> dict[str, tuple[str, str]]:
    with path.open(newline="") as file:
        return {row["package"]: (row["version"], row["licence"]) for row in csv.DictReader(file)}


def _faces(unpacked: Path, licences: dict[str, tuple[str, str]]) -> Iterator[Typeface]:
    for package in sorted(licences):
        families: dict[str, list[Typeface]] = {}
        for path in sorted((unpacked / package).rglob("*.[ot]tf")):
            is_other_script = package.startswith("fonts-noto") and not _ALL_SCRIPTS.match(path.name)
            if is_other_script or not path.exists():  # some are links to what other packages bring
                continue
            face = _drawn(path, package)
            if face is not None:
                families.setdefault(" ".join(_WEIGHTS.sub("", face.name.split(":")[0]).split()), []).append(face)
        for family in families.values():
            yield from _most_different(family)


def _drawn(path: Path, package: str) -> Typeface | None:
    """Return a typeface, or None where it has no lower case, is no text face, or does not fit the picture."""
    font = ImageFont.truetype(str(path), 400, layout_engine=ImageFont.Layout.BASIC)
    family, style = (text or "" for text in font.getname())
    if _NO_TEXT.search(f"{family} {style} {path.stem}"):
        return None
    _, top, _, bottom = font.getbbox("x", anchor="ls")
    if not 40 < -top < 400 or abs(bottom) > 0.2 * -top:
        return None
    font = ImageFont.truetype(str(path), 400 * X_HEIGHT * FINE / -top, layout_engine=ImageFont.Layout.BASIC)
    large = [_letter(font, letter) for letter in ALPHABET]
    if any(letter is None for letter in large) or _has_no_lower_case(font, large):
        return None
    letters = np.stack(large)
    measured = measures.measure(dict(zip(ALPHABET, letters, strict=True)), BASELINE * FINE, X_HEIGHT * FINE)
    if measured is None:
        return None
    small = letters.reshape(len(letters), SIDE, FINE, SIDE, FINE).mean(axis=(2, 4))
    step = 255 / (NUM_GREYS - 1)
    pictures = (np.round(small / step) * step).astype(np.uint8)
    return Typeface(f"{family}: {style}", package, pictures, measured)


def _letter(font: ImageFont.FreeTypeFont, letter: str) -> np.ndarray | None:
    """Return a letter on the line, in the middle, uint8 [SIDE * FINE, SIDE * FINE]; None where it does not fit."""
    side, line, margin = SIDE * FINE, BASELINE * FINE, FINE // 2
    large = Image.new("L", (4 * side, 3 * side))
    ImageDraw.Draw(large).text((side, side + line), letter, 255, font, anchor="ls")
    box = large.getbbox()  # of the ink; the font's own has the advance in it
    if box is None or box[2] - box[0] > side - 2 * margin or box[1] < side + margin or box[3] > 2 * side - margin:
        return None
    left = (box[0] + box[2] - side) // 2
    return np.asarray(large.crop((left, side, left + side, 2 * side)))


def _has_no_lower_case(font: ImageFont.FreeTypeFont, large: list) -> bool:
    """Return whether letters look like their capitals, made as high, or any two like each other."""
    if len({letter.tobytes() for letter in large}) < len(ALPHABET):
        return True
    pairs = [(_ink(font, letter), _ink(font, letter.upper())) for letter in "abdefghnqrt"]
    shared = [
        1.0 if lower is None or upper is None else np.minimum(lower, upper).sum() / np.maximum(lower, upper).sum()
        for lower, upper in pairs
    ]
    return float(np.median(shared)) > MOST_LIKE_CAPITALS


def _ink(font: ImageFont.FreeTypeFont, text: str) -> np.ndarray | None:
    """Return a letter's ink stretched to 32 x 32."""
    image = Image.new("L", (4 * SIDE * FINE, 4 * SIDE * FINE))
    ImageDraw.Draw(image).text((SIDE * FINE, 2 * SIDE * FINE), text, 255, font, anchor="ls")
    box = image.getbbox()
    return None if box is None else np.asarray(image.crop(box).resize((32, 32)), np.float32)


def _most_different(family: list[Typeface]) -> list[Typeface]:
    """Return some of a family: its regular, then always the one that differs most from those chosen."""
    regular = (index for index, face in enumerate(family) if face.name.endswith((": Regular", ": Roman", ": Book")))
    chosen, differences = [next(regular, 0)], _differences(family)
    while len(chosen) < min(MOST_OF_A_FAMILY, len(family)):
        chosen.append(int(differences[chosen].min(axis=0).argmax()))
    return [family[index] for index in chosen]


def _differences(faces: list[Typeface]) -> np.ndarray:
    """Return the root of the squared difference between typefaces by that of all their ink, [n, n]."""
    ink = np.stack([face.pictures.ravel() for face in faces]).astype(np.float32) / 255.0
    squares = np.square(ink).sum(axis=1)
    both = squares[:, None] + squares
    return np.sqrt(np.maximum(both - 2.0 * ink @ ink.T, 0.0) / both)


def _without_twins(faces: list[Typeface]) -> list[Typeface]:
    """Return the typefaces without those that look like an earlier one, in a seeded order."""
    differences, kept = _differences(faces), []
    for index in np.random.default_rng(SEED).permutation(len(faces)):
        if not kept or differences[index, kept].min() > LEAST_DIFFERENCE:
            kept.append(index)
    return [faces[index] for index in kept]


def _held_out(faces: list[Typeface]) -> np.ndarray:
    """Return which typefaces are held out, bool [n]: whole packages and their kin, drawn with the seed."""
    kin = sorted({face.kin for face in faces})
    held_out = np.zeros(len(faces), bool)
    for index in np.random.default_rng(SEED).permutation(len(kin)):
        if held_out.mean() >= HELD_OUT_SHARE:
            break
        of_kin = np.array([face.kin == kin[index] for face in faces])
        if of_kin.mean() < 0.04:  # a large family would be a large part of what figures rest on
            held_out |= of_kin
    return held_out


def _write(folder: Path, faces: list[Typeface], held_out: np.ndarray, licences: dict[str, tuple[str, str]]) -> None:
    arrays = {name: np.array([face.measured[name] for face in faces], np.float32) for name in measures.NAMES}
    for part, rows in (("train", np.flatnonzero(~held_out)), ("test", np.flatnonzero(held_out))):
        arrays[f"x_{part}"] = np.concatenate([faces[row].pictures for row in rows])
        arrays[f"y_{part}"] = np.tile(np.arange(len(ALPHABET), dtype=np.uint8), len(rows))
        arrays[f"group_{part}"] = np.repeat(rows.astype(np.int16), len(ALPHABET))
    np.savez_compressed(folder / "letters.npz", **arrays)
    with (folder / "typefaces.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("typeface", "package", "version", "licence", "held_out"))
        for face, is_held_out in zip(faces, held_out, strict=True):
            name = " ".join(face.name.replace(":", "").split())
            writer.writerow((name, face.package, *licences[face.package], int(is_held_out)))


if __name__ == "__main__":
    main()
