"""Break it: every machine has its question, its figures are the run's own, and its verdict is the diagnosis's."""

import re

import numpy as np
import pytest

from tests.support.pages import answer_without_worker, told_live, visit
from ui.code_lines import code_line
from ui.learn import broken, lesson, wall
from ui.shell import health as shell_health
from vae.health.card import health
from vae.health.diagnosis import diagnose
from vae.health.signs import signs_of_run
from vae.lesson.runs import BROKEN
from vae.runs import store

# What the diagnosis calls the faults that it knows.
KINDS = {
    "collapse": "collapse", "holes": "prior", "rate": "not_learning", "overfitting": "overfitting", "critic": "critic",
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_case_offers_all_faults_and_shows_a_line_of_code(fault):
    case = broken.CASES[fault]
    assert len(set(case.choices)) == len(BROKEN) == 6 and case.answer == list(BROKEN).index(fault)
    assert len(case.text.split()) <= 60 and case.reveal.count("**") == 2
    assert code_line(*case.code).text


def test_a_sound_machine_stands_beside_each_and_what_is_said_is_measured():
    runs = [store.load_run(name) for name in (broken.HEALTHY, *broken.BROKEN_RUNS)]
    found = {one.fault: one for one in broken.broken_facts(runs, str)}
    assert list(found) == list(BROKEN)
    for fault, one in found.items():
        history = store.load_history(store.load_run(one.run))
        np.testing.assert_allclose(one.new, history["val_reconstruction"] + history["val_kl"], atol=0.006)
        case = broken.CASES[fault]
        places = set(re.findall(r"{(\w+)}", case.reveal + case.aside))
        assert places <= set(one.numbers), "every number of the sentences is there"
        assert all(line.name and line.value and line.sound for line in one.card)
    (width,) = [line for line in found["holes"].card if line.name == "Width of its map"]
    assert (width.value, width.sound, width.state) == ("4.0", "1.0", "poor")
    for one in found.values():
        assert one.card[0].value == f"{one.numbers['cost']} nats", "the sentence says what the card says"
    card = {line.name: line for line in found["critic"].card}
    assert card["Holes"].value == f"{found['critic'].numbers['holes']}%" != card["Holes"].sound == "0%"
    states = {name: card[name].state for name in ("Critic's loss", "Holes", "Digits in the shape")}
    assert states == {"Critic's loss": "poor", "Holes": "poor", "Digits in the shape": "good"}
    assert float(card["Critic's loss"].value) < 0.5 < float(card["Critic's loss"].sound) < 0.7
    ring, petals = (store.load_run(name).config.prior for name in (found["critic"].run, broken.CRITIC))
    assert ("with another shape" in broken.CASES["critic"].reveal) == (ring != petals)
    petals_card = {line.name: line.value for line in health(store.load_run(broken.CRITIC), None).lines}
    assert {name: line.sound for name, line in card.items() if line.other} == {
        "Holes": petals_card["Holes"],
        "Digits in the shape": petals_card["Codes in the prior"],
        "Critic's loss": petals_card["Critic's loss"],
    }
    assert {line.other for one in found.values() for line in one.card} == {"", broken.CRITIC}
    assert not any(line.other for fault, one in found.items() for line in one.card if fault != "critic")
    assert found["collapse"].numbers["kl"] == "0.0" and found["collapse"].numbers["sound_kl"] == "6.0"
    assert broken.broken_facts(runs[1:], str) == [], "nothing to hold them against"


def test_a_machine_is_measured_once_for_all_that_is_said_of_it(monkeypatch):
    measured = []

    def measure(run):
        measured.append(run.name)
        return signs_of_run(run)

    monkeypatch.setattr(shell_health, "signs_of_run", measure)
    broken._looked_at.clear()
    shell_health._signs.clear()
    runs = [store.load_run(name) for name in (broken.HEALTHY, *broken.BROKEN_RUNS)]
    broken.broken_facts(runs, str)
    wall.wall_facts([run.name for run in runs], runs, str)
    assert sorted(measured) == sorted([broken.CRITIC, *(run.name for run in runs)])


@pytest.mark.parametrize(
    ("name", "fault", "number"), [(broken.CRITIC, "critic", "sound_holes"), (broken.RICH, "few_numbers", "rich_cost")]
)
def test_without_a_run_to_be_held_against_its_number_is_missing_and_there_once_it_is_back(
    name, fault, number, monkeypatch
):
    runs = [store.load_run(one) for one in (broken.HEALTHY, BROKEN[fault])]

    def numbers():
        (one,) = broken.broken_facts(runs, str)
        return one.numbers

    opener = "known_run" if name == broken.CRITIC else "lesson_run"
    there = numbers()
    with monkeypatch.context() as patch:
        patch.setattr(broken, opener, gone)
        assert set(there) - set(numbers()) == {number}
    assert numbers() == there


def gone(name):
    raise store.RunError(f"no run of name {name}")


@pytest.mark.parametrize("fault", KINDS)
def test_the_fault_is_the_one_that_the_diagnosis_names(fault):
    kinds = [finding.kind for finding in diagnose(signs_of_run(store.load_run(BROKEN[fault])))]
    assert KINDS[fault] in kinds


def test_the_page_brings_all_machines_and_their_figures(monkeypatch):
    answer_without_worker(monkeypatch.setattr)
    (facts,), _ = told_live(visit("learn", {"step": "break"}))
    assert [case["run"] for case in facts["cases"]] == list(broken.BROKEN_RUNS)
    assert {one["run"] for one in facts["broken"]} == set(broken.BROKEN_RUNS) <= {run["run"] for run in facts["runs"]}
    assert facts["cases"][0]["step"]["name"].startswith("break-") and lesson.BREAK in facts["needs"]
