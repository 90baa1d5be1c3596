"""Rounding a dense layer's weights to float16 so that its outputs, rather than the weights, stay close."""

import numpy as np

MAX_INPUTS = 1024
DAMPING = 0.01
# Rows rounded before the rows further down are moved, by one matrix product for all of them.
BLOCK = 64


def round_to_float16(kernel: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Round one row of the kernel after the other and let the rows not yet rounded make up for the error.

    After row i is rounded with error e, the rows left are moved by -(U[i, i + 1:] / U[i, i])^T e, where U^T U is the
    Cholesky factorisation of the inverse of H = X^T X / n: the move that changes the outputs on X least. GPTQ, Frantar
    et al. (2023), arXiv:2210.17323. Layers wider than 1,024 inputs are rounded to nearest, as this takes cubic time.

    Args:
        kernel: float64 [num_inputs, num_outputs], within the range of float16.
        inputs: X, what the layer meets in use, [n, num_inputs].

    Returns:
        The kernel in float16.
    """
    num_inputs = len(kernel)
    if num_inputs > MAX_INPUTS:
        return kernel.astype(np.float16)
    samples = inputs.astype(np.float64)
    second_moments = samples.T @ samples / len(samples)
    # Keeps the moves small where no sample went, so that inputs unlike the samples fare no worse than without them.
    damping = DAMPING * np.trace(second_moments) / num_inputs + np.finfo(np.float32).tiny
    factor = np.linalg.cholesky(np.linalg.inv(second_moments + damping * np.eye(num_inputs))).T
    exact = kernel.copy()
    rounded = np.empty(kernel.shape, np.float16)
    for start in range(0, num_inputs, BLOCK):
        stop = min(start + BLOCK, num_inputs)
        errors = np.empty((stop - start, kernel.shape[1]))
        for row in range(start, stop):
            rounded[row] = exact[row]
            errors[row - start] = (exact[row] - rounded[row]) / factor[row, row]
            exact[row + 1 : stop] -= np.outer(factor[row, row + 1 : stop], errors[row - start])
        exact[stop:] -= factor[start:stop, stop:].T @ errors
    return rounded
