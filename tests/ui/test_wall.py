"""The wall: which runs hang on it, by the address or by choice, and what is told of them."""

import pytest

from tests.support.pages import answer_without_worker, told_live, visit
from ui.learn import wall
from vae.data.datasets import class_names
from vae.runs import store

RUNS = ("mnist-ae-2d", "beta-1", "mnist-2d-conditional", "fashion-2d")
KNOWN = {run.name for run in (*store.list_runs()[0], *store.lesson_runs())}
SHIPPED = (
    "mnist-2d", "mnist-2d-conditional", "mnist-petals", "mnist-star", "mnist-clouds", "mnist-eight-draws", "fashion-2d",
    "avatars-2d", "letters-2d",
)  # fmt: skip
needs_runs = pytest.mark.skipif(not set(RUNS) <= KNOWN, reason="the runs do not ship")


@needs_runs
def test_the_wall_offers_what_has_a_map_and_shows_what_the_address_names(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    page = visit("learn", {"step": "wall", "runs": "fashion-2d,mnist-2d,mnist-16d,<b>"})
    (facts,), bundles = told_live(page)
    assert facts["start"] == "wall" and facts["wall"]["chosen"] == ["fashion-2d", "mnist-2d"]
    assert [run["run"] for run in facts["runs"]] == ["fashion-2d", "mnist-2d"] and len(bundles) == 2, "no encoders"
    offered = {choice["run"]: choice["kind"] for choice in facts["wall"]["choices"]}
    assert set(RUNS) <= set(offered) and offered["beta-1"] == "lesson" and offered["mnist-2d"] == "shipped"
    assert not {"mnist-16d", "squeeze-4"} & set(offered)
    titles = {choice["run"]: choice["title"] for choice in facts["wall"]["choices"]}
    assert {titles[name] for name in SHIPPED} == set(wall.NAMED), "each in plain words of its own"
    classes = [name for run in SHIPPED for name in class_names(store.load_run(run).config.dataset)]
    assert set(wall.CLASSES) == {name for name in classes if len(name) > 1}
    (warning,) = page.warning
    assert warning.value.startswith("There is no run 'mnist-16d' or '\\<b>' with a map")


@needs_runs
def test_beside_each_map_stand_its_measured_figures(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    (facts,), _ = told_live(visit("learn", {"step": "wall"}))
    assert facts["wall"]["chosen"] == list(RUNS)
    for name in RUNS:
        metrics = store.load_run(name).metrics
        cost = metrics["reconstruction" if name == "mnist-ae-2d" else "neg_elbo"]["value"]
        assert facts["wall"]["costs"][name] == cost
    assert facts["wall"]["copiers"] == ["mnist-ae-2d"], "a reconstruction is no -ELBO"
    holes = facts["wall"]["holes"]
    assert set(holes) == set(RUNS[1:]) and all(0 <= share < 0.2 for share in holes.values()), "without a prior, none"


@needs_runs
def test_a_page_without_a_server_hangs_what_it_has():
    runs = [store.load_run(name) for name in ("squeeze-4", "beta-1", "beta-10", "mnist-ae-2d")]
    facts = wall.wall_facts([], runs, str, is_file=True)
    assert facts.chosen == ["mnist-ae-2d", "beta-1", "beta-10"] and set(facts.costs) == set(facts.chosen)
    assert {choice.run for choice in facts.choices} == set(facts.chosen)
    assert wall.wall_facts([], runs[:1], str, is_file=True).chosen == []


@needs_runs
def test_a_choice_is_kept_whole_and_what_cannot_hang_is_left_out():
    assert wall.chosen_names(["mnist-2d", "no-such-run", "fashion-2d", "mnist-2d"], str) == (
        ["mnist-2d", "fashion-2d"],
        None,
    )
    names, problem = wall.chosen_names(["mnist-2d"], str)
    assert names[0] == "mnist-2d" and len(names) == 4 and problem is None
