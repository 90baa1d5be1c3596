"""Pictures of any shape: the same networks, losses and measures in colour, and of other sizes than MNIST's."""

import numpy as np
import pytest
from keras import ops

from tests.support.blocks import COLOR, blocks
from vae.config import RunConfig
from vae.exports import export
from vae.film import film_file, recording
from vae.film.frames import Camera, save_film
from vae.film.replay import film_of_run
from vae.jobs.estimate import count_parameters
from vae.model import encoder_tuning, inference, loading, losses, networks
from vae.model.training import train
from vae.model.vae import VAE
from vae.network.bundles import read_sizes
from vae.runs import network_files, store
from vae.runs.run_files import RunError
from vae.shape import PictureShape

KINDS = {"dense": (24, 16), "convolutional": (4, 6, 8)}


@pytest.mark.parametrize("shape", [(16, 16, 3), (32, 32, 3), (64, 64, 1), (24, 40, 3), (9, 8, 1)], ids=str)
@pytest.mark.parametrize("architecture", KINDS)
def test_networks_take_and_give_pictures_of_any_shape(shape, architecture):
    config = RunConfig(name="run", shape=shape, architecture=architecture, hidden_sizes=KINDS[architecture])
    encoder, decoder = networks.build_encoder(config), networks.build_decoder(config)
    pictures = (2, *config.shape.array)
    assert encoder({"images": np.zeros(pictures, np.float32)})["z_mean"].shape == (2, 2)
    assert decoder({"z": np.zeros((2, 2), np.float32)}).shape == pictures
    counted = sum(np.prod(v.shape) for network in (encoder, decoder) for v in network.trainable_variables)
    assert count_parameters(config) == counted


def test_convolutions_stop_halving_at_eight_pixels():
    config = RunConfig(name="run", shape=(64, 64, 3), architecture="convolutional", hidden_sizes=(4, 4, 4, 4, 4))
    shapes = [layer.output.shape[1] for layer in networks.build_encoder(config).layers if layer.name.startswith("conv")]
    assert shapes == [32, 16, 8, 8, 8]


def test_losses_sum_over_all_numbers_of_a_picture():
    rng = np.random.default_rng(0)
    images, logits = rng.uniform(size=(3, *COLOR.array)), rng.normal(size=(3, *COLOR.array))
    p = 1 / (1 + np.exp(-logits))
    expected = -(images * np.log(p) + (1 - images) * np.log(1 - p)).reshape(3, -1).sum(axis=1)
    np.testing.assert_allclose(losses.bernoulli_nll(images, ops.convert_to_tensor(logits)), expected, rtol=1e-5)
    pairs = losses.pairwise_nll("bernoulli", images.astype(np.float32), logits.astype(np.float32))
    np.testing.assert_allclose(np.diag(pairs), expected, rtol=1e-4)


@pytest.mark.parametrize("architecture", KINDS)
def test_a_run_in_colour_is_trained_measured_saved_and_used(architecture, quick_training, tmp_path):
    dataset = blocks()
    config = RunConfig(
        name="colour", dataset=dataset.name, shape=dataset.shape, architecture=architecture,
        hidden_sizes=KINDS[architecture], epochs=2, batch_size=32, num_classes=2,
    )  # fmt: skip
    model, frames = VAE(config), []
    camera = Camera(model, dataset, tmp_path / "job")
    results = []
    for result in train(model, dataset):
        results.append(result)
        frames.append(camera.take(result))
    run = recording.record(tmp_path / "colour", model, dataset, results)
    assert run.config == config and run.config.shape == COLOR
    assert {"neg_elbo", "squared_error", "average_picture", "typicality_neg_elbo"} <= set(run.metrics)
    assert "judge" not in run.metrics, "what is ink can be judged in grey alone"

    save_film(frames, run.folder)
    film = film_of_run(run)
    assert film.shape == COLOR and film.grids.shape == (2, 10, 10, *COLOR.array)
    kept = film_file.read(run.folder, COLOR)
    assert np.abs(kept["originals"].astype(int) - frames[0].originals).max() == 0
    assert film_file.read(run.folder, PictureShape(16, 16)) is None

    z_mean, _ = inference.encode(run.folder, dataset.test_images)
    pictures = inference.decode(run.folder, z_mean)
    assert pictures.shape == dataset.test_images.shape
    assert inference.decode(run.folder, z_mean[:0]).shape == (0, *COLOR.array)
    told = inference.explain(run.folder, dataset.test_images[:3], epsilon=np.zeros((2, 2), np.float32))
    assert told.reconstructions.shape == (3, *COLOR.array) and told.sample_pictures.shape == (2, *COLOR.array)
    np.testing.assert_allclose(told.reconstructions, pictures[:3], atol=1e-5)
    errors = np.square(pictures - dataset.test_images / 255).reshape(len(pictures), -1).sum(axis=1)
    assert run.metrics["squared_error"]["value"] == pytest.approx(errors.mean(), rel=1e-3)
    line, _ = inference.begin_geodesic(run.folder, z_mean[0], z_mean[1])
    assert np.isfinite(line.length)
    assert read_sizes(store.load_bundle(run)) == (2, 0, COLOR.size)


def test_a_lean_run_in_colour_opens_and_another_shape_does_not(quick_training, tmp_path):
    dataset = blocks()
    config = RunConfig(
        name="lean", dataset=dataset.name, shape=dataset.shape, hidden_sizes=(8,), epochs=1, num_classes=2
    )
    model = VAE(config)
    run = recording.record(tmp_path / "lean", model, dataset, list(train(model, dataset)), lean=True)
    loaded = loading.load_model(run)
    assert loaded.decode(np.zeros((1, 2))).shape == (1, *COLOR.array)
    text = (run.folder / "config.json").read_text()
    (run.folder / "config.json").write_text(text.replace("16,\n    16,\n    3", "16,\n    16,\n    1"))
    with pytest.raises(RunError, match="gives 768 numbers, its config says 256|takes 768 pixels"):
        store.open_run(run.folder)
    with pytest.raises(RunError):
        network_files.read_encoder(run.folder, RunConfig(name="lean"))


def test_pictures_of_another_shape_than_the_configurations_are_refused():
    with pytest.raises(ValueError, match="are 16 × 16 in colour, the configuration says 28 × 28 in grey"):
        next(train(VAE(RunConfig(name="run", hidden_sizes=(4,))), blocks()))


def test_moved_pictures_in_colour_have_no_black_rim():
    import keras

    moves = encoder_tuning.Moves(turn=40.0, shift=3.0, still=0.0)
    images = blocks().train_images[:20] / np.float32(255)
    moved = np.asarray(encoder_tuning.moved(ops.convert_to_tensor(images), moves, keras.random.SeedGenerator(0)))
    assert moved.shape == images.shape and not np.allclose(moved, images)
    assert moved[..., 2].max(axis=(1, 2)).min() > 0.5 and moved.sum(axis=-1).min() > 0.2


def test_the_encoder_in_colour_is_tuned(without_xla):
    dataset = blocks(num_train=32)
    model = VAE(RunConfig(name="run", shape=COLOR, hidden_sizes=(8,)))
    before = [np.array(value) for value in model.encoder.get_weights()]
    encoder_tuning.tune_encoder(model, dataset.train_images, dataset.train_labels, epochs=1)
    assert any(not np.array_equal(old, new) for old, new in zip(before, model.encoder.get_weights(), strict=True))


def test_a_run_in_colour_goes_out_to_the_browser(quick_training, tmp_path):
    dataset = blocks()
    config = RunConfig(
        name="out", dataset=dataset.name, shape=dataset.shape, hidden_sizes=(8,), epochs=1, num_classes=2
    )
    model = VAE(config)
    run = recording.record(tmp_path / "out", model, dataset, list(train(model, dataset)))
    folder = export.export(run, "web", tmp_path / "web")
    assert read_sizes((folder / "encoder.safetensors").read_bytes()) == (COLOR.size, 0, 4)
