"""Runs on data of one's own: through the command line, with the data changed or gone, and with a single class."""

import io
import json

import numpy as np
import pytest

from ui.live.facts import live_map
from vae.__main__ import main
from vae.cli import commands
from vae.cli.options import build_parser, config_from
from vae.config import RunConfig
from vae.data import datasets, own_data
from vae.data.dataset import DataError, Dataset
from vae.data.imports import import_data
from vae.data.provenance import Provenance
from vae.data.sources import Upload
from vae.film.recording import record
from vae.jobs import training_jobs
from vae.model import metrics
from vae.model.step_loop import StepLoop
from vae.model.training import train
from vae.model.vae import VAE
from vae.runs import run_data, store
from vae.runs.checkpoints import checkpoint_path
from vae.runs.run_files import RunError

TINY = ("--hidden-sizes", "8", "--batch-size", "64", "--epochs", "1")


@pytest.fixture
def home(empty_home, quick_training):
    return empty_home


def some(digits, name, count=150, labels=True, change=0):
    """Return an .npz with the first digits, 0 to 2 as "zero", "one" and "two", as a file on the disk would be."""
    chosen = np.flatnonzero(digits.train_labels < 3)[:count]
    arrays = {"images": digits.train_images[chosen] ^ np.uint8(change)}
    if labels:
        arrays["labels"] = np.array(["zero", "one", "two"])[digits.train_labels[chosen]]
    file = io.BytesIO()
    np.savez(file, **arrays)
    return Upload(f"{name}.npz", file.getvalue())


def saved(digits, tmp_path, name, **options):
    path = tmp_path / f"{name}.npz"
    path.write_bytes(some(digits, name, **options).content)
    return str(path)


def test_from_the_command_line_to_a_run_that_outlives_its_data(digits, home, tmp_path, capsys):
    assert main(["data", "list"]) == 0
    assert "no data sets of your own yet" in capsys.readouterr().out
    assert main(["data", "add", saved(digits, tmp_path, "three"), "--name", "three"]) == 0
    printed = capsys.readouterr().out
    assert "120 training and 30 held-out pictures, 3 classes" in printed and "--dataset own:three" in printed
    assert main(["data", "show", "three"]) == 0
    printed = capsys.readouterr().out
    assert "zero" in printed and own_data.open_data("three").fingerprint in printed
    assert main(["data", "list"]) == 0
    assert "own:three  three.npz  3" in capsys.readouterr().out
    assert main(["train", "--dataset", "own:three", "--name", "mine", "--conditional", *TINY]) == 0
    run = store.load_run("mine")
    own = own_data.open_data("three")
    assert run.config.num_classes == 3
    assert run.provenance == Provenance(own.fingerprint, ("one", "two", "zero"), 120, 30)
    assert "knn_accuracy" in run.metrics and "class_consistency" in run.metrics
    assert main(["data", "remove", "three"]) == 0
    again = store.load_run("mine")
    assert run_data.class_names_of(again) == ("one", "two", "zero") and datasets.title(again.config.dataset) == "three"
    assert main(["evaluate", "mine"]) == 2
    assert "there is no data set of your own named 'three'" in capsys.readouterr().err
    assert main(["data", "add", saved(digits, tmp_path, "three", change=1), "--name", "three"]) == 0
    capsys.readouterr()
    assert main(["evaluate", "mine"]) == 2
    assert "own:three is not the data that run 'mine' was trained on" in capsys.readouterr().err


def test_problems_are_printed_and_shortened(digits, home, tmp_path, capsys):
    folder = tmp_path / "shots"
    folder.mkdir()
    from PIL import Image

    for index in range(80):
        Image.fromarray(digits.train_images[index]).save(folder / f"{index}.png")
    for index in range(25):
        (folder / f"broken-{index}.png").write_bytes(b"no")
    assert main(["data", "add", str(folder), "--name", "shots"]) == 0
    error = capsys.readouterr().err
    assert "left out: 25" in error and error.count("broken-") == 20 and "and 5 more" in error
    assert main(["data", "show", "shots"]) == 0
    assert capsys.readouterr().err.count("broken-") == 25


def test_a_mapped_file_feeds_the_steps_as_memory_does(digits, home, monkeypatch):
    import_data(some(digits, "three"), "three")
    mapped = datasets.load("own:three")
    arrays = (
        np.array(getattr(mapped, part)) for part in ("train_images", "train_labels", "test_images", "test_labels")
    )
    in_memory = Dataset("memory", *arrays, mapped.class_names)
    fed = []
    monkeypatch.setattr(StepLoop, "_compiled_chunk", lambda self: lambda *batch: fed.append(batch))
    config = RunConfig("x", "own:three", hidden_sizes=(8,), epochs=1, batch_size=16)
    for dataset in (mapped, in_memory):
        list(train(VAE(config), dataset))
    half = len(fed) // 2
    for (images, labels, first, last), (other_images, other_labels, *other_steps) in zip(
        fed[:half], fed[half:], strict=True
    ):
        np.testing.assert_array_equal(images, other_images)
        np.testing.assert_array_equal(labels, other_labels)
        assert [first, last] == other_steps
        assert images[first:last].any()
    assert [fed[0][2], fed[half - 1][3]] == [0, 120 // 16]


def test_a_training_does_not_go_on_with_other_data(digits, home):
    import_data(some(digits, "three"), "three")
    config = RunConfig("x", "own:three", hidden_sizes=(8,), epochs=2, batch_size=16)
    path = checkpoint_path("x")
    path.parent.mkdir()
    begun = train(VAE(config), datasets.load("own:three"), path)
    next(begun)
    begun.close()
    own_data.delete_data("three")
    import_data(some(digits, "three", change=1), "three")
    with pytest.raises(ValueError, match="own:three is no longer the data that this training began with"):
        next(train(VAE(config), datasets.load("own:three"), path))


def test_pixels_changed_on_the_disk_are_noticed(digits, home):
    own = import_data(some(digits, "three"), "three")
    images = np.load(own.folder / "train_images.npy", mmap_mode="r+")
    images[5, 14, 14] ^= 255
    images.flush()
    with pytest.raises(ValueError, match="the files of own:three have changed since they were imported"):
        next(train(VAE(RunConfig("x", "own:three", hidden_sizes=(8,))), datasets.load("own:three")))


def test_one_class_has_no_figures_about_classes(digits, home):
    import_data(some(digits, "plain", labels=False), "plain")
    dataset = datasets.load("own:plain")
    model = VAE(RunConfig("x", "own:plain", hidden_sizes=(8,), epochs=1, batch_size=60, num_classes=1))
    run = record(home / "runs" / "x", model, dataset, list(train(model, dataset)))
    assert {"neg_elbo", "squared_error", "active_units", "typicality_neg_elbo"} <= set(run.metrics)
    assert "knn_accuracy" not in run.metrics
    assert run_data.class_names_of(run) == ("pictures",)

    shown = live_map(run)
    assert shown.facts.class_names == ("pictures",) and set(shown.numbers.walk_labels.tolist()) == {0}
    assert np.ptp(shown.numbers.walk, axis=0).max() > 0


def test_a_conditional_run_of_one_class_is_not_judged_by_its_classes(digits, home):
    import_data(some(digits, "plain", labels=False), "plain")
    config = RunConfig("x", "own:plain", hidden_sizes=(8,), conditional=True, num_classes=1)
    assert not {"knn_accuracy", "class_consistency"} & set(metrics.evaluate(VAE(config), datasets.load("own:plain")))


def test_of_many_training_images_a_fixed_choice_is_compared(digits, monkeypatch):
    monkeypatch.setattr(metrics, "NUM_TRAINING", 300)
    images, labels = metrics._some_for_training(digits)
    assert len(images) == len(labels) == 300
    pairs = {(image.tobytes(), label) for image, label in zip(digits.train_images, digits.train_labels, strict=True)}
    assert {(image.tobytes(), label) for image, label in zip(images, labels, strict=True)} <= pairs
    assert set(labels.tolist()) == set(range(10))
    monkeypatch.setattr(metrics, "NUM_TRAINING", len(digits.train_images))
    assert metrics._some_for_training(digits)[0] is digits.train_images


def test_a_run_whose_record_of_its_data_is_damaged_is_named(home, save_tiny_run):
    folder = save_tiny_run(home / "runs" / "x").folder
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"dataset": "own:gone"}))
    with pytest.raises(RunError, match="lacks data.json"):
        store.open_run(folder)
    whole = {"version": 1, "fingerprint": "f", "class_names": ["a"], "num_train": 1, "num_test": 1}
    for content in ("{", "[]", '{"version": 9}', '{"version": 1}', json.dumps(whole | {"more": 1})):
        (folder / "data.json").write_text(content)
        with pytest.raises(RunError, match="data.json is damaged"):
            store.open_run(folder)
    (folder / "data.json").write_text(json.dumps(whole))
    with pytest.raises(RunError, match="data.json must name 10 classes"):
        store.open_run(folder)
    (folder / "data.json").write_text(json.dumps(whole | {"class_names": list("abcdefghij")}))
    assert run_data.class_names_of(store.open_run(folder)) == tuple("abcdefghij")


def test_a_provenance_survives_its_file():
    kept = Provenance("0" * 64, ("\u732b", "dog"), 100, 25)
    assert Provenance.from_json(kept.to_json()) == kept


def test_an_error_of_the_data_is_expected_by_the_command_line():
    assert issubclass(DataError, commands.EXPECTED_ERRORS)


def test_resuming_beside_a_preset_knows_the_classes_of_the_data(digits, home, monkeypatch):
    import_data(some(digits, "three"), "three")
    words = ["train", "--preset", "digits-2d", "--dataset", "own:three", "--name", "x"]
    config = config_from(build_parser().parse_args(words))
    assert config.num_classes == 3
    assert config_from(build_parser().parse_args([*words, "--num-classes", "7"])).num_classes == 7
    monkeypatch.setattr(training_jobs, "unfinished_config", lambda name: config)
    commands._check_options_agree(build_parser().parse_args([*words, "--resume"]), "x")
    with pytest.raises(commands.CommandError, match="leave out the others"):
        commands._check_options_agree(build_parser().parse_args([*words, "--resume", "--beta", "2"]), "x")
