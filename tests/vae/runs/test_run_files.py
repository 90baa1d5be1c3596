"""The files of a run folder: what is wrong with one is a sentence, and nothing is waited for or fills the memory."""

import io
import os
import struct
import zipfile

import numpy as np
import pytest

from vae.documents import DocumentError
from vae.runs import run_files
from vae.runs.run_files import RunError


@pytest.fixture
def path(tmp_path):
    (tmp_path / "tiny").mkdir()
    return tmp_path / "tiny" / "file"


def readers():
    return (
        run_files.read_bytes,
        run_files.read_text,
        run_files.read_json,
        run_files.read_npz,
        run_files.check_network,
    )


def test_what_is_there_is_read(path):
    path.write_text('{"a": "ä"}', encoding="utf-8")
    assert run_files.read_bytes(path) == '{"a": "ä"}'.encode()
    assert run_files.read_text(path) == '{"a": "ä"}'
    assert run_files.read_json(path) == {"a": "ä"}
    assert run_files.changed_at(path) == path.stat().st_mtime_ns
    with path.open("wb") as file:
        np.savez_compressed(file, z=np.arange(3))
    assert run_files.read_npz(path)["z"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("read", [*readers(), run_files.changed_at])
def test_a_file_that_is_missing_or_only_a_link_is_named(path, read):
    with pytest.raises(RunError, match="run 'tiny' lacks file: delete the run or train it again"):
        read(path)
    path.symlink_to("nowhere")
    with pytest.raises(RunError, match="run 'tiny' lacks file"):
        read(path)
    path.unlink()
    path.symlink_to("file")
    with pytest.raises(RunError, match="run 'tiny': file cannot be read"):
        read(path)


@pytest.mark.parametrize("read", [*readers(), run_files.changed_at])
def test_a_run_that_is_gone_while_it_is_read_is_not_called_damaged(path, read):
    path.parent.rename(path.parent.with_name("other"))
    with pytest.raises(RunError, match="run 'tiny' is gone: its folder was deleted or renamed"):
        read(path)


@pytest.mark.parametrize("read", readers())
def test_a_folder_a_pipe_and_a_device_are_no_files(path, read):
    path.mkdir()
    with pytest.raises(RunError, match="run 'tiny': file cannot be read"):
        read(path)
    path.rmdir()
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has neither pipes nor devices in its folders")
    os.mkfifo(path)
    with pytest.raises(RunError, match="run 'tiny': file must be a file, but it is something else"):
        read(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(RunError, match="run 'tiny': file must be a file, but it is something else"):
        read(path)


@pytest.mark.parametrize(("read", "limit"), list(zip(readers(), (512, 16, 16, 512, 1024), strict=True)))
def test_a_file_too_large_is_not_read(path, read, limit):
    with path.open("wb") as file:
        file.truncate(limit * 2**20 + 1)
    with pytest.raises(RunError, match=f"file takes .* MB, more than the {limit:,} MB that are read"):
        read(path)


@pytest.mark.parametrize("read", [run_files.read_npz, run_files.check_network])
def test_an_archive_that_would_swell_is_not_unpacked(path, read):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", b"0" * 1000)
    packed = content.getvalue()
    at = packed.index(b"PK\x01\x02") + 24
    path.write_bytes(packed[:at] + struct.pack("<I", 2**32 - 2) + packed[at + 4 :])
    with pytest.raises(RunError, match="file takes 4,096 MB, more than"):
        read(path)


def test_every_flipped_bit_of_a_network_is_noticed_in_a_sentence(path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", np.random.default_rng(0).bytes(300) + b"0" * 3000)
    packed, num_refused = content.getvalue(), 0
    for position in range(len(packed)):
        path.write_bytes(packed[:position] + bytes([packed[position] ^ 0x20]) + packed[position + 1 :])
        try:
            run_files.check_network(path)
        except RunError as error:
            num_refused += 1
            assert "file is damaged or cut off" in str(error) or "that are read" in str(error)
    assert num_refused > 0.8 * len(packed), "what is left are times and flags that no one reads"


def test_arrays_with_objects_and_things_that_are_no_arrays_are_damage(path):
    with path.open("wb") as file:
        np.savez(file, z=np.array([None]))
    with pytest.raises(RunError, match="file is damaged or cut off; train the run again"):
        run_files.read_npz(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("z", b"no array")
    with pytest.raises(RunError, match="file is damaged"):
        run_files.read_npz(path)


def test_text_that_is_none_is_named(path):
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(RunError, match="file must be UTF-8 text, but it is damaged"):
        run_files.read_text(path)
    path.write_text("[")
    with pytest.raises(DocumentError, match="expected JSON"):
        run_files.read_json(path)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((2, 3)), r"z must have shape \[3, 2\], got \[2, 3\]; train the run again"),
        (np.zeros((3, 2), int), "z must hold finite numbers, got int"),
        (np.full((3, 2), "a"), "z must hold finite numbers, got <U1"),
        (np.full((3, 2), np.inf), "z must hold finite numbers, some are not finite"),
        (np.full((3, 2), -11.0, np.float16), "z must hold numbers up to 10"),
    ],
)
def test_numbers_have_their_shape_and_are_finite(array, message):
    whole = np.ones((3, 2), np.float32)
    assert run_files.finite_numbers("tiny", "z", whole, (3, 2), 10) is whole
    with pytest.raises(RunError, match=message):
        run_files.finite_numbers("tiny", "z", array, (3, 2), 10)
