"""Any file -> the networks in it. Nothing of a file is executed."""

from collections.abc import Mapping
from pathlib import Path

from vae.imports.foreign import ForeignError, ForeignModel

MOST_BYTES = 2**30
"""A network of more is refused."""


def read_models(source: Mapping[str, bytes] | Path) -> list[ForeignModel]:
    """Find the networks in files that were dropped together, or in a file or folder.

    Args:
        source: contents by file name, or a path. A zip file is opened.

    Returns:
        At least one network; a VAE in one file gives its encoder and its decoder.

    Raises:
        ForeignError: no network can be read; the message says why and what to do.
    """
    raise ForeignError(f"no reader yet for {source if isinstance(source, Path) else ', '.join(source)}")
