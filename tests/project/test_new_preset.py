"""A preset is one entry: one that is added can be chosen on Train and asked for in a terminal."""

import pytest

from tests.support.pages import visit
from vae.__main__ import main
from vae.cli.config_text import as_command, read_config
from vae.config import RunConfig
from vae.presets import PRESETS, Preset, shipped

CONFIG = RunConfig(name="digits-wide", dataset="digits", hidden_sizes=(777,), beta=3.0, epochs=7)


@pytest.fixture(autouse=True)
def preset(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    monkeypatch.setitem(PRESETS, CONFIG.name, Preset(CONFIG, "Digits, wide", "One wide layer.", ships=True))


def test_train_offers_it_and_takes_its_settings():
    page = visit("train", {})
    assert not page.exception
    box = next(box for box in page.selectbox if box.label == "Start from")
    assert box.options[-1] == "Digits, wide"
    box.select(CONFIG.name).run()
    assert not page.exception
    (box,) = [box for box in page.selectbox if box.label == "Start from"]
    assert box.help.startswith("One wide layer.")
    assert {text.label: text.value for text in page.text_input}["Hidden layers"] == "777"
    assert {text.label: text.value for text in page.text_input}["Beta"] == "3"


def test_the_terminal_takes_it_and_says_what_it_is(capsys):
    assert as_command(CONFIG) == "python -m vae train --preset digits-wide"
    assert read_config("python -m vae train --preset digits-wide --epochs 9").epochs == 9
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    help_text = capsys.readouterr().out
    assert "grey-64,digits-wide}" in "".join(help_text.split())
    assert "  digits-wide           One wide layer." in help_text
    assert shipped()[-1] == "digits-wide"
