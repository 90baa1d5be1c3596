"""Pages as files: every link and bundle of the site is there, and nothing told to a view ends its script."""

import functools
import json
import re

import numpy as np
import pytest

from tests.support.marked import marked, write_catalogue
from tests.support.node import in_node
from tests.support.pages import answer_without_worker
from ui.learn import catalogue, lesson
from ui.learn.interface import INTERFACE
from ui.live import encoders
from ui.live.component import Component
from ui.site import packing, writing
from ui.site.page import Link, Part, page
from vae.runs import store

SHIPPED = [path.name for path in store.SHIPPED_FOLDER.glob("*") if (path / "config.json").is_file()]
needs_runs = pytest.mark.skipif("mnist-2d" not in SHIPPED, reason="the run does not ship")


@pytest.fixture(autouse=True)
def without_worker(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    encoders._encoder_bundle.clear()
    yield
    encoders._encoder_bundle.clear()


@pytest.fixture(scope="module")
def taken_home():
    """Return a function that gives what the view in a run's file is told, worked out once: (name) -> facts."""

    @functools.cache
    def facts_of(name):
        told = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writing, "page", lambda title, parts, *rest: told.append(parts[0].facts) or "")
            writing.take_home(store.load_run(name))
        (facts,) = told
        return facts

    return facts_of


def test_what_a_view_is_told_cannot_end_its_script():
    view = Component("view", "<p>frame</p>", "p {}", "export default function () {}\n")
    text = page(
        "A & B", [Part(view, {"word": "</script><b>"})], [Link("<i>", "x.html"), Link("Here", None)], "Note", {}
    )
    assert "<title>A &amp; B</title>" in text and "</script><b>" not in text and "<i>" not in text
    told = re.search(r'id="facts-view">(.*?)</script>', text)[1]
    assert json.loads(told) == {"word": "</script><b>"}
    assert '<span aria-current="page">Here</span>' in text and 'href="x.html"' in text
    assert "export default" not in text and '["view"] = mountHere' in text


@needs_runs
def test_the_site_has_all_that_its_pages_ask_for(tmp_path, home, capsys, monkeypatch):
    monkeypatch.setattr(lesson, "RUNS", {"game": ("mnist-2d",), "learning": ("beta-1",)})
    write_catalogue(tmp_path, "eo", {INTERFACE[name]: marked(INTERFACE[name]) for name in ("page", "site_note")})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    assert writing.main([str(tmp_path / "site"), "--language", "eo"]) == 0
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "site").glob("*.html")}
    assert set(pages) == {
        "index.html",
        "learn.html",
        *(f"explore-{name}.html" for name in SHIPPED if name != "mnist-2d"),
    }
    learn = pages["learn.html"]
    assert '<html lang="eo">' in learn and f"<title>{marked('Learn')} · Latent Explorer</title>" in learn
    assert f"<footer>{marked(INTERFACE['site_note'])}</footer>" in learn
    for text in pages.values():
        for link in re.findall(r'href="([\w.-]+\.html)"', text):
            assert link in pages
        addresses = json.loads(re.search(r'id="bundles">(.*?)</script>', text)[1])
        assert addresses and all((tmp_path / "site" / address).stat().st_size for address in addresses.values())
        assert "full app" in text or text is learn
    facts = json.loads(re.search(r'id="facts-lesson">(.*?)</script>', pages["learn.html"])[1])
    assert {run["run"] for run in facts["runs"]} == {name for names in lesson.RUNS.values() for name in names}
    assert str(tmp_path / "site") in capsys.readouterr().out


def test_the_browser_unpacks_what_was_packed():
    drawn = np.random.default_rng(0).normal(0, 0.05, 50_000).astype(np.float16).tobytes()
    contents = [b"", b"a", bytes(range(256)) * 3, drawn[:999]]
    texts = [packing.packed(content) for content in contents]
    call = "async (texts) => Promise.all(texts.map(async (text) => [...(await unpacked(text))]))"
    found = in_node({"ui/site/unpacking.js": "unpacked"}, call, texts)
    assert [bytes(numbers) for numbers in found] == contents
    assert len(packing.packed(drawn)) < 4 / 3 * 0.9 * len(drawn)


@needs_runs
def test_beside_the_lessons_own_map_the_file_has_all_betas(taken_home):
    told = [taken_home(name) for name in (writing.SMALL, "mnist-2d")]
    small, large = ({*lesson.BETAS} <= {run.run for run in facts.runs} for facts in told)
    assert small and not large
    assert "beta-4" not in told[0].problems and "beta-4" in told[1].problems


@needs_runs
def test_what_the_file_has_no_room_for_it_tells_the_figures_of(taken_home):
    facts = taken_home("mnist-2d")
    shown = {run.run: run for run in facts.runs}
    assert {"broken-rate", "squeeze-32", "beta-4"} <= set(facts.absent) and not set(facts.absent) & set(shown)
    assert len(facts.broken) == len(facts.cases) and all(one.card and one.numbers for one in facts.broken)
    assert shown[writing.SMALL].encoder and not any(run.encoder for name, run in shown.items() if name != writing.SMALL)
    for view in ("uses", lesson.BREAK):
        assert {name for name in facts.needs[view] if name != "figures"} <= set(shown), "it opens"
    assert "beta-4" in facts.needs["forces"], "a step that cannot do without says so"
    assert len(facts.odd_ones.percentiles) == 101 and facts.odd_ones.false_alarms is None


def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert writing.main([str(tmp_path / "file")]) == 1
    assert "Traceback" not in (said := capsys.readouterr().err) and said.strip()
