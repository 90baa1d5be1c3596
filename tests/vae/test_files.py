"""Files and folders written whole or not at all: whatever breaks off, readers see the old or the new."""

import errno
import gc
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from vae import files

FULL = OSError(errno.ENOSPC, "No space left on device")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def full_disk(*_):
    raise FULL


def fill(part, text="new"):
    (part / "below").mkdir()
    (part / "a.txt").write_text(text)
    (part / "below" / "b.txt").write_text(text)


def test_home_is_the_variable_or_a_folder_in_the_users_home(monkeypatch, tmp_path):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    assert files.home_folder() == tmp_path
    monkeypatch.delenv("VAE_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert files.home_folder() == tmp_path / ".latent-explorer"


def test_a_user_without_a_home_is_told_to_set_one(monkeypatch):
    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("VAE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", unknown)
    with pytest.raises(files.HomeError, match="no home folder: set VAE_HOME to a folder"):
        files.home_folder()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.ENOSPC, "no room is left in x: free some, or set VAE_HOME to another folder"),
        (errno.EDQUOT, "no room is left in x: free some, or set VAE_HOME to another folder"),
        (errno.EROFS, "x cannot be written (Read-only file system): set VAE_HOME to another folder"),
        (errno.EACCES, "x cannot be written (Permission denied): set VAE_HOME to another folder"),
    ],
)
def test_what_cannot_be_written_is_a_sentence_with_the_reason(number, text):
    assert files.unwritable(Path("x"), OSError(number, os.strerror(number))) == text


def test_of_all_errors_only_those_of_the_disk_are_told_as_such(monkeypatch):
    monkeypatch.setenv("VAE_HOME", "home")
    assert files.disk_problem(FULL) == "no room is left in home: free some, or set VAE_HOME to another folder"
    denied = PermissionError(errno.EACCES, "Permission denied", "runs/a/metrics.json")
    assert files.disk_problem(denied).startswith(f"{Path('runs/a')} cannot be written (Permission denied)")
    for other in (BrokenPipeError(errno.EPIPE, "Broken pipe"), FileNotFoundError(errno.ENOENT, "No such file")):
        assert files.disk_problem(other) is None


def test_what_cannot_be_written_takes_other_advice_and_an_error_without_words():
    assert files.unwritable(Path("x"), OSError("torn"), "try again") == "x cannot be written (torn): try again"


def test_a_file_is_written_and_read_again(tmp_path):
    path = tmp_path / "a.json"
    files.write_bytes(path, b"old")
    files.write_json(path, {"value": "Ä\udcff"})
    assert files.read_json(path) == {"value": "Ä\udcff"}
    assert names(tmp_path) == ["a.json"]
    if os.name == "posix":
        umask = os.umask(0)
        os.umask(umask)
        assert path.stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_json_that_is_damaged_or_no_object_is_none(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    assert files.read_json(tmp_path / "a.json") is None
    assert files.read_json(tmp_path / "none.json") is None


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, broken):
    path = tmp_path / "a.json"
    files.write_json(path, {"value": 1})
    monkeypatch.setattr(os, broken, full_disk)
    with pytest.raises(OSError, match="No space left") as raised:
        files.write_json(path, {"value": 2})
    assert raised.value.errno == errno.ENOSPC
    assert files.read_json(path) == {"value": 1}
    assert names(tmp_path) == ["a.json"]


def test_what_need_not_last_does_not_wait_for_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", full_disk)
    files.write_json(tmp_path / "a.json", {"value": 1}, lasting=False)
    assert files.read_json(tmp_path / "a.json") == {"value": 1} and names(tmp_path) == ["a.json"]


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), ValueError("torn")])
def test_a_failure_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "a"
    files.write_bytes(path, b"old")
    with pytest.raises(type(error)), files.whole_file(path) as file:
        file.write(b"a part of the new")
        raise error
    assert path.read_bytes() == b"old" and names(tmp_path) == ["a"]


def test_the_last_word_goes_over_a_longer_and_over_a_shorter_one(tmp_path):
    path = tmp_path / "a.json"
    for first in ({"text": "long " * 50}, {}):
        files.write_json(path, first)
        size = path.stat().st_size
        files.overwrite_json(path, {"text": "the disk is full"})
        assert files.read_json(path) == {"text": "the disk is full"} and path.stat().st_size >= size
    assert names(tmp_path) == ["a.json"]
    with pytest.raises(FileNotFoundError):
        files.overwrite_json(tmp_path / "b.json", {})


def test_a_missing_folder_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.write_bytes(tmp_path / "no" / "a", b"x")


def test_what_a_killed_process_left_is_not_read_and_goes_after_a_day(tmp_path):
    path = tmp_path / "a"
    files.write_bytes(path, b"old")
    code = (
        "import os, pathlib, sys\nfrom vae import files\n"
        "with files.whole_file(pathlib.Path(sys.argv[1])) as file:\n"
        "    file.write(b'part'); file.flush(); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)])
    assert killed.returncode != 0
    left = next(other for other in tmp_path.iterdir() if other != path)
    assert path.read_bytes() == b"old" and left.name.startswith(".a.")
    files.write_bytes(path, b"new")
    assert left.exists(), "another process may be writing it"
    day_before_yesterday = time.time() - 2 * 86_400
    os.utime(left, (day_before_yesterday, day_before_yesterday))
    files.write_bytes(tmp_path / "ab", b"another file")
    assert left.exists()
    files.write_bytes(path, b"new")
    assert names(tmp_path) == ["a", "ab"]


def test_writers_at_the_same_time_never_mix(tmp_path):
    path = tmp_path / "a"
    contents = [bytes([65 + number]) * 200_000 for number in range(6)]
    files.write_bytes(path, contents[0])
    problems = []

    def write(content):
        for _ in range(15):
            try:
                files.write_bytes(path, content)
            except OSError as error:
                problems.append(error)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert path.read_bytes() in contents
    for thread in threads:
        thread.join()
    assert problems == [] and names(tmp_path) == ["a"]


def test_a_folder_appears_when_it_is_full(tmp_path):
    folder = tmp_path / "runs" / "a"
    with files.whole_folder(folder) as part:
        fill(part)
        assert not folder.exists() and part.name.startswith(".")
    assert (folder / "below" / "b.txt").read_text() == "new" and names(folder.parent) == ["a"]


@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt(), ValueError("torn")])
def test_a_failure_in_the_middle_leaves_the_old_folder_and_nothing_else(tmp_path, error):
    folder = tmp_path / "a"
    with files.whole_folder(folder) as part:
        fill(part, "old")
    with pytest.raises(type(error)), files.whole_folder(folder, replace=True) as part:
        fill(part)
        raise error
    assert (folder / "a.txt").read_text() == "old" and names(tmp_path) == ["a"]


def test_a_folder_is_replaced_when_it_may_be_and_refused_when_not(tmp_path):
    folder = tmp_path / "a"
    for replace in (True, True):
        with files.whole_folder(folder, replace) as part:
            fill(part, "old")
    with pytest.raises(FileExistsError), files.whole_folder(folder) as part:
        fill(part)
    assert (folder / "a.txt").read_text() == "old"
    with files.whole_folder(folder, replace=True) as part:
        (part / "c.txt").write_text("new")
    assert names(folder) == ["c.txt"] and names(tmp_path) == ["a"]


def test_an_old_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    folder = tmp_path / "a"
    with files.whole_folder(folder) as part:
        fill(part, "old")
    rename, calls = os.rename, []

    def second_fails(old, new):
        calls.append(old)
        if len(calls) == 2:
            raise FULL
        rename(old, new)

    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(OSError, match="No space left"), files.whole_folder(folder, replace=True) as part:
        fill(part)
    assert (folder / "a.txt").read_text() == "old" and names(tmp_path) == ["a"]


def test_a_folder_below_a_file_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError), files.whole_folder(tmp_path / "file" / "a"):
        pytest.fail("there was nothing to fill")


def test_a_folder_is_deleted_and_one_that_is_not_there_is_no_error(tmp_path):
    with files.whole_folder(tmp_path / "a") as part:
        fill(part)
    files.delete_folder(tmp_path / "a")
    files.delete_folder(tmp_path / "a")
    assert names(tmp_path) == []


def test_a_deletion_that_breaks_off_leaves_a_hidden_rest(tmp_path, monkeypatch):
    with files.whole_folder(tmp_path / "a") as part:
        fill(part)
    monkeypatch.setattr(files.shutil, "rmtree", full_disk)
    with pytest.raises(OSError, match="No space left"):
        files.delete_folder(tmp_path / "a")
    assert all(name.startswith(".a.") for name in names(tmp_path))


def test_the_states_of_files_change_with_them_and_with_nothing_else(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "a").write_text("1")
    (tmp_path / "run" / "nowhere").symlink_to("gone")
    (tmp_path / "round").symlink_to("round")
    (tmp_path / ".part").mkdir()
    (tmp_path / ".part" / "a").write_text("1")
    state = (tmp_path / "run" / "a").stat()
    assert files.states(tmp_path) == (
        (str(tmp_path / "round"), -1, -1),
        (str(tmp_path / "run"), 0, 0),
        (str(tmp_path / "run" / "a"), state.st_mtime_ns, 1),
        (str(tmp_path / "run" / "nowhere"), -1, -1),
    )
    assert files.states(tmp_path / "gone") == files.states(tmp_path / "run" / "a") == ()


def test_the_states_of_files_are_read_while_these_vanish(tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "a").write_text("1")
    entries = files._entries

    def vanishing(folder):
        found = entries(folder)
        (tmp_path / "run" / "a").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(files, "_entries", vanishing)
    assert [size for _, _, size in files.states(tmp_path)] in ([0], [0, -1])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its folders")
@pytest.mark.parametrize("mode", ["rb", "r+b", "ab"])
def test_a_pipe_a_device_and_a_folder_are_not_opened(tmp_path, mode):
    path = tmp_path / "file"
    os.mkfifo(path)
    with pytest.raises(files.NoFileError) as raised:
        files.opened(path, mode)
    assert files.disk_problem(raised.value) == f"{path} is no file: delete it"
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(files.NoFileError):
        files.descriptor_of(path, os.O_RDONLY)
    with pytest.raises(IsADirectoryError):
        files.opened(tmp_path, mode)


def test_a_file_is_opened_made_and_added_to(tmp_path):
    for word in (b"one ", b"two"):
        with files.opened(tmp_path / "file", "ab") as file:
            file.write(word)
    with files.opened(tmp_path / "file") as file:
        assert file.read() == b"one two"


def test_arrays_are_read_by_name_and_a_damaged_file_of_them_is_closed(tmp_path):
    np.savez(tmp_path / "file.npz", one=np.arange(3))
    with files.opened_arrays(tmp_path / "file.npz") as arrays:
        np.testing.assert_array_equal(arrays["one"], np.arange(3))
    (tmp_path / "file.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(zipfile.BadZipFile), files.opened_arrays(tmp_path / "file.npz"):
        pass
    gc.collect()  # what nobody has closed is a warning, which is an error
    np.savez(tmp_path / "file.npz", one=np.array([None]))
    with files.opened_arrays(tmp_path / "file.npz") as arrays, pytest.raises(ValueError, match="allow_pickle"):
        arrays["one"]
