"""Break it: machines that went wrong, each in its own way, what is asked of them, and the measures that name it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ui.learn.catalogue import Translate, _
from ui.learn.steps import Step
from ui.memory import remembered
from ui.shell.health import known_signs
from ui.shell.known_runs import known_run, lesson_run
from vae.families import FAMILIES, TERMS
from vae.health.card import POOR, health
from vae.health.signs import Signs
from vae.lesson.runs import BROKEN, SQUEEZES
from vae.runs.run_files import RunError
from vae.runs.store import Run, changed_at, load_history
from vae.words import signed

HEALTHY = "beta-1"
"""What the broken ones are held against."""
RICH = SQUEEZES[16]
"""What more numbers bring: read for one figure alone, and not shown."""

CRITIC = "mnist-petals"
"""Whose codes keep to their shape: read for what a critic and a shape have, and not shown."""
_OF_A_CRITIC = ("Codes in the prior", "Critic's loss")

_WIDTH = "Width"

BREAK: dict[str, str] = {
    "break": _("Break it"),
    "break_title": _("What went wrong here?"),
    "break_text": _(
        "Each of these machines was really trained, and went wrong in its own way. Look at its map, at what it draws "
        "blindly, at how it copies digits drawn by hand, and at its cost while it learnt. Watch its training, too."
    ),
    "break_count": _("Machine {number} of {count}"),
    "break_score": _("{right} of {answered} right at the first guess"),
    "break_next": _("Next machine"),
    "break_again": _("Begin again"),
    "break_name": _("Machine {number}"),
    "break_copies": _("Drawn by hand, and its copies below"),
    "break_cost": _("Cost of a picture in nats, epochs 1 to {last}"),
    "break_film": _("Watch its training"),
    "break_film_end": _("Back to what it became"),
    "break_film_map": _("Map of the training: the dots move from epoch to epoch. Plus and minus zoom; Home resets."),
    "break_grid": _("What it draws all over its map"),
    "break_film_copies": _("Copies of ten new digits, 0 to 9"),
    "break_learnt": _("pictures it learns from"),
    "break_new": _("new ones"),
    "break_card": _("Health card"),
    "break_wait": _("It is shown once you have guessed."),
    "break_this": _("This one"),
    "break_sound": _("A sound one"),
    "break_other": _("* of {run}, a sound one with a critic"),
    "break_nats": _("{nats} nats"),
    "break_of": _("{used} of {all}"),
    "−ELBO": _("Cost of new pictures"),
    "Reconstruction": _("Cost of drawing alone"),
    "Dimensions in use": _("Numbers in use"),
    "Holes": _("Holes"),
    _WIDTH: _("Width of its map"),
    "Overfitting": _("New ones cost more by"),
    "Codes in the prior": _("Digits in the shape"),
    "Critic's loss": _("Critic's loss"),
    "Neighbours' class": _("Right by its neighbours"),
}

_CHOICES = (
    _("It ignores its numbers and draws the same everywhere"),
    _("Its map lies far wider than random places fall"),
    _("One number is too few to tell digits apart"),
    _("It learnt in steps far too large"),
    _("It knows its few pictures by heart"),
    _("Its dots huddle in a part of the grey shape that they were to fill"),
)
# In the order of the choices: what it is, and what mends it.
_TOLD: dict[str, tuple[str, str]] = {
    "collapse": (
        _(
            "**Posterior collapse.** Where a digit lands says at most {kl} nats about it, in a sound machine up to "
            "{sound_kl}. The decoder has learnt to do without, and draws the average digit."
        ),
        _("What mends it: let “stay together” pull less. Here it pulled {beta} times as hard as usual."),
    ),
    "holes": (
        _(
            "**Nothing held the map together.** Its dots lie {spread} wide, where random places are 1 wide: a blind "
            "draw hardly ever leaves the middle, and most of what it has learnt is not drawn."
        ),
        _("What mends it: give “stay together” its weight again. Here β was {beta}."),
    ),
    "few_numbers": (
        _(
            "**Too few numbers.** With one number a picture costs {cost} nats, with two {sound_cost}, with sixteen "
            "{rich_cost}. On a line some digits share a place: their neighbours name {neighbours} in 100 digits "
            "rightly, with two numbers {sound_neighbours}."
        ),
        _("What mends it: more numbers. The second one saves {excess} nats a picture."),
    ),
    "rate": (
        _(
            "**Learning rate too high.** After {epochs} epochs a picture costs {cost} nats; drawing the average digit "
            "for all would cost {average}, a sound machine {sound_cost}. Steps so large go past what they aim at."
        ),
        _("What mends it: smaller steps. They were {rate} here, where {sound_rate} is usual."),
    ),
    "overfitting": (
        _(
            "**Overfitting.** A new picture costs {gap} nats more than one that it has learnt; in a sound machine it "
            "is {sound_gap}. At epoch {best} of {epochs} it was best at new ones, and never as good again."
        ),
        _("What mends it: more pictures, or stopping early. It had {pictures} to learn from, not 60,000."),
    ),
    "critic": (
        _(
            "**The critic wins.** A second network, the critic, tries to tell dots from random places in the ring; "
            "the encoder is to deceive it, and fails. The critic's loss is {critic}, where guessing costs {guess}. Of "
            "100 places in the ring {holes} have no dot near, in a sound machine with another shape {sound_holes}."
        ),
        _("What mends it: let deceiving the critic count more. Here its weight was {beta}, where 1 is usual."),
    ),
}
_CODE = {
    "collapse": ("vae/health/diagnosis.py", "collapse", "sum(signs.kl)"),
    "holes": ("vae/health/diagnosis.py", "prior", "beta"),
    "few_numbers": ("vae/model/losses.py", "predicted", "sigmoid"),
    "rate": ("vae/health/diagnosis.py", "not_learning", "known is None"),
    "overfitting": ("vae/health/diagnosis.py", "overfitting", "rise = "),
    "critic": ("vae/variants/adversarial.py", "AdversarialAutoencoder.terms", "0.5 *"),
}
_COST = (
    r"-\text{ELBO} = R + \text{KL}",
    r"{{cost}} = {{reconstruction}} + {{kl}}",
    _("R is “draw well”, KL is “stay together”, in nats a picture, on pictures it had not learnt from."),
)
_FORMULAS = {
    "critic": (
        r"C = -\tfrac{1}{2} \ln p - \tfrac{1}{2} \ln (1 - q)",
        r"C = {{critic}} < \ln 2 = {{guess}}",
        _("C is the critic's loss, p how sure it is that a place in the ring is one, q the same of a dot."),
    ),
}

CASES: dict[str, Step] = {
    fault: Step(
        f"break-{fault}", BREAK["break"], BREAK["break_title"], BREAK["break_text"],
        _("Look at all four, then decide."), _("What went wrong?"), _CHOICES, number, *_TOLD[fault],
        *_FORMULAS.get(fault, _COST),
        _CODE[fault],
        _("Which of its pictures gives it away?"),
        _("Let them argue from the pictures first; the card has the last word."),
        2,
    )
    for number, fault in enumerate(BROKEN)
}  # fmt: skip
"""What is said of each fault, by its name."""


BROKEN_RUNS = {name: fault for fault, name in BROKEN.items()}
"""What went wrong with each of the runs."""


@dataclass(frozen=True)
class CardLine:
    """A figure of the health card, beside that of a sound machine.

    Attributes:
        name: what was looked at.
        value: the machine's figure.
        sound: the same of a sound one.
        state: how good it is, as `vae.health.card.HealthLine` has it.
        other: the run that `sound` is of, where the usual sound one is not what it can be held against; else "".
    """

    name: str
    value: str
    sound: str
    state: str
    other: str = ""


@dataclass(frozen=True)
class BrokenFacts:
    """A machine that went wrong.

    Attributes:
        fault: the name of what went wrong.
        run: the machine's name.
        learnt: nats a picture it learns from costs after each epoch.
        new: the same of held-out pictures.
        card: its health card.
        numbers: what is told of it, as texts by name.
    """

    fault: str
    run: str
    learnt: list[float]
    new: list[float]
    card: list[CardLine]
    numbers: dict[str, str]


def broken_facts(runs: Sequence[Run], translate: Translate) -> list[BrokenFacts]:
    """Return what is told of the machines that went wrong, as far as they and the sound one are among the runs.

    Raises:
        RunError: a file of a run is damaged.
    """
    known = {run.name: run for run in runs}
    if HEALTHY not in known:
        return []
    found = []
    for name, fault in BROKEN_RUNS.items():
        if name in known:
            read = known[name], known[HEALTHY], *_beside(known[name])
            found.append(_facts(fault, _looked_at(_as_they_are(*read), *read), translate))
    return found


def _beside(run: Run) -> tuple[Run | None, Run | None]:
    """Return what a machine is held against for one figure alone, where there is such a figure: RICH and CRITIC."""
    return (
        _at_hand(lesson_run, RICH) if run.config.latent_dim == 1 else None,
        _at_hand(known_run, CRITIC) if "critic" in FAMILIES[run.config.family].columns else None,
    )


def _at_hand(load: Callable[[str], Run], name: str) -> Run | None:
    try:
        return load(name)
    except RunError:
        return None


def _as_they_are(*runs: Run | None) -> tuple[tuple[str, int] | None, ...]:
    """Return what tells these runs from the same ones retrained, and from one that is not at hand."""
    return tuple(None if run is None else (run.name, changed_at(run, "latents.npz")) for run in runs)


@remembered(max_entries=8)
def _looked_at(
    as_they_are: tuple[tuple[str, int] | None, ...], _run: Run, _sound: Run, _rich: Run | None, _critic: Run | None
) -> BrokenFacts:
    history, card = load_history(_run), health(_run, _sound, known_signs)
    signs, sound = known_signs(_run), known_signs(_sound)
    # Also where the data are other pictures.
    usual = {line.name: line.value for line in health(_sound, None, known_signs).lines}
    of_critic = {} if _critic is None else {line.name: line.value for line in health(_critic, None, known_signs).lines}
    others = {name: value for name, value in of_critic.items() if name in ("Holes", *_OF_A_CRITIC)}
    lines = [
        CardLine(
            line.name, line.value, (usual | others).get(line.name, line.reference), line.state,
            CRITIC if line.name in others else "",
        )
        for line in card.lines
    ]  # fmt: skip
    if any(finding.kind == "prior" for finding in card.findings):
        # Random places reach the middle of such a map only, where there are no holes: its width tells.
        wide = CardLine(_WIDTH, f"{signs.spread or 0:.1f}", f"{sound.spread or 0:.1f}", POOR)
        lines = [wide if line.name == "Holes" else line for line in lines]
    return BrokenFacts(
        fault="",
        run=_run.name,
        learnt=[round(float(value), 2) for value in history["reconstruction"] + history["kl"]],
        new=[round(float(value), 2) for value in history["val_reconstruction"] + history["val_kl"]],
        card=lines,
        numbers=_numbers(_run, signs, _sound, sound)
        | _rich_cost(_rich)
        | ({} if signs.critic is None else _critic_numbers(signs, of_critic.get("Holes"))),
    )


def _facts(fault: str, found: BrokenFacts, translate: Translate) -> BrokenFacts:
    card = [
        replace(
            line,
            name=translate(BREAK[line.name]),
            value=_worded(line.value, translate),
            sound=_worded(line.sound, translate),
        )
        for line in found.card
    ]
    return BrokenFacts(fault, found.run, found.learnt, found.new, card, found.numbers)


def _worded(value: str, translate: Translate) -> str:
    """Return a figure of the card with the visitor's words beside its numbers."""
    number, _, unit = value.partition(" ")
    if unit == "nats":
        return translate(BREAK["break_nats"]).format(nats=number)
    if unit.startswith("of "):
        return translate(BREAK["break_of"]).format(used=number, all=unit.removeprefix("of "))
    return value


def _nats(run: Run, name: str) -> float:
    """Return a figure as its health card has it, which measured it more thoroughly than the last epoch's history."""
    return float(run.metrics[name]["value"])


def _rich_cost(rich: Run | None) -> dict[str, str]:
    """Return what a picture costs with more numbers; nothing where that run is not at hand: the sentence has a dash."""
    try:
        return {} if rich is None else {"rich_cost": f"{_nats(rich, 'neg_elbo'):.1f}"}
    except KeyError:
        return {}


def _critic_numbers(signs: Signs, sound_holes: str | None) -> dict[str, str]:
    """Return what a critic has, and how much of its shape is empty, of a sound machine too where it is at hand."""
    found = {
        "critic": f"{signs.critic or 0:.3f}",
        "guess": f"{TERMS['critic'].level:.3f}",
        "holes": f"{100 * (signs.holes or 0):.0f}",
    }
    return found | ({"sound_holes": sound_holes.removesuffix("%")} if sound_holes else {})


def _numbers(run: Run, signs: Signs, sound_run: Run, sound: Signs) -> dict[str, str]:
    """Return what the sentences on a machine are filled with."""
    cost = "neg_elbo" if run.config.variational else "reconstruction"
    return {
        "kl": f"{sum(signs.kl):.1f}",
        "sound_kl": f"{sum(sound.kl):.1f}",
        "beta": f"{run.config.beta:g}",
        "spread": f"{signs.spread or 0:.1f}",
        "neighbours": f"{100 * (signs.neighbours or 0):.0f}",
        "sound_neighbours": f"{100 * (sound.neighbours or 0):.0f}",
        "cost": f"{_nats(run, cost):.1f}",
        "sound_cost": f"{_nats(sound_run, cost):.1f}",
        "excess": f"{_nats(run, cost) - _nats(sound_run, cost):.1f}",
        "reconstruction": f"{_nats(run, 'reconstruction'):.1f}",
        "average": f"{signs.average_picture or 0:.1f}",
        "epochs": f"{signs.epoch}",
        "best": f"{signs.best_epoch}",
        "gap": signed(signs.gap, ".1f"),
        "sound_gap": signed(sound.gap, ".1f"),
        "rate": f"{run.config.learning_rate:g}",
        "sound_rate": f"{sound_run.config.learning_rate:g}",
        "pictures": f"{signs.num_pictures:,}",
    }
