"""A point that is typed: where it lands, what cannot be read, and which runs take none."""

from concurrent.futures import BrokenExecutor
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from ui import engine
from ui.interpolate import typed
from ui.interpolate.interpolator import InterpolatorTells
from vae.runs import store
from vae.runs.run_files import RunError
from vae.word.alphabet import to_array


@pytest.fixture
def telling(monkeypatch):
    """Let a view have told a text, and the encoder say what it was given."""
    given = []

    def encode(folder, outputs, labels=None):
        given.append(outputs)
        return np.full((1, 16), 0.12345, np.float32), None

    monkeypatch.setattr(engine, "encode", encode)

    def tell(text, turn=7):
        monkeypatch.setattr(st, "session_state", {"map": {"typed": {"turn": turn, "text": text}}})

    return SimpleNamespace(tell=tell, given=given)


def test_a_name_lands_where_the_encoder_puts_it(telling):
    telling.tell("  Maria ")
    found = typed.answer(store.load_run("names-16d"), "map", InterpolatorTells)
    assert found == typed.Typed(7, [0.123] * 16, "")
    np.testing.assert_array_equal(telling.given[0], to_array(("maria",)))


@pytest.mark.parametrize("text", ["", "1234", "a" * 40, "мария"])
def test_what_cannot_be_read_is_a_sentence(telling, text):
    telling.tell(text)
    found = typed.answer(store.load_run("names-16d"), "map", InterpolatorTells)
    assert found.code == [] and found.problem.endswith(".") and telling.given == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [(BrokenExecutor(), "has ended twice over this"), (RunError("run 'x' is damaged"), "Run 'x' is damaged. Choose")],
)
def test_where_the_encoder_fails_that_is_a_sentence_and_no_rerun_asks_again(telling, monkeypatch, fault, said):
    asked = []

    def encode(*arguments):
        asked.append(arguments)
        raise fault

    monkeypatch.setattr(engine, "encode", encode)
    telling.tell("zoe")
    run = store.load_run("names-16d")
    found = [typed.answer(run, "map", InterpolatorTells) for _ in range(3)]
    assert found[0].code == [] and said in found[0].problem and found == [found[0]] * 3 and len(asked) == 1
    telling.tell("zoe", turn=8)
    typed.answer(run, "map", InterpolatorTells)
    assert len(asked) == 2


def test_pictures_are_not_typed_and_silence_is_no_answer(telling, monkeypatch):
    telling.tell("maria")
    run = store.load_run("mnist-2d")
    assert not typed.can_type(run) and typed.answer(run, "map", InterpolatorTells) is None
    monkeypatch.setattr(st, "session_state", {})
    assert typed.answer(store.load_run("names-16d"), "map", InterpolatorTells) is None
