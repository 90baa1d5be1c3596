"""Where codes lie on a flat map."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Places:
    """The two coordinates that a map shows of codes.

    Attributes:
        xy: float32 [n, 2].
        titles: titles of the two axes.
        note: a Markdown sentence on how to read the map, or "".
        key: names the setting; equal keys give equal places of the same codes.
    """

    xy: np.ndarray
    titles: tuple[str, str]
    note: str
    key: str
