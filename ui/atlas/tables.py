"""Figures of selections side by side, as Markdown: a data frame would bring pandas into the page's process."""

from collections.abc import Mapping

import numpy as np

from vae.glossary import explained
from vae.latent.selection import Summary
from vae.words import plain

_SHOWN_DIMS = 4


def table(headings: list[str], rows: list[list[str]]) -> str:
    """Return a table of cells in Markdown, numbers to the right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


_SCORES = {"reconstruction": "Reconstruction", "kl": "KL", "neg_elbo": "−ELBO"}


def figures(columns: Mapping[str, Summary | None], counted: str = "Pictures") -> str:
    """Return counts, mean scores and spreads of selections, one column each; None is an empty one."""
    summaries = list(columns.values())
    rows = [[counted, *(f"{_count(summary):,}" for summary in summaries)]]
    for field, title in _scores(columns).items():
        rows.append([f"{title}, nats", *(_figure(summary, field) for summary in summaries)])
    rows.append(["Mean distance of two", *(_figure(summary, "mean_distance", 2) for summary in summaries)])
    dims = next(len(summary.spread) for summary in summaries if summary is not None)
    if dims <= _SHOWN_DIMS:
        rows += [
            [
                f"Spread of z{number + 1}",
                *("–" if summary is None else f"{summary.spread[number]:.2f}" for summary in summaries),
            ]
            for number in range(dims)
        ]
    else:
        spreads = ["–" if summary is None else f"{np.mean(summary.spread):.2f}" for summary in summaries]
        rows.append([f"Spread, mean of {dims} dimensions", *spreads])
    return table(["", *columns], rows)


def meanings(columns: Mapping[str, Summary | None]) -> str:
    """Return what the figures of selections mean, as Markdown."""
    return explained({**_scores(columns), "mean_distance": "Mean distance of two", "spread": "Spread"})


def _scores(columns: Mapping[str, Summary | None]) -> dict[str, str]:
    return {
        field: title
        for field, title in _SCORES.items()
        if any(getattr(summary, field, None) is not None for summary in columns.values())
    }


def classes(names: tuple[str, ...], columns: Mapping[str, Summary | None]) -> str:
    """Return the number and share of every class in selections, classes that are in none left out."""
    rows = []
    for label, name in enumerate(names):
        counts = [0 if summary is None else int(summary.class_counts[label]) for summary in columns.values()]
        if any(counts):
            cells = [
                f"{count:,} ({0 if summary is None else summary.class_shares[label]:.0%})"
                for count, summary in zip(counts, columns.values(), strict=True)
            ]
            rows.append([plain(name), *cells])
    return table(["Class", *columns], rows)


def _count(summary: Summary | None) -> int:
    return 0 if summary is None else summary.count


def _figure(summary: Summary | None, field: str, decimals: int = 1) -> str:
    value = None if summary is None else getattr(summary, field)
    return "–" if value is None else f"{value:.{decimals}f}"
