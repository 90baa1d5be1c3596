"""Packs what draw.js has drawn as the data set's file: `python assets/avatars/pack.py FACES FILE`."""

import base64
import json
import sys
from pathlib import Path

import numpy as np

NUM_TEST = 2000
PARTS = ("glasses", "beard", "hat")


def main() -> None:
    """Write images and labels: the class of a face is which of glasses, beard and hat it wears, one bit each."""
    faces = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    pixels = b"".join(base64.b64decode(face["pixels"]) for face in faces)
    images = np.frombuffer(pixels, np.uint8).reshape(len(faces), 16, 16, 3)
    labels = np.array(
        [sum((face[part] is not None) << bit for bit, part in enumerate(PARTS)) for face in faces], np.uint8
    )
    train, test = slice(NUM_TEST, None), slice(NUM_TEST)
    np.savez_compressed(
        sys.argv[2], x_train=images[train], y_train=labels[train], x_test=images[test], y_test=labels[test]
    )


if __name__ == "__main__":
    main()
