"""The code of a group of pictures that share all but their class, such as a typeface: the product of its posteriors."""

import numpy as np


def group_codes(z_mean: np.ndarray, z_log_var: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return for every picture the code of its group: the mean of the product of the group's posteriors.

    A product of Gaussians is one whose precision is the sum of theirs, and its mean the mean by precision.

    Args:
        z_mean: posterior means, [n, d].
        z_log_var: posterior log variances, [n, d].
        groups: number of every picture's group, int [n].

    Returns:
        float64 [n, d].
    """
    precision, weighted = _summed(z_mean, z_log_var, groups)
    return weighted / precision


def codes_of_others(z_mean: np.ndarray, z_log_var: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return for every picture the code of its group as all other pictures of it have it.

    Args:
        z_mean: posterior means, [n, d].
        z_log_var: posterior log variances, [n, d].
        groups: number of every picture's group, int [n]; none of one picture.

    Returns:
        float64 [n, d].

    Raises:
        ValueError: a picture is alone in its group.
    """
    if np.unique(groups, return_counts=True)[1].min() < 2:
        raise ValueError("every group must have at least 2 pictures, got one of 1")
    precision, weighted = _summed(z_mean, z_log_var, groups)
    own = np.exp(-z_log_var.astype(np.float64))
    return (weighted - own * z_mean) / (precision - own)


def _summed(z_mean: np.ndarray, z_log_var: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sums over every picture's group of the precisions and of the means times these, [n, d] each."""
    _, numbers = np.unique(groups, return_inverse=True)
    own = np.exp(-z_log_var.astype(np.float64))
    sums = np.zeros((2, numbers.max() + 1, z_mean.shape[1]))
    np.add.at(sums[0], numbers, own)
    np.add.at(sums[1], numbers, own * z_mean)
    return sums[0][numbers], sums[1][numbers]
