"""A study as one page of HTML that needs no network: figures, tables, settings, versions and how to repeat it."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go

from vae.fields import FIELDS
from vae.figures.views import versions
from vae.studies import charts, results
from vae.studies.folders import Standing
from vae.studies.results import FIGURES, Group
from vae.studies.study import Study
from vae.words import PROGRAM

_BASIS = (
    "Figures are means over seeds, with 95% intervals by bootstrap (10,000 resamples), which are too narrow where "
    "seeds are few; they are measured on held-out data. Who chooses by them what to use should measure the choice "
    "on data that had no part in it."
)
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 960px; margin: 2rem auto; padding: 0 1rem; color: #1d2129; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 1rem 0; font-size: 14px; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #d9dce1; vertical-align: top; }
pre { background: #f3f4f6; padding: .8rem 1rem; overflow-x: auto; border-radius: 6px; }
small, .interval { color: #5a616e; }
.wide { overflow-x: auto; }
"""


def report(study: Study, standings: Sequence[Standing]) -> str:
    """Return the page.

    Args:
        study: the plan.
        standings: how its trainings stand; the figures are those of the finished ones.
    """
    found = results.groups(study, standings)
    done = sum(one.run is not None for one in standings)
    parts = [
        f"<h1>Study {html.escape(study.name)}</h1>",
        f"<p>{done} of {len(standings)} trainings finished, {study.seeds} a combination. {_BASIS}</p>",
        *_charts(study, found),
        f'<h2>Figures</h2><div class="wide">{_table(study, found)}</div>',
        _failures(standings),
        f"<h2>How to repeat it</h2><p>Save this as <code>{html.escape(study.name)}.toml</code> and run "
        f"<code>{PROGRAM} sweep {html.escape(study.name)}.toml</code>:</p><pre>{html.escape(study.text)}</pre>",
        f"<p><small>{', '.join(f'{name} {version}' for name, version in versions().items())}</small></p>",
    ]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Study {html.escape(study.name)}</title><style>{_STYLE}</style><body>{''.join(parts)}</body></html>"
    )


def _charts(study: Study, found: Sequence[Group]) -> list[str]:
    measure = next(iter(results.known_figures(found)), None)
    if measure is None:
        return ["<p>No training is finished yet.</p>"]
    drawn = [(FIELDS[field].label, charts.against(found, field, measure)) for field in study.fields]
    if "kl" in results.known_figures(found):
        drawn.append(("Rate and distortion", charts.rate_distortion(found)))
    return [
        f"<h2>{html.escape(title)}</h2>{_embedded(chart, is_first=index == 0)}"
        for index, (title, chart) in enumerate(drawn)
    ]


def _embedded(chart: go.Figure, is_first: bool) -> str:
    """Return a chart's HTML; the first one brings Plotly's own code along."""
    text: str = chart.to_html(full_html=False, include_plotlyjs=is_first, config={"displaylogo": False})
    return text


def _table(study: Study, found: Sequence[Group]) -> str:
    names = results.known_figures(found)
    heads = [*(FIELDS[field].label for field in study.fields), "Seeds", *(FIGURES[name] for name in names)]
    rows = ["".join(f"<th>{html.escape(head)}</th>" for head in heads)]
    for group in found:
        cells = [results.shown(group.values[field]) if field in group.values else "–" for field in study.fields]
        cells = [html.escape(cell) for cell in (*cells, f"{len(group.runs)}")]
        rows.append("".join(f"<td>{cell}</td>" for cell in (*cells, *(_cell(group, name) for name in names))))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell(group: Group, name: str) -> str:
    one = group.figures.get(name)
    if one is None:
        return "–"
    ends = f'<br><span class="interval">{one.low:.5g} to {one.high:.5g}</span>' if len(one.values) > 1 else ""
    return f"{one.mean:.5g}{ends}".replace("-", "−") if ends == "" else f"{one.mean:.5g}{ends}"


def _failures(standings: Sequence[Standing]) -> str:
    failed = [one for one in standings if one.reason]
    if not failed:
        return ""
    rows = "".join(f"<li>{html.escape(one.trial.name)}: {html.escape(one.reason)}</li>" for one in failed)
    return f"<h2>What failed</h2><ul>{rows}</ul>"
