"""What is known of the pictures of a data set that ships beside their classes: what was measured, what they share."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vae import files
from vae.data.dataset import damage_told


@dataclass(frozen=True)
class Attribute:
    """A number known of every held-out picture.

    Attributes:
        name: what people choose it by.
        unit: of the number, as it stands behind it.
        meaning: what was measured, one sentence.
        values: float32 [n], in the order of the held-out pictures.
    """

    name: str
    unit: str
    meaning: str
    values: np.ndarray

    @property
    def is_there_or_not(self) -> bool:
        """Whether it is not more or less, but there, 1, or not, 0."""
        return bool(np.isin(self.values, (0, 1)).all())


# By the data set: the file's arrays, one number a group or a held-out picture, with their name, unit and meaning.
_MEASURED = {
    "avatars": {
        "skin": ("Skin", "of 100", "How light the skin is, from black, 0, to white, 100."),
        "hair": ("Hair", "of 100", "How light the hair is, from black, 0, to white, 100."),
        "long_hair": ("Long hair", "", "Whether the hair is long, 1, or short, 0."),
        "clothes": ("Clothes", "of 100", "How light the clothes are, from black, 0, to white, 100."),
        "glasses": ("Glasses", "", "Whether the face wears glasses, 1, or none, 0."),
        "beard": ("Beard", "", "Whether the face has a beard, 1, or none, 0."),
        "hat": ("Hat", "", "Whether the face wears a hat, 1, or none, 0."),
    },
    "letters": {
        "weight": ("Weight", "x-heights", "How thick upright strokes are, by the height of x."),
        "slant": ("Slant", "degrees", "How far the letters lean to the right."),
        "serifs": (
            "Serifs",
            "x-heights",
            "How much wider strokes stand on the line than half way up, by the height of x.",
        ),
        "width": ("Width", "x-heights", "How wide n, o and u are, by the height of x."),
    },
}


def groups(path: Path) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return which pictures share all but their class, in training and held out; None where nobody knows.

    Raises:
        DataError: the file is damaged.
    """
    with damage_told(path), files.opened_arrays(path) as file:
        if "group_train" not in file:
            return None, None
        found = file["group_train"], file["group_test"]
        if found[0].shape != file["y_train"].shape or found[1].shape != file["y_test"].shape:
            raise ValueError("a group for every picture was expected")
        return found


def read(path: Path, dataset: str) -> tuple[Attribute, ...]:
    """Return what was measured of a data set's held-out pictures and is kept in its file.

    Raises:
        DataError: the file is damaged.
    """
    measured = _MEASURED.get(dataset, {})
    if not measured:
        return ()
    with damage_told(path), files.opened_arrays(path) as file:
        of_pictures = file["group_test"] if "group_test" in file else slice(None)
        return tuple(Attribute(*texts, file[name][of_pictures].astype(np.float32)) for name, texts in measured.items())
