"""What is going wrong in a training, in plain words, from the figures it has brought so far."""

from dataclasses import dataclass

import numpy as np

from vae.config import RunConfig
from vae.runs.dimensions import UNUSED_BELOW, is_unused

_MIN_EPOCHS = 3
_STALLED_EPOCHS = 10
_OVERFITTING_EPOCHS = 5
_OVERFITTING_SHARE = 0.005
_MIN_IMPROVEMENT_SHARE = 0.0005
_LEARNED_SHARE = 0.02
_WIDE, _OFF_CENTRE = 1.5, 0.75
_HOLES_SHARE = 0.25
_MAX_MAPPED_DIMENSIONS = 3
_NUM_PRIOR_SAMPLES = 2000
_SAMPLES_AT_ONCE = 50


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: "diverged", "collapse", "not_learning", "no_progress", "overfitting" or "holes".
        is_serious: whether the run will be of little use unless something is changed; otherwise it is good to know.
        title: a few words.
        text: one or two sentences with the figures it is concluded from.
        advice: what to try.
    """

    kind: str
    is_serious: bool
    title: str
    text: str
    advice: str


def diagnose(
    config: RunConfig, history: dict[str, np.ndarray], codes: np.ndarray | None = None, diverged: bool = False
) -> list[Finding]:
    """Look for everything below.

    Args:
        config: what is trained.
        history: from `jobs.history`.
        codes: posterior means of held-out images after the last epoch, [n, latent_dim], such as the last frame's.
        diverged: whether the training ended with a loss that is no number, `JobProgress.diverged`.

    Returns:
        What was found, serious things first.
    """
    found = [
        divergence(config, history) if diverged else None,
        collapse(config, history),
        not_learning(config, history),
        overfitting(history),
        no_progress(config, history),
        None if codes is None else holes(config, codes, len(history["epoch"])),
    ]
    return sorted((finding for finding in found if finding is not None), key=lambda finding: not finding.is_serious)


def divergence(config: RunConfig, history: dict[str, np.ndarray]) -> Finding:
    """Say what became of a training whose loss is no number any more."""
    epochs = len(history["epoch"])
    kept = f"The {epochs} epochs before it are kept and saved as a run." if epochs else "No epoch was finished."
    return Finding(
        "diverged",
        True,
        "The loss is no longer a number",
        f"In epoch {epochs + 1} the steps became so large that the loss overflowed. {kept}",
        f"Try a learning rate of {config.learning_rate / 10:g} instead of {config.learning_rate:g}.",
    )


def collapse(config: RunConfig, history: dict[str, np.ndarray]) -> Finding | None:
    """Find latent dimensions that tell nothing about the image: posterior collapse, arXiv:1711.00464.

    Those are the unused dimensions by their KL on held-out images, looked for from the third epoch on.
    """
    per_dimension = history["kl_per_dimension"]
    if not config.variational or len(per_dimension) < _MIN_EPOCHS or not per_dimension.shape[1]:
        return None
    kl = per_dimension[-1]
    idle = is_unused(kl)
    collapsed = int(idle.sum())
    weight = history["kl_weight"][-1]
    if collapsed == 0:
        return None
    advice = f"Lower beta (the KL term's weight is {weight:g}) or raise the number of epochs over which it warms up."
    if collapsed == len(kl):
        text = (
            f"All {len(kl)} latent dimensions carry less than {UNUSED_BELOW:g} nats (the largest {kl.max():.3f}): "
            "every image gets the same code, and the decoder draws one average picture."
        )
        return Finding("collapse", True, "Posterior collapse", text, advice)
    text = (
        f"{collapsed} of {len(kl)} latent dimensions carry less than {UNUSED_BELOW:g} nats; "
        f"moving along them changes nothing. The others carry {kl[~idle].sum():.1f} nats together."
    )
    fewer = f"{len(kl) - collapsed} dimensions would do as well; to use more of them: {advice[0].lower()}{advice[1:]}"
    return Finding("collapse", False, "Some dimensions are unused", text, fewer)


def not_learning(config: RunConfig, history: dict[str, np.ndarray]) -> Finding | None:
    """Find a reconstruction that is, after three epochs, within 2 % of where it was after the first."""
    errors = history["val_reconstruction"]
    if len(errors) < _MIN_EPOCHS:
        return None
    first, best = errors[0], errors[1:].min()
    if first - best >= _LEARNED_SHARE * abs(first) or _is_collapsed(config, history):
        return None
    return Finding(
        "not_learning",
        True,
        "The reconstructions hardly get better",
        f"After {len(errors)} epochs the held-out reconstruction is {errors[-1]:.1f} nats, after the first it was "
        f"{first:.1f}.",
        f"Try another learning rate, ten times higher or lower than {config.learning_rate:g}; 0.003 suits most.",
    )


def no_progress(config: RunConfig, history: dict[str, np.ndarray]) -> Finding | None:
    """Find a held-out -ELBO that has not fallen by 0.05 % in ten epochs, while a tenth of the training is left."""
    neg_elbo = _at_full_weight(history)
    epochs = len(history["epoch"])
    left = config.epochs - epochs
    if len(neg_elbo) <= _STALLED_EPOCHS or left < 0.1 * config.epochs or overfitting(history) is not None:
        return None
    before, since = neg_elbo[:-_STALLED_EPOCHS].min(), neg_elbo[-_STALLED_EPOCHS:].min()
    if before - since > _MIN_IMPROVEMENT_SHARE * abs(before):
        return None
    return Finding(
        "no_progress",
        False,
        "No progress any more",
        f"In the last {_STALLED_EPOCHS} epochs the held-out loss has not fallen: the best was {since:.2f} nats, before "
        f"them {before:.2f}.",
        f"You can stop here. The learning rate falls until epoch {config.epochs}, so fewer epochs may do as well.",
    )


def overfitting(history: dict[str, np.ndarray]) -> Finding | None:
    """Find a held-out -ELBO that has risen by 0.5 % in five epochs or more while it fell on training images."""
    held_out = _at_full_weight(history)
    if len(held_out) <= _OVERFITTING_EPOCHS:
        return None
    training = (history["reconstruction"] + history["kl"])[-len(held_out) :]
    best = int(held_out.argmin())
    rise, fall = held_out[-1] - held_out[best], training[best] - training[-1]
    if len(held_out) - 1 - best < _OVERFITTING_EPOCHS or rise < _OVERFITTING_SHARE * abs(held_out[best]) or fall <= 0:
        return None
    epoch = int(history["epoch"][-len(held_out) :][best])
    return Finding(
        "overfitting",
        False,
        "Overfitting",
        f"Since epoch {epoch} the loss on training images fell by {fall:.2f} nats, on held-out images it rose by "
        f"{rise:.2f}: the network learns single images by heart.",
        f"Train for about {epoch} epochs, use a smaller network or more images.",
    )


def holes(config: RunConfig, codes: np.ndarray, epochs: int) -> Finding | None:
    """Find codes that do not fill the prior N(0, I), so that a sample of it decodes to nothing the model has seen.

    Either the codes' spread or centre is off by more than a prior's standard deviation allows, or, with up to three
    dimensions, more than a quarter of 2000 prior samples lie farther from every code than nearly all codes from their
    nearest one (`fog.near_distance`). Looked for from the third epoch on.
    """
    points = np.asarray(codes, np.float32)
    if epochs < _MIN_EPOCHS or len(points) < 2 or not np.isfinite(points).all():
        return None
    spread, centre = points.std(axis=0).max(), np.abs(points.mean(axis=0)).max()
    if spread > _WIDE or centre > _OFF_CENTRE:
        text = (
            f"The codes of held-out images spread up to {spread:.1f} wide and lie up to {centre:.1f} off the centre; "
        )
        text += "a sample of the prior is 1 wide and centred."
    else:
        share = _far_share(points)
        if share < _HOLES_SHARE or spread < 0.1:
            return None
        text = f"{share:.0%} of samples of the prior lie farther from every code than the codes lie from each other."
    advice = f"Raise beta (now {config.beta:g}) or train longer." if config.variational else (
        "A plain autoencoder has no prior to fill: take the codes themselves as starting points, or train a "
        "variational one."
    )  # fmt: skip
    return Finding("holes", False, "Samples fall into holes", text, advice)


def _far_share(points: np.ndarray) -> float:
    """Return the share of prior samples far from every code; 0 with more dimensions than distances tell apart."""
    if points.shape[1] > _MAX_MAPPED_DIMENSIONS:
        return 0.0
    from vae.latent.fog import near_distance

    samples = np.random.default_rng(0).standard_normal((_NUM_PRIOR_SAMPLES, points.shape[1])).astype(np.float32)
    near, norms = near_distance(points), np.square(points).sum(axis=1)
    num_far = 0
    # In small products: for a large one the linear algebra library wakes threads that go on spinning when it is done,
    # and takes the processor from the training that is looked at.
    for start in range(0, len(samples), _SAMPLES_AT_ONCE):
        some = samples[start : start + _SAMPLES_AT_ONCE]
        squares = (norms - 2.0 * some @ points.T).min(axis=1) + np.square(some).sum(axis=1)
        num_far += int((np.sqrt(np.maximum(squares, 0.0)) > near).sum())
    return num_far / len(samples)


def _at_full_weight(history: dict[str, np.ndarray]) -> np.ndarray:
    """Return the held-out -ELBO of the latest epochs, those with the same weight of the KL term as the last."""
    weights = history["kl_weight"]
    others = np.flatnonzero(weights != weights[-1]) if len(weights) else np.zeros(0, int)
    first = int(others[-1]) + 1 if len(others) else 0
    return (history["val_reconstruction"] + history["val_kl"])[first:]


def _is_collapsed(config: RunConfig, history: dict[str, np.ndarray]) -> bool:
    finding = collapse(config, history)
    return finding is not None and finding.is_serious
