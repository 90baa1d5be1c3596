"""What each level of a code holds: what changes in a picture when that level alone is taken from another one."""

from collections.abc import Callable

import numpy as np

from vae.data.dataset import Dataset
from vae.families import FAMILIES
from vae.model.bounds import expected_kl, posteriors
from vae.model.metrics import Metric, class_judge, decoded
from vae.model.vae import VAE
from vae.pictures.ink import slant
from vae.verdict.traits import TRAITS, can_judge, traits

NUM_PICTURES = 2000
_STROKE = [trait.title for trait in TRAITS].index("mean stroke width")


def level_metrics(model: VAE, dataset: Dataset, seed: int = 0, briefly: bool = False) -> dict[str, Metric]:
    """Measure how much of a picture lies in each level of its code.

    Held-out pictures are decoded from their posterior means, and again with one level after another taken from another
    picture's. Of the squared change half its mean, by the variance over all pictures, is the share of a quantity that
    lies in the level, with all that it does together with others: Sobol's total index as Jansen (1999) estimates it.
    It is 1 for a level that settles the quantity by itself; levels that act together have more than 1 in all.

    Args:
        model: a trained model whose codes have levels.
        dataset: the data set it was trained on.
        seed: of the choice of pictures, and of those whose levels they take.
        briefly: whether to leave out the classes, whose judge takes half a minute to train.

    Returns:
        level_1, level_2 and so on: the share of all pixels. In the extras `kl`, what it tells of a picture in nats;
        where there are several classes, and not briefly, `class`: the share of pictures in which
        `metrics.class_judge` sees another one; and of pictures that can be measured so `slant` and `stroke`, the
        shares of the slant and of the mean width of strokes.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(dataset.test_images))[:NUM_PICTURES]
    images, labels = dataset.test_images[chosen], dataset.test_labels[chosen]
    codes, log_vars = posteriors(model, images, labels)
    assert log_vars is not None, "only a variational model has levels"
    others = codes[rng.permutation(len(codes))]
    own = _pictures(model, codes, labels)
    swapped = []
    for level in FAMILIES[model.config.family].dimensions:
        mixed = codes.copy()
        mixed[:, level] = others[:, level]
        swapped.append(_pictures(model, mixed, labels))
    levels = FAMILIES[model.config.family].dimensions
    kl = expected_kl(model, codes, log_vars).mean(axis=0)
    found = [{"kl": float(kl[list(level)].sum())} for level in levels]
    if len(dataset.class_names) > 1 and not briefly:
        judge = class_judge(dataset, seed)
        before = judge.predict(own.reshape(len(own), -1))
        for extras, pictures in zip(found, swapped, strict=True):
            extras["class"] = float((judge.predict(pictures.reshape(len(own), -1)) != before).mean())
    if can_judge(model.config.shape):
        measures: dict[str, Callable[[np.ndarray], np.ndarray]] = {
            "slant": lambda pictures: np.array([np.arctan(slant(picture)) for picture in pictures]),
            "stroke": lambda pictures: traits(pictures)[:, _STROKE],
        }
        for name, measure in measures.items():
            values = measure(own)
            for extras, pictures in zip(found, swapped, strict=True):
                extras[name] = _share(values, measure(pictures))
    data = f"{dataset.name} test, pictures decoded from means with a level of another's"
    return {
        f"level_{number}": Metric(
            _share(own, pictures), data, len(own), seed=seed,
            extras={name: round(share, 5) for name, share in extras.items()},
        )
        for number, (pictures, extras) in enumerate(zip(swapped, found, strict=True), start=1)
    }  # fmt: skip


def _pictures(model: VAE, codes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.concatenate([pictures for _, pictures in decoded(model, codes, labels)])


def _share(before: np.ndarray, after: np.ndarray) -> float:
    """Return half the mean squared change by the variance, each summed over what a picture has several of."""
    variance = float(before.var(axis=0).sum())
    change = np.square(after.astype(np.float64) - before).mean(axis=0).sum()
    return float(change / (2.0 * variance)) if variance > 0 else 0.0
