"""The terms of the evidence lower bound, each a pure function of one batch, in nats."""

import math
from collections.abc import Callable
from typing import Any

from keras import ops

from vae.likelihoods import LEAST_SIGMA, LIKELIHOODS

Tensor = Any

GAUSSIAN_SIGMA = math.sqrt(0.5)
_FIRST_SIGMA = 0.25
_GAIN = 10.0


def gaussian_kl_per_dimension(z_mean: Tensor, z_log_var: Tensor) -> Tensor:
    """Return KL(N(z_mean, exp(z_log_var)) || N(0, 1)) of every latent dimension.

    KL = (exp(z_log_var) + z_mean^2 - 1 - z_log_var) / 2, appendix B of Kingma and Welling (2014), arXiv:1312.6114.

    Args:
        z_mean: posterior means, [batch, latent_dim].
        z_log_var: posterior log variances, [batch, latent_dim].

    Returns:
        KL divergences in nats, [batch, latent_dim].
    """
    return 0.5 * (ops.exp(z_log_var) + ops.square(z_mean) - 1.0 - z_log_var)


def gaussian_kl(z_mean: Tensor, z_log_var: Tensor) -> Tensor:
    """Return KL(N(z_mean, exp(z_log_var)) || N(0, I)), the sum over the dimensions, in nats, [batch]."""
    return ops.sum(gaussian_kl_per_dimension(z_mean, z_log_var), axis=-1)


def bernoulli_nll(images: Tensor, logits: Tensor) -> Tensor:
    """Return the negative log-likelihood of pixels under independent Bernoulli distributions.

    NLL = sum over pixels of softplus(logit) - x * logit: the cross-entropy -x log p - (1 - x) log(1 - p) with
    p = sigmoid(logit), in the form that does not overflow. Grey pixels count as probabilities.

    Args:
        images: pixels in [0, 1], [batch, *shape].
        logits: log odds of a white pixel, [..., batch, *shape].

    Returns:
        Nats per image, [batch].
    """
    return ops.sum(ops.softplus(logits) - images * logits, axis=_pixel_axes(images))


def gaussian_nll(images: Tensor, means: Tensor, sigma: Any = GAUSSIAN_SIGMA) -> Tensor:
    """Return the negative log-likelihood of pixels under independent Gaussians of one width.

    NLL = sum over pixels of (x - mean)^2 / (2 sigma^2) + log(2 pi sigma^2) / 2. The default sigma^2 = 1/2 makes it the
    plain sum of squared errors plus a constant. It is a density: with a narrow width it is often below 0.

    Args:
        images: pixels in [0, 1], [batch, *shape].
        means: predicted pixels, [..., batch, *shape].
        sigma: standard deviation of a pixel, in units of full white; a number or a tensor of one.

    Returns:
        Nats per image, [batch].
    """
    log_sigma = math.log(sigma) if isinstance(sigma, float) else ops.log(sigma)
    constant = log_sigma + 0.5 * math.log(2.0 * math.pi)
    return ops.sum(ops.square(images - means) / (2.0 * sigma**2) + constant, axis=_pixel_axes(images))


def categorical_nll(targets: Tensor, logits: Tensor) -> Tensor:
    """Return the negative log-likelihood of symbols, one of several at each place.

    NLL = -sum over places and symbols of x * log softmax(logits), the symbols along the last axis.

    Args:
        targets: one-hot symbols, or shares of them, [batch, *shape].
        logits: unnormalised log-probabilities, [..., batch, *shape].

    Returns:
        Nats per example, [batch].
    """
    return ops.sum(-targets * ops.log_softmax(logits, axis=-1), axis=_pixel_axes(targets))


def sigma_of(width: Tensor) -> Tensor:
    """Return the width of a pixel's Gaussian that a learnt number stands for.

    The sigma-VAE of Rybkin, Daniilidis and Levine (2021, arXiv:2006.13202) with one number learnt for all pixels, not
    its width of each batch: so training, held-out pictures and a single one are measured alike, and batches may be
    shared out between devices. It begins at 0.25; Adam, whose steps are as long as its rate, finds it ten times sooner
    through the factor.
    """
    return LEAST_SIGMA + (_FIRST_SIGMA - LEAST_SIGMA) * ops.exp(_GAIN * width)


def width_of(sigma: float) -> float:
    """Return the number that `sigma_of` makes a width of, for one above LEAST_SIGMA."""
    return math.log((sigma - LEAST_SIGMA) / (_FIRST_SIGMA - LEAST_SIGMA)) / _GAIN


def _pixel_axes(images: Tensor) -> tuple[int, ...]:
    """Return the axes of one picture: all that follow the batch's, two in grey and three in colour."""
    return tuple(range(1 - len(images.shape), 0))


# Minus the slope of a likelihood's pixel term, by the pixel, from the logits: where it does not depend on the pixel but
# for a term of the picture alone, -log p(x | z) of all pairs is one matrix product.
SLOPES: dict[str, Callable[[Tensor], Tensor]] = {
    "bernoulli_nll": lambda logits: logits,
    "gaussian_nll": lambda logits: ops.sigmoid(logits) / GAUSSIAN_SIGMA**2,
    "categorical_nll": lambda logits: ops.log_softmax(logits, axis=-1),
}


def pairwise_nll(likelihood: str, images: Tensor, logits: Tensor) -> Tensor:
    """Return the reconstruction term of every picture under every decoded one, in nats, [m, k].

    Args:
        likelihood: a name in `vae.likelihoods` whose function is in SLOPES.
        images: pixels in [0, 1], [m, *shape].
        logits: the decoder's output, [k, *shape].

    Raises:
        KeyError: the likelihood's function is not in SLOPES.
    """
    slope = SLOPES[LIKELIHOODS[likelihood].function]
    pixels, weights = ops.reshape(images, (len(images), -1)), ops.reshape(slope(logits), (len(logits), -1))
    of_code = reconstruction_nll(likelihood, ops.zeros((1, *images.shape[1:]), "float32"), logits)
    # under any one code, what the picture adds to the term of a black one and the product
    of_image = reconstruction_nll(likelihood, images, logits[:1]) - of_code[:1] + ops.matmul(pixels, weights[0])
    return of_image[:, None] + of_code[None] - ops.matmul(pixels, ops.transpose(weights))


def predicted(likelihood: str, logits: Tensor) -> Tensor:
    """Return what logits of a decoder, [..., *shape], predict, in [0, 1]: pixels, or probabilities of symbols."""
    return ops.softmax(logits, axis=-1) if LIKELIHOODS[likelihood].output == "softmax" else ops.sigmoid(logits)


def reconstruction_nll(likelihood: str, images: Tensor, logits: Tensor, sigma: Any = None) -> Tensor:
    """Return the reconstruction term -log p(x | z) of a named likelihood, in nats, [batch].

    Args:
        likelihood: a name in `vae.likelihoods`; where it is binarised the pixels must be 0 or 1 already.
        images: pixels in [0, 1], [batch, *shape].
        logits: the decoder's output, same shape; the predicted pixel is sigmoid(logit).
        sigma: the width of a pixel, where the likelihood has one that is learnt.
    """
    row = LIKELIHOODS[likelihood]
    nll: Callable[..., Tensor] = globals()[row.function]
    return nll(images, ops.sigmoid(logits) if row.takes_pixels else logits, *([sigma] if row.has_width else []))
