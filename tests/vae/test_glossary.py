"""The glossary: every term that is shown has its line, in plain words."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ui.compare import figures
from ui.live.facts import _meanings
from ui.shell import run_picker
from vae.glossary import GLOSSARY, explained, meaning
from vae.runs.store import load_run
from vae.studies import results


def test_every_figure_and_layer_has_its_line():
    assert {name for name, _ in run_picker._FIGURES} | set(results.FIGURES) <= set(GLOSSARY)
    flat, deep = (_meanings(load_run(name)) for name in ("mnist-2d", "mnist-16d"))
    layers, units = {"points", "pictures", "circles", "shape", "clouds", "fog"}, {"neg_elbo", "kl", "nat"}
    assert set(flat) == set(deep) == layers | units
    assert flat["pictures"] != deep["pictures"] and flat["points"] == deep["points"]
    for codes in ("encoded", "given", "prior"):
        elsewhere = replace(load_run("mnist-2d"), origin=SimpleNamespace(codes=codes))
        assert _meanings(elsewhere)["points"] == meaning(f"points_{codes}")


def test_terms_are_explained_by_the_titles_of_a_page():
    text = explained({"kl": "KL", "fog": "Fog"})
    assert text == f"**KL**: {meaning('kl')}.\n\n**Fog**: {meaning('fog')}.\n\n**A nat**: {meaning('nat')}."
    assert "nat" not in explained({"fog": "Fog"})
    shown = figures.meanings([load_run("mnist-2d")])
    assert f"**−ELBO**: {meaning('neg_elbo')}." in shown and "K =" not in shown


@pytest.mark.parametrize("term", GLOSSARY)
def test_a_line_is_a_short_phrase(term):
    assert 20 < len(meaning(term)) < 120 and not meaning(term).endswith(".")
    assert "posterior" not in meaning(term) and "prior" not in meaning(term)


def test_an_unknown_term_is_an_error():
    with pytest.raises(KeyError):
        meaning("nothing")
