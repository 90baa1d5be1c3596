"""Every command beside a run that is damaged: one line says what is wrong with it, and the others work."""

import itertools

import pytest

from tests.support.damage import damages, harmed
from tests.support.victim import save_victim
from vae.__main__ import main

WANTED = {
    "flipped bit": "encoder.keras", "empty": "latents.npz", "cut off": "web.safetensors", "in its place": "history.csv",
    "wrong value": "metrics.json", "wrong array": "latents.npz", "wrong weights": "web.safetensors",
    "nested deeply": "config.json", "archive": "decoder.keras", "too large": "latents.npz",
}  # fmt: skip
ON_IT = (
    ("evaluate", "victim"), ("evaluate", "victim", "--scores"), ("export", "victim", "--format", "keras"),
    ("export", "victim", "--format", "projector"), ("export", "victim", "--format", "web"),
    ("project", "victim", "--method", "pca"),
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory, save_tiny_run):
    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        save_victim(save_tiny_run, folder / "runs" / "victim")
        save_tiny_run(folder / "runs" / "good", latent_dim=3)
        yield folder


def one_of_each_kind(folder):
    every = damages(folder)
    return [next(d for d in every if (d.kind, d.file) == wanted) for wanted in WANTED.items()]


def test_commands_work_on_with_the_other_runs(home, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("vae.runs.store.SHIPPED_FOLDER", tmp_path / "shipped")
    monkeypatch.chdir(tmp_path)
    commands = itertools.cycle(ON_IT)
    for damage in one_of_each_kind(home / "runs" / "victim"):
        with harmed(home / "runs" / "victim", damage):
            assert main(["list"]) == 0
            listed = capsys.readouterr()
            (line,) = listed.err.splitlines()
            assert "good" in listed.out and "victim" not in listed.out and "victim" in line, damage
            for command in (next(commands), next(commands)):
                assert main(command) == 2, (command, damage)
                assert capsys.readouterr().err.splitlines() == [f"python -m vae {command[0]}: {line}"], damage
    with harmed(home / "runs" / "victim", damage):
        assert main(["jobs"]) == 0
        assert main(["export", "good", "--format", "keras"]) == 0
        assert capsys.readouterr().err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["good-keras"]
