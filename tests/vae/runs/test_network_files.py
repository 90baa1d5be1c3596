"""A run's weights lie in Keras' archives, or in the browser's two networks alone; either is checked."""

import shutil

import pytest

from vae.runs import network_files, store
from vae.runs.run_files import RunError


@pytest.fixture
def lean(save_tiny_run, tmp_path):
    return save_tiny_run(tmp_path / "lean", lean=True)


def test_a_run_names_the_files_that_hold_its_weights(lean, save_tiny_run, tmp_path):
    usual = save_tiny_run(tmp_path / "usual")
    assert not network_files.is_lean(usual.folder) and network_files.is_lean(lean.folder)
    assert network_files.network_files(usual.folder) == ("encoder.keras", "decoder.keras")
    assert network_files.network_files(lean.folder) == ("encoder.safetensors", "web.safetensors")
    assert not list(lean.folder.glob("*.keras"))
    assert store.encoder_changed_at(lean) == (lean.folder / "encoder.safetensors").stat().st_mtime_ns
    assert store.encoder_changed_at(usual) == (usual.folder / "encoder.keras").stat().st_mtime_ns


def test_an_archive_counts_where_both_are_there(save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "usual")
    (run.folder / "encoder.safetensors").write_bytes(b"of an export")
    assert not network_files.is_lean(run.folder) and store.open_run(run.folder) == run


def test_networks_of_another_kind_are_refused_in_a_sentence(lean, save_tiny_run, tmp_path):
    other = save_tiny_run(tmp_path / "other", lean=True, conditional=True)
    shutil.copy(other.folder / "encoder.safetensors", lean.folder)
    with pytest.raises(RunError, match="encoder.safetensors takes 784 pixels and 10 classes, its config says"):
        store.open_run(lean.folder)
    (lean.folder / "encoder.safetensors").write_bytes(b"cut off")
    with pytest.raises(RunError, match="run 'lean': the browser's network must be a complete safetensors file"):
        network_files.check_networks(lean.folder, lean.config)
    (lean.folder / "encoder.safetensors").unlink()
    with pytest.raises(RunError, match="lacks encoder.keras"):
        store.open_run(lean.folder)


def test_both_networks_are_read(lean):
    for read, name in ((network_files.read_encoder, "encoder"), (network_files.read_decoder, "web")):
        assert read(lean.folder, lean.config) == (lean.folder / f"{name}.safetensors").read_bytes()
