"""Planning: a start, a goal and an obstacle on the arm's plane, and the code whose motion leads past it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from ui.interpolate import live
from ui.live.contract import RunFacts
from ui.live.facts import LiveMap
from ui.shell import address
from vae.motion import trial
from vae.motion.arm import REACH
from vae.motion.problems import LEAST_RADIUS, MOST_RADIUS, Problem
from vae.runs.store import Run
from vae.words import PROGRAM, quoted

FIRST = Problem((-1.2, 0.9), (1.2, 0.9), (0.1, 1.3), 0.2)
"""What the view begins with: the straight line hits it."""


class Plan(TypedDict):
    """A problem as the address holds it: start a, goal b and the obstacle's middle o in metres, its radius r."""

    a: list[float]
    b: list[float]
    o: list[float]
    r: float
    label: int | None


@dataclass(frozen=True)
class TrialFacts:
    """What drawn problems have shown, as vae.motion.trial measures it: of both motions, and on how many problems.

    Attributes:
        count: number of problems.
        hits: shares of them in which a motion hits the obstacle.
        lengths: median lengths of the tip's way, in metres.
        jerks: medians of how jerky a motion is, in multiples of the straight line's.
    """

    count: int
    hits: list[float]
    lengths: list[float]
    jerks: list[float]


@dataclass(frozen=True)
class PlannerFacts(RunFacts):
    """What the planner is told: the map, and what drawn problems have shown, or None and how to measure it."""

    start: Plan
    radii: list[float]
    trial: TrialFacts | None
    command: str


class PlannerTells(TypedDict):
    """What the planner tells: how it was left."""

    place: Plan


def show(run: Run) -> None:
    """Draw the plane with start, goal and obstacle, and the motions past it.

    Raises:
        RunError: a file of the run is damaged.
    """
    live.show(_VIEW, run)


def _facts(run: Run, ready: LiveMap) -> PlannerFacts:
    return PlannerFacts(
        **{**vars(ready.facts), "subtitle": _SUBTITLE},
        start=_plan(FIRST),
        radii=[LEAST_RADIUS, MOST_RADIUS],
        trial=_trial(run),
        command=f"{PROGRAM} plan {run.name}",
    )


def _plan(problem: Problem) -> Plan:
    return {
        "a": list(problem.start), "b": list(problem.goal), "o": list(problem.disc), "r": problem.radius, "label": None,
    }  # fmt: skip


def _trial(run: Run) -> TrialFacts | None:
    """Return what was measured, where all of it was."""
    metrics = run.metrics
    pairs = {name: [f"{prefix}_{name}" for prefix in trial.MOTIONS] for name in trial.FIGURES}
    if not all(name in metrics for pair in pairs.values() for name in pair):
        return None
    values = {name: [metrics[one]["value"] for one in pair] for name, pair in pairs.items()}
    return TrialFacts(metrics[pairs["hits"][0]]["num_images"], values["hits"], values["length"], values["jerk"])


def _readers(run: Run, ready: LiveMap, facts: PlannerFacts) -> address.Readers:
    def place(name: str) -> Callable[[str], list[float]]:
        return lambda text: address.parse_numbers(text, 2, _FARTHEST, name)

    return {"a": place("a"), "b": place("b"), "o": place("o"), "r": _radius}


def _radius(text: str) -> float:
    radius = address.parse_numbers(text, 1, _FARTHEST, "r")[0]
    if LEAST_RADIUS <= radius <= MOST_RADIUS:
        return radius
    raise address.AddressError(
        f"r in the address must be a number from {LEAST_RADIUS:g} to {MOST_RADIUS:g}, got {quoted(text)}: "
        "showing the start instead."
    )


_FARTHEST = REACH + 0.2
_SUBTITLE = (
    "Drag A, B or the obstacle: a search goes downhill through latent space until a decoded motion leads from A to B "
    "and keeps the whole arm off it."
)
_VIEW = live.view("planner", _facts, PlannerTells, _readers)
