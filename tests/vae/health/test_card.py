"""The card of a run: its figures are judged as the findings are, and against a run that went well."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.histories import history
from vae.config import RunConfig
from vae.health import card, signs
from vae.latent.latents import Latents
from vae.runs.store import Run


def made_up(name="own", shipped=False, metrics=None, **fields):
    figures = {key: {"value": value} for key, value in {"average_picture": 200.0, **(metrics or {})}.items()}
    return Run(Path(name), RunConfig(name=name, **fields), figures, shipped)


@pytest.fixture
def kinds():
    """Return the kinds of the findings, once `lines` has looked."""
    return []


@pytest.fixture
def lines(monkeypatch, kinds):
    """Return a function that looks at a made-up run: (run, reference, history, latents) -> lines by name."""

    def look(run, reference=None, held_out=(100.0,) * 8, training=(99.0,) * 8, latents=None):
        codes = np.random.default_rng(0).normal(size=(1500, run.config.latent_dim)).astype(np.float32)
        usual = Latents(codes, np.zeros_like(codes), np.arange(1500, dtype=np.uint8) % 10)
        monkeypatch.setattr(signs, "load_history", lambda _: history(held_out, training))
        monkeypatch.setattr(signs, "load_latents", lambda _: latents or usual)
        found = card.health(run, reference)
        kinds.extend(finding.kind for finding in found.findings)
        return {line.name: line for line in found.lines}

    return look


def test_a_run_as_good_as_its_reference_needs_nothing(lines, kinds):
    figures = {"neg_elbo": 100.5, "kl_per_dimension": [3.0, 2.0], "knn_accuracy": 0.9}
    found = lines(made_up(metrics=figures), made_up("ref", True, {**figures, "neg_elbo": 100.0}))
    assert list(found) == ["−ELBO", "Dimensions in use", "Holes", "Overfitting", "Neighbours' class"]
    assert {line.state for line in found.values()} == {card.GOOD}
    assert not any(line.advice for line in found.values()) and kinds == []
    assert found["Holes"].verdict.endswith(" 1% would if both lay alike. Up to 25% counts as good.")
    assert found["Overfitting"].verdict.startswith("In the last epochs held-out pictures cost ")
    assert found["−ELBO"].reference == "100.0 nats" and "as good as ref" in found["−ELBO"].verdict


def test_lines_are_judged_as_the_findings_are(lines, kinds):
    run = made_up(metrics={"neg_elbo": 110.0, "kl_per_dimension": [3.0, 0.001], "knn_accuracy": 0.5}, epochs=8)
    reference = made_up("ref", True, {"neg_elbo": 100.0, "kl_per_dimension": [3.0, 2.0], "knn_accuracy": 0.9})
    far = np.full((1500, 2), 9.0, np.float32) + np.random.default_rng(1).normal(size=(1500, 2)).astype(np.float32)
    latents = Latents(far, np.zeros_like(far), np.arange(1500, dtype=np.uint8) % 10)
    held_out, training = (100, 90, 95, 110, 120, 120, 120, 120), np.linspace(110, 90, 8)
    found = lines(run, reference, held_out, training, latents)
    assert kinds == ["overfitting", "prior", "unused"]
    assert {name: line.state for name, line in found.items()} == {
        "−ELBO": card.POOR, "Dimensions in use": card.WATCH, "Holes": card.WATCH, "Overfitting": card.POOR,
        "Neighbours' class": card.POOR,
    }  # fmt: skip
    assert "10.0 nats more than with ref" in found["−ELBO"].verdict
    assert found["Dimensions in use"].value == "1 of 2" and "counts as good" not in found["Holes"].verdict
    assert found["Overfitting"].value == "+24.3 nats" and "best epoch was 2 of 8" in found["Overfitting"].verdict
    assert not any(line.advice for line in found.values())  # a serious finding gives its own


def test_a_collapsed_run_is_told_one_thing(lines, kinds):
    codes = np.random.default_rng(0).normal(size=(1500, 2)).astype(np.float32) * 0.02
    latents = Latents(codes, np.zeros_like(codes), np.arange(1500, dtype=np.uint8) % 10)
    run = made_up(metrics={"neg_elbo": 205.0, "kl_per_dimension": [0.0, 0.0], "knn_accuracy": 0.1}, beta=20.0, epochs=8)
    found = lines(run, None, (205.0,) * 8, (206.0,) * 8, latents)
    assert kinds == ["collapse"]
    assert [line.state for line in found.values()] == [card.POOR, card.POOR, card.GOOD, card.GOOD, card.WATCH]
    assert not any("beta" in line.advice or "beta" in line.verdict for line in found.values())


def test_what_cannot_be_compared_is_not(lines):
    run = made_up(metrics={"neg_elbo": 100.0, "knn_accuracy": 0.2})
    for reference in (None, made_up("ref", True, {"neg_elbo": 90.0}, dataset="digits")):
        line = lines(run, reference)["−ELBO"]
        assert (line.state, line.reference, line.advice) == (card.UNKNOWN, "", "")
    told = lines(made_up(conditional=True, metrics={"knn_accuracy": 0.1}))
    assert told["Neighbours' class"].state == card.GOOD
    for share, state in ((0.2, card.WATCH), (0.4, card.GOOD)):
        line = lines(made_up(metrics={"knn_accuracy": share}))["Neighbours' class"]
        assert line.state == state and "naming the most frequent one for all would give 10%." in line.verdict
    beside = lines(
        made_up(variational=False, metrics={"reconstruction": 80.0}), made_up("ref", True, {"reconstruction": 70.0})
    )["Reconstruction"]
    assert beside.verdict.endswith("than with ref (which is a variational autoencoder).")
    assert beside.advice == "Try more epochs, or wider layers."
    plain = lines(made_up(variational=False, metrics={"reconstruction": 80.0}))
    assert "Holes" not in plain and plain["Reconstruction"].value == "80.0 nats"
