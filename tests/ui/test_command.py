"""The command `latent-explorer`: what it hands to Streamlit and what to the model package."""

import os
import runpy
import sys

import pytest

from ui.server import command


@pytest.fixture
def started(monkeypatch):
    """Return a list of the command lines that Streamlit would have been started with."""
    lines = []

    def run_module(name, run_name, alter_sys):
        lines.append(sys.argv)
        raise SystemExit(lines and 0)

    monkeypatch.setenv("VAE_PROGRAM", "")
    monkeypatch.setattr(sys, "argv", ["latent-explorer"])
    monkeypatch.setattr(runpy, "run_module", run_module)
    return lines


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ([], []),
        (["run"], []),
        (["run", "--server.port", "8600"], ["--server.port", "8600"]),
        (["--", "--server.port=8600"], ["--server.port=8600"]),
    ],
)
def test_without_words_or_with_run_it_opens_the_explorer(started, words, options):
    assert command.main(words) == 0
    assert started == [["streamlit", "run", str(command.APP), *options]]
    assert command.APP.is_file()


def test_the_words_of_the_process_are_taken_by_default(started, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["latent-explorer", "run", "--server.headless=true"])
    command.main()
    assert started[0][3:] == ["--server.headless=true"]


def test_the_exit_code_is_streamlits(started, monkeypatch):
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: sys.exit(2))
    assert command.main([]) == 2
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: sys.exit("no port is free"))
    assert command.main([]) == 1
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: {})
    assert command.main([]) == 0


def test_with_words_it_is_the_command_line_of_the_package(started, capsys):
    assert command.main(["list"]) == 0
    assert "mnist-2d" in capsys.readouterr().out
    assert command.main(["evaluate", "nothing"]) == 2
    assert "there is no run named 'nothing'" in capsys.readouterr().err
    assert started == []


def test_help_says_how_to_open_the_explorer(started, capsys):
    with pytest.raises(SystemExit) as stopped:
        command.main(["--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("latent-explorer alone opens the explorer") and "evaluate" in said


def test_a_user_without_a_home_gets_one_for_streamlit_or_a_sentence(started, monkeypatch, tmp_path, capsys):
    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("pathlib.Path.home", unknown)
    monkeypatch.setenv("HOME", "kept by monkeypatch")
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    assert command.main([]) == 0 and os.environ["HOME"] == str(tmp_path)
    monkeypatch.delenv("VAE_HOME")
    assert command.main([]) == 2 and len(started) == 1
    assert capsys.readouterr().err.startswith("latent-explorer: this user has no home folder: set VAE_HOME")
