"""Trainings that go wrong on purpose: what the app says of each, and whether its advice helps when it is followed.

`python -m benchmarks health` trains them all, one of them on MNIST, some twenty minutes on two cores, prints the table
and writes what was measured to tests/vae/health/trained.json, from which the tests judge again without training.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import Dataset
from vae.health.diagnosis import Finding, advised, diagnose
from vae.health.signs import Signs, signs_of_run, signs_of_training
from vae.presets import PRESETS
from vae.runs.store import HISTORY_COLUMNS

KEPT = Path(__file__).resolve().parents[1] / "tests" / "vae" / "health" / "trained.json"
BASE = PRESETS["digits-2d"].config
_OF_LESSON = {"dataset": "mnist_300", "hidden_sizes": (128, 64), "epochs": 300, "batch_size": 50}
_LOOKS = 6  # at a training under way, spread over it


def whole() -> Dataset:
    """Return scikit-learn's digits, which need no download: 1,437 to train on and 360 held out."""
    return datasets.load("digits")


def fifty() -> Dataset:
    """Return 50 digits as an import splits them: 40 to train on, 10 held out."""
    return _some(whole(), np.arange(40), np.arange(10))


def by_heart() -> Dataset:
    """Return what the lesson's run that knows its pictures by heart was trained on: 300 digits of MNIST."""
    return _some(datasets.load("mnist_300"), np.arange(300), np.arange(1000))


def threes() -> Dataset:
    """Return one class alone."""
    digits = whole()
    some = _some(digits, np.flatnonzero(digits.train_labels == 3), np.flatnonzero(digits.test_labels == 3))
    return replace(some, train_labels=some.train_labels * 0, test_labels=some.test_labels * 0, class_names=("3",))


def shuffled() -> Dataset:
    """Return all of them, each with another one's label."""
    digits, rng = whole(), np.random.default_rng(0)
    train_labels, test_labels = rng.permutation(digits.train_labels), rng.permutation(digits.test_labels)
    return replace(digits, train_labels=train_labels, test_labels=test_labels)


def _some(dataset: Dataset, train: np.ndarray, test: np.ndarray) -> Dataset:
    return replace(
        dataset, train_images=dataset.train_images[train], train_labels=dataset.train_labels[train],
        test_images=dataset.test_images[test], test_labels=dataset.test_labels[test],
    )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One training.

    Attributes:
        title: what is wrong with it.
        kind: of the finding that names it; "" for one that goes well, of which nothing must be said.
        changes: of `BASE`.
        data: what it is trained on.
        mended: the data that the advice asks for, where it is about data.
        stop: after which epoch it is broken off; 0 for none.
    """

    title: str
    kind: str
    changes: dict[str, Any] = field(default_factory=dict)
    data: Callable[[], Dataset] = whole
    mended: Callable[[], Dataset] | None = None
    stop: int = 0


CASES: dict[str, Case] = {
    "beta-0": Case("beta 0", "prior", {"beta": 0.0}),
    "beta-20": Case("beta 20", "collapse", {"beta": 20.0}),
    "beta-100": Case("beta 100", "collapse", {"beta": 100.0}),
    "rate-03": Case("learning rate 0.3", "diverged", {"learning_rate": 0.3}),
    "rate-03-short": Case("learning rate 0.3, 20 epochs", "not_learning", {"learning_rate": 0.3, "epochs": 20}),
    "rate-2": Case("learning rate 2", "diverged", {"learning_rate": 2.0}),
    "rate-10": Case("learning rate 10", "diverged", {"learning_rate": 10.0}),
    "one-step": Case("one step an epoch", "few_steps", {"batch_size": 2000}),
    "warm-up": Case("warm-up of 600 epochs in 60", "warm_up", {"kl_warmup_epochs": 600}),
    "fifty": Case("50 pictures, the preset as it is", "few_steps", data=fifty),
    "fifty-fitted": Case("50 pictures, batches that fit", "overfitting", {"batch_size": 8}, fifty, whole),
    "by-heart": Case("300 pictures again and again", "overfitting", _OF_LESSON, by_heart),
    "stalled": Case("3,000 epochs, broken off after 200", "no_progress", {"epochs": 3000}, stop=200),
    "one-class": Case("one class", "one_class", {"batch_size": 8}, threes, whole),
    "latent-1": Case("1 latent dimension", "narrow", {"latent_dim": 1}),
    "latent-64": Case("64 latent dimensions", "unused", {"latent_dim": 64}),
    "shuffled": Case("labels shuffled", "labels", data=shuffled, mended=whole),
    "well": Case("digits as the form offers them", ""),
    "well-again": Case("another seed", "", {"seed": 1}),
    "well-16": Case("16 dimensions", "", {"latent_dim": 16}),
    "well-told": Case("told the class", "", {"conditional": True}),
    "well-warmed": Case("with a KL warm-up", "", {"kl_warmup_epochs": 15}),
    "well-binarized": Case("black or white pixels", "", {"likelihood": "bernoulli_binarized"}),
    "well-plain": Case("plain autoencoder", "", {"variational": False}),
    "well-filters": Case("convolutional", "", {"architecture": "convolutional", "hidden_sizes": (8, 16), "epochs": 12}),
}


@dataclass(frozen=True)
class Trained:
    """What a training brought.

    Attributes:
        under_way: the signs after some epochs, as the page that watches it measures them.
        run: those of its saved run; None where the loss was no number before the first epoch had ended.
    """

    under_way: list[Signs]
    run: Signs | None

    @property
    def findings(self) -> list[Finding]:
        """What is said of it in the end."""
        last = self.under_way[-1]
        return diagnose(last if last.diverged or self.run is None else self.run)

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "config": json.loads(self.under_way[0].config.to_json()),
            "under_way": [signs.to_json() for signs in self.under_way],
            "run": None if self.run is None else self.run.to_json(),
        }

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> "Trained":
        """Read what `to_json` returned."""
        config = RunConfig.from_json(json.dumps(facts["config"]))
        run = None if facts["run"] is None else Signs.from_json(config, facts["run"])
        return cls([Signs.from_json(config, signs) for signs in facts["under_way"]], run)


def train(config: RunConfig, dataset: Dataset, stop: int = 0) -> Trained:
    """Train, look at it as the page does, save the run and look at that.

    Args:
        config: how to train.
        dataset: what on.
        stop: after which epoch it is broken off; 0 for none.
    """
    from vae.film import recording
    from vae.model import metrics, training
    from vae.model.vae import VAE

    model, results, diverged = VAE(config), [], False
    average = metrics.average_picture(config, dataset, config.seed)
    weights = None
    try:
        for result in training.train(model, dataset):
            results.append(result)
            weights = model.encoder.get_weights(), model.decoder.get_weights()
            if result.epoch == stop:
                break
    except training.TrainingDivergedError:
        diverged = True
    looks = np.unique(np.geomspace(1, max(1, len(results)), _LOOKS).round().astype(int)).tolist()
    under_way = [_look(config, results[:count], dataset, average, False) for count in looks if results]
    if diverged:
        under_way.append(_look(config, results, dataset, average, True))
    if weights is None:
        return Trained(under_way, None)
    model.encoder.set_weights(weights[0])
    model.decoder.set_weights(weights[1])
    with tempfile.TemporaryDirectory() as folder:
        try:
            run = recording.record(Path(folder) / config.name, model, dataset, results)
        except ValueError:  # numbers so large that no run can be made of them
            return Trained(under_way, None)
        return Trained(under_way, signs_of_run(run))


def _look(config: RunConfig, results: list[Any], dataset: Dataset, average: float, diverged: bool) -> Signs:
    names = (*HISTORY_COLUMNS, "kl_per_dimension")
    history = {name: np.array([getattr(result, name) for result in results]) for name in names}
    codes = results[-1].codes if results else None
    labels = None if codes is None else dataset.test_labels[: len(codes)]
    found = signs_of_training(config, history, codes, labels, average, diverged)
    assert found is not None
    return found


def follow(name: str, trained: Trained) -> Trained | None:
    """Train what was advised on a case; None where its advice is nothing to be trained."""
    case = CASES[name]
    findings = [finding for finding in trained.findings if finding.kind == case.kind]
    if not findings or not (findings[0].changes or case.mended):
        return None
    last = trained.under_way[-1].config
    config = last if case.mended else advised(last, findings[0], f"{name}-advised")
    if case.mended:
        config = replace(last, name=f"{name}-advised", batch_size=BASE.batch_size)
    return train(config, (case.mended or case.data)())


def figure(kind: str, signs: Signs | None) -> float:
    """Return what the advice on a kind of finding is to make smaller."""
    if signs is None:
        return float("inf")
    if kind == "labels":
        return 1.0 - (signs.neighbours or 0.0)
    if kind == "one_class":
        return 1.0 / max(1, signs.num_classes)
    return signs.neg_elbo


_FIGURES = {"labels": "neighbours of another class", "one_class": "1 / classes"}


def rows(names: list[str], kept: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Train the cases of some names, keep what they brought and yield a row of the table for each."""
    for name in names:
        case = CASES[name]
        config = replace(BASE, name=name, **case.changes)
        trained = train(config, case.data(), case.stop)
        after = follow(name, trained) if case.kind else None
        kept[name] = {"trained": trained.to_json(), "advised": None if after is None else after.to_json()}
        yield row(name, trained, after)


def row(name: str, trained: Trained, after: Trained | None) -> tuple[str, ...]:
    """Return a line of the table: the case, what is said, what is advised, and what that brings."""
    case = CASES[name]
    said = ", ".join(finding.title for finding in trained.findings) or "nothing"
    advice = next((finding.advice for finding in trained.findings if finding.kind == case.kind), "")
    brought = ""
    if after is not None:
        before, then = figure(case.kind, trained.run), figure(case.kind, after.run)
        brought = f"{_FIGURES.get(case.kind, '−ELBO')} {before:.4g} → {then:.4g}"
    is_right = [finding.kind for finding in trained.findings][:1] == ([case.kind] if case.kind else [])
    return case.title, said, advice, brought, "" if is_right else "wrong"


def main(names: list[str] | None = None) -> None:
    """Train the cases, all of them or some, print the table and keep what was measured."""
    from vae import backend

    backend.start()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if names and KEPT.exists() else {}
    print("\nTrainings that go wrong on purpose, and some that do not (scikit-learn's digits)\n")
    print("| | said | advised | followed | |\n|---|---|---|---|---|")
    for cells in rows(names or list(CASES), kept):
        print(f"| {' | '.join(cells)} |", flush=True)
        KEPT.write_text(json.dumps(kept, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
