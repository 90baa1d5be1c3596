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
