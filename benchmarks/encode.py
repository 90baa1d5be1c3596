"""Encode: how many prepared pictures land among the codes of their class, and how long the preparation takes.

Every figure is the share of pictures whose ten nearest training codes vote for their class, divided by that share for
digits as the data set holds them. It needs MNIST (VAE_DATA_DIR, or a download).
"""

import statistics
import time

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from benchmarks.tables import Row, print_table
from tests.support.distorted import CONDITIONS, hand_drawn, photograph
from vae.data import datasets
from vae.model import inference
from vae.pictures.preparation import ImageError, prepare
from vae.runs import store

NUM_IMAGES = 1000
NUM_NEIGHBOURS = 10
SEED = 0


def main() -> None:
    """Measure and print the table."""
    run = store.load_run(store.DEFAULT_RUN)
    dataset = datasets.load(run.config.dataset)
    train_codes, _ = inference.encode(run.folder, dataset.train_images)
    classifier = KNeighborsClassifier(NUM_NEIGHBOURS).fit(train_codes, dataset.train_labels)

    def hits(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return classifier.predict(inference.encode(run.folder, images)[0]) == labels

    rng = np.random.default_rng(SEED)
    chosen = rng.permutation(len(dataset.test_images))[:NUM_IMAGES]
    originals, labels = dataset.test_images[chosen], dataset.test_labels[chosen]
    untouched = float(hits(dataset.test_images, dataset.test_labels).mean())
    same_untouched = float(hits(originals, labels).mean())
    photographs, milliseconds, processor = _prepared([photograph(image, rng) for image in originals])
    on_paper = float(hits(photographs, labels).mean())
    pictures, digits, conditions = hand_drawn(NUM_IMAGES, SEED)
    drawn = hits(_prepared(list(pictures))[0], digits)
    print_table(
        f"Encode ({run.name}, k = {NUM_NEIGHBOURS}, {NUM_IMAGES} pictures each, seed {SEED})",
        [
            Row("photographed test digits, relative to the same untouched", on_paper / same_untouched, "", 0.97, True),
            Row("digits drawn by strokes, relative to untouched test digits", drawn.mean() / untouched, "", 0.85, True),
            *(
                Row(f"  drawn: {name}", drawn[conditions == index].mean() / untouched, "")
                for index, name in enumerate(CONDITIONS)
            ),
            Row("preparation of a photograph, median", statistics.median(milliseconds), "ms", 12),
            Row("  of that processor time (the rest is waiting for others)", statistics.median(processor), "ms"),
            Row("preparation of a photograph, 95th percentile", float(np.percentile(milliseconds, 95)), "ms"),
            Row("accuracy of the untouched test digits", untouched, ""),
            Row("accuracy of the untouched digits that were photographed", same_untouched, ""),
        ],
    )


def _prepared(pictures: list[np.ndarray]) -> tuple[np.ndarray, list[float], list[float]]:
    """Return the prepared images uint8 [n, 28, 28], black where refused, and their milliseconds by clock and by CPU."""
    images, milliseconds, processor = np.zeros((len(pictures), 28, 28), np.uint8), [], []
    for index, picture in enumerate(pictures):
        started, worked = time.perf_counter(), time.thread_time()
        try:
            images[index] = prepare(picture).image
        except ImageError as error:
            print(f"picture {index} was refused: {error}")
        milliseconds.append(1e3 * (time.perf_counter() - started))
        processor.append(1e3 * (time.thread_time() - worked))
    return images, milliseconds, processor


if __name__ == "__main__":
    main()
