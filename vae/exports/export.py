"""Hand a run on to other programs: Keras, TensorFlow, ONNX, LiteRT, the browser, the Embedding Projector."""

import contextlib
import errno
import io
import os
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from vae import files
from vae.data.dataset import Dataset
from vae.exports.model_card import CARD_FILE, model_card
from vae.kind import KINDS
from vae.latent.latents import Latents
from vae.likelihoods import PICTURE
from vae.runs import run_files, store
from vae.runs.network_files import BUNDLE_FILES, NETWORK_FILES, is_lean, read_decoder, read_encoder
from vae.runs.run_files import run_contents


class ExportError(ValueError):
    """A run cannot be exported; the message says why and what to do."""


OF_GRAPHS = ("run", "web", "projector")
"""Formats of runs whose networks ONNX Runtime evaluates: such as keep the graph, or need no network."""


def export(run: store.Run, format_name: str, target: Path) -> Path:
    """Write a run in another format, with its model card; the folder appears complete or not at all.

    Formats: "keras" (encoder.keras and decoder.keras, which gives logits, with config.json), "savedmodel", "onnx" and
    "litert" (encoder and decoder as functions of images in [0, 1] and of z; the decoder gives pixels in [0, 1]), "web"
    (both as safetensors for the browser), "projector" (held-out codes with thumbnails), "run" (the run's own files,
    which `import` takes again). Conditional networks take the label, one-hot, as a second input. A run without an
    encoder has its decoder written alone.

    Args:
        run: a valid run.
        format_name: a key of FORMATS.
        target: the folder to make; it must not exist yet.

    Returns:
        The folder.

    Raises:
        ExportError: the format is unknown or the run has no layers to write so, or the folder exists or cannot be
            written.
        RunError: the run is damaged.
        DataError: the data set for the projector's thumbnails cannot be had.
    """
    if format_name not in FORMATS:
        raise ExportError(f"format must be one of {', '.join(FORMATS)}, got {format_name!r}")
    if run.is_remote and format_name not in OF_GRAPHS:
        raise ExportError(
            f"run {run.name!r} is drawn by ONNX Runtime, so its networks are no layers to write as {format_name}: "
            f"take the format {' or '.join(OF_GRAPHS)}"
        )
    try:
        if target.exists():
            raise ExportError(f"{target} exists already: delete it or name another folder with --to")
        with files.whole_folder(target) as part:
            FORMATS[format_name](run, part)
            (part / CARD_FILE).write_text(model_card(run), encoding="utf-8")
    except OSError as error:
        raise ExportError(files.unwritable(target, error, "name another folder with --to")) from error
    return target


def _write_keras(run: store.Run, folder: Path) -> None:
    for name in ("config.json", *(() if is_lean(run.folder) else NETWORK_FILES)):
        (folder / name).write_bytes(run_files.read_bytes(run.folder / name))
    if is_lean(run.folder):
        from vae.model.loading import load_model

        model = load_model(run)
        for name, network in zip(NETWORK_FILES, (model.encoder, model.decoder), strict=True):
            if network is not None:
                network.save(folder / name)


def _write_web(run: store.Run, folder: Path) -> None:
    from vae.model.loading import load_model
    from vae.runs.web import bundle

    (folder / "decoder.safetensors").write_bytes(store.load_bundle(run))
    if is_lean(run.folder):
        if run.has_encoder:
            (folder / BUNDLE_FILES[0]).write_bytes(read_encoder(run.folder, run.config))
        return
    (folder / BUNDLE_FILES[0]).write_bytes(bundle(load_model(run).encoder))


def _write_run(run: store.Run, folder: Path) -> None:
    for name, content in run_contents(run.folder).items():
        (folder / name).write_bytes(content)


def _write_projector(run: store.Run, folder: Path) -> None:
    from vae.runs.projector import write_projector
    from vae.runs.run_data import load_of

    latents = store.load_latents(run)
    write_projector(folder, latents, load_of(run) if run.has_pictures else _drawn(run, latents))


def _drawn(run: store.Run, latents: Latents) -> Dataset:
    """Return what the decoder draws of the codes as held-out pictures."""
    from vae.model import inference

    labels = latents.labels.astype(np.int32) if run.config.conditional else None
    pictures = KINDS[PICTURE].draw(inference.decode(run.folder, latents.z_mean, labels))
    none, no_labels = np.zeros((0, *pictures.shape[1:]), np.uint8), np.zeros(0, np.uint8)
    return Dataset(run.config.dataset, none, no_labels, pictures, latents.labels, run.class_names)


def _write_savedmodel(run: store.Run, folder: Path) -> None:
    for name, network in _pixel_networks(run).items():
        _convert(network, folder / name, "tf_saved_model")


def _write_litert(run: store.Run, folder: Path) -> None:
    import tensorflow as tf

    # By way of a SavedModel, because Keras before 3.13 has no LiteRT of its own.
    with tempfile.TemporaryDirectory() as saved:
        for name, network in _pixel_networks(run).items():
            _convert(network, Path(saved) / name, "tf_saved_model")
            converted = tf.lite.TFLiteConverter.from_saved_model(str(Path(saved) / name)).convert()
            (folder / f"{name}.tflite").write_bytes(converted)


def _write_onnx(run: store.Run, folder: Path) -> None:
    """Write both networks as ONNX files, of the layers that the browser's network has: no package is needed."""
    from vae.exports.onnx_network import onnx_model
    from vae.network.network import read

    config, (encoder, decoder) = run.config, _bundles(run)
    pictures, codes = config.shape.array, (config.latent_dim,)
    (folder / "decoder.onnx").write_bytes(onnx_model(read(decoder), ("z", codes), {"pixels": pictures}))
    if encoder is not None:
        heads = ("z_mean", "z_log_var") if config.variational else ("z_mean",)
        content = onnx_model(read(encoder), ("images", pictures), dict.fromkeys(heads, codes))
        (folder / "encoder.onnx").write_bytes(content)


def _bundles(run: store.Run) -> tuple[bytes | None, bytes]:
    """Return the encoder, if there is one, and the decoder as the browser's networks, unrounded where they can be."""
    if is_lean(run.folder):
        encoder = read_encoder(run.folder, run.config) if run.has_encoder else None
        return encoder, read_decoder(run.folder, run.config)
    from vae.model.loading import load_model
    from vae.runs.web import bundle

    model = load_model(run)
    return bundle(model.encoder, "float32"), bundle(model.decoder, "float32")


def _convert(network: Any, path: Path, keras_format: str) -> None:
    import tensorflow as tf

    # converters talk and warn about their own internals; an error still comes through as an exception
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            network.export(path, format=keras_format, verbose=False)
        except tf.errors.OpError as error:  # TensorFlow's own for a disk that is full or cannot be written
            number = errno.ENOSPC if "No space left" in error.message else errno.EIO
            raise OSError(number, os.strerror(number), str(path)) from error


def _pixel_networks(run: store.Run) -> dict[str, Any]:
    """Return the encoder, and the decoder with the sigmoid that makes pixels of its logits."""
    import keras

    from vae.model.loading import load_model

    model = load_model(run)
    pixels = keras.layers.Activation("sigmoid", name="pixels")(model.decoder.output)
    networks = {"encoder": model.encoder, "decoder": keras.Model(model.decoder.input, pixels, name="decoder")}
    return {name: network for name, network in networks.items() if network is not None}


NOTES = {
    "keras": "decoder.keras gives logits, as it was trained: keras.activations.sigmoid makes of them the pixels, "
    "0 to 1, that the other formats give",
}
"""What whoever opens the files of a format must know."""

FORMATS: dict[str, Callable[[store.Run, Path], None]] = {
    "keras": _write_keras,
    "savedmodel": _write_savedmodel,
    "onnx": _write_onnx,
    "litert": _write_litert,
    "web": _write_web,
    "projector": _write_projector,
    "run": _write_run,
}
