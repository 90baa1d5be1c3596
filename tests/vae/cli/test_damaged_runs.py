"""Every command beside a run that is damaged: one line says what is wrong with it, and the others work."""

import itertools

from tests.support.damage import damages, harmed
from vae.__main__ import main

WANTED = {
    "flipped bit": "encoder.keras", "empty": "latents.npz", "cut off": "web.safetensors", "in its place": "history.csv",
    "wrong value": "metrics.json", "wrong array": "latents.npz", "wrong weights": "web.safetensors",
    "nested deeply": "config.json", "archive": "decoder.keras", "too large": "latents.npz",
}  # fmt: skip
ON_IT = (
    ("evaluate", "victim"),
    ("evaluate", "victim", "--scores"),
    ("export", "victim", "--format", "keras"),
    ("export", "victim", "--format", "projector"),
    ("export", "victim", "--format", "web"),
    ("project", "victim", "--method", "pca"),
)


def one_of_each_kind(folder):
    every = damages(folder)
    return [next(d for d in every if (d.kind, d.file) == wanted) for wanted in WANTED.items()]


def test_commands_work_on_with_the_other_runs(victim_home, capsys, monkeypatch, tmp_path):
    victim = victim_home / "runs" / "victim"
    monkeypatch.chdir(tmp_path)
    commands = itertools.cycle(ON_IT)
    for damage in one_of_each_kind(victim):
        with harmed(victim, damage):
            assert main(["list"]) == 0
            listed = capsys.readouterr()
            (line,) = listed.err.splitlines()
            assert "good" in listed.out and "victim" not in listed.out and "victim" in line, damage
            for command in (next(commands), next(commands)):
                assert main(command) == 2, (command, damage)
                assert capsys.readouterr().err.splitlines() == [f"python -m vae {command[0]}: {line}"], damage
    with harmed(victim, damage):
        assert main(["jobs"]) == 0
        assert main(["export", "good", "--format", "keras"]) == 0
        assert capsys.readouterr().err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["good-keras"]
