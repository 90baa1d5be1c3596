"""The benchmarks: every table that is offered can be printed."""

import importlib
import json

import pytest

from benchmarks import families
from benchmarks.__main__ import TABLES
from tests.support.repository import ROOT
from vae.families import FAMILIES


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_command(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").main)


def test_the_readme_has_the_measured_table_of_families():
    kept = json.loads(families.KEPT.read_text(encoding="utf-8"))
    assert "\n".join(families.markdown(kept)) in (ROOT / "README.md").read_text(encoding="utf-8")
    assert {changes.get("family", "vae") for _, changes in families.CASES.values()} == set(FAMILIES)
