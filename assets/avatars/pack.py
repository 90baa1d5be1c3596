"""Packs what draw.js has drawn as the data set's file: `python assets/avatars/pack.py FACES FILE`."""

import base64
import json
import sys
from pathlib import Path

import numpy as np

NUM_TEST = 2000
PARTS = ("glasses", "beard", "hat")
LIGHTNESS = {"skin": "skinColor", "hair": "hairColor", "clothes": "clothingColor"}


def main() -> None:
    """Write images and labels: the class of a face is which of glasses, beard and hat it wears, one bit each."""
    faces = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    pixels = b"".join(base64.b64decode(face["pixels"]) for face in faces)
    images = np.frombuffer(pixels, np.uint8).reshape(len(faces), 16, 16, 3)
    labels = np.array(
        [sum((face[part] is not None) << bit for bit, part in enumerate(PARTS)) for face in faces], np.uint8
    )
    train, test = slice(NUM_TEST, None), slice(NUM_TEST)
    # Of the faces held out, what can be measured of them: these are coloured by it.
    known = {name: [lightness(face[part]) for face in faces[test]] for name, part in LIGHTNESS.items()}
    known["long_hair"] = [float(face["hair"].startswith("long")) for face in faces[test]]
    known |= {part: [float(face[part] is not None) for face in faces[test]] for part in PARTS}
    np.savez_compressed(
        sys.argv[2], x_train=images[train], y_train=labels[train], x_test=images[test], y_test=labels[test],
        **{name: np.array(values, np.float32) for name, values in known.items()},
    )  # fmt: skip


def lightness(color: str) -> float:
    """Return how light a colour such as "a26d3d" is to the eye, 0 to 100: CIE L* of sRGB."""
    shares = np.array([int(color[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    return 116 * luminance ** (1 / 3) - 16 if luminance > 216 / 24389 else luminance * 24389 / 27


if __name__ == "__main__":
    main()
