"""Encode of names: what is typed or listed lands, and what is no name is said to be none."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support.pages import visit
from ui import engine
from ui.encode import answers, batch
from vae.runs import store


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    from vae.model import inference

    for name in ("decode", "encode", "explain", "score", "encoder_bundle"):
        monkeypatch.setattr(engine, name, getattr(inference, name))
    for cache in (answers._explained, answers._scores):
        cache.clear()


def opened(**state):
    return visit("encode", {"run": "names-16d"}, state)


def facts(page):
    assert not page.exception
    return [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]


def stage_of(page):
    return next(data for data in facts(page) if "settled" in data)


def test_a_name_that_is_typed_is_answered_letter_by_letter():
    page = opened(encode_word={"text": "José"})
    stage = stage_of(page)
    assert [picture["name"] for picture in stage["pictures"]] == ["Jose"] and stage["mode"] == "show"
    assert page.title[0].value == "Type a name and see where it lands"
    shown = {data["label"]: data["items"] for data in facts(page) if "items" in data}
    given, returned, _ = shown["Input, reconstruction and their difference"]
    assert given["lines"][0] == "Jose" and returned["lines"][0].istitle()
    assert given["shape"][:2] == [24, 120]
    assert all(item["title"] for item in shown["Nearest held-out codes"])


def test_what_is_no_name_is_said_to_be_none_and_the_stage_stays():
    page = opened(encode_word={"text": "maria7"})
    assert [warning.value for warning in page.warning] == [
        "“maria7” has “7” (digit seven): this run knows the letters a to z only."
    ]
    assert stage_of(page)["pictures"] == []


def test_a_list_is_taken_name_by_name():
    page = opened(encode_word={"text": ""}, encode_words="anna\nR2D2\nBert")
    assert [picture["name"] for picture in stage_of(page)["pictures"]] == ["Anna", "Bert"]
    assert "R2D2" in page.warning[0].value
    assert any(heading.value == "All 2 words" for heading in page.subheader)
    table = page.dataframe[0].value
    assert list(table["name"]) == ["Anna", "Bert"] and all(text.istitle() for text in table["reconstruction"])


def test_the_first_two_of_a_list_are_the_ends_of_a_path():
    told = SimpleNamespace(z_mean=np.array([[0.25, -1], [2, 0.5]]), labels=None)
    query = batch.path_query(store.load_run("names-16d"), told)
    assert query == {"run": "names-16d", "z": "0.25,-1", "to": "2,0.5"}
    told.labels = np.array([3, 5])
    assert batch.path_query(store.load_run("letters-2d"), told) | query == {
        **query, "run": "names-16d", "label": "3", "to_label": "5",
    }  # fmt: skip
