import pytest

from vae.foreign.description import ForeignError
from vae.readers import files
from vae.readers.files import read_files


def test_files_of_one_name_and_folders_are_read_whole(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "model.json").write_text(folder)
    paths = [tmp_path / "a" / "model.json", tmp_path / "b" / "model.json"]
    assert sorted(read_files(paths).values()) == [b"a", b"b"]
    assert read_files([tmp_path / "a"]) == {"a/model.json": b"a"}


def test_files_of_two_folders_of_one_name_are_told_apart(tmp_path):
    folders = [tmp_path / place / "run" for place in ("a", "b")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "config.json").write_text("")
    (folders[1] / "data.json").write_text("")
    second = [(folders[1] / name).as_posix() for name in ("config.json", "data.json")]
    assert sorted(read_files(folders)) == sorted(["run/config.json", *second])
    loose = [folders[0] / "config.json", folders[1] / "data.json", folders[1] / "config.json"]
    assert sorted(read_files(loose)) == sorted(["config.json", *second])


def test_what_is_too_large_or_not_there_gets_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 2**20)
    (tmp_path / "big.onnx").write_bytes(bytes(2**20 + 1))
    with pytest.raises(ForeignError, match="big.onnx takes 1 MB: networks of up to 1 MB are read"):
        read_files([tmp_path / "big.onnx"])
    with pytest.raises(ForeignError, match="there is no file or folder .*gone.onnx"):
        read_files([tmp_path / "gone.onnx"])
