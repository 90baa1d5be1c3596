"""One channel out of a colour picture in which every ink stands out, a pale yellow, too."""

import numpy as np
from PIL import Image

from vae.pictures.ink import paper_is_light

_COLOURED = 0.2
_SHARE = 0.995
_DARKEST = 0.1


def ink_channel(picture: Image.Image) -> tuple[np.ndarray, bool]:
    """Return a picture in grey, chosen so that ink differs from its paper as much as it does in any colour.

    Luminance hardly tells pale yellow from white, nor dark blue from black. Coloured ink on light paper takes away at
    least one of the colours that the paper returns, so that the least of the three, each relative to the paper, is
    what tells; on dark paper the greatest is.

    Args:
        picture: of any mode.

    Returns:
        float32 [height, width] in [0, 1], and whether colours were told apart; without coloured ink it is the
        luminance.
    """
    luminance = np.asarray(picture.convert("L"), np.float32) / 255.0
    if picture.mode == "L":
        return luminance, False
    colours = np.asarray(picture.convert("RGB"), np.float32) / 255.0
    if not (np.ptp(colours, axis=2) > 0.5 * _COLOURED).any():
        return luminance, False
    is_light = paper_is_light(luminance)
    returned = colours if is_light else 1.0 - colours
    # The paper's own colour, and that of the light on it, is not the ink's: ink covers less than half.
    paper = np.maximum(np.median(returned.reshape(-1, 3), axis=0), _DARKEST)
    balanced = np.minimum(returned / paper, 1.0)
    if np.quantile(np.ptp(balanced, axis=2), _SHARE) < _COLOURED:
        return luminance, False
    least = balanced.min(axis=2) * float(paper.mean())
    return (least if is_light else 1.0 - least).astype(np.float32), True
