"""The density of the aggregate posterior at single codes, in all dimensions."""

import numpy as np

_MIN_WIDTH = 1e-3
_BLOCK_NUMBERS = 8_000_000


def aggregate_posterior_log_density(codes: np.ndarray, z_mean: np.ndarray, z_log_var: np.ndarray | None) -> np.ndarray:
    """Return log q(z) of the mixture q(z) = mean over images of q(z | x), in nats: high where many posteriors overlap.

    Args:
        codes: where to measure, [m, latent_dim].
        z_mean: posterior means, [n, latent_dim].
        z_log_var: posterior log variances, [n, latent_dim]; None (a plain autoencoder) gives a Gaussian kernel
            density with Scott's width, n^(-1/(latent_dim + 4)) times the spread of the codes along each axis.

    Returns:
        float32 [m].
    """
    means = np.asarray(z_mean, np.float64)
    count, dims = means.shape
    if z_log_var is None:
        sigma = np.broadcast_to(means.std(axis=0) * count ** (-1.0 / (dims + 4)), means.shape)
    else:
        sigma = np.exp(0.5 * np.asarray(z_log_var, np.float64))
    precision = 1.0 / np.square(np.maximum(sigma, _MIN_WIDTH))
    # (z - m)^2 / s^2 multiplied out: two matrix products instead of an array of all differences.
    constant = 0.5 * (np.log(precision).sum(axis=1) - dims * np.log(2 * np.pi) - (means**2 * precision).sum(axis=1))
    linear = (means * precision).T
    block = max(1, _BLOCK_NUMBERS // count)
    densities = np.empty(len(codes), np.float32)
    for start in range(0, len(codes), block):
        z = np.asarray(codes[start : start + block], np.float64)
        logs = z @ linear - 0.5 * z**2 @ precision.T + constant
        highest = logs.max(axis=1, keepdims=True)
        sums = np.exp((logs - highest).astype(np.float32)).sum(axis=1, dtype=np.float64)
        densities[start : start + block] = highest[:, 0] + np.log(sums / count)
    return densities
