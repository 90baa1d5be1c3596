"""Figures of a trained run on held-out images, each with the data, number of images, samples and seed it rests on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.data.pairs import shares_codes
from vae.kind import kind_of, unit_interval
from vae.latent.latents import codes_of_others
from vae.likelihoods import LEAST_SIGMA, LIKELIHOODS
from vae.model import losses
from vae.model.bounds import Bounds, estimate_bounds, posteriors, targets
from vae.model.exact_likelihood import ExactLikelihood
from vae.model.vae import VAE
from vae.prior.draws import DrawnPrior, NormalPrior, Prior, mean_discrepancy
from vae.runs.dimensions import is_active

NUM_SAMPLES = 64
NUM_SAMPLES_THOROUGH = 5000
NUM_IMAGES_THOROUGH = 1000
NUM_NEIGHBOURS = 10
NUM_DECODED = 10_000
NUM_DRAWN = 1000
NUM_TRAINING = 60_000
_DISCREPANCY = "maximum mean discrepancy, Gaussian kernel of width sqrt(latent_dim)"
_HALF_GREY = 0.5 / 255  # the least that a pixel can be known by its 256 levels
_AVERAGED_AT_ONCE = 1000

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Metric:
    """One figure.

    Attributes:
        value: the figure, or one for every latent dimension.
        data: what it was measured on, in words.
        num_images: number of images.
        num_samples: random draws an image, or None if nothing was drawn.
        seed: of those draws and of binarised pixels.
        extras: further facts about this figure.
    """

    value: float | list[float]
    data: str
    num_images: int
    num_samples: int | None = None
    seed: int = 0
    extras: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the figure as metrics.json keeps it: one flat object, the extras beside the rest."""
        value = [round(v, 5) for v in self.value] if isinstance(self.value, list) else round(self.value, 5)
        own = {"value": value, "data": self.data, "num_images": self.num_images}
        return {**own, "num_samples": self.num_samples, "seed": self.seed, **self.extras}


def evaluate(
    model: VAE, dataset: Dataset, seed: int = 0, thorough: bool = False, progress: Progress | None = None
) -> dict[str, Metric]:
    """Measure everything that applies to the model.

    Args:
        model: a trained model.
        dataset: the data set it was trained on.
        seed: source of every draw.
        thorough: whether to add the importance-weighted bound with 5000 samples on 1000 test images.
        progress: called with what is being measured and the share of it done, 0 to 1.

    Returns:
        Metrics by name: reconstruction, average_picture, squared_error, active_units and prior_distance for every run,
        inside_prior where the prior is a shape; pixel_sigma where the width of a pixel is learnt; what the kind
        measures of outputs that are no pictures;
        neg_elbo, kl, kl_per_dimension and importance_weighted_nll for variational ones (with `thorough` also
        importance_weighted_nll_5000); where there are several classes knn_accuracy, and class_consistency for
        conditional runs; shared_code where pictures share all but their class. Bounds in nats per image.
    """
    report = progress or (lambda name, share: None)
    config = model.config
    images, labels = targets(config.likelihood, dataset.test_images, seed), dataset.test_labels
    data = _data_text(config, dataset, seed)
    z_mean, z_log_var = posteriors(model, images, labels)
    bounds = estimate_bounds(
        model, images, labels, NUM_SAMPLES, seed, lambda share: report("importance-weighted bound", share)
    )
    metrics = _bound_metrics(bounds, data, seed)
    metrics["average_picture"] = Metric(average_picture(config, dataset, seed), data, len(images), seed=seed)
    report("squared error", 0.0)
    metrics["squared_error"] = Metric(squared_error(model, images, z_mean, labels), data, len(images), seed=seed)
    if shares_codes(config, dataset) and z_log_var is not None:
        metrics["shared_code"] = shared_code(model, dataset, images, (z_mean, z_log_var), seed)
    if not kind_of(config).are_pictures:
        metrics |= _own_measures(model, dataset, z_mean, seed)
    if model.sigma is not None:
        metrics["pixel_sigma"] = Metric(
            model.sigma, f"{dataset.name} train, learnt", len(dataset.train_images), seed=seed
        )
    metrics["active_units"] = Metric(active_units(z_mean), data, len(images), seed=seed)
    report("distance of the codes from the prior", 0.0)
    metrics |= _prior_metrics(_prior(model), z_mean, z_log_var, labels, data, seed)
    has_classes = len(dataset.class_names) > 1
    if has_classes:
        report("nearest neighbours", 0.0)
        metrics["knn_accuracy"] = Metric(
            knn_accuracy(model, dataset), f"{dataset.name} train to test", len(images), seed=seed,
            extras={"k": NUM_NEIGHBOURS},
        )  # fmt: skip
    if thorough and config.variational:
        chosen = np.random.default_rng(seed).permutation(len(images))[:NUM_IMAGES_THOROUGH]
        thorough_bounds = estimate_bounds(
            model, images[chosen], labels[chosen], NUM_SAMPLES_THOROUGH, seed,
            lambda share: report(f"bound with {NUM_SAMPLES_THOROUGH} samples", share),
        )  # fmt: skip
        metrics["importance_weighted_nll_5000"] = _importance_metric(
            thorough_bounds, f"{data}, images drawn with the seed", NUM_SAMPLES_THOROUGH, seed
        )
    if config.conditional and has_classes:
        report("class consistency", 0.0)
        metrics["class_consistency"] = class_consistency(model, dataset, seed, NUM_DECODED)
    return metrics


def exact_metric(exact: ExactLikelihood, data: str, seed: int) -> Metric:
    """Return the mean of -log p(x) by integration, with the grid's step and by how much its last halving changed it.

    Args:
        exact: of every image.
        data: what it was measured on, in words.
        seed: of binarised pixels.
    """
    extras = {"step": exact.step, "change": round(exact.change, 5)}
    return Metric(float(exact.nll.mean()), data, len(exact.nll), seed=seed, extras=extras)


def active_units(z_mean: np.ndarray) -> int:
    """Count the dimensions whose posterior mean varies over the data, variance above 0.01 (Burda et al., 2016)."""
    return int(is_active(z_mean).sum())


def average_picture(config: RunConfig, dataset: Dataset, seed: int = 0) -> float:
    """Return what a held-out picture costs when the average training picture is drawn for it, in nats.

    Below it begins what a model has learned: a decoder that is told nothing can draw this, with the width of a pixel
    that fits it best where one is learnt.

    Args:
        config: whose likelihood counts.
        dataset: images.
        seed: of binarised pixels.
    """
    scale = 255.0 if dataset.train_images.dtype == np.uint8 else 1.0
    mean = np.clip(dataset.train_images.mean(axis=0, dtype=np.float64) / scale, _HALF_GREY, 1.0 - _HALF_GREY)
    is_share = LIKELIHOODS[config.likelihood].output == "softmax"
    logits = np.log(mean if is_share else mean / (1.0 - mean)).astype(np.float32)
    sigma = _spread(dataset.train_images, mean) if config.has_width else None
    images = targets(config.likelihood, dataset.test_images, seed)
    parts = (images[start : start + _AVERAGED_AT_ONCE] for start in range(0, len(images), _AVERAGED_AT_ONCE))
    costs = [np.asarray(losses.reconstruction_nll(config.likelihood, part, logits[None], sigma)) for part in parts]
    return float(np.concatenate(costs).mean(dtype=np.float64))


def _spread(images: np.ndarray, mean: np.ndarray) -> float:
    """Return the root mean square of the difference between a picture's numbers and the mean's."""
    sums = [
        np.square(unit_interval(images[start : start + _AVERAGED_AT_ONCE]) - mean).sum()
        for start in range(0, len(images), _AVERAGED_AT_ONCE)
    ]
    return max(float(np.sqrt(sum(sums) / images.size)), LEAST_SIGMA)


def squared_error(model: VAE, images: np.ndarray, z_mean: np.ndarray, labels: np.ndarray) -> float:
    """Return the squared error of the pictures decoded from the means, summed over pixels, the mean over images.

    Args:
        model: a trained model.
        images: target pixels, float32 [n, *shape].
        z_mean: their codes, [n, latent_dim].
        labels: int [n].
    """
    errors = [
        np.square(pictures - images[part]).reshape(len(pictures), -1).sum(axis=1, dtype=np.float64)
        for part, pictures in decoded(model, z_mean, labels)
    ]
    return float(np.concatenate(errors).mean())


def _own_measures(model: VAE, dataset: Dataset, z_mean: np.ndarray, seed: int) -> dict[str, Metric]:
    """Return what the kind of the outputs measures of them, of held-out data and of draws from the prior."""
    rng, config = np.random.default_rng(seed), model.config
    wanted = (np.arange(NUM_DRAWN) % len(dataset.class_names)).astype(np.uint8)
    z = _prior(model).sample(NUM_DRAWN, rng, wanted if config.conditional else None)
    outputs, samples = (
        np.concatenate([pictures for _, pictures in decoded(model, codes, labels)])
        for codes, labels in ((z_mean, dataset.test_labels), (z, wanted))
    )
    found = kind_of(config).measures(dataset.train_images, dataset.test_images, outputs, samples)
    data, count = f"{dataset.name} test; samples of the prior", len(z_mean)
    return {name: Metric(value, data, count, NUM_DRAWN, seed) for name, value in found.items()}


def shared_code(
    model: VAE, dataset: Dataset, images: np.ndarray, posterior: tuple[np.ndarray, np.ndarray], seed: int = 0
) -> Metric:
    """Measure whether a group has one code: the squared error of pictures decoded from the code of its others.

    Args:
        model: a trained conditional model.
        dataset: the data set it was trained on, in groups.
        images: held-out target pixels, float32 [n, *shape].
        posterior: means and log variances of the held-out images, [n, latent_dim] each.
        seed: of binarised pixels.

    Returns:
        The error as `squared_error` has it; beside it that from a picture's own code, and that of the average training
        picture of its class.
    """
    labels, groups = dataset.test_labels, dataset.test_groups
    assert groups is not None
    others = codes_of_others(*posterior, groups).astype(np.float32)
    averages = np.stack([
        dataset.train_images[dataset.train_labels == label].mean(axis=0) / 255.0
        for label in range(len(dataset.class_names))
    ])  # fmt: skip
    average = float(np.square(averages[labels] - images).reshape(len(images), -1).sum(axis=1).mean())
    extras = {
        "own_code": round(squared_error(model, images, posterior[0], labels), 5),
        "average_of_class": round(average, 5),
    }
    return Metric(
        squared_error(model, images, others, labels), f"{dataset.name} test", len(images), seed=seed, extras=extras
    )


def knn_accuracy(model: VAE, dataset: Dataset, num_neighbours: int = NUM_NEIGHBOURS) -> float:
    """Return the share of test codes whose nearest training codes vote for their class.

    Args:
        model: a trained model.
        dataset: images and labels, of which up to 60,000 for training count; a binarised run sees grey pixels cut at
            one half.
        num_neighbours: how many vote.
    """
    from sklearn.neighbors import KNeighborsClassifier

    train_images, train_labels = _some_for_training(dataset)
    train_codes, _ = posteriors(model, train_images, train_labels)
    test_codes, _ = posteriors(model, dataset.test_images, dataset.test_labels)
    classifier = KNeighborsClassifier(min(num_neighbours, len(train_codes))).fit(train_codes, train_labels)
    return float(classifier.score(test_codes, dataset.test_labels))


def prior_distance(z_mean: np.ndarray, z_log_var: np.ndarray | None, seed: int = 0) -> float:
    """Return the maximum mean discrepancy between the aggregate posterior and the prior N(0, I).

    MMD^2 = E k(z, z') - 2 E k(z, e) + E k(e, e') with z from q(z) = mean of q(z | x), e from the prior (Gretton et al.,
    2012; for autoencoders Zhao et al., 2019, arXiv:1706.02262), kernel k(a, b) = exp(-|a - b|^2 / (2 d)). One z is
    drawn an image and the first term leaves out pairs of a z with itself, so MMD^2 is unbiased; the expectations over
    the prior are Gaussian integrals, taken in closed form.

    Args:
        z_mean: posterior means, [n, d], n at least 2.
        z_log_var: posterior log variances, [n, d]; None for a plain autoencoder, whose codes are the z.
        seed: source of the z.

    Returns:
        The root of MMD^2 (of 0 where chance makes it negative): 0 where both agree, at most sqrt(2).
    """
    z = z_mean.astype(np.float64)
    if z_log_var is not None:
        z = z + np.exp(0.5 * z_log_var) * np.random.default_rng(seed).normal(size=z.shape)
    count, dims = z.shape
    norms = np.square(z).sum(axis=1)
    within = 0.0
    for rows in np.array_split(np.arange(count), -(-count // 1000)):
        squares = norms[rows, None] + norms - 2.0 * z[rows] @ z.T
        within += float(np.exp(-np.maximum(squares, 0.0) / (2.0 * dims)).sum())
    within = (within - count) / (count * (count - 1))
    # a sum of two Gaussian variances, kernel d and prior 1: (d / (d + 1))^(d / 2) exp(-|z|^2 / (2 (d + 1)))
    across = (dims / (dims + 1)) ** (dims / 2) * float(np.exp(-norms / (2.0 * (dims + 1))).mean())
    prior = (dims / (dims + 2)) ** (dims / 2)
    return float(np.sqrt(max(0.0, within - 2.0 * across + prior)))


def _prior(model: VAE) -> Prior:
    """Return what codes are drawn from: of a plain autoencoder, which has no prior, N(0, I) all the same."""
    return model.prior or NormalPrior(model.config.latent_dim)


def _prior_metrics(
    prior: Prior, z_mean: np.ndarray, z_log_var: np.ndarray | None, labels: np.ndarray, data: str, seed: int
) -> dict[str, Metric]:
    """Measure how well codes fit what they are pulled to, in a plain autoencoder N(0, I)."""
    count, extras, rng = len(z_mean), {"measure": _DISCREPANCY}, np.random.default_rng(seed)
    if isinstance(prior, NormalPrior):
        value, draws = prior_distance(z_mean, z_log_var, seed), None if z_log_var is None else 1
        return {"prior_distance": Metric(value, data, count, draws, seed, extras)}
    drawn = prior.sample(count, rng, labels)
    z = z_mean if z_log_var is None else z_mean + np.exp(0.5 * z_log_var) * rng.normal(size=z_mean.shape)
    found = {"prior_distance": Metric(mean_discrepancy(z, drawn), data, count, 1, seed, extras)}
    if isinstance(prior, DrawnPrior):
        found["inside_prior"] = Metric(prior.share_inside(z_mean, labels), data, count, seed=seed)
    return found


def class_consistency(model: VAE, dataset: Dataset, seed: int = 0, num_images: int = NUM_DECODED) -> Metric:
    """Measure the share of pictures, decoded from the prior with a wanted class, that a classifier sees as that class.

    The classifier is `class_judge`; its own accuracy on the test images stands in the metric's extras.

    Args:
        model: a trained conditional model.
        dataset: the data set it was trained on.
        seed: source of the codes.
        num_images: pictures to decode, classes in turn.
    """
    judge = class_judge(dataset, seed)
    test = unit_interval(dataset.test_images).reshape(len(dataset.test_images), -1)
    wanted = (np.arange(num_images) % len(dataset.class_names)).astype(np.uint8)
    z = _prior(model).sample(num_images, np.random.default_rng(seed), wanted)
    pictures = np.concatenate([pictures for _, pictures in decoded(model, z, wanted)])
    share = float((judge.predict(pictures.reshape(num_images, -1)) == wanted).mean())
    return Metric(
        share, "pictures decoded from the prior", num_images, None, seed,
        {"judge": "support vector machine on 50 principal components",
         "judge_accuracy": round(float(judge.score(test, dataset.test_labels)), 5)},
    )  # fmt: skip


def class_judge(dataset: Dataset, seed: int = 0) -> Any:
    """Return a classifier of pictures [n, size] in [0, 1], by `predict`, that has seen up to 60,000 training images.

    It is a support vector machine on 50 principal components, right on about 98.7 % of MNIST after half a minute.

    Args:
        dataset: images and labels.
        seed: of the principal components.
    """
    from sklearn.decomposition import PCA
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC

    images, labels = _some_for_training(dataset)
    train = unit_interval(images).reshape(len(images), -1)
    return make_pipeline(PCA(min(50, len(train)), random_state=seed), SVC(C=10.0)).fit(train, labels)


def _some_for_training(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Return up to 60,000 training images and their labels, of more a fixed random choice."""
    count = len(dataset.train_images)
    if count <= NUM_TRAINING:
        return dataset.train_images, dataset.train_labels
    chosen = np.sort(np.random.default_rng(0).permutation(count)[:NUM_TRAINING])
    return dataset.train_images[chosen], dataset.train_labels[chosen]


def _bound_metrics(bounds: Bounds, data: str, seed: int) -> dict[str, Metric]:
    count, reconstruction = len(bounds.reconstruction), float(bounds.reconstruction.mean())
    if bounds.kl_per_dimension is None:
        return {"reconstruction": Metric(reconstruction, data, count, seed=seed)}
    per_dimension = bounds.kl_per_dimension.mean(axis=0)
    kl = float(per_dimension.sum())
    return {
        "neg_elbo": Metric(reconstruction + kl, data, count, NUM_SAMPLES, seed),
        "reconstruction": Metric(reconstruction, data, count, NUM_SAMPLES, seed),
        "kl": Metric(kl, data, count, seed=seed),
        "kl_per_dimension": Metric(per_dimension.tolist(), data, count, seed=seed),
        "importance_weighted_nll": _importance_metric(bounds, data, NUM_SAMPLES, seed),
    }


def _importance_metric(bounds: Bounds, data: str, num_samples: int, seed: int) -> Metric:
    nlls = bounds.importance_weighted_nll
    assert nlls is not None, "only a variational model has this bound"
    error = float(nlls.std() / np.sqrt(len(nlls)))
    return Metric(float(nlls.mean()), data, len(nlls), num_samples, seed, {"standard_error": round(error, 5)})


def _data_text(config: RunConfig, dataset: Dataset, seed: int) -> str:
    binarised = f", pixels binarised once (seed {seed})" if config.is_binarized else ""
    return f"{dataset.name} test{binarised}"


def decoded(model: VAE, z: np.ndarray, labels: np.ndarray, batch: int = 1000) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield (slice, pictures float32 [<= batch, *shape]) for all codes."""
    for start in range(0, len(z), batch):
        part = slice(start, min(start + batch, len(z)))
        yield part, np.asarray(model.decode(z[part], labels[part].astype(np.int32)))
