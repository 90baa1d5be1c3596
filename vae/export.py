"""Hand a run on to other programs: Keras, TensorFlow, ONNX, LiteRT, the browser, the Embedding Projector."""

import contextlib
import importlib.util
import io
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vae import runs

# the packages a format needs beyond those the project depends on, by name on the package index
_NEEDED = {"onnx": ("tf2onnx", "onnx")}


class ExportError(ValueError):
    """A run cannot be exported; the message says why and what to do."""


def export(run: runs.Run, format_name: str, target: Path) -> Path:
    """Write a run in another format; the folder appears complete or not at all.

    Formats: "keras" (encoder.keras and decoder.keras, which gives logits, with config.json), "savedmodel", "onnx" and
    "litert" (encoder and decoder as functions of images in [0, 1] and of z; the decoder gives pixels in [0, 1]), "web"
    (both as safetensors for the browser), "projector" (held-out codes with thumbnails). Conditional networks take the
    label, one-hot, as a second input.

    Args:
        run: a valid run.
        format_name: a key of FORMATS.
        target: the folder to make; it must not exist yet.

    Returns:
        The folder.

    Raises:
        ExportError: the format is unknown, a package is missing, or the folder exists or cannot be written.
        RunError: the run is damaged.
        DataError: the data set for the projector's thumbnails cannot be had.
    """
    if format_name not in FORMATS:
        raise ExportError(f"format must be one of {', '.join(FORMATS)}, got {format_name!r}")
    missing = [name for name in _NEEDED.get(format_name, ()) if importlib.util.find_spec(name) is None]
    if missing:
        raise ExportError(
            f"the format {format_name} needs {' and '.join(missing)}, not installed here: "
            f"run `python -m pip install {' '.join(missing)}` first"
        )
    if target.exists():
        raise ExportError(f"{target} exists already: delete it or name another folder with --to")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".exporting-", dir=target.parent))
    except OSError as error:
        raise ExportError(f"{target} cannot be written ({error.strerror}): name another folder with --to") from error
    try:
        FORMATS[format_name](run, temporary)
        temporary.chmod(0o755)
        os.replace(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _write_keras(run: runs.Run, folder: Path) -> None:
    for name in ("config.json", *runs.NETWORK_FILES):
        shutil.copyfile(run.folder / name, folder / name)


def _write_web(run: runs.Run, folder: Path) -> None:
    from vae.web import bundle

    model = runs.load_model(run)
    (folder / "encoder.safetensors").write_bytes(bundle(model.encoder))
    (folder / "decoder.safetensors").write_bytes(runs.load_bundle(run))


def _write_projector(run: runs.Run, folder: Path) -> None:
    from vae.data import load
    from vae.projector import write_projector

    write_projector(folder, runs.load_latents(run), load(run.config.dataset))


def _keras_writer(keras_format: str, suffix: str) -> Callable[[runs.Run, Path], None]:
    def write(run: runs.Run, folder: Path) -> None:
        for name, network in _pixel_networks(run).items():
            # converters talk and warn about their own internals; an error still comes through as an exception
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                network.export(folder / f"{name}{suffix}", format=keras_format, verbose=False)

    return write


def _pixel_networks(run: runs.Run) -> dict[str, Any]:
    """Return the encoder, and the decoder with the sigmoid that makes pixels of its logits."""
    import keras

    model = runs.load_model(run)
    pixels = keras.layers.Activation("sigmoid", name="pixels")(model.decoder.output)
    return {"encoder": model.encoder, "decoder": keras.Model(model.decoder.input, pixels, name="decoder")}


FORMATS: dict[str, Callable[[runs.Run, Path], None]] = {
    "keras": _write_keras,
    "savedmodel": _keras_writer("tf_saved_model", ""),
    "onnx": _keras_writer("onnx", ".onnx"),
    "litert": _keras_writer("litert", ".tflite"),
    "web": _write_web,
    "projector": _write_projector,
}
