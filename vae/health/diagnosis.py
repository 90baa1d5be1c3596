"""What is going wrong in a training, in plain words, and what to change: the one verdict on it in the whole app."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data.wording import said_of
from vae.families import FAMILIES, TERMS
from vae.fields import changes_text
from vae.health.signs import NUM_DRAWS, Signs
from vae.likelihoods import LIKELIHOODS
from vae.priors import PRIORS
from vae.runs.dimensions import UNUSED_BELOW, is_unused
from vae.schedule import USUAL_RATE, cautions, longest_warm_up, steps_an_epoch
from vae.words import lowered

_MIN_EPOCHS = 3
_MIN_STEPS = 100
_LEARNING_STEPS = 300
_ONE_BIT = 0.69
_LEARNED_SHARE = 0.02
STALLED_SHARE = 0.0005
_RISE_EPOCHS, _RISE_SHARE, _GAP_SHARE = 5, 0.01, 0.1
_WIDE, _VERY_WIDE, _OFF_CENTRE = 1.5, 3.0, 0.75
HOLES_SHARE = 0.25
INSIDE_SHARE, _HALF_INSIDE = 0.75, 0.5
CRITIC_WINS, CRITIC_LOST = 0.5, 0.8
_IDLE_SHARE = 0.1
_IDLE_LEVEL = 0.1  # nats
_BY_CHANCE = 0.05  # of what chance gets wrong
_ENOUGH_HELD_OUT = 50  # pictures, for a share of them or their best epoch to mean something


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        kind: "diverged", "few_steps", "collapse", "not_learning", "warm_up", "critic", "prior", "holes",
            "overfitting", "unused", "narrow", "idle_level", "labels", "one_class" or "no_progress".
        is_serious: whether the run will be of little use unless something is changed; otherwise it is good to know.
        title: a few words.
        text: one or two sentences with the figures it is concluded from.
        advice: what to try, one sentence.
        changes: the same as fields of the configuration; empty where it is not the settings that are wrong.
    """

    kind: str
    is_serious: bool
    title: str
    text: str
    advice: str
    changes: dict[str, Any] = field(default_factory=dict)


def diagnose(signs: Signs | None) -> list[Finding]:
    """Say what goes wrong, causes and not their consequences.

    A training that collapsed has unused dimensions, too, and one that was given one step an epoch has hardly learned:
    what hides everything else is said alone.

    Args:
        signs: of a training under way or of a run; None before the first epoch.

    Returns:
        What was found, serious things first; nothing about a training that goes well.
    """
    return [] if signs is None else [_said(signs.config, finding) for finding in _found(signs)]


def _said(config: RunConfig, finding: Finding) -> Finding:
    """Return a finding in the words for what a run's outputs are."""
    title, text, advice = (said_of(config, part) for part in (finding.title, finding.text, finding.advice))
    return replace(finding, title=title, text=text, advice=advice)


def _found(signs: Signs) -> list[Finding]:
    for look in (divergence, few_steps, collapse, not_learning):
        finding = look(signs)
        if finding is not None:
            return [finding]
    fit = warm_up(signs) or balance(signs) or prior(signs) or outside(signs) or holes(signs)
    learned = overfitting(signs) or no_progress(signs)
    has_levels = bool(FAMILIES[signs.config.family].levels)
    needless = idle_level(signs) if has_levels else unused(signs) or narrow(signs)
    found = [fit, learned, needless, labels(signs), one_class(signs)]
    return sorted((finding for finding in found if finding is not None), key=lambda finding: not finding.is_serious)


def divergence(signs: Signs) -> Finding | None:
    """Say what became of a training whose loss is no number any more."""
    if not signs.diverged:
        return None
    rate = signs.config.learning_rate
    better = min(rate / 10, USUAL_RATE)
    kept = f"The {signs.epoch} epochs before it are kept." if signs.epoch else "No epoch was finished."
    return Finding(
        "diverged", True, "The loss is no longer a number",
        f"In epoch {signs.epoch + 1} the steps became so large that the loss overflowed. {kept}",
        f"Take a learning rate of {better:g} instead of {rate:g}.", {"learning_rate": better},
    )  # fmt: skip


def few_steps(signs: Signs) -> Finding | None:
    """Find a training with fewer than 50 steps in all, or with one step an epoch."""
    if not signs.num_pictures:
        return None
    for caution in cautions(signs.config, signs.num_pictures):
        if caution.kind == "few_steps":
            return Finding("few_steps", True, "Too few steps", caution.text, _advice(caution.changes), caution.changes)
    return None


def collapse(signs: Signs) -> Finding | None:
    """Find codes that tell less than one bit about the picture: posterior collapse, arXiv:1711.00464."""
    config, total = signs.config, sum(signs.kl)
    if not signs.kl or not _has_begun(signs) or total >= _ONE_BIT or config.beta == 0:  # without it nothing outweighs
        return None
    changes: dict[str, Any] = {"beta": 1.0}
    if config.beta <= 1.0:
        changes = {"kl_warmup_epochs": max(1, longest_warm_up(config.epochs))}
        if config.learning_rate > USUAL_RATE:
            changes = {**changes, "learning_rate": USUAL_RATE}
        if config.kl_warmup_epochs >= changes["kl_warmup_epochs"]:
            changes = {"beta": config.beta / 4}
    return Finding(
        "collapse", True, "Posterior collapse",
        f"All {_dimensions(len(signs.kl))} together tell at most {total:.2f} nats about a picture, less than one bit "
        f"({_ONE_BIT:g}): the codes hardly tell one picture from another, and the decoder draws much the same for all"
        f"{' of a class' if config.conditional else ''}.",
        f"The KL term outweighs the pictures. {_advice(changes)}", changes,
    )  # fmt: skip


def not_learning(signs: Signs) -> Finding | None:
    """Find pictures that cost no less than the average picture drawn for all of them.

    Either the reconstruction alone is no better, within 2 %, or where the KL term counts in full the codes cost more
    than they save. Where the average picture's cost was not measured, the reconstruction is held against the first
    epoch's.
    """
    if not _has_begun(signs, _LEARNING_STEPS):
        return None
    known, config = signs.average_picture, signs.config
    base = signs.first_reconstruction if known is None else known
    is_full = config.variational and config.beta >= 1.0 and signs.kl_weight >= config.beta
    if base - signs.reconstruction < _LEARNED_SHARE * abs(base):
        cost = f"the reconstruction of a held-out picture costs {signs.reconstruction:.1f} nats"
    elif known is not None and is_full and signs.neg_elbo >= known:
        cost = f"a held-out picture costs {signs.neg_elbo:.1f} nats, {sum(signs.kl):.1f} of them for its code"
    else:
        return None
    against = "after the first epoch it was" if known is None else "the same average picture drawn for all would cost"
    rate = config.learning_rate
    better = USUAL_RATE if rate != USUAL_RATE else rate / 3
    return Finding(
        "not_learning", True, "Nothing is learned", f"After {signs.epoch} epochs {cost}; {against} {base:.1f}.",
        f"Take a learning rate of {better:g} instead of {rate:g}.", {"learning_rate": better},
    )  # fmt: skip


def warm_up(signs: Signs) -> Finding | None:
    """Find a warm-up of the KL term that is no shorter than the training."""
    for caution in cautions(signs.config, max(1, signs.num_pictures)):
        if caution.kind == "warm_up":
            text = f"{caution.text} It is at {signs.kl_weight:.2f} of {signs.config.beta:g} after epoch {signs.epoch}."
            return Finding("warm_up", True, "The warm-up is too long", text, _advice(caution.changes), caution.changes)
    return None


def prior(signs: Signs) -> Finding | None:
    """Find codes that lie far wider than the prior or off its centre, so that its samples miss them."""
    config = signs.config
    if not (config.variational and config.has_prior and _has_begun(signs)):
        return None
    if signs.spread is None or signs.offset is None:
        return None
    if config.beta > 0 and not _is_settled(signs):
        return None
    if signs.spread <= _WIDE and signs.offset <= _OFF_CENTRE:
        return None
    # The lesson's codes spread 4.0 wide at beta 0, 1.1 at 0.1, 0.99 at 1, 0.94 at 10; of more epochs nothing is known.
    changes: dict[str, Any] = {"beta": 1.0 if config.beta < 1.0 else 2.0 * config.beta}
    return Finding(
        "prior", signs.spread > _VERY_WIDE or config.beta == 0, "The codes do not fit the prior",
        f"They spread up to {signs.spread:.1f} wide and lie up to {signs.offset:.1f} off the centre, where the prior "
        f"is 1 wide and centred; the KL term has the weight {signs.kl_weight:g}. Samples and walks do not show all "
        "that was learned.",
        _advice(changes), changes,
    )  # fmt: skip


def balance(signs: Signs) -> Finding | None:
    """Find a critic that tells codes from draws with ease, or that is worse than one who guesses."""
    critic, config, chance = signs.critic, signs.config, TERMS["critic"].level
    if critic is None or not _is_settled(signs) or CRITIC_WINS <= critic <= CRITIC_LOST:
        return None
    found = f"The critic's loss on held-out codes is {critic:.2f}, where one who guesses has {chance:.2f}: "
    if critic < CRITIC_WINS:
        changes: dict[str, Any] = {"beta": 2.0 * config.beta} if config.beta else {"beta": 1.0}
        is_within = signs.inside is not None and signs.inside >= INSIDE_SHARE
        where = "fill but a part of it" if is_within else "lie elsewhere"
        text = f"it tells codes from draws of the prior with ease, because they {where}."
        return Finding("critic", True, "The critic wins", found + text, _advice(changes), changes)
    changes = {"learning_rate": config.learning_rate / 3}
    text = "it is late with every answer, as codes move on faster than it learns."
    return Finding("critic", False, "The critic is left behind", found + text, _advice(changes), changes)


def in_balance(signs: Signs | None) -> str | None:
    """Say how critic and encoder stand; None without a critic, or where `balance` finds something wrong."""
    if signs is None or signs.critic is None or balance(signs) is not None:
        return None
    found = f"the critic's loss is {signs.critic:.2f}, where one who guesses has {TERMS['critic'].level:.2f}"
    if not _is_settled(signs):
        return f"Critic and encoder are still finding their balance: {found}. At first it wins with ease."
    return f"Critic and encoder are in balance: {found}. It can hardly tell codes from draws of the prior."


def outside(signs: Signs) -> Finding | None:
    """Find codes that lie outside of a prior that was drawn for them, more than a quarter of them."""
    inside, config = signs.inside, signs.config
    if inside is None or inside >= INSIDE_SHARE or not _is_settled(signs):
        return None
    # Of digits in a star (wasserstein, two seeds each) 68 % lie within after 5 epochs and 82 % after 10; in batches
    # half as large 81 % after 15, 86 % after 30, 87 % after 60.
    changes: dict[str, Any] = {"beta": 1.0} if config.beta < 1.0 else {"epochs": 2 * config.epochs}
    whose = "the part of their class" if PRIORS[config.prior].has_classes else "it"
    return Finding(
        "prior", inside < _HALF_INSIDE, "The codes do not fill the prior",
        f"Codes are to fill {PRIORS[config.prior].phrase}, and {1.0 - inside:.0%} of the held-out pictures' lie "
        f"outside of {whose}. Samples do not show all that was learned.",
        _advice(changes), changes,
    )  # fmt: skip


def holes(signs: Signs) -> Finding | None:
    """Find draws from the prior that land where no held-out picture does, more than a quarter of them."""
    config = signs.config
    if signs.holes is None or signs.holes <= HOLES_SHARE or not _is_settled(signs):
        return None
    changes: dict[str, Any] = {"beta": 1.0 if config.beta < 1.0 else 2.0 * config.beta}
    # Of motion-8d's draws 35 % are in holes, 10 % with a learnt prior, 26 % at beta 2, 40 % after twice the epochs.
    if config.beta >= 1.0 and config.family == RunConfig.family:
        changes = {"family": "mixture"}
    return Finding(
        "holes", signs.holes > 2 * HOLES_SHARE, "Samples fall into holes", holes_text(signs),
        _advice(changes), changes,
    )  # fmt: skip


def holes_text(signs: Signs) -> str:
    """Say how many draws from the prior lie where no held-out picture does; signs without that are refused."""
    assert signs.holes is not None
    where = "no held-out picture of their class lands" if signs.config.conditional else "no held-out picture lands"
    return f"{signs.holes:.0%} of {NUM_DRAWS:,} random codes lie where {where}; 1% would if both lay alike."


def of_what(signs: Signs) -> str:
    """Say what a share of `Signs.scale` is of, where that is not the cost itself: a phrase for after the share."""
    return " of what was gained on the average one" if LIKELIHOODS[signs.config.likelihood].is_density else ""


def overfitting(signs: Signs) -> Finding | None:
    """Find pictures learned by heart, or on the way to it.

    The held-out -ELBO is higher than that of training pictures, and has risen by 1 % over five epochs or more while
    theirs fell; or it is higher by a tenth.
    """
    rise = signs.neg_elbo - signs.best_neg_elbo
    has_risen = (
        signs.epoch - signs.best_epoch >= _RISE_EPOCHS
        and rise >= _RISE_SHARE * signs.scale
        and signs.fall > 0
        and signs.gap > 0
        and signs.num_held_out >= _ENOUGH_HELD_OUT
    )
    share = signs.gap / signs.scale
    if not _has_begun(signs) or not (has_risen or share >= _GAP_SHARE):
        return None
    text = f"A held-out picture costs {signs.gap:.1f} nats more than one trained on ({share:.0%}{of_what(signs)})."
    advice, changes = "More pictures help most.", {}
    if has_risen:
        text += f" Since epoch {signs.best_epoch} it has become dearer by {rise:.1f} while the others fell."
        changes = _fewer_epochs(signs)
        advice += f" With these: {lowered(_advice(changes))}"
    return Finding(
        "overfitting", share >= 2 * _GAP_SHARE, "Overfitting",
        f"{text} What it learned is in part of single pictures alone.", advice, changes,
    )  # fmt: skip


def no_progress(signs: Signs) -> Finding | None:
    """Find a held-out -ELBO that has not fallen by 0.05 % in ten epochs, while a tenth of the training is left.

    A training that stops early by itself needs no such advice.
    """
    config, progress = signs.config, signs.progress
    if progress is None or config.early_stopping or config.epochs - signs.epoch < 0.1 * config.epochs:
        return None
    if progress > STALLED_SHARE * signs.scale:
        return None
    changes, what = _fewer_epochs(signs), "−ELBO" if config.variational else "the reconstruction"
    falls = f"The learning rate falls until epoch {config.epochs}; in a shorter training it falls sooner. "
    return Finding(
        "no_progress", False, "No progress any more",
        f"In the last ten epochs {what} on held-out pictures has fallen by no more than {100 * STALLED_SHARE:g}%; the "
        f"best was {signs.best_neg_elbo:.1f} nats in epoch {signs.best_epoch}.",
        f"You can stop here. {'' if config.learning_rate_schedule == 'constant' else falls}{_advice(changes)}", changes,
    )  # fmt: skip


def _fewer_epochs(signs: Signs) -> dict[str, Any]:
    """Return what lets a training end where it was best, its warm-up no longer than that allows."""
    changes: dict[str, Any] = {"epochs": max(1, signs.best_epoch)}
    warm = min(signs.config.kl_warmup_epochs, longest_warm_up(changes["epochs"]))
    return changes | ({"kl_warmup_epochs": warm} if warm != signs.config.kl_warmup_epochs else {})


def unused(signs: Signs) -> Finding | None:
    """Find more dimensions than the pictures need: some tell nothing, or half of them less than a tenth of the nats."""
    kl = np.asarray(signs.kl, np.float64)
    if len(kl) < 2 or not _has_begun(signs):
        return None
    order = np.sort(kl)[::-1]
    needed = int((np.cumsum(order) < (1 - _IDLE_SHARE) * kl.sum()).sum()) + 1
    idle = int(is_unused(kl).sum())
    if not idle and 2 * needed > len(kl):
        return None
    fewer = needed if 2 * needed <= len(kl) else len(kl) - idle
    what = f"{idle} of {len(kl)} carry less than {UNUSED_BELOW:g} nats." if idle else ""
    text = f"{needed} of {_dimensions(len(kl))} carry {1 - _IDLE_SHARE:.0%} of {kl.sum():.1f} nats. {what}"
    return Finding(
        "unused", False, "More dimensions than it needs",
        f"{text.strip()} Moving along the others changes little.",
        f"Take {fewer} latent dimension{'' if fewer == 1 else 's'}.", {"latent_dim": fewer},
    )  # fmt: skip


def narrow(signs: Signs) -> Finding | None:
    """Find a single dimension that has all to say."""
    if signs.config.latent_dim > 1 or not signs.kl or not _has_begun(signs):
        return None
    return Finding(
        "narrow", False, "One dimension has to say everything",
        f"A single number carries {signs.kl[0]:.1f} nats: the codes lie on a line, where each place has but two "
        "neighbours.",
        "Take 2 latent dimensions, which a map shows whole, or more.", {"latent_dim": 2},
    )  # fmt: skip


def idle_level(signs: Signs) -> Finding | None:
    """Find a level of the codes that tells hardly anything, though the levels together do: its map is of no use."""
    family, kl = FAMILIES[signs.config.family], np.asarray(signs.kl, np.float64)
    if not len(kl) or not _has_begun(signs):
        return None
    carried = {
        level.title: float(kl[list(own)].sum()) for level, own in zip(family.levels, family.dimensions, strict=True)
    }
    idle = [title for title, nats in carried.items() if nats < _IDLE_LEVEL]
    if not idle:
        return None
    warm = longest_warm_up(signs.config.epochs)
    changes = {"kl_warmup_epochs": warm} if warm > signs.config.kl_warmup_epochs else {"beta": signs.config.beta / 2}
    shares = ", ".join(f"{lowered(title)} {nats:.1f}" for title, nats in carried.items())
    return Finding(
        "idle_level", False, f"{idle[0]}: hardly anything",
        f"Of {kl.sum():.1f} nats that the codes tell about a picture, the levels carry: {shares}. "
        "What moves along one that carries nothing changes nothing.",
        f"Let all levels be learned before codes cost their full price. {_advice(changes)}", changes,
    )  # fmt: skip


def labels(signs: Signs) -> Finding | None:
    """Find labels of which neighbouring codes tell no more than chance does, give or take two standard errors."""
    if signs.neighbours is None or signs.told is None or signs.num_classes < 2 or signs.config.conditional:
        return None
    if signs.num_held_out < _ENOUGH_HELD_OUT:
        return None
    wrong = 1.0 - signs.chance
    error = (signs.chance * wrong / signs.num_held_out) ** 0.5
    if signs.neighbours - signs.chance > max(_BY_CHANCE * wrong, 2 * error):
        return None
    return Finding(
        "labels", False, "The codes do not show the labels",
        f"Neighbouring codes foretell the class of {signs.neighbours:.0%} of the held-out pictures; naming the most "
        f"frequent one for all is right for {signs.chance:.0%}. The network was not told the labels: either what they "
        "say is hardly to be seen in the pictures, or they were mixed up.",
        "Look whether the folders or the column of labels are in order.",
    )  # fmt: skip


def one_class(signs: Signs) -> Finding | None:
    """Find that there is one class alone."""
    if signs.num_classes != 1:
        return None
    return Finding(
        "one_class", False, "All pictures are of one class",
        "Colours, classes of neighbours and anything else about classes have nothing to say here.",
        "To see classes apart, train on pictures in a folder for each.",
    )  # fmt: skip


def _has_begun(signs: Signs, least_steps: int = _MIN_STEPS) -> bool:
    """Return whether so much was trained that a bad figure is no beginning: three epochs and so many steps, or all."""
    count = signs.num_pictures
    has_steps = not count or signs.epoch * steps_an_epoch(signs.config, count) >= least_steps
    return (signs.epoch >= _MIN_EPOCHS and has_steps) or signs.epoch >= signs.config.epochs


def _is_settled(signs: Signs) -> bool:
    """Return whether codes have had the time to fit the prior: they lie wide at first, and while the KL warms up."""
    return _has_begun(signs) and 2 * signs.epoch >= signs.config.epochs and signs.kl_weight >= signs.config.beta


def _advice(changes: dict[str, Any]) -> str:
    return f"Take {changes_text(changes)}."


def _dimensions(count: int) -> str:
    return f"{count} latent dimension{'' if count == 1 else 's'}"


def advised(config: RunConfig, finding: Finding, name: str) -> RunConfig:
    """Return the configuration that a finding advises, under another name."""
    return replace(config, name=name, **finding.changes)
