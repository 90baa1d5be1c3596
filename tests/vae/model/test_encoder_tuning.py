"""The encoder trained on alone: what moves, what stays, and that it brings what it is for."""

import keras
import numpy as np
import pytest

from tests.support import quick
from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.model import encoder_tuning
from vae.model.bounds import estimate_bounds
from vae.model.encoder_tuning import Moves, moved, tune_encoder
from vae.model.training import train
from vae.model.vae import VAE

STILL = Moves(turn=0.0, stretch=0.0, shear=0.0, shift=0.0, bend=0.0, still=0.0)


def seeds(seed=0):
    return keras.random.SeedGenerator(seed)


def cross(count=1):
    picture = np.zeros((28, 28), np.float32)
    picture[6:22, 13:15] = 1.0
    picture[13:15, 9:19] = 1.0
    return np.repeat(picture[None], count, axis=0)


def centre(pictures):
    places = np.arange(28) - 13.5
    weight = pictures.sum(axis=(1, 2))
    return np.stack([(pictures.sum(axis=axis) @ places) / weight for axis in (2, 1)], axis=1)


def test_without_moves_a_picture_stays_what_it_is():
    np.testing.assert_allclose(np.asarray(moved(cross(), STILL, seeds())), cross(), atol=0.13)
    still = Moves(still=1.0)
    np.testing.assert_array_equal(np.asarray(moved(cross(5), still, seeds())), cross(5))


def test_pictures_twice_as_fine_are_those_of_keras():
    pictures = np.random.default_rng(0).random((3, 28, 20, 3), np.float32)
    fine = keras.ops.image.resize(pictures, (56, 40), interpolation="bicubic")
    np.testing.assert_allclose(encoder_tuning._twice_as_fine(pictures), fine, atol=1e-6)


@pytest.mark.parametrize("field, value", [("turn", 9.0), ("stretch", 0.2), ("shear", 0.2), ("bend", 1.0)])
def test_every_move_changes_pictures_about_their_middle(field, value):
    pictures = np.asarray(moved(cross(64), Moves(**{**vars(STILL), field: value}), seeds()))
    assert np.abs(pictures - cross()).sum(axis=(1, 2)).mean() > 3
    assert np.abs(centre(pictures).mean(axis=0)).max() < 0.4
    assert pictures.min() >= 0.0 and pictures.max() <= 1.0
    assert len(np.unique(pictures.reshape(64, -1), axis=0)) == 64


def test_a_shift_moves_the_middle_by_at_most_as_many_pixels():
    middles = centre(np.asarray(moved(cross(256), Moves(**{**vars(STILL), "shift": 2.0}), seeds())))
    assert 1.0 < np.abs(middles).max() < 2.01
    assert np.abs(middles.mean(axis=0)).max() < 0.25


def test_a_turn_goes_both_ways_by_at_most_as_many_degrees():
    bar = np.zeros((400, 28, 28), np.float32)
    bar[:, 4:24, 13:15] = 1.0
    pictures = np.asarray(moved(bar, Moves(**{**vars(STILL), "turn": 30.0}), seeds()))
    row, column = (np.mgrid[:28, :28] - 13.5).reshape(2, -1)
    flat = pictures.reshape(400, -1)
    angles = np.degrees(0.5 * np.arctan2(2 * flat @ (row * column), flat @ (row**2 - column**2)))
    assert 20 < angles.max() < 31 and -31 < angles.min() < -20


@pytest.fixture(scope="module")
def trained(digits):
    few = Dataset("digits", digits.train_images[:600], digits.train_labels[:600], digits.test_images[:200],
                  digits.test_labels[:200], digits.class_names)  # fmt: skip
    model = VAE(RunConfig(name="run", dataset="digits", hidden_sizes=(32,), epochs=12, batch_size=32))
    with quick.without_xla():
        list(train(model, few))
    return model, few


def neg_elbo(model, images, labels):
    with quick.without_xla():
        bounds = estimate_bounds(model, images.astype(np.float32) / 255, labels, 32)
    return (bounds.reconstruction + bounds.kl).mean()


def test_held_out_pictures_gain_and_the_decoder_stays(trained, monkeypatch):
    model, few = trained
    monkeypatch.setattr(encoder_tuning, "BATCH_SIZE", 100)
    decoder = model.decoder.get_weights()
    before, shares = neg_elbo(model, few.test_images, few.test_labels), []
    tune_encoder(model, few.train_images, few.train_labels, epochs=14, progress=shares.append)
    assert neg_elbo(model, few.test_images, few.test_labels) < before - 0.5
    for old, new in zip(decoder, model.decoder.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert model.decoder.trainable and len(model.trainable_variables) > len(model.encoder.trainable_variables)
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) == 14 * 6


def test_the_same_seed_gives_the_same_encoder(digits, without_xla):
    found = []
    for seed in (1, 1):
        model = VAE(RunConfig(name="run", hidden_sizes=(8,), likelihood="bernoulli_binarized", conditional=True))
        tune_encoder(model, digits.train_images[:64], digits.train_labels[:64], 1, seed)
        found.append(model.encoder.get_weights()[0])
    np.testing.assert_array_equal(found[0], found[1])


def test_what_cannot_be_tuned_is_refused(digits):
    plain = VAE(RunConfig(name="run", hidden_sizes=(4,), variational=False))
    for model, epochs in ((plain, 1), (VAE(RunConfig(name="run", hidden_sizes=(4,))), 0)):
        with pytest.raises(ValueError, match="variational run and at least 1 epoch"):
            tune_encoder(model, digits.train_images[:8], digits.train_labels[:8], epochs)
