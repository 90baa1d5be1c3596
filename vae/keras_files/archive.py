"""Keras 3 archives (.keras): a configuration and weights in a zip file."""

import io
import zipfile
from functools import partial

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph
from vae.keras_files.graph import Place, Source, read_config
from vae.keras_files.hdf5 import Arrays

FORMAT = "Keras 3 archive"
_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"


def read(content: bytes, most_bytes: int) -> Graph:
    """Read the network of an archive.

    Args:
        content: of the file.
        most_bytes: that its parts may have unpacked.

    Raises:
        ForeignError: it is none, is damaged or holds what cannot be taken over.
    """
    import h5py

    parts = _unpacked(content, most_bytes)
    try:
        document = documents.mapping("the configuration", documents.parse(parts[_CONFIG]))
        with h5py.File(io.BytesIO(parts[_WEIGHTS]), "r") as file:
            return read_config(document, Source(FORMAT, False, partial(_weights_of, Arrays(file, most_bytes))))
    except (OSError, documents.DocumentError) as error:
        raise ForeignError(
            f"the Keras archive is damaged ({documents.shortened(error)}): save the network again"
        ) from error


def _unpacked(content: bytes, most_bytes: int) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if not {_CONFIG, _WEIGHTS} <= names:
                raise ForeignError(
                    f"a Keras archive holds {_CONFIG} and {_WEIGHTS}, this one has {documents.shown(sorted(names))}"
                )
            if sum(archive.getinfo(name).file_size for name in (_CONFIG, _WEIGHTS)) > most_bytes:
                raise ForeignError(f"the network is larger than {most_bytes / 1e9:.1f} GB, which is refused")
            return {name: archive.read(name) for name in (_CONFIG, _WEIGHTS)}
    except ForeignError:
        raise
    except MemoryError as error:
        raise ForeignError("the Keras archive is too large unpacked for the memory here") from error
    except Exception as error:  # zipfile and zlib each have their own for a damaged file
        raise ForeignError("the Keras archive is cut off or damaged: save the network again") from error


def _weights_of(arrays: Arrays, path: tuple[Place, ...]) -> list[np.ndarray]:
    """Return a layer's arrays in order; none where the file has none."""
    names = ["/".join(place.group for place in path), "vars"]
    group = arrays.group(*names)
    found = [arrays.array(*names, name) for name in sorted(group, key=int)] if group is not None else []
    return [array for array in found if array is not None]
