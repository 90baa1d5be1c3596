"""The card of a run: its usual figures, each beside those of a run that went well, judged as the diagnosis judges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vae.data.wording import said_of
from vae.families import TERMS
from vae.health.diagnosis import HOLES_SHARE, INSIDE_SHARE, Finding, diagnose, holes_text, of_what
from vae.health.signs import Signs, signs_of_run
from vae.priors import PRIORS
from vae.runs.comparison import is_same_data, is_same_measure
from vae.runs.dimensions import num_in_use
from vae.runs.store import Run
from vae.words import signed

GOOD, WATCH, POOR, UNKNOWN = "good", "watch", "poor", "unknown"
_CLEARLY = 0.25  # of what chance gets wrong


@dataclass(frozen=True)
class HealthLine:
    """One figure of how a training went.

    Attributes:
        name: what was looked at.
        value: the run's figure, with its unit.
        reference: the same of the run it is held against, or "" without one.
        state: "good", "watch" or "poor"; "unknown" where there is nothing to judge it by.
        verdict: what the figure says, one sentence.
        advice: what to try, one sentence, or "" where nothing needs to be done or a finding says it.
    """

    name: str
    value: str
    reference: str
    state: str
    verdict: str
    advice: str = ""


@dataclass(frozen=True)
class Card:
    """All that is said about a run.

    Attributes:
        findings: what goes wrong, see `vae.health.diagnosis.diagnose`.
        lines: the figures.
    """

    findings: list[Finding]
    lines: list[HealthLine]


def health(run: Run, reference: Run | None, measure: Callable[[Run], Signs] = signs_of_run) -> Card:
    """Look at what goes wrong in trainings, beside a run that went well.

    A line is poor where a serious finding is about it and to be watched where another one is, so that figures and
    findings never disagree. Against the reference alone are judged the −ELBO and the neighbours' classes.

    Args:
        run: the run to look at.
        reference: a run of the same data set to hold it against (see `shipped_reference`), or None.
        measure: gives the signs of a run.

    Returns:
        What goes wrong, and lines on −ELBO (or the reconstruction of a plain autoencoder), dimensions in use, holes in
        latent space, overfitting, codes in a prior that is drawn, a critic and the neighbours' classes; those that the
        run has figures for.

    Raises:
        RunError: a file of either run is damaged.
    """
    if reference is not None and not is_same_data(run, reference):
        reference = None
    signs = measure(run)
    findings = diagnose(signs)
    other = None if reference is None else measure(reference)
    lines = [_bound_line(run, reference, findings, other), _units_line(run, reference, findings)]
    lines += [_holes_line(signs, other, findings), _gap_line(signs, other, findings)]
    lines += [_inside_line(signs, other, findings), _critic_line(signs, findings)]
    lines += [_neighbours_line(signs, run, reference, findings)]
    said = [replace(line, verdict=said_of(run.config, line.verdict)) for line in lines if line is not None]
    return Card(findings, said)


def _state(findings: Sequence[Finding], *kinds: str) -> str:
    """Return how bad the findings of some kinds are."""
    about = [finding for finding in findings if finding.kind in kinds]
    return POOR if any(finding.is_serious for finding in about) else WATCH if about else GOOD


def _value(run: Run | None, name: str) -> Any:
    return run.metrics[name]["value"] if run is not None and name in run.metrics else None


def _bound_line(run: Run, reference: Run | None, findings: Sequence[Finding], signs: Signs | None) -> HealthLine | None:
    """Return how a run's cost compares; `signs` are the reference's."""
    name, title = ("neg_elbo", "−ELBO") if run.config.variational else ("reconstruction", "Reconstruction")
    own = _value(run, name)
    other = _value(reference, name) if reference is not None and is_same_measure(run, reference) else None
    if own is None:
        return None
    value, state = f"{own:.1f} nats", _state(findings, "few_steps", "collapse", "not_learning")
    if other is None or reference is None or signs is None:
        verdict = "No shipped run has the same data set and likelihood, so there is nothing to hold this against."
        return HealthLine(title, value, "", UNKNOWN if state == GOOD else state, verdict)
    excess = (own - other) / signs.scale
    unlike = _kinds_apart(run, reference)
    if excess <= 0.01:
        word = "as good as" if excess >= -0.01 else f"{other - own:.1f} nats better than"
        return HealthLine(title, value, f"{other:.1f} nats", state, f"This is {word} {reference.name}{unlike}.")
    is_said = any(finding.is_serious for finding in findings)
    warm_up = "with a KL warm-up, " if run.config.variational and not run.config.kl_warmup_epochs else ""
    return HealthLine(
        title, value, f"{other:.1f} nats", WATCH if excess <= 0.05 and state != POOR else POOR,
        f"A picture costs {own - other:.1f} nats more than with {reference.name}{unlike}.",
        "" if is_said else f"Try more epochs, {warm_up}or wider layers.",
    )  # fmt: skip


def _kinds_apart(run: Run, reference: Run) -> str:
    """Return in parentheses what keeps two runs from being of a kind, or ""."""
    a, b = run.config, reference.config
    apart = []
    if a.latent_dim != b.latent_dim:
        apart.append(f"which has {b.latent_dim} latent dimension{'s' if b.latent_dim > 1 else ''}, not {a.latent_dim}")
    if a.conditional != b.conditional:
        apart.append("which is told the class" if b.conditional else "which is not told the class")
    elif a.phrase != b.phrase:
        apart.append(f"which is {b.phrase}")
    return f" ({' and '.join(apart)})" if apart else ""


def _units_line(run: Run, reference: Run | None, findings: Sequence[Finding]) -> HealthLine | None:
    used, dims = num_in_use(run), run.config.latent_dim
    other = None if reference is None else num_in_use(reference)
    if used is None:
        return None
    shown = "" if other is None or reference is None else f"{other} of {reference.config.latent_dim}"
    if used == dims:
        text = {1: "The only dimension is in use.", 2: "Both dimensions are in use."}.get(dims, "All are in use.")
    else:
        text = f"{dims - used} of the dimensions tell{'s' if dims - used == 1 else ''} the decoder nothing."
    state = _state(findings, "collapse", "unused", "narrow")
    return HealthLine("Dimensions in use", f"{used} of {dims}", shown, state, text)


def _holes_line(signs: Signs, other: Signs | None, findings: Sequence[Finding]) -> HealthLine | None:
    if signs.holes is None:
        return None
    shown = "" if other is None or other.holes is None else f"{other.holes:.0%}"
    verdict = holes_text(signs)
    if any(finding.kind in ("prior", "warm_up") for finding in findings):
        verdict += " The codes lie wider than the random ones."
    kinds = ("prior", "holes", "warm_up", *(["critic"] if signs.holes > HOLES_SHARE else []))
    state = _state(findings, *kinds)
    if state == GOOD:
        verdict += f" Up to {HOLES_SHARE:.0%} counts as good."
    return HealthLine("Holes", f"{signs.holes:.0%}", shown, state, verdict)


def _inside_line(signs: Signs, other: Signs | None, findings: Sequence[Finding]) -> HealthLine | None:
    if signs.inside is None:
        return None
    prior = PRIORS[signs.config.prior]
    shown = "" if other is None or other.inside is None else f"{other.inside:.0%}"
    whose = "the part of their class" if prior.has_classes else prior.phrase
    verdict = f"{signs.inside:.0%} of the held-out pictures have their codes in {whose}, as the prior wants it."
    kinds = ("prior", *(["critic"] if signs.inside < INSIDE_SHARE else []))
    return HealthLine("Codes in the prior", f"{signs.inside:.0%}", shown, _state(findings, *kinds), verdict)


def _critic_line(signs: Signs, findings: Sequence[Finding]) -> HealthLine | None:
    if signs.critic is None:
        return None
    verdict = f"A critic who guesses whether a code is a draw of the prior has {TERMS['critic'].level:.3f}."
    return HealthLine("Critic's loss", f"{signs.critic:.3f}", "", _state(findings, "critic"), verdict)


def _gap_line(signs: Signs, other: Signs | None, findings: Sequence[Finding]) -> HealthLine:
    verdict = (
        f"In the last epochs held-out pictures cost {signs.gap:.1f} nats more than those trained on, "
        f"{signs.gap / signs.scale:.1%}{of_what(signs)}."
        if signs.gap > 0
        else "In the last epochs held-out pictures cost no more than those trained on."
    )
    if any(finding.kind == "overfitting" for finding in findings) and signs.best_epoch < signs.epoch:
        verdict += f" The best epoch was {signs.best_epoch} of {signs.epoch}."
    shown = "" if other is None else _signed(other.gap)
    return HealthLine("Overfitting", _signed(signs.gap), shown, _state(findings, "overfitting"), verdict)


def _signed(nats: float) -> str:
    return f"{signed(nats, '+.1f')} nats"


def _neighbours_line(signs: Signs, run: Run, reference: Run | None, findings: Sequence[Finding]) -> HealthLine | None:
    own, other = signs.neighbours, _value(reference, "knn_accuracy")
    if own is None:
        return None
    name, value, shown = "Neighbours' class", f"{own:.1%}", "" if other is None else f"{other:.1%}"
    if run.config.conditional:
        return HealthLine(name, value, shown, GOOD, "The decoder is told the class, so the code need not hold it.")
    state = _state(findings, "labels")
    advice = "" if any(finding.is_serious for finding in findings) else "Train longer, or take more latent dimensions."
    if reference is None or other is None or reference.config.conditional or state != GOOD:
        chance = f"naming the most frequent one for all would give {signs.chance:.0%}."
        if signs.told is not None and signs.told > _CLEARLY:
            return HealthLine(name, value, "", state, f"Codes of a class lie together: {chance}")
        verdict = f"Codes hardly show the class: {chance}"
        return HealthLine(name, value, "", WATCH if state == GOOD else state, verdict, advice)
    if own >= other - 0.03:
        verdict = f"The class can be read off the neighbours as well as with {reference.name}."
        return HealthLine(name, value, shown, GOOD, verdict)
    return HealthLine(
        name, value, shown, WATCH if own >= other - 0.15 else POOR,
        f"Classes mix more than with {reference.name}{_kinds_apart(run, reference)}.", advice,
    )  # fmt: skip
