"""Load the networks of a run."""

from vae.model.vae import VAE
from vae.runs.run_files import RunError
from vae.runs.store import NETWORK_FILES, Run


def load_model(run: Run) -> VAE:
    """Build both networks from the configuration and load their weights; nothing else in the files is trusted.

    Raises:
        RunError: a network file is damaged or fits another configuration.
    """
    model = VAE(run.config)
    for file_name, network in zip(NETWORK_FILES, (model.encoder, model.decoder), strict=True):
        try:
            network.load_weights(run.folder / file_name)
        except Exception as error:  # Keras lets every reader's own exceptions through
            reason = str(error).partition("\n")[0][:200]
            raise RunError(f"run {run.name!r}: {file_name} does not fit its config.json ({reason})") from error
    return model
