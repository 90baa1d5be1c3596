"""Networks that Keras 2 or 3 wrote as HDF5 (.h5): the configuration is an attribute, weights lie by name."""

import io
from functools import partial
from typing import Any

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError
from vae.foreign.graph import Graph
from vae.keras_files.graph import Place, Source, read_config
from vae.keras_files.hdf5 import Arrays
from vae.keras_files.named_weights import ordered

_WEIGHTS_ALONE = (
    "it holds weights alone, not which layers they belong to: save the whole network, model.save('decoder.keras')"
)


def read(content: bytes, most_bytes: int) -> Graph:
    """Read the network of an HDF5 file.

    Args:
        content: of the file.
        most_bytes: that its arrays may have together.

    Raises:
        ForeignError: it is no network, is damaged or holds what cannot be taken over.
    """
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            config = file.attrs.get("model_config")
            if config is None:
                raise ForeignError(_WEIGHTS_ALONE)
            is_keras_2 = not _text(file.attrs.get("keras_version", "2")).startswith("3")
            document = documents.mapping("the configuration", documents.parse(_text(config)))
            name = f"Keras {2 if is_keras_2 else 3} HDF5 file"
            return read_config(document, Source(name, is_keras_2, partial(_weights_of, Arrays(file, most_bytes))))
    except (OSError, KeyError, RuntimeError, documents.DocumentError) as error:
        raise ForeignError(
            f"the HDF5 file is damaged ({documents.shortened(error)}): save the network again"
        ) from error


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _weights_of(arrays: Arrays, path: tuple[Place, ...]) -> list[np.ndarray]:
    """Return a layer's arrays in the order that it has them."""
    top = "model_weights"
    group = arrays.group(top, path[0].name)
    if group is None:
        return []
    names = [_text(name) for name in group.attrs.get("weight_names", [])]
    mine = [name for name in names if len(path) == 1 or path[-1].name in name.split("/")[:-1]]
    return ordered({name: array for name in mine if (array := arrays.array(top, path[0].name, name)) is not None})
