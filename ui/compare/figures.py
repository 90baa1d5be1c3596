"""The figures of runs side by side with their differences, as Markdown tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ui.memory import remembered
from vae.data import datasets
from vae.data.wording import names_of, said_of_all
from vae.fields import FIELDS, TRAINING_FIELDS
from vae.glossary import explained
from vae.kind import Measure, kind_of
from vae.likelihoods import LIKELIHOODS
from vae.runs.comparison import (
    differing_fields,
    is_same_data,
    is_same_measure,
    num_decoder_parameters,
    training_seconds,
)
from vae.runs.dimensions import num_in_use
from vae.runs.store import Run, changed_at

LOWER, HIGHER = -1, 1
_IN_USE = "in_use"
_NOT_KNOWN = "–"


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    Attributes:
        metric: its name in metrics.json, or _IN_USE for what is counted from them.
        title: what it is called, with its unit.
        better: LOWER or HIGHER, or 0 where neither is better.
        is_nats: whether it compares only between runs of one likelihood.
        decimals: how many are shown; of percentages where `is_share`.
        is_share: whether it is shown in per cent.
    """

    metric: str
    title: str
    better: int
    is_nats: bool = False
    decimals: int = 1
    is_share: bool = False

    def text(self, value: float) -> str:
        """Return a value as it is shown."""
        return f"{value:.{self.decimals}%}" if self.is_share else f"{value:,.{self.decimals}f}"

    def difference(self, value: float, first: float, is_judged: bool = True) -> str:
        """Return the difference to the first run's value, signed, and whether it is better in a word if `is_judged`."""
        step = (100 if self.is_share else 1) * (value - first)
        if f"{abs(step):.{self.decimals}f}" == f"{0:.{self.decimals}f}":
            return "the same"
        sign = "+" if step > 0 else "−"
        unit = " points" if self.is_share else ""
        word = "" if self.better == 0 or not is_judged else ", better" if step * self.better > 0 else ", worse"
        return f"{sign}{abs(step):,.{self.decimals}f}{unit}{word}"


FIGURES = (
    Figure("neg_elbo", "−ELBO, nats", LOWER, is_nats=True),
    Figure("reconstruction", "Reconstruction, nats", LOWER, is_nats=True),
    Figure("kl", "KL, nats", 0, is_nats=True),
    Figure("exact_nll", "−log p(x), integrated, nats", LOWER, is_nats=True),
    Figure("importance_weighted_nll", "Importance-weighted bound, nats", LOWER, is_nats=True),
    Figure("squared_error", "Squared error a picture", LOWER, is_nats=True),
    Figure(_IN_USE, "Dimensions in use", 0, decimals=0),
    Figure("inside_prior", "Codes in the drawn prior", HIGHER, is_share=True),
    Figure("knn_accuracy", "Neighbours' class right", HIGHER, is_share=True),
    Figure("class_consistency", "Wanted class drawn", HIGHER, is_share=True),
)


def metrics_table(runs: Sequence[Run]) -> str:
    """Return the held-out figures that any of the runs has, and how they differ from the first run's."""
    rows = [
        [_said(runs, _title(figure, runs)), *(_cell(figure, run, runs[0]) for run in runs)] for figure in _shown(runs)
    ]
    rows.append([_said(runs, "Held-out pictures"), *(_basis(run) for run in runs)])
    return table(["", *(run.name for run in runs)], rows)


def meanings(runs: Sequence[Run]) -> str:
    """Return what the figures of the table mean, as Markdown."""
    own = _own_measures(runs)
    known = explained({one.metric: one.title.removesuffix(", nats") for one in _shown(runs) if one.metric not in own})
    lines = [f"**{own[one.metric].title}**: {own[one.metric].meaning}." for one in _shown(runs) if one.metric in own]
    return _said(runs, "\n\n".join([known, *lines]))


def _said(runs: Sequence[Run], text: str) -> str:
    return said_of_all((run.config for run in runs), text)


def _shown(runs: Sequence[Run]) -> list[Figure]:
    own = _own_measures(runs)
    figures = [*FIGURES, *(_own(name, measure) for name, measure in own.items())]
    return [figure for figure in figures if any(_value(figure, run) is not None for run in runs)]


def _own_measures(runs: Sequence[Run]) -> dict[str, Measure]:
    return {name: measure for run in runs for name, measure in kind_of(run.config).measured.items()}


def _own(name: str, measure: Measure) -> Figure:
    return Figure(name, measure.title, measure.better, decimals=measure.decimals, is_share=measure.is_share)


def notes(runs: Sequence[Run]) -> list[str]:
    """Return one sentence for each thing that keeps figures from being compared."""
    first, found = runs[0], []
    for run in runs[1:]:
        if not is_same_data(first, run):
            found.append(
                f"{run.name} was measured on {datasets.title(run.config.dataset)}, {first.name} on "
                f"{datasets.title(first.config.dataset)}: their figures cannot be compared, so differences are left "
                "out."
            )
        elif not is_same_measure(first, run):
            found.append(
                f"{run.name} measures {names_of(run.config)[1]} by the {_likelihood(run)}, {first.name} by the "
                f"{_likelihood(first)}: nats and squared errors cannot be compared, so their differences are left out."
            )
    kinds = {run.config.conditional for run in runs if is_same_measure(first, run)}
    if len(kinds) > 1:
        classes = first.config.num_classes
        found.append(
            f"A conditional run is told the class, which is worth up to {np.log(classes):.1f} nats "
            f"(the logarithm of {classes} classes), and its codes need not show it."
        )
    without = dict.fromkeys(run.config.phrase_at_start for run in runs if not run.config.variational)
    found += [f"{kind} has no KL term, so it has no −ELBO." for kind in without]
    return found


def settings_table(runs: Sequence[Run]) -> str:
    """Return where the runs' configurations differ, their decoders' sizes and how long they were trained.

    Raises:
        RunError: a file of a run is damaged.
    """
    rows = [
        [FIELDS[name].label, *(_setting_of(run, name, value) for run, value in zip(runs, values, strict=True))]
        for name, values in differing_fields(runs).items()
    ]
    made = [_made(str(run.folder), _changed(run), run) for run in runs]
    rows.append(["Numbers in the decoder", *(f"{size:,}" for size, _ in made)])
    rows.append(["Time in training", *(_NOT_KNOWN if seconds is None else _duration(seconds) for _, seconds in made)])
    return table(["", *(run.name for run in runs)], rows)


def _changed(run: Run) -> tuple[int, ...]:
    names = ("web.safetensors",) if run.origin is not None else ("web.safetensors", "history.csv")
    return tuple(changed_at(run, name) for name in names)


@remembered(max_entries=16)
def _made(folder: str, changed: tuple[int, ...], _run: Run) -> tuple[int, float | None]:
    """Return the decoder's size and the seconds of training, if these are known, which take reading two files."""
    return num_decoder_parameters(_run), None if _run.origin is not None else training_seconds(_run)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, the first column left and the others right-aligned."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _title(figure: Figure, runs: Sequence[Run]) -> str:
    samples = {run.metrics[figure.metric].get("num_samples") for run in runs if figure.metric in run.metrics}
    draws = ", ".join(f"{number:,}" for number in sorted(number for number in samples if number))
    return f"{figure.title} (K = {draws})" if draws and figure.metric == "importance_weighted_nll" else figure.title


def _cell(figure: Figure, run: Run, first: Run) -> str:
    value, reference = _value(figure, run), _value(figure, first)
    if value is None:
        return "–"
    text = figure.text(value)
    compares: Callable[[Run, Run], bool] = is_same_measure if figure.is_nats else is_same_data
    if run is first or reference is None or not compares(first, run):
        return text
    # Codes of a run that is told the class need not show it.
    is_judged = figure.metric != "knn_accuracy" or run.config.conditional == first.config.conditional
    return f"{text} :small[({figure.difference(value, reference, is_judged)})]"


def _value(figure: Figure, run: Run) -> float | None:
    return num_in_use(run) if figure.metric == _IN_USE else run.metrics.get(figure.metric, {}).get("value")


def _basis(run: Run) -> str:
    metric = next(iter(run.metrics.values()), None)
    return "–" if metric is None else f"{metric['num_images']:,}, {datasets.title(run.config.dataset)}"


def _likelihood(run: Run) -> str:
    return LIKELIHOODS[run.config.likelihood].phrase


def _setting_of(run: Run, name: str, value: Any) -> str:
    return _NOT_KNOWN if run.origin is not None and name in TRAINING_FIELDS else _setting(name, value)


def _setting(name: str, value: Any) -> str:
    if name == "dataset":
        return datasets.title(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " · ".join(str(part) for part in value) or "none"
    return f"{value:g}" if isinstance(value, float) else FIELDS[name].title(str(value))


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:,.0f} s"
    return f"{seconds / 60:,.0f} min ({seconds:,.0f} s)"
