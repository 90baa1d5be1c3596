"""A small classifier of digits that judges decoded pictures: how sure it is, how unlike real ones they look to it."""

from dataclasses import dataclass

import numpy as np

NUM_CHOSEN_ON = 5000
SURE_SHARE = 0.95
_HIDDEN = (256, 64)
_EPOCHS = 12


@dataclass(frozen=True)
class Judge:
    """A network of two hidden layers, trained on real digits.

    Attributes:
        weights: kernels and biases in the order of evaluation.
        sure_from: what the probability of the likeliest class must reach to count as sure: 95 % of real digits that it
            was not trained on do.
    """

    weights: tuple[tuple[np.ndarray, np.ndarray], ...]
    sure_from: float

    def features(self, images: np.ndarray) -> np.ndarray:
        """Return what the last hidden layer makes of pictures [n, 28, 28] in [0, 1], float [n, 64]."""
        values = images.reshape(len(images), -1)
        for kernel, bias in self.weights[:-1]:
            values = np.maximum(values @ kernel + bias, 0.0)
        return values

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return the probability of every class, [n, 10]."""
        kernel, bias = self.weights[-1]
        logits = self.features(images) @ kernel + bias
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """Return the share of pictures whose likeliest class is theirs."""
        return float((self.probabilities(images).argmax(axis=1) == labels).mean())

    def sure_share(self, images: np.ndarray) -> float:
        """Return the share of pictures that it is sure of."""
        return float((self.probabilities(images).max(axis=1) >= self.sure_from).mean())

    def kinds(self, images: np.ndarray) -> float:
        """Return how many kinds of digits there are among pictures as it names them, 1 to the number of classes.

        The exponential of the names' entropy: ten where all are equally frequent, one where all are the same.
        """
        shares = np.bincount(self.probabilities(images).argmax(axis=1)) / len(images)
        shares = shares[shares > 0]
        return float(np.exp(-(shares * np.log(shares)).sum()))

    def distance(self, images: np.ndarray, others: np.ndarray) -> float:
        """Return the Fréchet distance of two sets of pictures in its features, as Heusel et al. (2017) have it.

        |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2)) of the means and covariances: 0 where both look alike to it.
        """
        (mean, covariance), (other_mean, other_covariance) = (
            (features.mean(axis=0), np.cov(features, rowvar=False))
            for features in (self.features(images), self.features(others))
        )
        # The trace of the product's root is the sum of the roots of its eigenvalues, which are real and not negative.
        roots = np.sqrt(np.maximum(np.linalg.eigvals(covariance @ other_covariance).real, 0.0))
        trace = np.trace(covariance) + np.trace(other_covariance) - 2.0 * roots.sum()
        return float(np.square(mean - other_mean).sum() + trace)


def train_judge(images: np.ndarray, labels: np.ndarray, seed: int = 0) -> Judge:
    """Train a judge; the last 5,000 pictures choose from which probability on it is sure, and train nothing.

    Args:
        images: training pictures, float32 [n, 28, 28] in [0, 1], n above 5,000.
        labels: int [n].
        seed: of its weights and the order of pictures.
    """
    from sklearn.neural_network import MLPClassifier

    pixels = images.reshape(len(images), -1)
    network = MLPClassifier(
        _HIDDEN, alpha=1e-4, batch_size=256, learning_rate_init=1e-3, max_iter=_EPOCHS, random_state=seed, tol=0.0,
        n_iter_no_change=_EPOCHS,
    )  # fmt: skip
    _fit(network, pixels[:-NUM_CHOSEN_ON], labels[:-NUM_CHOSEN_ON])
    weights = tuple(
        (kernel.astype(np.float32), bias.astype(np.float32))
        for kernel, bias in zip(network.coefs_, network.intercepts_, strict=True)
    )
    likeliest = Judge(weights, 0.0).probabilities(images[-NUM_CHOSEN_ON:]).max(axis=1)
    return Judge(weights, float(np.quantile(likeliest, 1.0 - SURE_SHARE)))


def _fit(network: object, pixels: np.ndarray, labels: np.ndarray) -> None:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # One thread: with more, those that wait for so small products take the processor from everybody else.
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many passes and no more are what was asked for
        network.fit(pixels, labels)  # type: ignore[attr-defined]
