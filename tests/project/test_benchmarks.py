"""The benchmarks: every table that is offered can be printed."""

import importlib
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import families
from benchmarks.__main__ import TABLES
from tests.support.repository import ROOT
from vae.families import FAMILIES
from vae.prior.draws import prior_of


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_command(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").main)


def test_samples_of_a_class_are_drawn_from_its_part_of_the_prior(monkeypatch):
    config = replace(families.BASE, family="adversarial", prior="petals", conditional=True)
    prior = prior_of(config)
    monkeypatch.setattr(families, "NUM_DRAWN", 2500)
    model = SimpleNamespace(config=config, decode=lambda z, labels: prior.parts_at(z) == labels)
    drawn = families._samples(model, prior, np.random.default_rng(0))
    assert drawn.shape == (2500,) and drawn.all()


def test_the_readme_has_the_measured_table_of_families():
    kept = json.loads(families.KEPT.read_text(encoding="utf-8"))
    assert "\n".join(families.markdown(kept)) in (ROOT / "README.md").read_text(encoding="utf-8")
    assert {changes.get("family", "vae") for _, changes in families.CASES.values()} == set(FAMILIES)
