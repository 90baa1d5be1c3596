"""Training from a notebook: a job like those of the page and the command line, done in this process."""

from vae import devices
from vae.config import RunConfig
from vae.documents import shown
from vae.jobs import training_jobs
from vae.jobs.worker import work
from vae.notebook.opened import Model


def train(config: RunConfig, device: str = devices.AUTO, overwrite: bool = False) -> Model:
    """Train, measure and save a run of one's own; the explorer's Train page shows how far it is.

    An interruption (Ctrl-C, a notebook's stop button) saves the epochs that are finished.

    Args:
        config: what to train, such as `vae.PRESETS["digits-2d"].config` or `vae.RunConfig(name="mine", latent_dim=3)`.
        device: "cpu", "gpu:0", "gpu:1", ..., "gpus" for all GPUs, or "auto" for the first GPU, else the processor.
        overwrite: whether a run or unfinished training of that name may be replaced.

    Returns:
        The finished run, opened.

    Raises:
        ValueError: the name is taken, or data set, device or configuration do not fit.
        ArithmeticError: the loss became no number.
        KeyboardInterrupt: an interruption before the first epoch was finished.
    """
    if not isinstance(config, RunConfig):
        raise ValueError(f"config must be a RunConfig, such as vae.PRESETS['digits-2d'].config, got {shown(config)}")
    run = work(*training_jobs.create(config, device, overwrite))
    if run is None:
        raise training_jobs.JobError(f"{config.name!r} was stopped before there was anything to save")
    return Model(run)
