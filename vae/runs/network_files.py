"""Where a run's weights lie: in two Keras archives, or of a run of the lesson in the browser's two networks alone."""

from pathlib import Path

from vae.config import RunConfig
from vae.runs.run_files import RunError, check_network, read_bytes
from vae.runs.web import NUM_PIXELS, BundleError, read_header

NETWORK_FILES = ("encoder.keras", "decoder.keras")
BUNDLE_FILES = ("encoder.safetensors", "web.safetensors")


def is_lean(folder: Path) -> bool:
    """Return whether a run has its weights but once, as the browser's encoder and decoder."""
    return (folder / BUNDLE_FILES[0]).exists() and not (folder / NETWORK_FILES[0]).exists()


def network_files(folder: Path) -> tuple[str, str]:
    """Return the names of the files in a run's folder that hold the encoder's and the decoder's weights."""
    return BUNDLE_FILES if is_lean(folder) else NETWORK_FILES


def check_networks(folder: Path, config: RunConfig) -> None:
    """Check that Keras' archives are whole, or of a lean run the browser's encoder; the decoder is a file of every run.

    Raises:
        RunError: a file is missing or damaged, or the encoder is another configuration's.
    """
    if is_lean(folder):
        read_encoder(folder, config)
        return
    for name in NETWORK_FILES:
        check_network(folder / name)


def read_encoder(folder: Path, config: RunConfig) -> bytes:
    """Return the browser's encoder of a run, a safetensors file, checked; older runs have none.

    Raises:
        RunError: it is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    return _read(folder, BUNDLE_FILES[0], NUM_PIXELS, config, "pixels")


def read_decoder(folder: Path, config: RunConfig) -> bytes:
    """Return the browser's decoder of a run, a safetensors file, checked.

    Raises:
        RunError: it is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    return _read(folder, BUNDLE_FILES[1], config.latent_dim, config, "latent dimensions")


def _read(folder: Path, name: str, input_size: int, config: RunConfig, what: str) -> bytes:
    content = read_bytes(folder / name)
    try:
        metadata = read_header(content)
    except BundleError as error:
        raise RunError(f"run {folder.name!r}: {error}") from error
    sizes = (int(metadata["input_size"]), int(metadata["num_classes"]))
    expected = (input_size, config.num_classes if config.conditional else 0)
    if sizes != expected:
        raise RunError(
            f"run {folder.name!r}: {name} takes {sizes[0]} {what} and {sizes[1]} classes, "
            f"its config says {expected[0]} and {expected[1]}; export the run again"
        )
    return content
