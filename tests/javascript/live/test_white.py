"""The page cuts grey where Python does."""

import numpy as np

from tests.support.node import in_node
from vae.pictures.white import is_white


def test_the_page_cuts_grey_where_python_does():
    grey = [0.0, 0.4999, 0.5, 0.5001, 1.0]
    assert (
        in_node({"ui/live/white.js": "isWhite"}, "(grey) => grey.map(isWhite)", grey)
        == is_white(np.array(grey)).tolist()
    )
