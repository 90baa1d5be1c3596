"""The public face: which names it has, that they are loaded late, and that they compute what they say."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

import vae
from vae.config import RunConfig
from vae.latent.grids import grid
from vae.model.loading import load_model
from vae.prior.draws import prior_of
from vae.runs import store

SURFACE = {
    "PRESETS", "Dataset", "Model", "RunConfig", "Study", "__version__", "list_runs", "load_data", "montage", "open_run",
    "read_study", "study", "train",
}  # fmt: skip
STUDY = {"chart", "fields", "means", "name", "runs", "trainings"}
MODEL = {"config", "decode", "encode", "explore", "folder", "grid", "metrics", "name", "sample", "traverse"}
LATE = """
import sys
from types import SimpleNamespace
import vae
assert "numpy" not in sys.modules, "import vae is to be at once"
assert set(vae.__all__) <= set(dir(vae))
model = vae.open_run("mnist-2d")
assert model.metrics["neg_elbo"]["num_images"] == 10_000
from vae import *
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
"""


@pytest.fixture(autouse=True)
def at_home(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))


@pytest.fixture
def classical(save_tiny_run, tmp_path):
    """Return an opened plain autoencoder."""
    return vae.open_run(save_tiny_run(tmp_path / "classical", variational=False).folder)


def test_the_names_are_these():
    assert set(vae.__all__) == SURFACE and len(vae.__all__) == len(SURFACE)
    assert {name for name in dir(vae.Model) if not name.startswith("_")} == MODEL
    assert {name for name in dir(vae.Study) if not name.startswith("_")} == STUDY
    for name in SURFACE - {"__version__", "PRESETS"}:
        assert getattr(vae, name).__doc__
    with pytest.raises(AttributeError, match="module 'vae' has no attribute 'nothing'"):
        vae.nothing  # noqa: B018


def test_every_public_name_is_in_the_text_that_help_shows():
    assert [name for name in SURFACE - {"__version__"} if f"`{name}" not in vae.__doc__] == []


def test_nothing_is_loaded_before_it_is_needed():
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_runs_are_listed_and_opened_by_name_or_folder(home):
    assert vae.list_runs()[0] == "mnist-2d" and {"tiny-3d", "tiny-conditional"} <= set(vae.list_runs())
    model = vae.open_run("tiny-3d")
    assert repr(model) == "Model('tiny-3d')" and model.name == "tiny-3d"
    assert model.config == vae.RunConfig("tiny-3d", "digits", epochs=2, hidden_sizes=(16,), latent_dim=3)
    assert model.metrics["neg_elbo"]["value"] == 200.0
    assert vae.open_run(home / "runs" / "tiny-3d") == model and model.folder == home / "runs" / "tiny-3d"
    with pytest.raises(ValueError, match="there is no run named 'nothing'; known runs are mnist-2d"):
        vae.open_run("nothing")


def test_encoding_gives_the_codes_that_the_run_has_kept(digits):
    model = vae.open_run("tiny-3d")
    kept = store.load_latents(store.load_run("tiny-3d"))
    z_mean, z_log_var = model.encode(digits.test_images)
    np.testing.assert_allclose(z_mean, kept.z_mean, atol=1e-5)
    np.testing.assert_allclose(z_log_var, kept.z_log_var, atol=1e-5)
    assert z_mean.dtype == z_log_var.dtype == np.float32
    np.testing.assert_allclose(model.encode((digits.test_images[:5] / 255).tolist())[0], z_mean[:5], atol=1e-5)
    assert [part.shape for part in model.encode(digits.test_images[:0])] == [(0, 3), (0, 3)]


def test_a_conditional_run_encodes_with_the_classes(digits):
    model = vae.open_run("tiny-conditional")
    kept = store.load_latents(store.load_run("tiny-conditional"))
    np.testing.assert_allclose(model.encode(digits.test_images, digits.test_labels)[0], kept.z_mean, atol=1e-5)
    same = model.encode(digits.test_images[:4], 7)[0]
    np.testing.assert_array_equal(same, model.encode(digits.test_images[:4], [7, 7, 7, 7])[0])
    assert abs(same - kept.z_mean[:4]).max() > 0.01


def test_decoding_gives_what_the_network_gives():
    model, network = vae.open_run("tiny-conditional"), load_model(store.load_run("tiny-conditional"))
    z = np.array([[0.5, -1.0], [2.0, 0.0]])
    pictures = model.decode(z, [3, 8])
    assert pictures.dtype == np.float32 and pictures.shape == (2, 28, 28)
    np.testing.assert_allclose(pictures, network.decode(z, np.array([3, 8])), atol=1e-6)
    np.testing.assert_allclose(model.decode(z, np.eye(10)[[3, 8]]), pictures, atol=1e-6)


def test_samples_are_decoded_draws_from_the_prior():
    model = vae.open_run("tiny-3d")
    draws = np.random.default_rng(4).normal(size=(6, 3))
    np.testing.assert_array_equal(model.sample(6, seed=4), model.decode(draws))
    assert abs(model.sample(6, seed=5) - model.sample(6, seed=4)).max() > 0.01
    assert vae.open_run("tiny-conditional").sample(2, labels=1).shape == (2, 28, 28)


def test_samples_of_a_class_are_drawn_from_its_part_of_the_prior(monkeypatch):
    config = RunConfig("petals", family="adversarial", prior="petals", conditional=True)
    model = vae.Model(SimpleNamespace(name="petals", folder=None, config=config))
    monkeypatch.setattr(vae.Model, "decode", lambda self, z, labels: prior_of(config).parts_at(z))
    classes = np.arange(40) % 10
    np.testing.assert_array_equal(model.sample(40, labels=classes), classes)
    np.testing.assert_array_equal(model.sample(40, labels=0.7 * np.eye(10)[classes] + 0.03), classes)
    np.testing.assert_array_equal(model.sample(3, labels=4), [4, 4, 4])


def test_a_traversal_moves_one_coordinate():
    model = vae.open_run("tiny-3d")
    pictures = model.traverse([0.1, 0.2, 0.3], 1, [-2.0, 2.0])
    np.testing.assert_array_equal(pictures, model.decode([[0.1, -2.0, 0.3], [0.1, 2.0, 0.3]]))
    with pytest.raises(ValueError, match="dimension must be between 0 and 2, got 3"):
        model.traverse([0.1, 0.2, 0.3], 3, [0.0])


def test_a_grid_lies_as_the_map_does(classical):
    model = vae.open_run("tiny-conditional")
    pictures = model.grid(4, labels=2)
    codes = grid(4, "quantile")
    assert codes[0, 0, 0] < 0 < codes[0, 0, 1]
    np.testing.assert_allclose(pictures[0, 0], model.decode(codes[0, :1], 2)[0], atol=1e-6)
    np.testing.assert_allclose(pictures[3, 1], model.decode(codes[3, 1:2], 2)[0], atol=1e-6)
    np.testing.assert_allclose(model.grid(4, labels=np.eye(10)[[2]]), pictures, atol=1e-6)
    assert vae.montage(pictures).shape == (112, 112)
    assert vae.open_run("tiny-3d").grid(3).shape == (3, 3, 28, 28)
    middle = store.load_latents(store.open_run(classical.folder)).z_mean.mean(axis=0)
    np.testing.assert_allclose(classical.grid(1)[0, 0], classical.decode(middle[None])[0], atol=1e-5)


def test_a_plain_autoencoder_has_codes_but_no_prior(classical, digits):
    z_mean, z_log_var = classical.encode(digits.test_images[:2])
    assert z_mean.shape == (2, 2) and z_log_var is None
    with pytest.raises(ValueError, match="plain autoencoder: it has no prior"):
        classical.sample(1)


@pytest.mark.parametrize(
    ("name", "use", "message"),
    [
        ("tiny-3d", lambda m: m.encode(np.zeros((28, 28))), r"inputs must have shape \[n, 28, 28\], got \[28, 28\]"),
        ("tiny-3d", lambda m: m.encode(np.full((1, 28, 28), 255)), r"inputs must be uint8 .* got values beyond"),
        ("tiny-3d", lambda m: m.encode(np.full((1, 28, 28), np.nan)), r"inputs must be uint8 .* got values beyond"),
        ("tiny-3d", lambda m: m.decode([0.0, 0.0, 0.0]), r"z must have shape \[n, 3\], got \[3\]"),
        ("tiny-3d", lambda m: m.decode([[0.0] * 3], labels=1), "'tiny-3d' is not conditional: leave out labels"),
        ("tiny-3d", lambda m: m.sample(0), "num must be at least 1, got 0"),
        ("tiny-3d", lambda m: m.grid(0), "num_points must be at least 1, got 0"),
        ("tiny-conditional", lambda m: m.sample(2), "is conditional: labels must name classes from 0 to 9"),
        ("tiny-conditional", lambda m: m.sample(2, [1, 2, 3]), r"labels must have shape \[2\] or \[2, 10\], got \[3\]"),
        ("tiny-conditional", lambda m: m.sample(2, 10), "labels must be whole numbers from 0 to 9"),
        ("tiny-conditional", lambda m: m.sample(1, [0.5]), "labels must be whole numbers from 0 to 9"),
        (
            "tiny-conditional",
            lambda m: m.encode(np.zeros((1, 28, 28)), np.eye(10)[[1]]),
            "labels must be class numbers to encode, got mixtures of classes",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(name, use, message):
    with pytest.raises(ValueError, match=message):
        use(vae.open_run(name))


def test_training_gives_an_opened_run(tmp_path, monkeypatch, digits, quick_training):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    config = vae.RunConfig("mine", "digits", hidden_sizes=(16,), epochs=1)
    model = vae.train(config, device="cpu")
    assert model.config == config and "mine" in vae.list_runs()
    assert model.metrics["neg_elbo"]["num_images"] == len(digits.test_images)
    assert model.encode(digits.test_images[:3])[0].shape == (3, 2)
    with pytest.raises(ValueError, match="a run is named 'mine' already"):
        vae.train(config)
    with pytest.raises(ValueError, match="latent_dim must be at least 1"):
        vae.RunConfig("mine", latent_dim=0)
