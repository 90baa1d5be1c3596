"""Any file -> the networks in it. No code of a file is executed; graphs of ONNX' own operators may be evaluated."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from vae import documents
from vae.foreign.description import ForeignError, ForeignModel, TooLargeError
from vae.foreign.models import models_of
from vae.keras_files import archive, h5, layers_model, saved_model
from vae.network.graph_check import GraphError
from vae.onnx_files import file as onnx_file
from vae.onnx_files import graph as onnx_graph
from vae.onnx_files import whole as onnx_whole
from vae.readers import bundles
from vae.readers.files import MOST_BYTES

READABLE = (
    "a Keras network (.keras, .h5 with its layers, or a SavedModel's folder), ONNX (.onnx), a layers model of "
    "TensorFlow.js (model.json with its .bin files) or a bundle of this explorer (.safetensors)"
)
_MOST_LETTERS = 500
_ARRAYS = (".npz", ".npy", ".csv")
_HDF5, _ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
_PICKLES = (".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".bin")


def read_models(files: Mapping[str, bytes]) -> list[ForeignModel]:
    """Find the networks in files that were dropped together, or lie in one folder.

    Args:
        files: contents by file name, with folders before it where they are known. A zip file is opened.

    Returns:
        At least one network; a VAE in one file gives its encoder and its decoder.

    Raises:
        ForeignError: no network can be read; the message says why and what to do.
    """
    given = _opened(files)
    if not given:
        raise ForeignError(f"no file was given: expected {READABLE}")
    if sum(map(len, given.values())) > MOST_BYTES:
        raise ForeignError("the files are larger than 1 GB together, which is refused")
    found = [model for name, content in sorted(given.items()) for model in _read(name, content, given)]
    if not found:
        beside = "; codes and pictures come beside a network, so give that first" if _are_arrays(given) else ""
        raise ForeignError(f"no network is in {_listed(given)}: expected {READABLE}{beside}")
    return _told_by_each_other(found)


def _are_arrays(files: Mapping[str, bytes]) -> bool:
    return any(name.lower().endswith(_ARRAYS) for name in files)


def _holds_files(name: str, content: bytes) -> bool:
    return content.startswith(_ZIP) and not name.lower().endswith(_ARRAYS)


def _opened(given: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with those of zip files, which are no Keras archives, in place of these."""
    found = {name: content for name, content in given.items() if not _holds_files(name, content)}
    left = MOST_BYTES - sum(map(len, found.values()))
    for name, content in given.items():
        if not _holds_files(name, content):
            continue
        inner = _unzipped(name, content, left)
        if inner is None:
            inner = {name: content}
        left -= sum(map(len, inner.values()))
        found |= inner
    return found


def _unzipped(name: str, content: bytes, left: int) -> dict[str, bytes] | None:
    """Return the files of a zip file, up to so many bytes; None of a Keras archive or a PyTorch checkpoint."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            names = {PurePosixPath(entry.filename).name for entry in entries}
            if "config.json" in archive.namelist() or "data.pkl" in names:
                return None
            if sum(entry.file_size for entry in entries) > left:
                beside = " together with the files beside it" if left < MOST_BYTES else ""
                raise ForeignError(f"{name} is larger than 1 GB unpacked{beside}, which is refused")
            return {entry.filename: archive.read(entry) for entry in entries if "__MACOSX" not in entry.filename}
    except ForeignError:
        raise
    except MemoryError as error:
        raise ForeignError(f"{name} is too large unpacked for the memory here: give its network alone") from error
    except Exception as error:  # zipfile and zlib each have their own for a damaged file
        raise ForeignError(f"{name} is a zip file that is cut off or damaged: pack it again") from error


def _read(name: str, content: bytes, given: Mapping[str, bytes]) -> list[ForeignModel]:
    """Return the networks of one file; none where it is of no form that is read."""
    try:
        # Weights that are no numbers are found where the network is made.
        with np.errstate(all="ignore"):
            return _models(name, content, given)
    except (ForeignError, GraphError) as error:
        raise ForeignError(f"{name}: {_line(error)}") from error
    except (MemoryError, RecursionError) as error:
        raise ForeignError(f"{name} is nested too deeply or too large") from error
    except Exception as error:
        # Nobody vouches for a file: any value in it may be of another type than it must be.
        reason = f"{type(error).__name__}: {documents.shortened(error)}"
        raise ForeignError(f"{name} is not as such files are written ({reason}): save the network again") from error


def _line(error: Exception) -> str:
    """Return what it says with names of the file's on one line, however they are written."""
    said = "".join(letter if letter.isprintable() else "?" for letter in str(error))
    return said if len(said) <= _MOST_LETTERS else f"{said[:_MOST_LETTERS]}…"


def _models(name: str, content: bytes, given: Mapping[str, bytes]) -> list[ForeignModel]:
    suffix, stem = PurePosixPath(name).suffix.lower(), PurePosixPath(name).stem
    if content.startswith(_HDF5):
        return models_of(replace(h5.read(content, MOST_BYTES), name=stem))
    if content.startswith(_ZIP) and suffix in _PICKLES:
        raise ForeignError(_pickle())
    if _holds_files(name, content):
        return models_of(replace(archive.read(content, MOST_BYTES), name=stem))
    if suffix == ".safetensors":
        return [bundles.read(stem, content)]
    if suffix == ".onnx":
        return _onnx_models(stem, content, given)
    if PurePosixPath(name).name == saved_model.FILE:
        found = saved_model.read(name, content, given, MOST_BYTES)
        return models_of(replace(found, name=PurePosixPath(name).parent.name or found.name))
    if suffix == ".json" and layers_model.is_one(content):
        return models_of(replace(layers_model.read(content, given, MOST_BYTES), name=stem))
    if suffix in _PICKLES and not any(each.endswith(".json") for each in given):
        raise ForeignError(_pickle())
    if suffix in (".keras", ".h5", ".hdf5"):
        raise ForeignError(f"it is no {suffix} file, or is cut off: save the network again")
    return []


def _onnx_models(name: str, content: bytes, given: Mapping[str, bytes]) -> list[ForeignModel]:
    """Return the networks of an ONNX file in our layers, or as graphs where these do not do."""
    file = onnx_file.parse(content, given, MOST_BYTES)
    try:
        return models_of(onnx_graph.read(name, file))
    except TooLargeError:  # ONNX Runtime would fill the memory as well
        raise
    except ForeignError as error:
        return models_of(onnx_whole.read(name, file, content, str(error)))


def _pickle() -> str:
    return (
        "a checkpoint of PyTorch or pickle holds code, which is not executed: write the network as ONNX instead, "
        "torch.onnx.export(model, example, 'decoder.onnx', dynamo=False)"
    )


def _listed(given: Mapping[str, bytes]) -> str:
    names = sorted(given)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _told_by_each_other(found: list[ForeignModel]) -> list[ForeignModel]:
    """Let an encoder take pixels as the one decoder beside it writes them, since nothing else says so."""
    decoders = [model.proposal for model in found if model.role == "decoder"]
    if len(decoders) != 1 or decoders[0].pixels == "logits":
        return found
    shape, pixels = decoders[0].shape, decoders[0].pixels
    return [
        replace(model, proposal=replace(model.proposal, pixels=pixels, shape=model.proposal.shape or shape))
        if model.role == "encoder" and model.format != bundles.FORMAT
        else model
        for model in found
    ]
