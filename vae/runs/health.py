"""How a run is doing: the usual failures of a training, measured and held against a run that went well."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.latent.fog import near_distance
from vae.latent.latents import Latents
from vae.runs import run_data
from vae.runs.comparison import is_same_data, is_same_measure
from vae.runs.dimensions import num_in_use
from vae.runs.store import Run, load_history, load_latents

GOOD, WATCH, POOR, UNKNOWN = "good", "watch", "poor", "unknown"
_NUM_DRAWS = 1000
_DRAWS_AT_ONCE = 100
_LAST_EPOCHS = 5


@dataclass(frozen=True)
class HealthLine:
    """One sign of how a training went.

    Attributes:
        name: what was looked at.
        value: the run's figure, with its unit.
        reference: the same of the run it is held against, or "" without one.
        state: "good", "watch" or "poor"; "unknown" where there is nothing to judge it by.
        verdict: what the figure says, one sentence.
        advice: what to try, one sentence, or "" where nothing needs to be done.
    """

    name: str
    value: str
    reference: str
    state: str
    verdict: str
    advice: str = ""


def hole_share(latents: Latents, conditional: bool, seed: int = 0) -> float:
    """Return the share of draws from the prior that lie away from the aggregate posterior.

    One code is drawn from the posterior of every held-out picture. A draw from the prior lies away when it is farther
    from all of them than all but 1 % of them are from their nearest other one, so about 0.01 is what a perfect match
    gives, whatever the number of pictures and dimensions.

    Args:
        latents: held-out posteriors of a variational run.
        conditional: whether only codes of a draw's own class count; the draws take all classes in turn.
        seed: of all draws.

    Raises:
        ValueError: the run is a plain autoencoder's.
    """
    if latents.z_log_var is None:
        raise ValueError("a plain autoencoder has no posterior")
    rng, labels = np.random.default_rng(seed), latents.labels
    z_mean, sigma = latents.z_mean.astype(np.float64), np.exp(0.5 * latents.z_log_var.astype(np.float64))
    codes = z_mean + sigma * rng.normal(size=z_mean.shape)
    draws = rng.normal(size=(_NUM_DRAWS, z_mean.shape[1]))
    near = near_distance(codes, labels if conditional else None)
    present = np.unique(labels)
    classes = present[np.arange(_NUM_DRAWS) % len(present)]
    squares, num_away = np.square(codes).sum(axis=1), 0
    for start in range(0, _NUM_DRAWS, _DRAWS_AT_ONCE):
        rows = slice(start, start + _DRAWS_AT_ONCE)
        distances = np.square(draws[rows]).sum(axis=1)[:, None] + squares - 2.0 * draws[rows] @ codes.T
        if conditional:
            distances[classes[rows, None] != labels] = np.inf
        num_away += int((distances.min(axis=1) > near**2).sum())
    return num_away / _NUM_DRAWS


def overfitting_gap(history: dict[str, np.ndarray]) -> float:
    """Return by how many nats a held-out picture costs more than one trained on, the mean of the last five epochs.

    Both are reconstruction + KL with weight 1, whatever weight the training used.
    """
    held_out, training = (history[prefix + "reconstruction"] + history[prefix + "kl"] for prefix in ("val_", ""))
    return float((held_out - training)[-_LAST_EPOCHS:].mean())


def health(run: Run, reference: Run | None) -> list[HealthLine]:
    """Look at what goes wrong in trainings, beside a run that went well.

    Args:
        run: the run to look at.
        reference: a run of the same data set to hold it against (see `shipped_reference`), or None.

    Returns:
        Lines on −ELBO (or the reconstruction of a plain autoencoder), unused dimensions, holes in latent space,
        overfitting and the neighbours' classes; those that the run has figures for.

    Raises:
        RunError: a file of either run is damaged.
    """
    if reference is not None and not is_same_data(run, reference):
        reference = None
    lines = [_bound_line(run, reference), _units_line(run, reference), _holes_line(run, reference)]
    lines += [_gap_line(run, reference), _neighbours_line(run, reference)]
    return [line for line in lines if line is not None]


def _value(run: Run | None, name: str) -> Any:
    return run.metrics[name]["value"] if run is not None and name in run.metrics else None


def _bound_line(run: Run, reference: Run | None) -> HealthLine | None:
    name, title = ("neg_elbo", "−ELBO") if run.config.variational else ("reconstruction", "Reconstruction")
    own = _value(run, name)
    other = _value(reference, name) if reference is not None and is_same_measure(run, reference) else None
    if own is None:
        return None
    value = f"{own:.1f} nats"
    if other is None or reference is None:
        verdict = "No shipped run has the same data set and likelihood, so there is nothing to hold this against."
        return HealthLine(title, value, "", UNKNOWN, verdict)
    excess = (own - other) / max(abs(other), 1e-9)
    unlike = _kinds_apart(run, reference)
    if excess <= 0.01:
        word = "as good as" if excess >= -0.01 else f"{other - own:.1f} nats better than"
        return HealthLine(title, value, f"{other:.1f} nats", GOOD, f"This is {word} {reference.name}{unlike}.")
    return HealthLine(
        title, value, f"{other:.1f} nats", WATCH if excess <= 0.05 else POOR,
        f"A picture costs {own - other:.1f} nats more than with {reference.name}{unlike}.",
        "Train for more epochs, with a KL warm-up, or with wider layers.",
    )  # fmt: skip


def _kinds_apart(run: Run, reference: Run) -> str:
    """Return in parentheses what keeps two runs from being of a kind, or ""."""
    a, b = run.config, reference.config
    apart = []
    if a.latent_dim != b.latent_dim:
        apart.append(f"which has {b.latent_dim} latent dimension{'s' if b.latent_dim > 1 else ''}, not {a.latent_dim}")
    if a.conditional != b.conditional:
        apart.append("which is told the class" if b.conditional else "which is not told the class")
    return f" ({' and '.join(apart)})" if apart else ""


def _units_line(run: Run, reference: Run | None) -> HealthLine | None:
    used, dims = num_in_use(run), run.config.latent_dim
    other = None if reference is None else num_in_use(reference)
    if used is None:
        return None
    shown = "" if other is None or reference is None else f"{other} of {reference.config.latent_dim}"
    if used == dims:
        text = {1: "The only dimension is in use.", 2: "Both dimensions are in use."}.get(dims, "All are in use.")
        return HealthLine("Dimensions in use", f"{used} of {dims}", shown, GOOD, text)
    idle = dims - used
    return HealthLine(
        "Dimensions in use", f"{used} of {dims}", shown, POOR if used == 0 else WATCH,
        f"{idle} of the dimensions tell{'s' if idle == 1 else ''} the decoder nothing.",
        "Take a smaller beta, a KL warm-up, or fewer latent dimensions.",
    )  # fmt: skip


def _holes_line(run: Run, reference: Run | None) -> HealthLine | None:
    if not run.config.variational:
        return None
    share = _holes(run)
    other = "" if reference is None or not reference.config.variational else f"{_holes(reference):.0%}"
    state = GOOD if share <= 0.1 else WATCH if share <= 0.25 else POOR
    verdict = f"{share:.0%} of {_NUM_DRAWS:,} random codes lie where no held-out picture lands; 1% would by chance."
    advice = "" if state == GOOD else "Take a larger beta, or train longer at the full KL weight."
    return HealthLine("Holes", f"{share:.0%}", other, state, verdict, advice)


def _holes(run: Run) -> float:
    return hole_share(load_latents(run), run.config.conditional)


def _gap_line(run: Run, reference: Run | None) -> HealthLine:
    history = load_history(run)
    gap = overfitting_gap(history)
    held_out = history["val_reconstruction"] + history["val_kl"]
    share = gap / max(float(held_out[-_LAST_EPOCHS:].mean()), 1e-9)
    state = GOOD if share <= 0.05 else WATCH if share <= 0.1 else POOR
    verdict = (
        f"Held-out pictures cost {gap:.1f} nats more than those trained on, {share:.1%}."
        if gap > 0 else "Held-out pictures cost no more than those trained on."
    )  # fmt: skip
    best = int(held_out.argmin())
    weight = history["kl_weight"]
    is_rising = held_out[-1] > 1.01 * held_out[best] and weight[best] == weight[-1]
    if is_rising:
        state = WATCH if state == GOOD else state
        verdict += f" The best epoch was {history['epoch'][best]:.0f} of {history['epoch'][-1]:.0f}."
    other = "" if reference is None else _signed(overfitting_gap(load_history(reference)))
    advice = "" if state == GOOD else "Train for fewer epochs, with smaller layers, or on more pictures."
    return HealthLine("Overfitting", _signed(gap), other, state, verdict, advice)


def _signed(nats: float) -> str:
    return f"{nats:+.1f} nats".replace("-", "−")


def _neighbours_line(run: Run, reference: Run | None) -> HealthLine | None:
    own, other = _value(run, "knn_accuracy"), _value(reference, "knn_accuracy")
    if own is None:
        return None
    name, value, shown = "Neighbours' class", f"{own:.1%}", "" if other is None else f"{other:.1%}"
    if run.config.conditional:
        return HealthLine(name, value, shown, GOOD, "The decoder is told the class, so the code need not hold it.")
    if reference is None or other is None or reference.config.conditional:
        chance = 1.0 / len(run_data.class_names_of(run))
        if own > 3 * chance:
            return HealthLine(name, value, "", GOOD, f"Codes of a class lie together: chance would be {chance:.0%}.")
        verdict = f"Codes hardly show the class: chance would be {chance:.0%}."
        return HealthLine(name, value, "", POOR, verdict, "Train longer, or take more latent dimensions.")
    if own >= other - 0.03:
        verdict = f"The class can be read off the neighbours as well as with {reference.name}."
        return HealthLine(name, value, shown, GOOD, verdict)
    return HealthLine(
        name, value, shown, WATCH if own >= other - 0.15 else POOR,
        f"Classes mix more than with {reference.name}{_kinds_apart(run, reference)}.",
        "Train longer, or take more latent dimensions.",
    )  # fmt: skip
