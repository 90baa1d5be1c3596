"""Names of latent dimensions: what is allowed, where they are kept, and what damage does to them."""

import dataclasses
import json

import pytest

from vae.config import RunConfig
from vae.runs import store
from vae.runs.dimension_names import load_names, save_name
from vae.runs.run_files import RunError
from vae.runs.store import Run


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    folder = tmp_path / "runs" / "mine"
    folder.mkdir(parents=True)
    return Run(folder, RunConfig(name="mine", latent_dim=4), {}, False)


def test_names_are_kept_with_the_run_and_taken_away_by_an_empty_one(run):
    assert load_names(run) == {}
    save_name(run, 2, "  slant /  ../up ")
    assert save_name(run, 0, "👩‍🚀 loop ☃") == {2: "slant / ../up", 0: "👩‍🚀 loop ☃"}
    assert load_names(run) == {0: "👩‍🚀 loop ☃", 2: "slant / ../up"}
    assert [path.name for path in run.folder.iterdir()] == ["names.json"]
    save_name(run, 2, " ")
    assert load_names(run) == {0: "👩‍🚀 loop ☃"}


def test_names_of_a_shipped_run_are_kept_at_home(run, tmp_path):
    shipped = dataclasses.replace(run, shipped=True)
    save_name(shipped, 1, "width")
    assert load_names(shipped) == {1: "width"}
    assert load_names(run) == {}
    assert list(run.folder.iterdir()) == []
    assert (tmp_path / "names" / "mine.json").exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("x" * 41, "at most 40 characters, got 41"),
        ("x" * 300, "at most 40 characters, got 300"),
        ("<b>bold</b>", "other than < and >"),
        ("a\x00b", "visible characters"),
        ("\u202eleft", "visible characters"),
        ("\ud800", "visible characters"),
        (7, "must be text, got int"),
    ],
)
def test_a_wrong_name_is_a_sentence_and_the_old_one_stays(run, name, sentence):
    save_name(run, 0, "slant")
    with pytest.raises(ValueError, match=sentence):
        save_name(run, 0, name)
    assert load_names(run) == {0: "slant"}


def test_forty_characters_are_allowed_and_a_dimension_must_exist(run):
    assert save_name(run, 3, "x" * 40) == {3: "x" * 40}
    for dimension in (-1, 4):
        with pytest.raises(ValueError, match="between 0 and 3"):
            save_name(run, dimension, "a")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"names": [1]}', '{"names": {"a": "b"}}', json.dumps({"names": {"0": "x" * 99}})]
)
def test_a_damaged_file_is_a_sentence_and_a_new_name_replaces_it(run, content):
    (run.folder / "names.json").write_text(content)
    with pytest.raises(RunError, match="names of its dimensions is damaged"):
        load_names(run)
    assert save_name(run, 1, "width") == {1: "width"}
    assert load_names(run) == {1: "width"}


def test_names_of_dimensions_that_are_not_there_are_left_out(run):
    (run.folder / "names.json").write_text(json.dumps({"version": 1, "names": {"0": "a", "9": "b", "-1": "c"}}))
    assert load_names(run) == {0: "a"}


def test_a_folder_that_cannot_be_written_is_a_sentence(run, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "file"))
    with pytest.raises(RunError, match="the name is not kept"):
        save_name(dataclasses.replace(run, shipped=True), 1, "width")


def test_a_run_with_damaged_names_opens_all_the_same(tmp_path, save_tiny_run):
    run = save_tiny_run(tmp_path / "named", latent_dim=2)
    (run.folder / "names.json").write_text("{")
    assert store.open_run(run.folder).name == "named"
