"""Where a grey pixel counts as white."""

from typing import Any

HALF = 0.5


def is_white(pixels: Any) -> Any:
    """Return where pixels are at least one half; `isWhite` in ui/live/white.js is the same for the browser.

    Args:
        pixels: grey in [0, 1], an array or a tensor of any shape.

    Returns:
        Booleans of the same kind and shape.
    """
    return pixels >= HALF
