"""What a training says of its epochs in the terminal, and what its encoder alone is trained on."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from vae.config import RunConfig
from vae.early_stopping import held_back
from vae.jobs.trainer import _epoch_text, _tune_encoder
from vae.model import data_parallel, encoder_tuning
from vae.model.training import EpochResult
from vae.presets import PRESETS


def test_a_figure_of_the_family_is_told_where_it_is_none_too():
    terms = {"mismatch": 0.25, "val_mismatch": 0.0}
    result = EpochResult(3, 9.0, 9.0, 0.0, 8.0, 8.0, 0.0, 1.0, 1.0, 500.0, np.zeros((1, 2)), terms=terms)
    told = "held-out 8.00 nats (Distance from the prior, MMD² 0.000), 500 images/s"
    config = RunConfig("a", epochs=5)
    assert _epoch_text(result, config) == f"epoch 3/5: training 9.00, {told}"
    names = replace(PRESETS["names-16d"].config, epochs=5)
    assert _epoch_text(result, names) == f"epoch 3/5: training 9.00, {told}".replace("images", "names")


@pytest.mark.parametrize("patience", [0, 3])
def test_the_encoder_is_not_tuned_on_pictures_that_are_held_back(digits, monkeypatch, patience):
    tuned = []
    monkeypatch.setattr(data_parallel, "on_one_device", lambda model: model)
    monkeypatch.setattr(encoder_tuning, "tune_encoder", lambda model, *data: tuned.append(data))
    config = RunConfig("a", dataset="digits", early_stopping=patience, encoder_epochs=2, seed=4)
    _tune_encoder(SimpleNamespace(config=config), digits, lambda name, share: None)
    ((images, labels, epochs, seed, _),) = tuned
    chosen = ~held_back(config, len(digits.train_images))
    assert chosen.all() == (patience == 0) and (epochs, seed) == (2, 4)
    np.testing.assert_array_equal(images, digits.train_images[chosen])
    np.testing.assert_array_equal(labels, digits.train_labels[chosen])
