"""Whether a training has the steps that it needs, and batches, epochs and a warm-up that fit the number of pictures."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

from vae.config import RunConfig

LEAST_STEPS = 50
"""With fewer steps in all hardly anything is learned: batch normalisation alone takes that many to settle."""
USUAL_RATE = 3e-3
MOST_RATE = 0.1
_STEPS_AN_EPOCH = 20
_SMALLEST_BATCH = 8
_GOOD_STEPS = 300
_MANY_PICTURES = 10_000
_ENOUGH_EPOCHS = 60
_WARM_UP_SHARE = 4  # a quarter of the epochs


@dataclass(frozen=True)
class Caution:
    """One thing about a configuration that cannot bring a good run.

    Attributes:
        kind: "few_steps", "warm_up", "patience" or "rate".
        text: what is wrong, one or two sentences with the figures.
        changes: fields of the configuration and the values that mend it.
    """

    kind: str
    text: str
    changes: dict[str, Any] = field(default_factory=dict)


def steps_an_epoch(config: RunConfig, num_pictures: int) -> int:
    """Return how many steps an epoch has; pictures that fill no batch sit it out, too few for one are one step."""
    return max(1, num_pictures // config.batch_size)


def longest_warm_up(epochs: int) -> int:
    """Return the warm-up of the KL term, in epochs, that leaves enough of a training to its full weight."""
    return epochs // _WARM_UP_SHARE


def fitted(config: RunConfig, num_pictures: int) -> RunConfig:
    """Return a configuration whose batches, epochs and warm-up suit the number of pictures.

    The presets are made for 60,000: with 228 pictures a batch of 256 is all of them, and 300 epochs of small batches
    learn each picture by heart. Batches become small enough for about 20 steps an epoch, 8 pictures at least; below
    10,000 pictures there are at most 60 epochs, and always enough for 300 steps; the warm-up takes at most a quarter
    of them. Nothing grows but the epochs. (Of 40 MNIST digits, measured on 1,000 others: 20 epochs of one step left
    -ELBO at 312 nats, 60 epochs of 5 steps at 203, 600 at 247.)

    Args:
        config: what to train.
        num_pictures: pictures to train on, at least 1.
    """
    wanted = max(_SMALLEST_BATCH, num_pictures // _STEPS_AN_EPOCH)
    batch_size = min(config.batch_size, 2 ** int(math.log2(wanted)))
    steps = max(1, num_pictures // batch_size)
    epochs = config.epochs if num_pictures >= _MANY_PICTURES else min(config.epochs, _ENOUGH_EPOCHS)
    epochs = max(epochs, math.ceil(_GOOD_STEPS / steps))
    warm_up = min(config.kl_warmup_epochs, longest_warm_up(epochs))
    return replace(config, batch_size=batch_size, epochs=epochs, kl_warmup_epochs=warm_up)


def cautions(config: RunConfig, num_pictures: int) -> list[Caution]:
    """Return what keeps a configuration from bringing a good run, before anything is trained.

    Args:
        config: what is to be trained.
        num_pictures: pictures to train on, at least 1.
    """
    few = _few_steps(config, num_pictures)
    # More batches may mean fewer epochs: the warm-up is held against those.
    mended = config if few is None else replace(config, **few.changes)
    long = _long_warm_up(mended)
    mended = mended if long is None else replace(mended, **long.changes)
    found = [few, long, _long_patience(mended), _high_rate(config)]
    return [caution for caution in found if caution is not None]


def _few_steps(config: RunConfig, num_pictures: int) -> Caution | None:
    steps = steps_an_epoch(config, num_pictures)
    total = steps * config.epochs
    if total >= LEAST_STEPS and steps > 1:
        return None
    better = fitted(config, num_pictures)
    names = ("batch_size", "epochs") + (("kl_warmup_epochs",) if config.epochs != better.epochs else ())
    changes = {name: getattr(better, name) for name in names if getattr(better, name) != getattr(config, name)}
    if not changes:
        return None
    each = f"{steps} steps" if steps > 1 else "one step"
    text = (
        f"{_counted(num_pictures, 'picture')} in batches of {config.batch_size:,} make {each} an epoch, {total} in all"
    )
    if total < LEAST_STEPS:
        return Caution("few_steps", f"{text}: with fewer than {LEAST_STEPS} hardly anything is learned.", changes)
    return Caution(
        "few_steps",
        f"{text}: the averages that batch normalisation keeps for later lag behind such few steps.",
        changes,
    )


def _long_warm_up(config: RunConfig) -> Caution | None:
    if not config.variational or config.kl_warmup_epochs < config.epochs:
        return None
    share = config.epochs / (config.kl_warmup_epochs + 1)
    return Caution(
        "warm_up",
        f"The KL warm-up of {config.kl_warmup_epochs:,} epochs is no shorter than the training of {config.epochs:,}: "
        f"the KL term would end at {share:.0%} of its weight, and the codes would not fit the prior.",
        {"kl_warmup_epochs": longest_warm_up(config.epochs)},
    )


def _long_patience(config: RunConfig) -> Caution | None:
    rest = max(0, config.epochs - config.kl_warmup_epochs)
    if config.early_stopping < rest or not config.early_stopping:
        return None
    return Caution(
        "patience",
        f"Of {config.epochs:,} epochs {rest:,} have the KL term at its full weight, which is no more than the "
        f"{config.early_stopping:,} without gain that early stopping waits for: it would never stop.",
        {"early_stopping": rest // _WARM_UP_SHARE},
    )


def _high_rate(config: RunConfig) -> Caution | None:
    if config.learning_rate <= MOST_RATE:
        return None
    return Caution(
        "rate",
        f"A learning rate of {config.learning_rate:g} makes steps so large that little or nothing is learned; "
        f"{USUAL_RATE:g} suits most.",
        {"learning_rate": USUAL_RATE},
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
