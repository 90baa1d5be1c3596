"""What a run learnt beside its networks: the width of a pixel, likelihood.json, and its prior, prior.json."""

from pathlib import Path

import numpy as np

from vae import documents, files
from vae.config import RunConfig
from vae.documents import DocumentError
from vae.likelihoods import LEAST_SIGMA
from vae.prior.draws import Prior
from vae.prior.mixture import NUM_PARTS, MixturePrior
from vae.runs.run_files import RunError, again, read_json

WIDTH_FILE = "likelihood.json"
WIDTH_VERSION = 1
MOST_SIGMA = 10.0
PRIOR_FILE = "prior.json"
PRIOR_VERSION = 1
_MOST = {"means": 1e4, "log_vars": 50.0, "log_weights": 1e3}


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


def write_prior(folder: Path, prior: Prior | None) -> None:
    """Write what a run's codes are pulled to, a mixture; what a training at a high rate drove too far is brought back.

    A part so wide, narrow, far or rare has no share in any code: to refuse it on reading would lose the whole run.
    """
    assert isinstance(prior, MixturePrior), "any other prior is known by its name"
    numbers = {
        name: getattr(prior, name).astype(float).clip(-most, most).round(7).tolist() for name, most in _MOST.items()
    }
    files.write_json(folder / PRIOR_FILE, {"version": PRIOR_VERSION, **numbers})


def read_prior(folder: Path, config: RunConfig) -> MixturePrior | None:
    """Return the mixture that a run's codes are pulled to; None where its prior is not learnt.

    Raises:
        RunError: it is missing, damaged, of another version or size, or not finite.
    """
    if not config.learns_prior:
        return None
    shapes = {"means": (NUM_PARTS, config.latent_dim), "log_vars": (NUM_PARTS, config.latent_dim)}
    try:
        document = documents.mapping("the document", read_json(folder / PRIOR_FILE))
        documents.whole("its version", document.get("version"), PRIOR_VERSION, PRIOR_VERSION)
        return MixturePrior(
            *(_numbers(name, document.get(name), shapes.get(name, (NUM_PARTS,)), most) for name, most in _MOST.items())
        )
    except DocumentError as error:
        raise RunError(
            f"run {folder.name!r}: {PRIOR_FILE} is damaged ({error}); {again(folder)} the run again"
        ) from error


def _numbers(name: str, value: object, shape: tuple[int, ...], most: float) -> np.ndarray:
    try:
        numbers = np.array(value, np.float64)
    except (TypeError, ValueError) as error:
        raise DocumentError(f"{name} must be numbers") from error
    if numbers.shape != shape or not np.all(np.abs(numbers) <= most):
        raise DocumentError(f"{name} must be {shape} numbers of at most {most:g}, got {numbers.shape}")
    return numbers.astype(np.float32)
