"""Tidy tables: a DataFrame where pandas is installed, else NumPy's structured array with the same columns."""

import importlib
import importlib.util
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vae.studies import results
from vae.studies.folders import Standing
from vae.studies.results import FIGURES
from vae.studies.study import Study


def table(columns: Mapping[str, Sequence[Any]]) -> Any:
    """Return columns of one length as a DataFrame, or without pandas as a structured array [rows].

    Args:
        columns: values by name; what is no number, text or truth, such as a tuple, stays the object that it is.
    """
    arrays = {name: _column(values) for name, values in columns.items()}
    if importlib.util.find_spec("pandas") is not None:
        return importlib.import_module("pandas").DataFrame(arrays)
    rows = np.empty(len(next(iter(arrays.values()), ())), [(name, array.dtype) for name, array in arrays.items()])
    for name, array in arrays.items():
        rows[name] = array
    return rows


def training_columns(study: Study, standings: Sequence[Standing]) -> dict[str, list[Any]]:
    """Return a row a training: the study's fields, seed, state, run, the figures that any has, and why it failed."""
    figures = [results.figures_of(one) for one in standings]
    known = [name for name in FIGURES if any(name in found for found in figures)]
    return {
        **{field: [getattr(one.trial.config, field) for one in standings] for field in study.fields},
        "seed": [one.trial.config.seed for one in standings],
        "state": [one.state for one in standings],
        "run": ["" if one.run is None else one.run.name for one in standings],
        **{name: [found.get(name, math.nan) for found in figures] for name in known},
        "message": [one.reason for one in standings],
    }


def mean_columns(study: Study, standings: Sequence[Standing]) -> dict[str, list[Any]]:
    """Return a row a combination and figure: fields, figure, mean, ends of the 95 % interval, seeds and the verdict."""
    found = results.groups(study, standings)
    rows = [(group, figure) for figure in results.known_figures(found) for group in found if figure in group.figures]
    best = {figure: results.best(found, figure) for figure in results.known_figures(found)}
    intervals = [group.figures[figure] for group, figure in rows]
    return {
        **{field: [getattr(group.config, field) for group, _ in rows] for field in study.fields},
        "figure": [figure for _, figure in rows],
        "mean": [one.mean for one in intervals],
        "low": [one.low for one in intervals],
        "high": [one.high for one in intervals],
        "num_seeds": [len(one.values) for one in intervals],
        "verdict": [results.verdict(group, best[figure], figure) for group, figure in rows],
    }


def _column(values: Sequence[Any]) -> np.ndarray:
    if all(isinstance(value, (bool, int, float, str)) for value in values):
        kinds = {str if isinstance(value, str) else bool if isinstance(value, bool) else float for value in values}
        if len(kinds) <= 1:
            return np.array(values)
    column = np.empty(len(values), object)
    for row, value in enumerate(values):  # at once NumPy would take tuples of one length apart
        column[row] = value
    return column
