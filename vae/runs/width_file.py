"""A run's likelihood.json: the width of a pixel's Gaussian, where the likelihood has one that is learnt."""

from pathlib import Path

from vae import documents, files
from vae.config import RunConfig
from vae.documents import DocumentError
from vae.likelihoods import LEAST_SIGMA
from vae.runs.run_files import RunError, again, read_json

WIDTH_FILE = "likelihood.json"
WIDTH_VERSION = 1
MOST_SIGMA = 10.0


def write_sigma(folder: Path, sigma: float) -> None:
    """Write the width of a run's pixels, in units of full white."""
    files.write_json(folder / WIDTH_FILE, {"version": WIDTH_VERSION, "sigma": sigma}, indent=2)


def read_sigma(folder: Path, config: RunConfig) -> float | None:
    """Return the width of a run's pixels, in units of full white; None where its likelihood has none that is learnt.

    Raises:
        RunError: it is missing, damaged, of another version, or no width that a training gives.
    """
    if not config.has_width:
        return None
    try:
        document = documents.mapping("the document", read_json(folder / WIDTH_FILE))
        documents.whole("its version", document.get("version"), WIDTH_VERSION, WIDTH_VERSION)
        sigma = documents.number("sigma", document.get("sigma"))
        if not LEAST_SIGMA < sigma < MOST_SIGMA:
            raise DocumentError(f"sigma must be between {LEAST_SIGMA:.4f} and {MOST_SIGMA:g}, got {sigma:g}")
    except DocumentError as error:
        raise RunError(
            f"run {folder.name!r}: {WIDTH_FILE} is damaged ({error}); {again(folder)} the run again"
        ) from error
    return sigma
