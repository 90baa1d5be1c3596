"""Every page beside a run that is damaged, before it is opened and after: the sentence once, and the others work."""

import pytest

from tests.support.damage import damages, harmed
from tests.support.pages import visit
from ui.compare import choice
from ui.live.quiet import QUIET_KEY
from ui.shell import run_picker
from vae.runs import store
from vae.words import plain_sentence

WANTED = (
    ("flipped bit", "decoder.keras"), ("empty", "names.json"), ("cut off", "latents.npz"), ("noise", "film.npz"),
    ("in its place", "history.csv"), ("wrong value", "metrics.json"), ("wrong array", "latents.npz"),
    ("wrong array", "frames.npz"), ("wrong weights", "web.safetensors"), ("nested deeply", "data.json"),
    ("in its place", "encoder.keras"), ("too large", "latents.npz"),
)  # fmt: skip
VIEWS = (
    ("", {}), ("interpolate", {}), ("atlas", {}), ("compare", {"runs": "victim,good"}), ("train", {}),
    ("interpolate", {"view": "corners"}), ("atlas", {"view": "dimensions"}), ("encode", {}),
    ("interpolate", {"view": "arithmetic"}), ("atlas", {"view": "manifold"}), ("atlas", {"view": "files"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def victim(victim_home, without_worker):
    return victim_home / "runs" / "victim"


@pytest.fixture
def tried(victim):
    """Return one damage of every wanted kind, each with a view, so that every view is opened."""
    every = damages(victim)
    chosen = [next(damage for damage in every if (damage.kind, damage.file) == wanted) for wanted in WANTED]
    return [(damage, *VIEWS[number % len(VIEWS)]) for number, damage in enumerate(chosen)]


def said(page):
    """Return what the page complains of."""
    assert not page.exception, page.exception[0].value
    return [element.value for element in (*page.error, *page.warning)]


def opened(name, **query):
    return visit(name, query, {QUIET_KEY: True})


def test_a_run_that_is_damaged_is_said_once_on_every_page_and_the_good_one_is_shown(victim, tried):
    for damage, name, query in tried:
        with harmed(victim, damage):
            problems = store.list_runs()[1]
            complaints = said(opened(name, **query, run="good"))
            # Train has no choice of runs; a film and names are no reason to refuse a run.
            expected = [plain_sentence(problem) for problem in problems] if name != "train" else []
            assert [text for text in complaints if text in expected] == expected, (damage, name, complaints)
            assert len(set(complaints)) == len(complaints)


def test_a_run_that_is_damaged_after_it_was_opened_is_a_sentence_where_it_is_drawn(victim, tried, monkeypatch):
    before = store.list_runs()
    for module in (run_picker, choice):
        monkeypatch.setattr(module, "found_runs", lambda: before)
    for damage, name, query in tried:
        with harmed(victim, damage):
            complaints = said(opened(name, **query, run="victim"))
            assert len(complaints) <= 1, (damage, name, complaints)
