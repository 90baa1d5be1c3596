"""What is given to encode, and what a source found."""

from dataclasses import dataclass

import numpy as np

from ui.encode.cutter import File


@dataclass(frozen=True)
class Given:
    """One picture to encode.

    Attributes:
        key: tells it from all others of its source, whatever they are called.
        name: what it is called.
        picture: uint8 [height, width], in colour [height, width, 3], to prepare, or one that is prepared already; of a
            kind that is no picture an output of the run's shape.
        is_prepared: whether it is as the data set's images are.
        label: its class, where known.
        origin: key of the file that it was found in; none for what comes of no file.
    """

    key: str
    name: str
    picture: np.ndarray
    is_prepared: bool = False
    label: int | None = None
    origin: str = ""


@dataclass(frozen=True)
class Found:
    """What a source gave: pictures, a sentence for each problem and for each thing that was changed, and its files."""

    pictures: tuple[Given, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
