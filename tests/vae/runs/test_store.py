"""Run folders: what is saved comes back, and each kind of damage gets a sentence while the other runs stay usable."""

import dataclasses
import json
import os
import shutil

import numpy as np
import pytest
from safetensors import numpy as safetensors

from vae import files
from vae.config import RunConfig
from vae.latent.latents import Frames, Latents
from vae.model import loading
from vae.model.vae import VAE
from vae.runs import store
from vae.runs.network_files import NETWORK_FILES
from vae.runs.run_files import RunError
from vae.runs.saving import save_run

CONFIG = RunConfig(name="tiny", dataset="digits", hidden_sizes=(8,), epochs=2)
RNG = np.random.default_rng(0)
HISTORY = [dict.fromkeys(store.HISTORY_COLUMNS, 0.5) | {"epoch": epoch} for epoch in (1, 2)]
METRICS = {"neg_elbo": {"value": 123.4, "data": "digits test", "num_images": 5, "num_samples": 1, "seed": 0}}


def save(folder, config=CONFIG, **changes):
    config = dataclasses.replace(config, name=folder.name)
    codes = RNG.standard_normal((5, config.latent_dim)).astype(np.float32)
    labels = np.arange(5, dtype=np.uint8)
    frames = Frames(np.array([1, 2], np.int32), np.stack([codes, codes]).astype(np.float16), labels)
    arguments = {
        "history": HISTORY,
        "frames": frames,
        "latents": Latents(codes, codes * 0 - 1 if config.variational else None, labels),
        "metrics": METRICS,
    } | changes
    return save_run(folder, VAE(config), **arguments)


@pytest.fixture
def home(empty_home):
    return empty_home


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return save(tmp_path_factory.mktemp("saved") / "tiny").folder


@pytest.fixture
def run(home, saved):
    return store.open_run(shutil.copytree(saved, home / "runs" / "tiny"))


def test_what_is_saved_comes_back(run):
    opened = store.load_run("tiny")
    assert opened == run and opened.config == CONFIG and not opened.shipped
    assert opened.metrics["neg_elbo"]["value"] == 123.4
    latents = store.load_latents(opened)
    assert latents.z_mean.shape == (5, 2) and (latents.z_log_var == -1).all()
    assert store.load_history(opened)["epoch"].tolist() == [1, 2]
    assert store.load_frames(opened).codes.shape == (2, 5, 2)
    assert store.load_bundle(opened)[8:9] == b"{"


def test_loaded_networks_decode_as_the_saved_ones(home):
    config = dataclasses.replace(CONFIG, name="same")
    model = VAE(config)
    z = RNG.standard_normal((3, 2)).astype(np.float32)
    codes = np.zeros((5, 2), np.float32)
    latents = Latents(codes, codes, np.zeros(5, np.uint8))
    frames = Frames(np.array([1], np.int32), codes[None].astype(np.float16), latents.labels)
    run = save_run(home / "runs" / "same", model, history=HISTORY, frames=frames, latents=latents, metrics=METRICS)
    np.testing.assert_allclose(np.asarray(loading.load_model(run).decode(z)), np.asarray(model.decode(z)), atol=1e-6)


def test_scores_come_back_and_runs_without_them_open(home, run):
    assert store.load_latents(run).reconstruction is None and store.load_latents(run).kl is None
    codes, labels = np.zeros((5, 2), np.float32), np.arange(5, dtype=np.uint8)
    scores = np.linspace(80, 90, 5, dtype=np.float32)
    saved = save(home / "runs" / "scored", latents=Latents(codes, codes, labels, scores, scores / 10))
    latents = store.load_latents(saved)
    np.testing.assert_array_equal(latents.reconstruction, scores)
    np.testing.assert_array_equal(latents.kl, scores / 10)


def test_a_plain_autoencoder_has_no_variances(home):
    run = save(home / "runs" / "plain", dataclasses.replace(CONFIG, variational=False))
    assert store.load_latents(run).z_log_var is None


def test_runs_are_listed_default_first_then_shipped_those_of_its_data_before_others_then_own(home):
    save(home / "runs" / "aaa"), save(home / "shipped" / "zzz"), save(home / "shipped" / store.DEFAULT_RUN)
    save(home / "shipped" / "bbb", dataclasses.replace(CONFIG, dataset="fashion_mnist"))
    found, problems = store.list_runs()
    names = [("mnist-2d", True), ("zzz", True), ("bbb", True), ("aaa", False)]
    assert [(run.name, run.shipped) for run in found] == names
    assert problems == []


def test_without_any_folder_there_are_no_runs(home):
    assert store.list_runs() == ([], [])


def test_an_unknown_run_names_the_known_ones(run):
    with pytest.raises(RunError, match="no run named 'nope'; known runs are tiny"):
        store.load_run("nope")
    with pytest.raises(RunError, match="no run named"):
        store.load_run("../tiny")


def test_of_many_runs_the_nearest_are_named():
    with pytest.raises(RunError, match="known runs are motion-8d and [0-9]+ more$"):
        store.load_run("motion-8")


def cut_off(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE = {
    "config missing": (lambda folder: (folder / "config.json").unlink(), "lacks config.json"),
    "config cut off": (lambda folder: cut_off(folder / "config.json"), "invalid config.json: .* must be JSON"),
    "config not text": (lambda folder: (folder / "config.json").write_bytes(b"\xff\xfe"), "must be UTF-8 text"),
    "config newer": (
        lambda folder: (folder / "config.json").write_text('{"version": 2, "name": "tiny"}'),
        "version 2, this program reads up to 1",
    ),
    "metrics cut off": (lambda folder: cut_off(folder / "metrics.json"), "metrics.json is damaged"),
    "metrics newer": (
        lambda folder: (folder / "metrics.json").write_text('{"version": 7, "metrics": {}}'),
        "must have version 1, got 7",
    ),
    "history cut off": (lambda folder: cut_off(folder / "history.csv"), "history.csv is damaged"),
    "latents missing": (lambda folder: (folder / "latents.npz").unlink(), "lacks latents.npz"),
    "latents cut off": (lambda folder: cut_off(folder / "latents.npz"), "latents.npz is damaged"),
    "weights cut off": (lambda folder: cut_off(folder / "web.safetensors"), "cut off"),
    "encoder cut off": (lambda folder: cut_off(folder / "encoder.keras"), "encoder.keras is damaged or cut off"),
    "decoder is text": (lambda folder: (folder / "decoder.keras").write_text("?"), "decoder.keras is damaged"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_and_the_other_runs_stay(run, home, damage):
    save(home / "runs" / "whole")
    harm, message = DAMAGE[damage]
    harm(run.folder)
    found, problems = store.list_runs()
    assert [other.name for other in found] == ["whole"] and len(problems) == 1
    with pytest.raises(RunError, match=message) as caught:
        store.load_run("tiny")
    assert str(caught.value) == problems[0] and "\n" not in problems[0]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"z_mean": np.zeros((5, 3)), "z_log_var": np.zeros((5, 3))}, r"must have shape \[5, 2\], got \[5, 3\]"),
        ({"z_mean": np.full((5, 2), np.nan), "z_log_var": np.zeros((5, 2))}, "not finite"),
        ({"z_mean": np.zeros((5, 2))}, "must hold z_log_var"),
        ({"z_log_var": np.zeros((5, 2))}, "lacks 'z_mean'"),
        (
            {"z_mean": np.zeros((5, 2)), "z_log_var": np.zeros((5, 2)), "kl": np.zeros(4)},
            r"kl must have shape \[5\], got \[4\]; evaluate",
        ),
        (
            {"z_mean": np.zeros((5, 2)), "z_log_var": np.zeros((5, 2)), "reconstruction": np.full(5, np.inf)},
            "reconstruction must hold finite numbers",
        ),
        (
            {"z_mean": np.zeros((5, 2)), "z_log_var": np.zeros((5, 2)), "kl": np.array(["a"] * 5)},
            "kl must hold finite numbers",
        ),
        ({"z_mean": np.array([[None, None]] * 5), "z_log_var": np.zeros((5, 2))}, "damaged"),
    ],
)
def test_wrong_codes_are_named(run, arrays, message):
    np.savez(run.folder / "latents.npz", labels=np.zeros(5, np.uint8), **arrays)
    with pytest.raises(RunError, match=message):
        store.load_run("tiny")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.uint8(1), r"labels must be whole numbers \[n\], got uint8 \[\]"),
        (np.zeros((5, 1), np.uint8), r"labels must be whole numbers \[n\], got uint8 \[5, 1\]"),
        (np.zeros(0, np.uint8), r"labels must be whole numbers \[n\], got uint8 \[0\]"),
        (np.zeros(5), r"labels must be whole numbers \[n\], got float64 \[5\]"),
        (np.full(5, "a"), r"labels must be whole numbers \[n\], got <U1 \[5\]"),
        (np.full(5, 10), "labels must be classes from 0 to 9, got 10 to 10"),
        (np.full(5, -1), "labels must be classes from 0 to 9, got -1 to -1"),
    ],
)
def test_wrong_labels_are_named(run, labels, message):
    np.savez(run.folder / "latents.npz", labels=labels, z_mean=np.zeros((5, 2)), z_log_var=np.zeros((5, 2)))
    with pytest.raises(RunError, match=message):
        store.load_run("tiny")


def test_codes_of_text_are_named(run):
    codes = np.full((5, 2), "a")
    np.savez(run.folder / "latents.npz", labels=np.zeros(5, np.uint8), z_mean=codes, z_log_var=codes)
    with pytest.raises(RunError, match="z_mean must hold finite numbers, got <U1"):
        store.load_run("tiny")


def test_a_data_set_of_a_newer_program_is_named(run, home):
    save(home / "runs" / "whole")
    fields = json.loads((run.folder / "config.json").read_text())
    for dataset in ("kuzushiji", "own:", "own:../x"):
        (run.folder / "config.json").write_text(json.dumps({**fields, "dataset": dataset}))
        found, problems = store.list_runs()
        assert [other.name for other in found] == ["whole"]
        assert problems == [
            f"run 'tiny' was trained on {dataset!r}, a data set that this version does not know: "
            "update the program to open it"
        ]


def test_what_no_check_has_thought_of_is_a_sentence_too(run, home, monkeypatch):
    save(home / "runs" / "whole")
    check = store.load_history
    monkeypatch.setattr(store, "load_history", lambda run: 1 / 0 if run.name == "tiny" else check(run))
    found, problems = store.list_runs()
    assert [other.name for other in found] == ["whole"]
    assert problems == ["run 'tiny' cannot be read (ZeroDivisionError); train the run again"]


def test_links_that_lead_nowhere_are_named_and_hidden_folders_are_none(run, home):
    (home / "runs" / "gone").symlink_to("nowhere")
    (home / "runs" / "round").symlink_to("round")
    (home / "runs" / ".saving-x").mkdir()
    (home / "runs" / "notes.txt").write_text("no run")
    found, problems = store.list_runs()
    assert [other.name for other in found] == ["tiny"]
    assert len(problems) == 2 and "run 'gone' lacks config.json" in problems[0] and "run 'round'" in problems[1]


def test_the_signature_changes_with_every_file_and_takes_what_cannot_be_looked_at(run, home):
    seen = {store.signature()}
    (home / "runs" / ".saving-x").mkdir()
    (home / "runs" / ".saving-x" / "config.json").write_text("{}")
    assert store.signature() in seen
    for change in (
        lambda: (run.folder / "names.json").write_text("{}"),
        lambda: (run.folder / "names.json").write_text("{  }"),
        lambda: (run.folder / "gone").symlink_to("nowhere"),
        lambda: (run.folder / "history.csv").unlink(),
        lambda: (home / "runs" / "gone").symlink_to("nowhere"),
        lambda: (home / "runs" / os.fsdecode(b"\xff\xfe")).mkdir(),
    ):
        change()
        store.signature()
        seen.add(store.signature())
    assert len(seen) == 7


def test_an_unknown_run_is_told_in_a_line_however_long_and_many_names_are(home):
    first = save(home / "runs" / "run-00").folder
    described = (first / "config.json").read_text()
    for number in range(1, 15):
        copy = shutil.copytree(first, first.with_name(f"run-{number:02}"))
        (copy / "config.json").write_text(described.replace("run-00", copy.name))
    with pytest.raises(RunError, match=r"run-03 and 11 more$") as caught:
        store.load_run("x" * 10_000)
    assert len(str(caught.value)) < 250


def test_a_file_that_vanishes_after_opening_is_a_sentence(run):
    assert store.changed_at(run, "latents.npz") == (run.folder / "latents.npz").stat().st_mtime_ns
    for name in ("latents.npz", "history.csv", "frames.npz", "web.safetensors"):
        (run.folder / name).unlink()
    reads = (store.load_latents, store.load_history, store.load_frames, store.load_bundle)
    for read in (*reads, lambda run: store.changed_at(run, "latents.npz")):
        with pytest.raises(RunError, match="run 'tiny' lacks"):
            read(run)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"epochs": [2, 1]}, "epochs of frames.npz must be rising whole numbers"),
        ({"epochs": ["1", "2"]}, "epochs of frames.npz must be rising whole numbers"),
        ({"epochs": [1]}, r"codes of frames.npz must have shape \[1, 5, 2\], got \[2, 5, 2\]"),
        ({"labels": np.uint8(0)}, r"labels must be whole numbers \[n\]"),
        ({"codes": np.full((2, 5, 2), np.nan)}, "codes of frames.npz must hold finite numbers"),
    ],
)
def test_a_wrong_film_is_named(run, arrays, message):
    frames = store.load_frames(run)
    np.savez(run.folder / "frames.npz", **(vars(frames) | arrays))
    with pytest.raises(RunError, match=message):
        store.load_frames(store.load_run("tiny"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.5", "nan", "must hold finite numbers"),
        ("0.5", "inf", "must hold finite numbers"),
        ("\n2,", "\n1,", "epochs in history.csv must rise"),
        ("0.5", '"', "history.csv is damaged"),
        ("0.5", "9" * 200_000, "history.csv is damaged"),
        ("val_loss", "loss", "history.csv is damaged"),
    ],
)
def test_a_wrong_history_is_named(run, old, new, message):
    path = run.folder / "history.csv"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(RunError, match=message):
        store.load_run("tiny")


def test_a_network_may_know_more_classes_than_have_names_but_not_fewer(home):
    run = save(home / "runs" / "more", dataclasses.replace(CONFIG, conditional=True, num_classes=12))
    assert run.class_names == (*"0123456789", "10", "11")
    with pytest.raises(RunError, match="num_classes must be at least 10, got 7"):
        save(home / "runs" / "fewer", dataclasses.replace(CONFIG, conditional=True, num_classes=7))


def test_weights_that_are_not_finite_are_refused(run):
    content = (run.folder / "web.safetensors").read_bytes()
    metadata = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
    tensors = {name: np.full_like(tensor, np.nan) for name, tensor in safetensors.load(content).items()}
    (run.folder / "web.safetensors").write_bytes(safetensors.save(tensors, metadata))
    with pytest.raises(RunError, match="finite"):
        store.load_run("tiny")


def test_networks_of_another_size_are_refused(run, home):
    other = save(home / "runs" / "other", dataclasses.replace(CONFIG, latent_dim=3))
    for name in NETWORK_FILES:
        os.replace(other.folder / name, run.folder / name)
    with pytest.raises(RunError, match="encoder.keras does not fit its config.json"):
        loading.load_model(run)
    os.replace(other.folder / "web.safetensors", run.folder / "web.safetensors")
    with pytest.raises(RunError, match="takes 3 latent dimensions and 0 classes, its config says 2 and 0"):
        store.load_run("tiny")


def test_a_renamed_folder_is_refused(run):
    run.folder.rename(run.folder.with_name("renamed"))
    with pytest.raises(RunError, match="give both the same name"):
        store.load_run("renamed")


def test_a_taken_name_is_refused_and_an_overwrite_leaves_no_rubbish(run):
    with pytest.raises(RunError, match="there is a run named 'tiny' already"):
        save(run.folder)
    save(run.folder, metrics={"neg_elbo": METRICS["neg_elbo"] | {"value": 99.0}}, overwrite=True)
    assert store.load_run("tiny").metrics["neg_elbo"]["value"] == 99.0
    assert [path.name for path in run.folder.parent.iterdir()] == ["tiny"]


def test_a_save_that_fails_leaves_no_run(home):
    with pytest.raises(KeyError):
        save(home / "runs" / "half", history=[{"epoch": 1}])
    assert list((home / "runs").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(home):
    (home / "runs").write_text("a file in the way")
    with pytest.raises(RunError, match="cannot be written .*: set VAE_HOME"):
        save(home / "runs" / "tiny")


def test_home_follows_the_environment(home):
    assert files.home_folder() == home and store.own_runs_folder() == home / "runs"
