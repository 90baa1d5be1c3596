"""What is said about a training: each true failure by its name, none about a good one, figures in every sentence."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import health as trainings
from benchmarks.health import CASES, Trained
from vae.config import RunConfig
from vae.film import recording
from vae.health import diagnosis
from vae.health.diagnosis import advised, diagnose, in_balance
from vae.health.signs import Signs, signs_of_run
from vae.runs.store import load_run

CONFIG = RunConfig(name="tiny", epochs=100)
WELL = Signs(
    config=CONFIG, epoch=50, num_pictures=60_000, kl_weight=1.0, neg_elbo=130.0, reconstruction=125.0,
    first_reconstruction=180.0, average_picture=206.0, best_neg_elbo=130.0, best_epoch=50, fall=0.0, gap=2.0,
    progress=1.0, kl=(2.5, 2.5), spread=1.0, offset=0.05, holes=0.05, neighbours=0.9, chance=0.11, num_classes=10,
    num_held_out=1000,
)  # fmt: skip
KEPT = json.loads(trainings.KEPT.read_text(encoding="utf-8"))


def kinds(signs):
    return [finding.kind for finding in diagnose(signs)]


def found(kind, **changes):
    """Return the finding of a kind about a training that goes well but for some figures."""
    (finding,) = [finding for finding in diagnose(replace(WELL, **changes)) if finding.kind == kind]
    assert finding.title and finding.text.endswith(".") and finding.advice.endswith(".")
    return finding


def test_where_the_class_is_told_holes_and_collapse_are_said_of_one():
    """What a decoder that is told the class draws for all, and where it has holes, is said of one class."""
    told = replace(CONFIG, conditional=True)
    assert found("collapse", kl=(0.3, 0.2), config=told).text.endswith("for all of a class.")
    assert found("collapse", kl=(0.3, 0.2)).text.endswith("for all.")
    assert "no held-out picture of their class lands; 1%" in found("holes", holes=0.3, config=told).text
    assert "collapse" not in kinds(replace(WELL, kl=(0.3, 0.2), config=replace(CONFIG, beta=0.0)))


@pytest.mark.parametrize("name", ["mnist-2d", "fashion-2d", "mnist-16d", "mnist-ladder", "mnist-2d-conditional"])
def test_nothing_is_said_about_the_shipped_runs(name):
    assert diagnose(signs_of_run(load_run(name))) == []


def test_of_classes_of_which_one_has_most_the_shipped_runs_show_something():
    for name in ("names-16d", "melodies-24d", "avatars-2d"):
        assert "labels" not in [finding.kind for finding in diagnose(signs_of_run(load_run(name)))]


def test_a_density_has_no_zero_that_nats_could_be_shares_of():
    density = replace(CONFIG, likelihood="gaussian_learnt")
    fine = replace(WELL, config=density, average_picture=-30.0, reconstruction=-1220.0, gap=20.0)
    for shift in (0.0, 1168.0):  # as in numbers ten times as large, or pictures four times as many pixels
        moved = {"neg_elbo": -1170.0 + shift, "best_neg_elbo": -1170.0 + shift, "average_picture": -30.0 + shift}
        assert kinds(replace(fine, **moved)) == []
        finding = found("overfitting", **{**moved, "config": density, "reconstruction": -1220.0 + shift, "gap": 300.0})
        assert "300.0 nats more than one trained on (26% of what was gained on the average one)" in finding.text


def test_nothing_is_said_about_a_training_that_goes_well_or_has_not_begun():
    assert diagnose(WELL) == diagnose(None) == []
    assert kinds(replace(WELL, epoch=2, kl=(0.0, 0.0), spread=9.0, average_picture=100.0)) == []


@pytest.mark.parametrize("name", CASES)
def test_the_true_failure_of_a_training_is_named(name):
    """Trained by `python -m benchmarks health`, judged here."""
    case, trained = CASES[name], Trained.from_json(KEPT[name]["trained"])
    said = [finding.kind for finding in trained.findings]
    assert said == ([case.kind] if case.kind else [])
    if not case.kind:
        assert [kinds(signs) for signs in trained.under_way] == [[]] * len(trained.under_way)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.kind])
def test_the_advice_helps(name):
    case, kept = CASES[name], KEPT[name]
    before, after = Trained.from_json(kept["trained"]), Trained.from_json(kept["advised"])
    # Fewer epochs are to be as good, within what counts as no progress; all other advice is to make things better.
    slack = diagnosis.STALLED_SHARE * before.run.neg_elbo if case.kind == "no_progress" else 0.0
    assert trainings.figure(case.kind, after.run) < trainings.figure(case.kind, before.run) + slack
    assert case.kind not in [finding.kind for finding in after.findings if finding.is_serious]


def test_the_table_can_be_trained_again(without_xla, monkeypatch):
    """The quickest of the cases, from the training to what its advice brings, without the minute of measuring a run."""

    def unmeasured(*_):
        raise ValueError

    monkeypatch.setattr(recording, "record", unmeasured)
    config = replace(trainings.BASE, name="quick", hidden_sizes=(16,), epochs=8, beta=100.0, batch_size=128)
    trained = trainings.train(config, trainings.whole())
    assert [finding.kind for finding in trained.findings] == ["collapse"]
    after = trainings.train(advised(config, trained.findings[0], "quick-advised"), trainings.whole())
    before, then = trained.under_way[-1], after.under_way[-1]
    assert then.neg_elbo < before.neg_elbo and sum(then.kl) > 1
    assert Trained.from_json(json.loads(json.dumps(after.to_json()))).findings == after.findings


def test_what_hides_everything_else_is_said_alone():
    bad = replace(WELL, kl=(0.001, 0.0), neighbours=0.1, spread=9.0, gap=100.0, reconstruction=210.0)
    assert kinds(bad) == ["collapse"]
    assert kinds(replace(bad, num_pictures=200)) == ["few_steps"]
    assert kinds(replace(bad, diverged=True)) == ["diverged"]
    assert kinds(replace(bad, kl=(2.0, 2.0))) == ["not_learning"]
    assert kinds(replace(WELL, kl=(3.0, 0.001), gap=30.0)) == ["overfitting", "unused"]  # serious ones first


def test_divergence_names_the_epoch_and_a_rate_that_works():
    finding = found("diverged", diverged=True)
    assert "In epoch 51" in finding.text and finding.changes == {"learning_rate": pytest.approx(0.0003)}
    hot = replace(CONFIG, learning_rate=10.0)
    assert found("diverged", diverged=True, config=hot).changes == {"learning_rate": 0.003}
    assert "No epoch was finished" in found("diverged", diverged=True, epoch=0).text


def test_collapse_is_less_than_a_bit_and_its_advice_fits_the_settings():
    finding = found("collapse", kl=(0.3, 0.2), config=replace(CONFIG, beta=20.0))
    assert "0.50 nats" in finding.text and finding.changes == {"beta": 1.0} and finding.is_serious
    assert found("collapse", kl=(0.3, 0.2)).changes == {"kl_warmup_epochs": 25}
    warmed = replace(CONFIG, kl_warmup_epochs=25, learning_rate=0.05)
    assert found("collapse", kl=(0.3, 0.2), config=warmed).changes == {"beta": 0.25}
    assert kinds(replace(WELL, kl=(0.4, 0.4))) == []


def test_a_level_that_tells_nothing_is_named():
    config = RunConfig(name="two", family="hierarchical", latent_dim=18, epochs=100, kl_warmup_epochs=2)
    told = (*[1.4] * 16, 1.5, 1.3)
    assert kinds(replace(WELL, config=config, kl=told)) == []
    finding = found("idle_level", config=config, kl=(*told[:16], 0.0, 0.02))
    assert finding.title == "Top layer: hardly anything" and "lower layer 22.4, top layer 0.0" in finding.text
    assert finding.changes == {"kl_warmup_epochs": 25} and not finding.is_serious
    warm = replace(config, kl_warmup_epochs=30)
    assert found("idle_level", config=warm, kl=(*told[:16], 0.0, 0.0)).changes == {"beta": 0.5}


def test_nothing_is_learned_where_the_average_picture_would_do():
    finding = found("not_learning", reconstruction=205.0)
    assert "205.0 nats" in finding.text and "206.0" in finding.text
    early = replace(WELL, reconstruction=205.0, epoch=12, best_epoch=12, num_pictures=6144)
    assert kinds(early) == [] and kinds(replace(early, epoch=13, best_epoch=13)) == ["not_learning"]
    assert found("not_learning", neg_elbo=207.0, kl=(40.0, 42.0)).is_serious
    assert found("not_learning", average_picture=None, reconstruction=179.0).text.endswith("it was 180.0.")
    hot = replace(CONFIG, learning_rate=0.3)
    assert found("not_learning", reconstruction=205.0, config=hot).changes == {"learning_rate": 0.003}
    assert kinds(replace(WELL, neg_elbo=207.0, config=replace(CONFIG, beta=0.1))) == []  # its KL counts for little


def test_codes_must_fit_the_prior():
    free = replace(CONFIG, beta=0.0)
    assert found("prior", spread=5.0, config=free).changes == {"beta": 1.0}
    assert "5.0 wide" in found("prior", spread=5.0).text and found("prior", spread=5.0).is_serious
    assert found("prior", spread=5.0).changes == {"beta": 2.0}, "what is measured to help"
    assert "2.0 off the centre" in found("prior", offset=2.0).text
    assert found("holes", holes=0.3).changes == {"family": "mixture"} and not found("holes", holes=0.3).is_serious
    assert found("holes", holes=0.3, config=free).changes == {"beta": 1.0}
    assert found("holes", holes=0.3, config=replace(CONFIG, family="mixture")).changes == {"beta": 2.0}
    warming = replace(WELL, spread=5.0, holes=0.9, kl_weight=0.5)
    assert kinds(warming) == kinds(replace(WELL, spread=5.0, holes=0.9, epoch=49, best_epoch=49)) == []
    assert kinds(replace(WELL, spread=5.0, config=replace(CONFIG, variational=False))) == []


def test_overfitting_is_a_rise_or_a_gap():
    finding = found("overfitting", neg_elbo=135.0, best_epoch=40, fall=3.0, gap=7.0)
    assert "Since epoch 40" in finding.text and finding.changes == {"epochs": 40} and not finding.is_serious
    assert found("overfitting", gap=20.0).changes == {}
    assert kinds(replace(WELL, neg_elbo=135.0, best_epoch=40, fall=-1.0)) == []
    assert kinds(replace(WELL, neg_elbo=135.0, best_epoch=48, fall=3.0)) == []
    assert kinds(replace(WELL, neg_elbo=135.0, best_epoch=40, fall=3.0, gap=-1.0)) == []
    assert kinds(replace(WELL, neg_elbo=135.0, best_epoch=40, fall=3.0, num_held_out=10)) == []  # says nothing


def test_dimensions_that_are_not_needed_are_counted():
    finding = found("unused", kl=(3.0, 0.001, 2.0))
    assert "1 of 3 carry less than 0.01 nats" in finding.text and finding.changes == {"latent_dim": 2}
    assert found("unused", kl=(2.0, 2.0, *[0.02] * 14)).changes == {"latent_dim": 2}
    assert found("narrow", kl=(2.5,), config=replace(CONFIG, latent_dim=1)).changes == {"latent_dim": 2}


def test_labels_that_fit_nothing_and_one_class_are_said_without_settings():
    finding = found("labels", neighbours=0.12)
    assert finding.changes == {} and "naming the most frequent one for all is right for 11%" in finding.text
    assert kinds(replace(WELL, neighbours=0.17)) == []
    # Where one class has most pictures, or there are two, half as much again as chance is all or nearly all there is.
    for chance, blind, seeing in ((0.85, 0.86, 0.89), (0.5, 0.52, 0.7), (0.57, 0.59, 0.71)):
        assert kinds(replace(WELL, chance=chance, neighbours=blind)) == ["labels"]
        assert kinds(replace(WELL, chance=chance, neighbours=seeing)) == []
    few = {"chance": 0.5, "num_held_out": 50}
    assert [kinds(replace(WELL, neighbours=share, **few)) for share in (0.62, 0.7)] == [["labels"], []]
    assert kinds(replace(WELL, neighbours=0.12, num_held_out=10)) == []
    assert kinds(replace(WELL, neighbours=0.12, config=replace(CONFIG, conditional=True))) == []
    assert found("one_class", num_classes=1, neighbours=None, chance=1.0).changes == {}


def test_no_progress_is_said_while_there_is_time_left_to_save():
    assert "130.0 nats in epoch 50" in found("no_progress", progress=0.01).text
    assert kinds(replace(WELL, progress=0.01, epoch=95, best_epoch=95)) == []


def test_every_advice_is_a_configuration_that_can_be_trained():
    for finding in (
        found("collapse", kl=(0.1, 0.1)),
        found("narrow", kl=(2.5,), config=replace(CONFIG, latent_dim=1)),
        found("prior", spread=5.0),
    ):
        assert advised(CONFIG, finding, "next").name == "next"
    assert diagnosis.HOLES_SHARE < 1 and np.isfinite(diagnosis.HOLES_SHARE)


def test_what_was_trained_are_the_cases_of_the_table():
    assert set(KEPT) == set(CASES)


def test_a_drawn_prior_that_is_missed_and_a_critic_out_of_balance_are_named():
    config = RunConfig(name="star", epochs=50, family="adversarial", prior="petals")
    well = {"config": config, "kl": (), "inside": 0.9, "critic": 0.68}
    assert kinds(replace(WELL, **well)) == []
    missed = found("prior", **well | {"inside": 0.6})
    assert (
        "40% of the held-out pictures' lie outside of the part of their class" in missed.text and not missed.is_serious
    )
    assert found("prior", **well | {"inside": 0.3}).changes == {"epochs": 100}
    wins = found("critic", **well | {"critic": 0.31, "inside": 0.1})
    assert "0.31, where one who guesses has 0.69" in wins.text and wins.changes == {"beta": 2.0}
    assert wins.text.endswith("because they lie elsewhere.")
    assert found("critic", **well | {"critic": 0.31}).text.endswith("because they fill but a part of it.")
    assert kinds(replace(WELL, **well | {"critic": 0.31, "inside": 0.1})) == ["critic"], "the cause alone"
    assert found("critic", **well | {"critic": 1.2}).changes == {"learning_rate": 1e-3}
    assert kinds(replace(WELL, **well | {"critic": 0.31, "epoch": 10})) == [], "at first it always wins"


def test_a_critic_in_balance_is_told_of_too():
    config = RunConfig(name="star", epochs=50, family="adversarial", prior="star")
    well = replace(WELL, config=config, kl=(), inside=0.9, critic=0.68)
    assert in_balance(well).startswith("Critic and encoder are in balance: the critic's loss is 0.68, where one")
    assert "still finding their balance" in in_balance(replace(well, critic=0.31, epoch=10))
    assert in_balance(replace(well, critic=0.31)) is None, "what is found says it"
    assert in_balance(WELL) is None and in_balance(None) is None
