"""Imported runs: written whole or not at all, opened without a history, with or without an encoder."""

import dataclasses
import json

import numpy as np
import pytest

from tests.support import imported_runs
from vae.runs import network_files, run_data, store
from vae.runs.origin import Origin
from vae.runs.run_files import RunError
from vae.runs.saving import check_name, save_imported


def test_a_decoder_alone_is_a_run(tmp_path):
    run = save_imported(tmp_path, imported_runs.bare())
    assert store.open_run(tmp_path / "bare") == run
    assert run.origin is not None and not run.has_encoder and run.metrics == {}
    assert network_files.is_lean(run.folder)
    assert sorted(path.name for path in run.folder.iterdir()) == [
        "config.json", "data.json", "import.json", "latents.npz", "metrics.json", "web.safetensors",
    ]  # fmt: skip
    latents = store.load_latents(run)
    assert latents.z_log_var is None and run.config.variational
    assert run_data.codes_text(run, 500) == "500 draws from the prior, since no data is known"
    with pytest.raises(RunError, match="trained elsewhere"):
        store.load_history(run)
    with pytest.raises(RunError, match="lacks frames.npz"):
        store.load_frames(run)


def test_codes_that_were_given_keep_their_classes(tmp_path):
    run = save_imported(tmp_path, imported_runs.with_codes())
    assert run.class_names == ("cat", "dog") and not run.config.variational
    assert run_data.codes_text(run, 400) == "400 codes that came with the model"


def test_an_encoder_is_part_of_the_run_and_its_codes_need_widths(tmp_path, digits):
    imported = imported_runs.whole(digits)
    run = save_imported(tmp_path, imported)
    assert run.has_encoder and run.provenance is None
    assert run_data.codes_text(run, 360) == "360 test digits from scikit-learn"
    assert network_files.read_encoder(run.folder, run.config) == imported.encoder
    without = dataclasses.replace(imported.latents, z_log_var=None)
    other = dataclasses.replace(imported, config=dataclasses.replace(imported.config, name="other"), latents=without)
    with pytest.raises(RunError, match="must hold z_log_var"):
        save_imported(tmp_path, other)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decoder": b"nothing"}, "must be a complete safetensors file"),
        ({"decoder": imported_runs.bundle([3, 16, 784])}, "takes 3 latent dimensions"),
        ({"decoder": imported_runs.bundle([2, 16, 100])}, "gives 100 numbers, its config says 784"),
        ({"encoder": imported_runs.bundle([784, 2], closing=None)}, "gives 2 numbers, its config says 4"),
    ],
)
def test_parts_that_do_not_fit_leave_nothing_behind(change, message, tmp_path):
    with pytest.raises(RunError, match=message):
        save_imported(tmp_path, dataclasses.replace(imported_runs.bare(), **change))
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_taken_is_refused(tmp_path):
    save_imported(tmp_path, imported_runs.bare())
    with pytest.raises(RunError, match="a run named 'bare' already"):
        save_imported(tmp_path, imported_runs.bare())
    for name in ("mnist-2d", "beta-1"):
        with pytest.raises(RunError, match="comes with the program"):
            check_name(tmp_path, name)


def test_a_damaged_record_of_the_import_is_named(tmp_path):
    folder = save_imported(tmp_path, imported_runs.bare()).folder
    whole = json.loads((folder / "import.json").read_text())
    for content in ("{", "[]", json.dumps(whole | {"version": 2}), json.dumps(whole | {"more": 1}),
                    json.dumps(whole | {"codes": "found"}), json.dumps(whole | {"facts": [["one"]]}),
                    json.dumps(whole | {"sources": 3})):  # fmt: skip
        (folder / "import.json").write_text(content)
        with pytest.raises(RunError, match="import.json is damaged"):
            store.open_run(folder)
    (folder / "import.json").unlink()
    with pytest.raises(RunError, match=r"lacks import.json"):
        store.open_run(folder)


def test_an_origin_survives_its_file():
    origin = Origin(("a.onnx (ONNX)", "b.keras (Keras 3)"), "given", (("Input", "2 numbers"),), ("Cut.",))
    assert Origin.from_json(origin.to_json()) == origin


def test_classes_told_to_a_decoder_alone_have_numbers_for_names(tmp_path):
    run = save_imported(tmp_path, imported_runs.bare("told", conditional=True, num_classes=4))
    assert run.class_names == ("0", "1", "2", "3")
    assert set(np.unique(store.load_latents(run).labels)) == {0, 1, 2, 3}


@pytest.mark.parametrize("name", ["a" * 300, "/etc", "../runs", "", "\0"])
def test_what_is_no_name_of_a_run_is_looked_for_nowhere(name, tmp_path):
    with pytest.raises(RunError, match="name must be 1-64 characters"):
        check_name(tmp_path, name)
