"""The glossary: every term that is shown has its line, in plain words."""

import pytest

from ui.live.facts import _meanings
from ui.shell import run_picker
from vae.glossary import GLOSSARY, meaning


def test_every_figure_and_layer_has_its_line():
    assert {name for name, _ in run_picker._FIGURES} <= set(GLOSSARY)
    assert set(_meanings(2)) == set(_meanings(16)) == {"points", "pictures", "circles", "fog"}
    assert _meanings(2)["pictures"] != _meanings(16)["pictures"]


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_line_is_a_short_phrase(term):
    assert 20 < len(meaning(term)) < 120 and not meaning(term).endswith(".")
    assert "posterior" not in meaning(term) and "prior" not in meaning(term)


def test_an_unknown_term_is_an_error():
    with pytest.raises(KeyError):
        meaning("nothing")
