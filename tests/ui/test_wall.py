"""The wall: which runs hang on it, by the address or by choice, and what is told of them."""

import json

import pytest

from tests.support.pages import answer_without_worker, told_live, visit
from ui.learn import wall
from vae.runs import store

RUNS = ("mnist-2d", "fashion-2d", "mnist-2d-conditional")
needs_runs = pytest.mark.skipif(
    not all((store.SHIPPED_FOLDER / name / "config.json").is_file() for name in RUNS), reason="the runs do not ship"
)


@needs_runs
def test_the_wall_offers_what_has_a_map_and_shows_what_the_address_names(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    page = visit("learn", {"step": "wall", "runs": "fashion-2d,mnist-2d,mnist-16d,<b>"})
    (facts,), bundles = told_live(page)
    assert facts["start"] == "wall" and facts["wall"]["chosen"] == ["fashion-2d", "mnist-2d"]
    assert [run["run"] for run in facts["runs"]] == ["fashion-2d", "mnist-2d"] and len(bundles) == 2, "no encoders"
    offered = {choice["run"]: choice["kind"] for choice in facts["wall"]["choices"]}
    assert set(RUNS) <= set(offered) and "mnist-16d" not in offered and offered["mnist-2d"] == "shipped"
    (warning,) = page.warning
    assert warning.value.startswith("There is no run 'mnist-16d' or '\\<b>' with a map")


@needs_runs
def test_beside_each_map_stand_its_measured_figures(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    (facts,), _ = told_live(visit("learn", {"step": "wall"}))
    assert facts["wall"]["chosen"] == list(RUNS)
    for name in RUNS:
        metrics = json.loads((store.SHIPPED_FOLDER / name / "metrics.json").read_text())["metrics"]
        assert facts["wall"]["costs"][name] == metrics["neg_elbo"]["value"]
        assert 0 <= facts["wall"]["holes"][name] < 0.2


@needs_runs
def test_a_choice_is_kept_whole_and_what_cannot_hang_is_left_out():
    assert wall.chosen_names(["mnist-2d", "no-such-run", "fashion-2d", "mnist-2d"]) == (
        ["mnist-2d", "fashion-2d"],
        None,
    )
    names, problem = wall.chosen_names(["mnist-2d"])
    assert names[0] == "mnist-2d" and len(names) == 3 and problem is None
