"""What tells how a training went: measured in one way while it runs and when its run is looked at."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import DataError
from vae.early_stopping import costs_of, is_over, kept_epoch
from vae.latent.fog import near_distance, rows_at_once
from vae.latent.latents import Latents
from vae.likelihoods import LIKELIHOODS
from vae.prior.draws import DrawnPrior, Prior, prior_of
from vae.prior.mixture import MixturePrior
from vae.runs.dimensions import kl_per_dimension
from vae.runs.store import Run, load_history, load_latents, load_prior

NUM_DRAWS = 1000
_LAST_EPOCHS = 5
_STALLED_EPOCHS = 10
_LEAST_CODES = 30

History = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Signs:
    """The measured facts that every verdict on a training rests on; nats are means over held-out pictures.

    Attributes:
        config: how it is trained.
        epoch: epochs finished; the figures are those after the last of them.
        num_pictures: pictures trained on in an epoch; 0 where nobody knows.
        kl_weight: weight of the KL term in the last epoch.
        neg_elbo: reconstruction + KL with weight 1, whatever weight the training uses.
        reconstruction: its first term.
        first_reconstruction: the same after the first epoch.
        average_picture: what the reconstruction would cost if every picture were drawn as the average one; None where
            it was not measured.
        best_neg_elbo: the lowest -ELBO of the epochs with the last one's weight of the KL term.
        best_epoch: where it was.
        fall: by how much the -ELBO on training pictures has fallen since.
        gap: by how much a held-out picture costs more than one trained on, the median of the last five epochs.
        progress: by how much the best -ELBO of the last ten epochs is below the best before them; None with fewer.
        kl: the KL of every dimension; empty for a plain autoencoder.
        spread: the standard deviation of the codes along the dimension where it is largest; None with under 30 codes.
        offset: the largest distance of their mean from 0 along a dimension; None with under 30 codes.
        holes: see `hole_share`; None without a prior, with under 30 codes, and where a learnt one is not at hand.
        neighbours: share of held-out pictures whose class most of their nearest codes have; None where not measured.
        chance: that share where the most frequent class is named for all.
        num_classes: classes that the held-out pictures have.
        num_held_out: held-out pictures whose codes are known, of a training under way up to 1,000.
        diverged: whether the training ended with a loss that is no number.
        inside: share of the codes that lie in a prior that is drawn, in the part of their class where classes have one;
            None with any other, and with under 30 codes.
        critic: the critic's loss on held-out codes, the mean of the last five epochs; None without a critic.
    """

    config: RunConfig
    epoch: int
    num_pictures: int
    kl_weight: float
    neg_elbo: float
    reconstruction: float
    first_reconstruction: float
    average_picture: float | None
    best_neg_elbo: float
    best_epoch: int
    fall: float
    gap: float
    progress: float | None
    kl: tuple[float, ...]
    spread: float | None
    offset: float | None
    holes: float | None
    neighbours: float | None
    chance: float
    num_classes: int
    num_held_out: int
    diverged: bool = False
    inside: float | None = None
    critic: float | None = None

    @property
    def scale(self) -> float:
        """What nats are held against, as shares: the -ELBO.

        A density has no zero: the unit of its numbers shifts its -ELBO, so what was gained over the average picture
        takes its place.
        """
        cost, base = self.neg_elbo, self.average_picture
        if LIKELIHOODS[self.config.likelihood].is_density:
            cost = (self.first_reconstruction if base is None else base) - cost
        return max(abs(cost), 1e-9)

    @property
    def told(self) -> float | None:
        """How much of what `chance` gets wrong the nearest codes get right, at most 1; None where not measured."""
        return None if self.neighbours is None else (self.neighbours - self.chance) / max(1.0 - self.chance, 1e-9)

    def to_json(self) -> dict[str, Any]:
        """Return all but the configuration, rounded, as `from_json` reads it."""
        facts = {name: value for name, value in asdict(self).items() if name != "config"}
        rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in facts.items()}
        return {**rounded, "kl": [round(value, 4) for value in self.kl]}

    @classmethod
    def from_json(cls, config: RunConfig, facts: Mapping[str, Any]) -> "Signs":
        """Read what `to_json` returned."""
        return cls(config=config, **{**facts, "kl": tuple(facts["kl"])})


def signs_of_training(
    config: RunConfig,
    history: History,
    codes: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    average_picture: float | None = None,
    diverged: bool = False,
    z_log_var: np.ndarray | None = None,
    mixture: MixturePrior | None = None,
) -> Signs | None:
    """Measure a training under way, after any epoch.

    Args:
        config: what is trained.
        history: a value an epoch by name, as `vae.jobs.training_jobs.history` has it.
        codes: posterior means of held-out pictures after the last epoch, [n, latent_dim], such as the last frame's.
        labels: their classes, int [n].
        average_picture: see `Signs`.
        diverged: whether the training ended with a loss that is no number.
        z_log_var: log variances of the codes, [n, latent_dim], where they are known; else they follow from the KL,
            which they do under N(0, I) alone.
        mixture: what codes are pulled to, where that is learnt.

    Returns:
        The signs; None before the first epoch, unless the loss is no number.
    """
    if not len(history["epoch"]):
        return replace(_NOTHING, config=config, diverged=True) if diverged else None
    kl = np.asarray(history["kl_per_dimension"][-1], np.float64) if config.variational else np.zeros(0)
    latents = None
    if codes is not None and labels is not None and np.isfinite(codes).all():
        z_mean = np.asarray(codes, np.float32)
        if z_log_var is None and config.variational:
            z_log_var = _log_var(z_mean, kl)
        latents = Latents(z_mean, None if z_log_var is None else z_log_var.astype(np.float32), labels)
    found = _signs(config, history, kl, latents, mixture or prior_of(config))
    return replace(found, average_picture=average_picture, diverged=diverged)


def signs_of_run(run: Run) -> Signs:
    """Measure a saved run.

    Raises:
        RunError: a file of it is damaged.
    """
    latents = load_latents(run)
    kl = kl_per_dimension(run, latents)
    config, history = run.config, load_history(run)
    if config.early_stopping:  # the run is what the training was at its best epoch; what came after is not in it
        costs = costs_of(history)
        kept, is_at_end = kept_epoch(config, costs), is_over(config, costs)
        history = {name: values[:kept] for name, values in history.items()}
        config = replace(config, epochs=kept if is_at_end else config.epochs)
    found = _signs(config, history, np.zeros(0) if kl is None else kl, latents, load_prior(run))
    return replace(found, average_picture=_figure(run, "average_picture"), neighbours=_figure(run, "knn_accuracy"))


def hole_share(latents: Latents, conditional: bool, seed: int = 0, draws: np.ndarray | None = None) -> float:
    """Return the share of draws from the prior that lie away from the aggregate posterior.

    One code is drawn from the posterior of every held-out picture. A draw from the prior lies away when it is farther
    from all of them than all but 1 % of them are from their nearest other one, so about 0.01 is what a perfect match
    gives, whatever the number of pictures and dimensions.

    Args:
        latents: held-out posteriors; codes that are places are taken as they are.
        conditional: whether only codes of a draw's own class count; the draws take all classes in turn.
        seed: of all draws.
        draws: other codes to ask about in place of 1,000 drawn from N(0, I), [n, latent_dim]; with `conditional` each
            of its class, which are those of the held-out codes in turn.

    Raises:
        ValueError: codes are places, and no draws are given: what their prior is, is not known.
    """
    if latents.z_log_var is None and draws is None:
        raise ValueError("a plain autoencoder has no posterior")
    rng, labels = np.random.default_rng(seed), latents.labels
    codes = latents.z_mean.astype(np.float64)
    if latents.z_log_var is not None:
        codes = codes + np.exp(0.5 * latents.z_log_var.astype(np.float64)) * rng.normal(size=codes.shape)
    draws = rng.normal(size=(NUM_DRAWS, codes.shape[1])) if draws is None else draws
    near = near_distance(codes, labels if conditional else None)
    classes = _in_turn(labels, len(draws))
    squares, num_away = np.square(codes).sum(axis=1), 0
    step = rows_at_once(*codes.shape)
    for start in range(0, len(draws), step):
        rows = slice(start, start + step)
        distances = np.square(draws[rows]).sum(axis=1)[:, None] + squares - 2.0 * draws[rows] @ codes.T
        if conditional:
            distances[classes[rows, None] != labels] = np.inf
        num_away += int((distances.min(axis=1) > near**2).sum())
    return num_away / len(draws)


def overfitting_gap(history: History) -> float:
    """Return by how many nats a held-out picture costs more than one trained on, the median of the last five epochs.

    Both are reconstruction + KL with weight 1, whatever weight the training used. The median, because one epoch whose
    loss jumps would carry a mean away.
    """
    return float(np.median((_neg_elbo(history, "val_") - _neg_elbo(history, ""))[-_LAST_EPOCHS:]))


def _neg_elbo(history: History, prefix: str) -> np.ndarray:
    return history[prefix + "reconstruction"] + history[prefix + "kl"]


def _signs(config: RunConfig, history: History, kl: np.ndarray, latents: Latents | None, prior: Prior | None) -> Signs:
    """Measure all but what only a finished run, or only a training under way, knows."""
    weights = history["kl_weight"]
    others = np.flatnonzero(weights != weights[-1])
    first = int(others[-1]) + 1 if len(others) else 0  # of the latest epochs with one weight of the KL term
    held_out, training = _neg_elbo(history, "val_")[first:], _neg_elbo(history, "")[first:]
    best = int(held_out.argmin())
    before, since = held_out[:-_STALLED_EPOCHS], held_out[-_STALLED_EPOCHS:]
    spread, offset, holes, inside = _places(config, latents, prior)
    counts = np.zeros(0) if latents is None else np.bincount(latents.labels)
    return Signs(
        config=config,
        epoch=int(history["epoch"][-1]),
        num_pictures=_pictures_an_epoch(config, history),
        kl_weight=float(weights[-1]),
        neg_elbo=float(held_out[-1]),
        reconstruction=float(history["val_reconstruction"][-1]),
        first_reconstruction=float(history["val_reconstruction"][0]),
        average_picture=None,
        best_neg_elbo=float(held_out[best]),
        best_epoch=int(history["epoch"][first + best]),
        fall=float(training[best] - training[-1]),
        gap=overfitting_gap(history),
        progress=float(before.min() - since.min()) if len(before) else None,
        kl=tuple(float(value) for value in kl),
        neighbours=None,
        chance=float(counts.max() / counts.sum()) if len(counts) else 0.0,
        num_classes=int((counts > 0).sum()),
        num_held_out=int(counts.sum()),
        spread=spread,
        offset=offset,
        holes=holes,
        inside=inside,
        critic=float(history["val_critic"][-_LAST_EPOCHS:].mean()) if "val_critic" in history else None,
    )


def _pictures_an_epoch(config: RunConfig, history: History) -> int:
    """Return how many pictures there were to train on: as the data set has, where that makes as many whole batches.

    Else whole batches, from the last epoch's time and speed, which are rounded.
    """
    count = float(history["seconds"][-1] * history["images_per_second"][-1])
    batches = round(count / config.batch_size)
    try:
        known = datasets.num_training(config.dataset)
    except DataError:  # it may be gone
        known = 0
    if known and known // config.batch_size == batches:
        return known
    return batches * config.batch_size if batches else round(count)


def _places(config: RunConfig, latents: Latents | None, prior: Prior | None) -> tuple[float | None, ...]:
    """Measure where the codes lie: their spread, offset and holes, and the share of them in a prior that is drawn."""
    if latents is None or len(latents.labels) < _LEAST_CODES:
        return None, None, None, None
    z_mean, holes, inside = np.asarray(latents.z_mean, np.float64), None, None
    if config.variational and config.has_prior:
        holes = hole_share(latents, config.conditional)
    elif prior is not None:
        classes = _in_turn(latents.labels, NUM_DRAWS) if config.conditional else None
        draws = prior.sample(NUM_DRAWS, np.random.default_rng(config.seed), classes).astype(np.float64)
        holes = hole_share(latents, config.conditional, draws=draws)
    if isinstance(prior, DrawnPrior):
        inside = prior.share_inside(z_mean, latents.labels)
    return float(z_mean.std(axis=0).max()), float(np.abs(z_mean.mean(axis=0)).max()), holes, inside


def _in_turn(labels: np.ndarray, count: int) -> np.ndarray:
    """Return the classes that there are in turn, [count]."""
    present = np.unique(labels)
    return present[np.arange(count) % len(present)]


def _log_var(z_mean: np.ndarray, kl: np.ndarray) -> np.ndarray:
    """Return how wide posteriors are, [n, d], from their means and the mean KL of every dimension.

    The film keeps means alone. The width is the one that, the same for all pictures, gives the KL that was measured:
    (mean^2 + s - 1 - ln s) / 2 = KL, s in (0, 1].
    """
    wanted = np.maximum(0.0, 2.0 * kl - np.square(z_mean.astype(np.float64)).mean(axis=0))
    low, high = np.full_like(wanted, -700.0), np.zeros_like(wanted)
    for _ in range(60):
        log_var = (low + high) / 2
        is_narrow = np.exp(log_var) - 1.0 - log_var > wanted
        low, high = np.where(is_narrow, log_var, low), np.where(is_narrow, high, log_var)
    return np.broadcast_to(high.astype(np.float32), z_mean.shape)


def _figure(run: Run, name: str) -> float | None:
    return float(run.metrics[name]["value"]) if name in run.metrics else None


_NOTHING = Signs(
    config=RunConfig(name="none"), epoch=0, num_pictures=0, kl_weight=0.0, neg_elbo=0.0, reconstruction=0.0,
    first_reconstruction=0.0, average_picture=None, best_neg_elbo=0.0, best_epoch=0, fall=0.0, gap=0.0, progress=None,
    kl=(), spread=None, offset=None, holes=None, neighbours=None, chance=0.0, num_classes=0, num_held_out=0,
)  # fmt: skip
