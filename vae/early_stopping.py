"""Early stopping: which pictures are held back for it, when a training has seen enough, and which epoch is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vae.config import RunConfig

HELD_BACK = "held_back"
"""The history's column of what a picture held back costs, in nats, by all that training lowers, at its full weight."""
_SHARE = 20
_LEAST, _LARGEST_SHARE = 200, 5


def held_back(config: RunConfig, num_pictures: int, groups: np.ndarray | None = None) -> np.ndarray:
    """Choose the training pictures that are not trained on, so that they can say when to stop; the test set may not.

    A twentieth of them; where that is fewer than 200, so many, but no more than a fifth.

    Args:
        config: whose seed draws them.
        num_pictures: pictures to train on.
        groups: number of every picture's group where groups must stay whole, int [num_pictures], or None.

    Returns:
        Whether a picture is held back, bool [num_pictures]; none is without early stopping.

    Raises:
        ValueError: there is nothing left to train on.
    """
    chosen = np.zeros(num_pictures, bool)
    if not config.early_stopping:
        return chosen
    count = max(1, num_pictures // _SHARE, min(_LEAST, num_pictures // _LARGEST_SHARE))
    rng = np.random.default_rng([config.seed, num_pictures])
    if groups is None:
        chosen[rng.permutation(num_pictures)[:count]] = True
    else:
        numbers = rng.permutation(np.unique(groups))
        sizes = np.array([np.count_nonzero(groups == number) for number in numbers])
        chosen = np.isin(groups, numbers[: np.searchsorted(np.cumsum(sizes), count) + 1])
    if chosen.all():
        raise ValueError("early_stopping must be 0 where there are too few pictures to hold some back from training")
    return chosen


def costs_of(history: Mapping[str, Any]) -> Sequence[float]:
    """Return what the functions below take, from a history: its column, or without early stopping any other."""
    costs: Sequence[float] = history.get(HELD_BACK, history["epoch"])
    return costs


def kept_epoch(config: RunConfig, costs: Sequence[float | None]) -> int:
    """Return the epoch whose weights a run has, from 1: the one that cost least, or without early stopping the last.

    Args:
        config: how the run is trained.
        costs: what the pictures held back cost after every epoch so far; without early stopping only their number
            counts.
    """
    if not config.early_stopping or not len(costs):
        return len(costs)
    return int(np.argmin(np.asarray(costs, float))) + 1


def weights(config: RunConfig, costs: Sequence[float | None]) -> str:
    """Say whose weights a run has: a phrase."""
    return f"the weights of epoch {kept_epoch(config, costs):,}"


def ending(config: RunConfig, costs: Sequence[float | None]) -> str:
    """Say when a training at its end ended, and which epoch is kept: a phrase for after "finished"."""
    done = len(costs)
    if not config.early_stopping:
        return f"{done:,} of {config.epochs:,} epochs"
    whose = f"the run has {weights(config, costs)}"
    if done >= config.epochs:
        return f"{done:,} of {config.epochs:,} epochs; {whose}, the best on pictures held back from training"
    without = f"{config.early_stopping:,} epoch{'' if config.early_stopping == 1 else 's'} without gain"
    return f"it stopped by itself after {done:,} of {config.epochs:,} epochs, {without} on pictures held back; {whose}"


def is_over(config: RunConfig, costs: Sequence[float | None]) -> bool:
    """Return whether a training is at its end: all epochs are done, or so many had no gain as its patience lasts.

    Patience begins when the KL term has its full weight: before that codes still move.

    Args:
        config: how it is trained.
        costs: as for `kept_epoch`.
    """
    done = len(costs)
    if done >= config.epochs or not config.early_stopping:
        return done >= config.epochs
    return done - max(kept_epoch(config, costs), config.kl_warmup_epochs) >= config.early_stopping
