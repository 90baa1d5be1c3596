"""Classifiers that are given few labels: with decoded pictures beside them, and on codes in place of pixels."""

from collections.abc import Callable, Mapping

import numpy as np

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

Report = Callable[[str], None]


def enlarging(runs: Mapping[str, Run], dataset: Dataset, report: Report) -> Section:
    """Return how often a classifier is right that learned from few labelled pictures, with others added and without.

    What is added bears the label of the picture that it was made from. Decoded ones are drawn from that picture's
    posterior; the run that draws them has seen all training pictures without their labels. Moved ones are the picture
    itself, shifted by up to two pixels, which needs no model. Nothing in it was tuned.

    Args:
        runs: the lesson's runs by name.
        dataset: MNIST.
        report: called with what is being measured.

    Returns:
        By the number of labels the accuracies `alone`, `decoded` and `moved` on all held-out pictures.
    """
    test = _flat(dataset.test_images)
    rows: Section = {}
    for count in ENLARGED_LABELS:
        report(f"classifiers of {count} labels, enlarged")
        scores: dict[str, list[float]] = {"alone": [], "decoded": [], "moved": []}
        for seed in range(NUM_SEEDS):
            chosen = labelled(dataset.train_labels, count, seed)
            images, labels = dataset.train_images[chosen], dataset.train_labels[chosen]
            of = np.arange(NUM_ADDED) % count
            decoded, moved = _decoded(runs[ENLARGED_BY], images, of, seed), _moved(images[of], seed)
            sets = {"alone": [], "decoded": [decoded], "moved": [moved]}
            for name, added in sets.items():
                pixels = np.concatenate([_flat(images), *added])
                told = np.concatenate([labels, *[labels[of]] * len(added)])
                scores[name].append(accuracy(pixels, told, test, dataset.test_labels))
        rows[str(count)] = {name: _over_seeds(values, len(test)) for name, values in scores.items()}
    return rows


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
