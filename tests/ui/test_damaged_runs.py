"""Every page beside a run that is damaged, before it is opened and after: the sentence once, and the others work."""

import numpy as np
import pytest

from tests.support.damage import damages, harmed
from tests.support.pages import visit
from tests.support.victim import save_victim
from ui import engine
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
def home(tmp_path_factory, save_tiny_run):
    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        patch.setattr(store, "SHIPPED_FOLDER", folder / "shipped")
        # The worker has tests of its own and takes seconds to start.
        patch.setattr(engine, "decode", lambda folder, z, labels=None: np.zeros((len(z), 28, 28), np.float32))
        patch.setattr(engine, "encoder_bundle", lambda folder: store.load_bundle(store.open_run(folder)))
        save_victim(save_tiny_run, folder / "runs" / "victim")
        save_tiny_run(folder / "runs" / "good")
        yield folder


@pytest.fixture
def tried(home):
    """Return one damage of every wanted kind, each with a view, so that every view is opened."""
    every = damages(home / "runs" / "victim")
    chosen = [next(damage for damage in every if (damage.kind, damage.file) == wanted) for wanted in WANTED]
    return [(damage, *VIEWS[number % len(VIEWS)]) for number, damage in enumerate(chosen)]


def said(page):
    """Return what the page complains of."""
    assert not page.exception, page.exception[0].value
    return [element.value for element in (*page.error, *page.warning)]


def opened(name, **query):
    return visit(name, query, {QUIET_KEY: True})


def test_a_run_that_is_damaged_is_said_once_on_every_page_and_the_good_one_is_shown(home, tried):
    for damage, name, query in tried:
        with harmed(home / "runs" / "victim", damage):
            problems = store.list_runs()[1]
            complaints = said(opened(name, **query, run="good"))
            # Train has no choice of runs; a film and names are no reason to refuse a run.
            expected = [plain_sentence(problem) for problem in problems] if name != "train" else []
            assert [text for text in complaints if text in expected] == expected, (damage, name, complaints)
            assert len(set(complaints)) == len(complaints)


def test_a_run_that_is_damaged_after_it_was_opened_is_a_sentence_where_it_is_drawn(home, tried, monkeypatch):
    before = store.list_runs()
    for module in (run_picker, choice):
        monkeypatch.setattr(module, "found_runs", lambda: before)
    for damage, name, query in tried:
        with harmed(home / "runs" / "victim", damage):
            complaints = said(opened(name, **query, run="victim"))
            assert len(complaints) <= 1, (damage, name, complaints)
