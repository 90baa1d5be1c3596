"""Families of autoencoders beside each other: the same pictures, size and epochs, measured in the same way.

`python -m benchmarks families` trains them all on 20,000 digits of MNIST, some five minutes on two cores, prints the
README's table and keeps what was measured in benchmarks/families.json, with which a test compares the README; with
names after it (`python -m benchmarks.families wasserstein`) only those are trained again.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import Dataset
from vae.families import FAMILIES
from vae.prior.draws import DrawnPrior, NormalPrior, Prior, mean_discrepancy

KEPT = Path(__file__).resolve().parent / "families.json"
BASE = RunConfig(name="family", hidden_sizes=(256, 128), epochs=10)
NUM_TRAINING = 20_000
NUM_DRAWN = 10_000
NUM_SCORED = 2000
NUM_SAMPLES = 64
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "vae": ("Variational autoencoder", {}),
    "plain": ("Plain autoencoder", {"variational": False}),
    "conditional": ("Conditional variational autoencoder", {"conditional": True}),
    "importance": ("Importance-weighted autoencoder, K = 8", {"family": "importance"}),
    "mixture": ("Variational autoencoder, learnt mixture as prior", {"family": "mixture"}),
    "adversarial": ("Adversarial autoencoder, normal prior", {"family": "adversarial"}),
    "adversarial-ring": ("Adversarial autoencoder, ring", {"family": "adversarial", "prior": "ring"}),
    "adversarial-petals": ("Adversarial autoencoder, petals", {"family": "adversarial", "prior": "petals"}),
    "flat-6": ("Variational autoencoder, 6 dimensions", {"latent_dim": 6}),
    "ladder": (
        "Ladder VAE, 2 + 2 + 2 dimensions",
        {"family": "ladder", "latent_dim": 6, "hidden_sizes": (256, 128, 128)},
    ),
    "flat-16": ("Variational autoencoder, 16 dimensions", {"latent_dim": 16}),
    "mixture-16": ("The same with a learnt mixture as prior", {"family": "mixture", "latent_dim": 16}),
    "hierarchical": (
        "Hierarchical VAE, 2 above 16",
        {"family": "hierarchical", "latent_dim": 18, "hidden_sizes": (256, 128, 64, 64)},
    ),
    "wasserstein": ("Wasserstein autoencoder, normal prior", {"family": "wasserstein"}),
    "wasserstein-star": ("Wasserstein autoencoder, star", {"family": "wasserstein", "prior": "star"}),
}
"""How each is called, and what is other than in BASE."""
APART = ("flat-6", "flat-16", "mixture-16", "hierarchical")
"""Those that are no rows of the table: the README tells them in sentences."""
HEAD = (
    "Family",
    "−ELBO",
    "Bound, K = 64",
    "Reconstruction",
    "MMD from the prior",
    "Samples recognised",
    "Core seconds",
)


def measure(config: RunConfig, dataset: Dataset, judge: Any) -> dict[str, float | None]:
    """Train once and measure on held-out pictures.

    Args:
        config: what to train.
        dataset: of MNIST.
        judge: what looks at samples, see `vae.lesson.judge`.

    Returns:
        `neg_elbo` and `bound`, the importance-weighted one on 2,000 pictures, None without a posterior;
        `reconstruction`; `mmd` between all held-out codes and as many draws of the prior, of a plain autoencoder of
        N(0, I); `recognised`, the share of 10,000 pictures decoded from draws that the judge is sure of; `seconds` of
        one processor core that the training took, which others' work changes little.
    """
    from vae.model.bounds import estimate_bounds, posteriors, targets
    from vae.model.training import train
    from vae.model.vae import build

    model = build(config)
    begin = time.process_time()
    last = list(train(model, dataset))[-1]
    seconds, rng = time.process_time() - begin, np.random.default_rng(0)
    prior = model.prior or NormalPrior(config.latent_dim)
    z_mean, z_log_var = posteriors(model, dataset.test_images, dataset.test_labels)
    noise = rng.normal(size=z_mean.shape).astype(np.float32)
    z = z_mean if z_log_var is None else np.asarray(model.reparameterize(z_mean, z_log_var, noise))
    labels = dataset.test_labels if isinstance(prior, DrawnPrior) else None
    found: dict[str, float | None] = {
        "neg_elbo": last.val_reconstruction + last.val_kl if config.variational else None,
        "bound": None,
        "reconstruction": last.val_reconstruction,
        "mmd": mean_discrepancy(z, prior.sample(len(z), rng, labels)),
        "recognised": judge.sure_share(_samples(model, prior, rng)),
        "seconds": seconds,
    }
    if config.variational:
        some = targets(config.likelihood, dataset.test_images[:NUM_SCORED], 0)
        bounds = estimate_bounds(model, some, dataset.test_labels[:NUM_SCORED], NUM_SAMPLES)
        assert bounds.importance_weighted_nll is not None
        found["bound"] = float(bounds.importance_weighted_nll.mean())
    return {name: None if value is None else round(float(value), 4) for name, value in found.items()}


def _samples(model: Any, prior: Prior, rng: np.random.Generator) -> np.ndarray:
    from vae.model.metrics import decoded

    config = model.config
    classes = np.arange(NUM_DRAWN) % config.num_classes
    z = prior.sample(NUM_DRAWN, rng, classes if config.conditional else None)
    return np.concatenate([pictures for _, pictures in decoded(model, z, classes)])


def rows(kept: dict[str, dict[str, float | None]]) -> Iterator[tuple[str, ...]]:
    """Return the table's lines of what was measured, as the README has them."""
    for name, (title, _) in CASES.items():
        if name in kept and name not in APART:
            found = kept[name]
            nats = (_shown(found[figure], "{:.1f}") for figure in ("neg_elbo", "bound", "reconstruction"))
            rest = (_shown(found["mmd"], "{:.3f}"), _shown(found["recognised"], "{:.0%}"))
            yield (title, *nats, *rest, _shown(found["seconds"], "{:.0f}"))


def _shown(value: float | None, text: str) -> str:
    return "–" if value is None else text.format(value)


def markdown(kept: dict[str, dict[str, float | None]]) -> list[str]:
    """Return the README's table, line by line."""
    return [f"| {' | '.join(line)} |" for line in (HEAD, ("---",) * len(HEAD), *rows(kept))]


def main(names: list[str] | None = None) -> None:
    """Train, keep what was measured and print the table."""
    from vae.jobs.trainer import start_keras

    start_keras()
    from vae.lesson.judge import train_judge

    assert {changes.get("family", BASE.family) for _, changes in CASES.values()} == set(FAMILIES)
    dataset = datasets.load(BASE.dataset)
    some = slice(NUM_TRAINING)
    images, labels = dataset.train_images[some], dataset.train_labels[some]
    dataset = replace(dataset, train_images=images, train_labels=labels)
    judge = train_judge(images.astype(np.float32) / 255.0, labels)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in names or CASES:
        config = replace(BASE, name=name, **CASES[name][1])
        kept[name] = measure(config, dataset, judge)
        KEPT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
        print(name, kept[name], flush=True)
    print("\n".join(markdown(kept)))


if __name__ == "__main__":
    main(sys.argv[1:])
