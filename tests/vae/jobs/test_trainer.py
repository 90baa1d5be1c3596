"""What a training says of its epochs in the terminal."""

import numpy as np

from vae.jobs.trainer import _epoch_text
from vae.model.training import EpochResult


def test_a_figure_of_the_family_is_told_where_it_is_none_too():
    terms = {"mismatch": 0.25, "val_mismatch": 0.0}
    result = EpochResult(3, 9.0, 9.0, 0.0, 8.0, 8.0, 0.0, 1.0, 1.0, 500.0, np.zeros((1, 2)), terms=terms)
    told = "held-out 8.00 nats (Distance from the prior, MMD² 0.000), 500 images/s"
    assert _epoch_text(result, 5) == f"epoch 3/5: training 9.00, {told}"
