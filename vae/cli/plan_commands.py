"""What `python -m vae plan` does: measure how well a run of motions plans, on problems drawn with a seed."""

import argparse
from dataclasses import replace
from typing import Any

import numpy as np

from vae.cli import listing
from vae.files import unwritable
from vae.kind import can_plan
from vae.motion import trial
from vae.motion.problems import problems
from vae.network.evaluation import evaluate
from vae.network.network import read
from vae.progress import Progress
from vae.runs import store
from vae.runs.saving import write_metrics


class PlanError(ValueError):
    """A run cannot plan, or what was measured is not kept; the message says why."""


def plan(arguments: argparse.Namespace) -> None:
    """Solve drawn problems in a run's latent space and by the straight line; figures of a run of one's own are kept."""
    run = store.load_run(arguments.run)
    if not can_plan(run.config):
        raise PlanError(f"run {run.name!r} has no motions to plan with: name one trained on motions, such as motion-8d")
    if arguments.problems < 1:
        raise PlanError(f"--problems must be at least 1, got {arguments.problems}")
    figures = measure(run, arguments.problems, arguments.seed)
    print(listing.metrics_table(figures, run.config))
    if run.shipped:
        return
    try:
        write_metrics(run.folder, run.metrics | figures)
    except OSError as error:
        reason = unwritable(run.folder, error, "make the folder writable")
        raise PlanError(f"what was measured is not kept: {reason}") from error


def planned(run: store.Run) -> store.Run:
    """Measure a run's planning, keep the figures in its folder and return it with them.

    Raises:
        OSError: they cannot be written.
    """
    metrics = run.metrics | measure(run, trial.NUM_PROBLEMS, run.config.seed)
    write_metrics(run.folder, metrics)
    return replace(run, metrics=metrics)


def measure(run: store.Run, count: int, seed: int) -> dict[str, dict[str, Any]]:
    """Return the figures of `vae.motion.trial` as metrics.json keeps them.

    Args:
        run: a run of motions.
        count: how many problems are drawn.
        seed: of their draws.
    """
    network, shape = read(store.load_bundle(run)), run.config.shape.array

    def decode(codes: np.ndarray) -> np.ndarray:
        return evaluate(network, codes).reshape(-1, *shape)

    bar = Progress(1.0)
    try:
        figures = trial.measure(
            problems(count, seed), store.load_latents(run).z_mean, decode,
            lambda share: bar.update(share, f"{round(share * count)} of {count} problems"),
        )  # fmt: skip
    finally:
        bar.close()
    known = {
        "data": "problems of planning, drawn with the seed",
        "num_images": count,
        "num_samples": None,
        "seed": seed,
    }
    return {name: {"value": round(value, 5), **known} for name, value in figures.items()}
