"""Histories of trainings that nobody trained."""

import numpy as np

from vae.runs import store


def history(held_out, training, kl_weight=1.0):
    """Return a history with these -ELBO of held-out and of training images, 5 nats of each KL, 2 s an epoch."""
    epochs = len(held_out)
    columns = dict.fromkeys(store.HISTORY_COLUMNS, np.zeros(epochs))
    return columns | {
        "epoch": np.arange(1.0, epochs + 1), "val_reconstruction": np.asarray(held_out, float) - 5.0,
        "val_kl": np.full(epochs, 5.0), "reconstruction": np.asarray(training, float) - 5.0,
        "kl": np.full(epochs, 5.0), "kl_weight": np.full(epochs, kl_weight), "seconds": np.full(epochs, 2.0),
    }  # fmt: skip
