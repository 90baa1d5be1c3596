"""The styles of a component as one text, after those that all components share."""

from pathlib import Path

_FOLDER = Path(__file__).parent
LIVE: tuple[str | Path, ...] = ("frame.css", "map.css", "controls.css", "picture.css", "melody.css")
"""What the live views of runs share."""


def styles(*paths: str | Path) -> str:
    """Return style sheets one after the other, behind theme.css.

    Args:
        paths: file names in this folder, such as "gallery.css", or paths of files elsewhere.
    """
    return "".join((_FOLDER / path).read_text(encoding="utf-8") for path in ("theme.css", *paths))
