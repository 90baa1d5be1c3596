"""A run that was exported comes back as it was, from its folder or a zip of it."""

import io
import zipfile

import pytest

from tests.support import imported_runs
from vae.imports.run_folder import name_in, run_files_in
from vae.runs.run_files import RunError, run_contents
from vae.runs.saving import save_copy, save_imported


def zipped(contents, folder=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(folder + name, content)
    return file.getvalue()


@pytest.mark.parametrize("make", ["bare", "trained"])
def test_a_run_comes_back_as_it_was(make, tmp_path, save_tiny_run):
    folder = tmp_path / "first"
    run = save_imported(folder, imported_runs.bare()) if make == "bare" else save_tiny_run(folder / "trained")
    contents = run_contents(run.folder)
    for number, files in enumerate(
        (
            {"x.zip": zipped(contents | {"model-card.md": b"#"}, f"{run.name}/")},
            {f"a/{n}": c for n, c in contents.items()},
        )
    ):
        found = run_files_in(files)
        assert found == contents
        again = save_copy(tmp_path / str(number), found, run.name)
        assert run_contents(again.folder) == contents and again.metrics == run.metrics
        assert save_copy(tmp_path / str(number), found, "other").config.name == "other"
        with pytest.raises(RunError, match="already"):
            save_copy(tmp_path / str(number), found, run.name)


def in_folders(contents, *folders):
    return {f"{folder}/{name}": content for folder in folders for name, content in contents.items()}


@pytest.fixture
def contents(tmp_path):
    return run_contents(save_imported(tmp_path / "first", imported_runs.bare()).folder)


@pytest.mark.parametrize(
    ("folders", "sentence"),
    [
        (("mm/a", "mm/z"), "mm holds 2 runs (a, z): name the folder of one"),
        (("mm/a", "mm/deep/z"), "mm holds 2 runs (a, deep/z): name the folder of one"),
        (("a", "z"), "these files hold 2 runs (a, z): give the files of one"),
        (("run", "/y/run"), "these files hold 2 runs (/y/run, run): give the files of one"),
        (("run", "run/kept"), "these files hold 2 runs (run, run/kept): give the files of one"),
        (("m/a", "m/b", "m/c", "m/d", "m/e"), "m holds 5 runs (a, b, c, d, …): name the folder of one"),
    ],
)
def test_several_runs_are_not_mixed_into_one(folders, sentence, contents):
    with pytest.raises(RunError) as refused:
        run_files_in(in_folders(contents, *folders))
    assert str(refused.value) == sentence


def test_several_runs_in_a_zip_are_not_mixed_into_one(contents):
    with pytest.raises(RunError) as refused:
        run_files_in({"mm.zip": zipped(in_folders(contents, "mm/a", "mm/z"))})
    assert str(refused.value) == "mm.zip holds 2 runs (mm/a, mm/z): unpack it and give the files of one"


def test_several_runs_dropped_without_their_folders_are_not_mixed_into_one(contents):
    again = {f"{number}/{name}": content for number, (name, content) in enumerate(contents.items(), 9)}
    with pytest.raises(RunError, match="^these files hold 2 runs: give the files of one$"):
        run_files_in(contents | again | {"data.json": b"of the second"})


def test_files_of_other_folders_are_none_of_the_run(contents):
    beside = {"mm/prior.json": b"{}", "mm/other/latents.npz": b"", "mm/x/y/run/deeper/names.json": b"{}"}
    files = in_folders(contents, "mm/x/y/run") | beside
    assert run_files_in(files) == contents and run_files_in({"mm.zip": zipped(files)}) == contents
    parts = {"a/config.json": b"{}", "b/web.safetensors": b"", "b/latents.npz": b""}
    assert run_files_in(parts) is None and run_files_in({"mm.zip": zipped(parts)}) is None


def test_what_is_no_run_is_left_to_others():
    assert run_files_in({"model.zip": zipped({"model.json": b"{}"})}) is None
    assert run_files_in({"model.keras": b"PK"}) is None


def test_a_damaged_run_leaves_nothing_behind(tmp_path):
    contents = run_contents(save_imported(tmp_path / "first", imported_runs.bare()).folder)
    with pytest.raises(RunError, match="damaged or no zip file"):
        run_files_in({"x.zip": b"PK nothing"})
    for name, content in (("config.json", b"{"), ("latents.npz", b"nothing"), ("web.safetensors", b"")):
        with pytest.raises(RunError):
            save_copy(tmp_path / "runs", contents | {name: content}, "bare")
    with pytest.raises(RunError, match="name must be"):
        save_copy(tmp_path / "runs", contents, "../bare")
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


def test_a_run_is_called_as_its_configuration_says():
    assert name_in({"config.json": b'{"version": 1, "name": "my-run_2"}'}, "other") == "my-run_2"
    assert name_in({"config.json": b"{}"}, "other") == "other"
