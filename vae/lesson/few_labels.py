"""Classifiers that are given few labels: with decoded pictures beside them, and on codes in place of pixels."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.lesson.figures import Measured, Section
from vae.runs.store import Run, load_latents

ENLARGED_LABELS = (20, 50, 100, 200, 500)
FEATURE_LABELS = (10, *ENLARGED_LABELS)
NUM_SEEDS = 5
# So many pictures are added in all, however few labels there are, so that each classifier has the same to learn.
NUM_ADDED = 2000
ENLARGED_BY = "squeeze-8"
FEATURES = ("beta-1", "squeeze-8", "squeeze-32")
_MOST_MOVED = 2  # pixels
NUM_STEPS = 1500
_OF_FEW = RunConfig(name="few", hidden_sizes=(128, 64), latent_dim=8, conditional=True, epochs=10, batch_size=20)
"""The conditional VAE that learns from the labelled pictures alone, in so many steps."""

Report = Callable[[str], None]


def enlarging(runs: Mapping[str, Run], dataset: Dataset, report: Report) -> Section:
    """Return how often a classifier is right that learned from few labelled pictures, with others added and without.

    Decoded pictures are drawn from the posterior of a labelled one, whose label they bear; the run that draws them has
    seen all training pictures without their labels. Told ones are drawn from the prior of a conditional VAE, as many of
    each class, that has seen the labelled pictures and no others. Moved ones are the labelled pictures themselves,
    shifted by up to two pixels, which needs no model. Nothing in it was tuned.

    Args:
        runs: the lesson's runs by name.
        dataset: MNIST.
        report: called with what is being measured.

    Returns:
        By the number of labels the accuracies `alone`, `decoded`, `told` and `moved` on all held-out pictures.
    """
    test = _flat(dataset.test_images)
    rows: Section = {}
    for count in ENLARGED_LABELS:
        report(f"classifiers of {count} labels, enlarged")
        scores: dict[str, list[float]] = {"alone": [], "decoded": [], "told": [], "moved": []}
        for seed in range(NUM_SEEDS):
            chosen = labelled(dataset.train_labels, count, seed)
            images, labels = dataset.train_images[chosen], dataset.train_labels[chosen]
            of = np.arange(NUM_ADDED) % count
            few = replace(dataset, train_images=images, train_labels=labels, test_images=images, test_labels=labels)
            added = {
                "alone": (np.zeros((0, test.shape[1]), np.float32), labels[:0]),
                "decoded": (_decoded(runs[ENLARGED_BY], images, of, seed), labels[of]),
                "told": drawn_by_class(few, NUM_ADDED, seed),
                "moved": (_moved(images[of], seed), labels[of]),
            }
            for name, (pixels, classes) in added.items():
                shown, told = np.concatenate([_flat(images), pixels]), np.concatenate([labels, classes])
                scores[name].append(accuracy(shown, told, test, dataset.test_labels))
        rows[str(count)] = {name: _over_seeds(values, len(test)) for name, values in scores.items()}
    return rows


def drawn_by_class(few: Dataset, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Train a small conditional VAE on a few pictures, and let it draw others, as many of each class.

    Args:
        few: the pictures to learn from, in its training part; the held-out part is not looked at for anything.
        count: of the pictures to draw.
        seed: of the training and of the codes.

    Returns:
        Pixels, float32 [count, 784], and their classes, int [count].
    """
    from vae.model.training import train
    from vae.model.vae import VAE

    # Each epoch brings them again and again: with a step or two in each, what happens between epochs takes longest.
    times = -(-_OF_FEW.batch_size * NUM_STEPS // (_OF_FEW.epochs * len(few.train_images)))
    images, labels = np.tile(few.train_images, (times, 1, 1)), np.tile(few.train_labels, times)
    model = VAE(replace(_OF_FEW, seed=seed))
    for _ in train(model, replace(few, train_images=images, train_labels=labels)):
        pass
    classes = (np.arange(count) % len(few.class_names)).astype(np.int32)
    z = np.random.default_rng(seed).normal(size=(count, _OF_FEW.latent_dim))
    return np.asarray(model.decode(z, classes), np.float32).reshape(count, -1), classes


def features(runs: Mapping[str, Run], dataset: Dataset, report: Report) -> Section:
    """Return how often a classifier of few labelled pictures is right that is shown codes in place of pixels.

    Args:
        runs: the lesson's runs by name.
        dataset: MNIST.
        report: called with what is being measured.

    Returns:
        By the number of labels the accuracies on all held-out pictures, of `pixels` and of each run's codes, which are
        scaled to the labelled ones' width.
    """
    from vae.model.inference import encode

    test = {name: load_latents(runs[name]).z_mean for name in FEATURES}
    rows: Section = {}
    for count in FEATURE_LABELS:
        report(f"classifiers of {count} labels, on codes")
        scores: dict[str, list[float]] = {"pixels": [], **{name: [] for name in FEATURES}}
        for seed in range(NUM_SEEDS):
            chosen = labelled(dataset.train_labels, count, seed)
            images, labels = dataset.train_images[chosen], dataset.train_labels[chosen]
            shown = {"pixels": (_flat(images), _flat(dataset.test_images))}
            shown |= {name: (encode(runs[name].folder, images)[0], test[name]) for name in FEATURES}
            for name, (own, held_out) in shown.items():
                scores[name].append(accuracy(own, labels, held_out, dataset.test_labels))
        rows[str(count)] = {name: _over_seeds(values, len(dataset.test_labels)) for name, values in scores.items()}
    return rows


def labelled(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return the places of so many training pictures, as many of each class, drawn with the seed.

    Args:
        labels: of all training pictures, int [n].
        count: a multiple of the number of classes.
        seed: of the draw.
    """
    rng, classes = np.random.default_rng(seed), np.unique(labels)
    return np.concatenate(
        [rng.choice(np.flatnonzero(labels == label), count // len(classes), replace=False) for label in classes]
    )


def accuracy(shown: np.ndarray, labels: np.ndarray, held_out: np.ndarray, held_out_labels: np.ndarray) -> float:
    """Return the share of held-out rows that a support vector machine names rightly.

    Args:
        shown: what it learns from, [n, d].
        labels: int [n].
        held_out: [m, d].
        held_out_labels: int [m].
    """
    from sklearn.metrics.pairwise import rbf_kernel
    from sklearn.svm import SVC

    # SVC's own kernel and its default width, but as one matrix product: a tenth of the time.
    gamma = 1.0 / (shown.shape[1] * shown.var())
    machine = SVC(C=10.0, kernel="precomputed").fit(rbf_kernel(shown, gamma=gamma), labels)
    return float(machine.score(rbf_kernel(held_out, shown, gamma), held_out_labels))


def _decoded(run: Run, images: np.ndarray, of: np.ndarray, seed: int) -> np.ndarray:
    from vae.model.inference import decode, encode

    z_mean, z_log_var = encode(run.folder, images)
    assert z_log_var is not None
    noise = np.random.default_rng(seed).normal(size=(len(of), z_mean.shape[1]))
    z = z_mean[of] + np.exp(0.5 * z_log_var[of]) * noise
    return decode(run.folder, z.astype(np.float32)).reshape(len(of), -1)


def _moved(images: np.ndarray, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    moves = rng.integers(-_MOST_MOVED, _MOST_MOVED + 1, (len(images), 2))
    return _flat(np.stack([np.roll(image, tuple(move), (0, 1)) for image, move in zip(images, moves, strict=True)]))


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1) / np.float32(255.0)


def _over_seeds(values: list[float], num_images: int) -> Measured:
    return Measured(float(np.mean(values)), num_images, None, len(values), float(np.std(values, ddof=1)))
