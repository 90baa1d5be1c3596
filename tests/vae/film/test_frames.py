"""The film of a training: what a frame shows, which frames stay, and how large the film is that a run keeps."""

import dataclasses
import types

import numpy as np

from vae.config import RunConfig
from vae.film import film_file, frames
from vae.film.frames import Camera, Frame
from vae.model.vae import build
from vae.shape import MNIST


def taken(tmp_path, digits, epoch=1, kl=(), **fields):
    """Return a frame of an untrained model and the model."""
    config = RunConfig(name="tiny", dataset="digits", hidden_sizes=(8,), **fields)
    model = build(config)
    labels = digits.test_labels if config.conditional else None
    codes = np.asarray(model.encode(digits.test_images, labels)[0]).astype(np.float16)
    result = types.SimpleNamespace(epoch=epoch, codes=codes, kl_per_dimension=kl)
    return Camera(model, digits, tmp_path).take(result), model


def as_bytes(pictures):
    return np.round(255 * np.asarray(pictures)).astype(np.uint8)


def test_the_grid_goes_along_the_two_strongest_dimensions(tmp_path, digits):
    frame, model = taken(tmp_path, digits, latent_dim=4, kl=(0.1, 2.0, 0.0, 1.0))
    assert frame.grid.shape == (10, 10, 28, 28) and list(frame.dimensions) == [1, 3]
    z = np.zeros((1, 4), np.float32)
    z[0, 1], z[0, 3] = frame.xs[7], frame.ys[2]
    assert frame.xs[7] > 0 and frame.ys[2] > 0
    np.testing.assert_allclose(frame.grid[2, 7], as_bytes(model.decode(z))[0], atol=1)


def test_of_codes_of_levels_the_grid_is_that_of_the_last():
    config = RunConfig(name="tiny", dataset="digits", family="ladder", hidden_sizes=(8, 8, 8), latent_dim=6)
    kl = (9.0, 9.0, 1.0, 1.0, 1.0, 1.0)
    z, _, axes = frames._grid(config, np.arange(10), np.zeros((50, 6), np.float16), kl)
    assert axes["dimensions"].tolist() == [4, 5] and not z[:, :4].any() and z[0, 4] < 0 < z[0, 5]


def test_ten_held_out_digits_and_their_reconstructions(tmp_path, digits):
    frame, model = taken(tmp_path, digits, kl=(1.0, 1.0))
    assert list(frame.original_labels) == list(range(10))
    index = int(np.argmax(digits.test_labels == 4))
    np.testing.assert_array_equal(frame.originals[4], digits.test_images[index])
    z_mean, _ = model.encode(frame.originals)
    np.testing.assert_allclose(frame.reconstructions, as_bytes(model.decode(z_mean)), atol=1)
    np.testing.assert_array_equal(frame.labels, digits.test_labels)


def test_what_does_not_change_is_drawn_once_for_all_frames(tmp_path, digits):
    _, model = taken(tmp_path, digits, kl=(1.0, 1.0))
    camera = Camera(model, digits, tmp_path)
    results = [types.SimpleNamespace(epoch=epoch, codes=np.zeros((9, 2)), kl_per_dimension=()) for epoch in (1, 2)]
    first, second = map(camera.take, results)
    assert first.originals is second.originals and second.originals.any()


def test_a_conditional_grid_has_a_column_a_class(tmp_path, digits):
    frame, model = taken(tmp_path, digits, conditional=True, kl=(0.1, 1.0))
    assert list(frame.dimensions) == [1] and list(frame.xs) == list(range(10))
    z = np.array([[0.0, frame.ys[3]]], np.float32)
    np.testing.assert_allclose(frame.grid[3, 6], as_bytes(model.decode(z, np.array([6])))[0], atol=1)


def test_one_dimension_runs_on_from_row_to_row_and_an_autoencoder_has_the_extent_of_its_codes(tmp_path, digits):
    frame, model = taken(tmp_path, digits, latent_dim=1, variational=False)
    assert frame.ys.shape == (100,)
    np.testing.assert_allclose(frame.ys[[0, -1]], np.quantile(frame.codes[:, 0], (0.01, 0.99)), rtol=1e-2)
    z = np.array([[frame.ys[34]]], np.float32)
    np.testing.assert_allclose(frame.grid[3, 4], as_bytes(model.decode(z))[0], atol=1)


def test_under_a_learnt_prior_the_grid_goes_where_codes_lie():
    config = RunConfig(name="tiny", dataset="digits", family="mixture")
    codes = np.random.default_rng(0).normal([6.0, -3.0], [0.5, 2.0], (2000, 2)).astype(np.float16)
    z, _, axes = frames._grid(config, np.arange(10), codes, (1.0, 2.0))
    np.testing.assert_allclose(axes["xs"][[0, -1]], np.quantile(codes[:, 0], (0.01, 0.99)), rtol=1e-2)
    np.testing.assert_allclose(axes["ys"][[-1, 0]], np.quantile(codes[:, 1], (0.01, 0.99)), rtol=1e-2)
    np.testing.assert_allclose([z[:, 0].min(), z[:, 1].max()], [axes["xs"][0], axes["ys"][0]])


def test_under_a_learnt_prior_the_other_dimensions_are_where_its_likeliest_part_is(tmp_path, digits):
    frame, model = taken(tmp_path, digits, family="mixture", latent_dim=4)
    across, up = frame.dimensions
    z = np.zeros((1, 4), np.float32)
    z[0, [across, up]] = frame.xs[6], frame.ys[3]
    apart = np.square(z - model.prior.means) * np.exp(-model.prior.log_vars) + model.prior.log_vars
    part = (model.prior.log_weights - 0.5 * apart[:, [across, up]].sum(axis=1)).argmax()
    others = [k for k in range(4) if k not in frame.dimensions]
    z[0, others] = model.prior.means[part, others]
    assert np.abs(z[0, others]).max() > 0.1
    np.testing.assert_allclose(frame.grid[3, 6], as_bytes(model.decode(z))[0], atol=1)
    Camera(model, digits, tmp_path).keep(frame)
    kept = frames.read_frames(tmp_path)[0]
    for name, numbers in vars(model.prior).items():
        np.testing.assert_array_equal(getattr(kept.prior, name), numbers)
    z_log_var = np.asarray(model.encode(digits.test_images)[1])
    assert np.ptp(z_log_var) > 0.1
    np.testing.assert_allclose(kept.z_log_var, z_log_var, atol=2e-3)


def test_frames_that_stay_are_spread_and_the_latest_is_there(tmp_path, digits):
    frame, model = taken(tmp_path, digits, kl=(1.0, 1.0))
    model.config = dataclasses.replace(model.config, epochs=1000)
    camera = Camera(model, digits, tmp_path)
    for epoch in range(1, 500):
        if epoch < 40 or epoch > 480:
            camera.keep(dataclasses.replace(frame, epoch=epoch))
    epochs = [frame.epoch for frame in frames.read_frames(tmp_path)]
    assert epochs[:5] == [1, 2, 3, 4, 5] and len(frames.spread(1000)) <= 60
    passing = [epoch for epoch in range(481, 500) if epoch not in frames.spread(1000)][-3:]
    assert passing[-1] == 499 and set(passing) <= set(epochs) <= {*passing, *frames.spread(1000)}
    assert [frame.epoch for frame in frames.read_frames(tmp_path, after=epochs[-2])] == [499]


def test_a_damaged_frame_is_left_out(tmp_path, digits):
    frame, model = taken(tmp_path, digits, kl=(1.0, 1.0))
    Camera(model, digits, tmp_path).keep(frame)
    (tmp_path / "frames" / "000002.npz").write_bytes(b"PK\x03\x04")
    (tmp_path / "frames" / ".000003.npz.1-2").write_bytes(b"")
    (found,) = frames.read_frames(tmp_path)
    for field in dataclasses.fields(Frame):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(frame, field.name))
    assert frames.read_frames(tmp_path / "nothing") == []


def test_a_run_keeps_pictures_and_classes_and_the_images_only_if_it_may(tmp_path, digits):
    frame, _ = taken(tmp_path, digits, kl=(1.0, 1.0))
    kept = [dataclasses.replace(frame, epoch=epoch) for epoch in (1, 4)]
    frames.save_film(kept, tmp_path)
    found = film_file.read(tmp_path, MNIST)
    assert found["epochs"].tolist() == [1, 4] and found["grid"].shape == (2, *frame.grid.shape)
    assert np.abs(found["reconstructions"][1].astype(int) - frame.reconstructions).mean() < 4
    np.testing.assert_array_equal(found["originals"], frame.originals)
    frames.save_film(kept, tmp_path, with_originals=False)
    assert "originals" not in film_file.read(tmp_path, MNIST)
    frames.save_film([], tmp_path / "none")
    assert film_file.read(tmp_path / "none", MNIST) is None
