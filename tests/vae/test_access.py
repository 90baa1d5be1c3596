"""Levels of access: what each allows, and whose a folder is."""

import pytest

from vae import files
from vae.access import LEVELS, OWNER_FILE, Access, AccessError, access, claim, readable
from vae.words import plain_sentence


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch):
    monkeypatch.delenv("VAE_ACCESS", raising=False)
    monkeypatch.delenv("VAE_PUBLIC_DEMO", raising=False)


@pytest.mark.parametrize(
    ("said", "old", "level"),
    [(None, None, "own"), ("", None, "own"), (None, "1", "demo"), (None, "0", "own"), ("shared", "1", "shared"),
     ("own", None, "own"), ("demo", None, "demo")],
)  # fmt: skip
def test_the_level_is_the_one_that_was_set(said, old, level, monkeypatch):
    for name, value in (("VAE_ACCESS", said), ("VAE_PUBLIC_DEMO", old)):
        if value is not None:
            monkeypatch.setenv(name, value)
    assert access() == Access(level)


@pytest.mark.parametrize("said", ["Demo", "public", "own,shared", "x" * 1000])
def test_an_unknown_level_is_refused(said, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", said)
    with pytest.raises(AccessError, match="must be one of own, shared, demo, got") as refused:
        access()
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no room is left in {home}/jobs: free some", "no room is left in the app's folder: free some"),
        ("{home} cannot be written", "the app's folder cannot be written"),
        ("run 'a' in {home}/runs/a has a name", "run 'a' in the app's folder has a name"),
        ("x.npz in {assets}/data is damaged", "x.npz in the app's folder is damaged"),
        ("{temporary}/a.mp4 (full)", "its temporary folder (full)"),
        ("denied: '/srv/pictures/x'", "denied: 'a folder of its machine'"),
        ("From D:\\pictures\\leaves", "From a folder of its machine"),
        ("z1/z2/z3, <b>b</b>, and/or, 1/2, http://e.org/a/b, :material/home:", None),
    ],
)
def test_paths_of_the_machine_are_its_owners_alone(text, shown, monkeypatch, tmp_path):
    folders = {"home": tmp_path / "its home", "assets": files.ASSETS, "temporary": "/var/kept"}
    monkeypatch.setenv("VAE_HOME", str(folders["home"]))
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/var/kept")
    text = text.format(**folders)
    assert readable(text) == text
    for level in ("shared", "demo", "no level at all"):
        monkeypatch.setenv("VAE_ACCESS", level)
        assert readable(text) == (shown or text)
    assert plain_sentence(f"{folders['home']}/jobs cannot be written") == "The app's folder cannot be written."


def test_each_level_allows_less_than_the_one_before():
    allowed = [
        (level.may_train, level.may_annotate, level.may_read_paths) for level in (Access(name) for name in LEVELS)
    ]
    assert allowed == [(True, True, True), (True, True, False), (False, False, False)]


def test_what_is_shared_belongs_to_who_made_it(tmp_path):
    claim(tmp_path, "mine")
    shared = Access("shared")
    assert shared.may_manage(tmp_path, "mine") and not shared.may_manage(tmp_path, "theirs")
    assert shared.may_manage(tmp_path, "theirs", "mine") and not shared.may_manage(tmp_path, "theirs", "")
    assert "mine" not in (tmp_path / OWNER_FILE).read_text()
    assert not shared.may_manage(tmp_path / "nobodys", "mine")
    assert Access("own").may_manage(tmp_path, "theirs")
    assert not Access("demo").may_manage(tmp_path, "mine")


def test_who_copies_the_file_is_not_the_owner(tmp_path):
    claim(tmp_path, "mine")
    assert not Access("shared").may_manage(tmp_path, (tmp_path / OWNER_FILE).read_text())


def test_a_damaged_owner_file_belongs_to_nobody(tmp_path):
    (tmp_path / OWNER_FILE).write_bytes(b"\xff\xfe")
    assert not Access("shared").may_manage(tmp_path, "mine")
