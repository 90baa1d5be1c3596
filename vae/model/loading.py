"""Load the networks of a run."""

from typing import Any

import numpy as np

from vae import documents
from vae.model.vae import VAE
from vae.runs.run_files import RunError, finite_numbers
from vae.runs.store import NETWORK_FILES, Run

_MOST = 1e9


def load_model(run: Run) -> VAE:
    """Build both networks from the configuration and load their weights; nothing else in the files is trusted.

    Raises:
        RunError: a network file is damaged, fits another configuration or holds weights that are not finite.
    """
    model = VAE(run.config)
    for file_name, network in zip(NETWORK_FILES, (model.encoder, model.decoder), strict=True):
        try:
            network.load_weights(run.folder / file_name)
        except Exception as error:  # Keras lets every reader's own exceptions through
            reason = documents.shortened(error)
            raise RunError(f"run {run.name!r}: {file_name} does not fit its config.json ({reason})") from error
        _check_weights(run, file_name, network)
    return model


def _check_weights(run: Run, file_name: str, network: Any) -> None:
    for weights in map(np.atleast_1d, network.get_weights()):
        if weights.dtype.kind == "f":
            finite_numbers(run.name, f"{file_name}'s weights", weights, weights.shape, _MOST)
