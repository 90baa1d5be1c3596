"""Which runs can be compared, and where they differ."""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from vae.latent.latents import Latents
from vae.runs.store import Run, load_bundle, load_history


def most_comparable(run: Run, others: Sequence[Run]) -> Run | None:
    """Return the run most like this one, of those whose outputs are of its kind; None where there is no other.

    Most alike are runs of one data set, then of one likelihood, then both told the class or neither, as what is told is
    not on the map; then of one family, and of as many dimensions.
    """
    candidates = [other for other in others if other.name != run.name and other.config.kind == run.config.kind]
    return min(candidates, key=lambda other: _unlikeness(run, other), default=None)


def shipped_reference(run: Run, runs: Sequence[Run]) -> Run | None:
    """Return the shipped run of the same data set that is most like this one; None for a shipped run itself."""
    if run.shipped:
        return None
    return most_comparable(run, [other for other in runs if other.shipped and is_same_data(run, other)])


def _unlikeness(run: Run, other: Run) -> tuple[bool, bool, bool, bool, bool, int]:
    a, b = run.config, other.config
    return (
        a.dataset != b.dataset,
        a.likelihood != b.likelihood,
        a.conditional != b.conditional,
        a.family != b.family,
        a.variational != b.variational,
        abs(a.latent_dim - b.latent_dim),
    )


def is_same_data(run: Run, other: Run) -> bool:
    """Return whether both were measured on the pictures of the same data set."""
    return run.config.dataset == other.config.dataset


def is_same_measure(run: Run, other: Run) -> bool:
    """Return whether nats of one run mean the same as nats of the other: same pictures, same likelihood."""
    return is_same_data(run, other) and run.config.likelihood == other.config.likelihood


def has_same_pictures(latents: Sequence[Latents]) -> bool:
    """Return whether the codes of all runs belong to the same pictures in the same order, by their labels."""
    return all(np.array_equal(latents[0].labels, other.labels) for other in latents[1:])


def differing_fields(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """Return the configuration's fields that differ between runs, names left out: field to one value a run."""
    fields = [field.name for field in dataclasses.fields(runs[0].config) if field.name != "name"]
    values = {field: [getattr(run.config, field) for run in runs] for field in fields}
    return {field: found for field, found in values.items() if any(value != found[0] for value in found)}


def num_decoder_parameters(run: Run) -> int:
    """Return how many numbers the decoder has, with batch normalisation folded into its layers.

    Raises:
        RunError: the browser's bundle is missing or damaged.
    """
    bundle = load_bundle(run)
    header = json.loads(bundle[8 : 8 + int.from_bytes(bundle[:8], "little")])
    shapes = (entry["shape"] for name, entry in header.items() if name != "__metadata__")
    return sum(int(np.prod(shape)) for shape in shapes)


def training_seconds(run: Run) -> float:
    """Return how long the run was trained, in seconds.

    Raises:
        RunError: history.csv is missing or damaged.
    """
    return float(load_history(run)["seconds"].sum())
