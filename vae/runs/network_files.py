"""Where a run's weights lie: in two Keras archives, or, of a lean run or an imported one, as the browser's."""

import json
from pathlib import Path

from vae.config import RunConfig
from vae.network.bundles import BundleError, BundleSizes, read_sizes
from vae.network.graphs import has_graph
from vae.runs.origin import ORIGIN_FILE
from vae.runs.run_files import MAX_TEXT_BYTES, RunError, again, check_network, read_bytes

NETWORK_FILES = ("encoder.keras", "decoder.keras")
BUNDLE_FILES = ("encoder.safetensors", "web.safetensors")


def is_lean(folder: Path) -> bool:
    """Return whether a run has its weights but once, as the browser's encoder and decoder."""
    has_bundles = (folder / BUNDLE_FILES[0]).exists() or (folder / ORIGIN_FILE).exists()
    return has_bundles and not (folder / NETWORK_FILES[0]).exists()


def has_encoder(folder: Path) -> bool:
    """Return whether a run has an encoder: only one that was imported may lack it."""
    return not (folder / ORIGIN_FILE).exists() or (folder / BUNDLE_FILES[0]).exists()


def is_remote(folder: Path) -> bool:
    """Return whether ONNX Runtime evaluates a run's encoder or decoder, so that no browser does.

    A file that cannot be read is said so where its weights are read.
    """
    return any(_has_graph(folder / name) for name in BUNDLE_FILES if (folder / name).exists())


def _has_graph(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            length = min(int.from_bytes(opened.read(8), "little"), MAX_TEXT_BYTES)
            return has_graph(json.loads(json.loads(opened.read(length))["__metadata__"]["layers"]))
    except (OSError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return False


def network_files(folder: Path) -> tuple[str, str]:
    """Return the names of the files in a run's folder that hold the encoder's and the decoder's weights."""
    return BUNDLE_FILES if is_lean(folder) else NETWORK_FILES


def check_networks(folder: Path, config: RunConfig) -> None:
    """Check that Keras' archives are whole, or of a lean run the browser's encoder, if there is one.

    The browser's decoder is a file of every run and read by itself.

    Raises:
        RunError: a file is missing or damaged, or the encoder is another configuration's.
    """
    if is_lean(folder):
        if has_encoder(folder):
            read_encoder(folder, config)
        return
    for name in NETWORK_FILES:
        check_network(folder / name)


def read_encoder(folder: Path, config: RunConfig) -> bytes:
    """Return the browser's encoder of a run, a safetensors file, checked; older runs have none.

    Raises:
        RunError: it is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    num_heads = 2 if config.variational else 1
    return _read(folder, BUNDLE_FILES[0], (config.shape.size, num_heads * config.latent_dim), config, "pixels")


def read_decoder(folder: Path, config: RunConfig) -> bytes:
    """Return the browser's decoder of a run, a safetensors file, checked.

    Raises:
        RunError: it is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    return _read(folder, BUNDLE_FILES[1], (config.latent_dim, config.shape.size), config, "latent dimensions")


def _read(folder: Path, name: str, numbers: tuple[int, int], config: RunConfig, what: str) -> bytes:
    """Return a bundle that must take and give so many numbers; `what` those are that it takes."""
    content = read_bytes(folder / name)
    try:
        sizes = read_sizes(content)
    except BundleError as error:
        raise RunError(f"run {folder.name!r}: {error}; {again(folder)} the run again") from error
    expected = BundleSizes(numbers[0], config.num_classes if config.conditional else 0, numbers[1])
    if sizes[:2] != expected[:2]:
        raise RunError(
            f"run {folder.name!r}: {name} takes {sizes.inputs} {what} and {sizes.classes} classes, "
            f"its config says {expected.inputs} and {expected.classes}; {again(folder)} the run again"
        )
    if sizes.outputs != expected.outputs:
        raise RunError(
            f"run {folder.name!r}: {name} gives {sizes.outputs} numbers, its config says {expected.outputs}; "
            f"{again(folder)} the run again"
        )
    return content
