"""The benchmarks: every table that is offered can be printed."""

import importlib

import pytest

from benchmarks.__main__ import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_command(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").main)
