"""A study's figures as a Markdown table, each with its interval, and what is no more than seed noise."""

from vae.fields import FIELDS
from vae.studies import results
from vae.studies.results import FIGURES, HIGHER_IS_BETTER, Group
from vae.studies.study import Study
from vae.words import plain

_SHARES = ("knn_accuracy",)


def as_markdown(study: Study, groups: list[Group], names: list[str], sorted_by: str | None) -> str:
    """Return the table: a row a combination, best first by a figure, or in the order of the plan.

    Args:
        study: the plan.
        groups: its combinations.
        names: the figures to show, names in `vae.studies.results.FIGURES`.
        sorted_by: one of the figures, by which the verdict is, too; that of the first figure there is without one.
    """
    measure = sorted_by or results.known_figures(groups)[0]
    top = results.best(groups, measure)
    if sorted_by is not None:
        sign = -1 if sorted_by in HIGHER_IS_BETTER else 1
        groups = sorted(groups, key=lambda group: _place(group, sorted_by, sign))
    heads = [*(FIELDS[field].label for field in study.fields), "Seeds", "Verdict", *(FIGURES[name] for name in names)]
    lines = [_row(heads), _row(["---"] * len(heads))]
    for group in groups:
        values = [plain(results.shown(group.values[one])) if one in group.values else "–" for one in study.fields]
        cells = [_cell(group, name) for name in names]
        lines.append(
            _row([*values, f"{len(group.runs)} of {study.seeds}", results.verdict(group, top, measure), *cells])
        )
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _place(group: Group, figure: str, sign: int) -> float:
    return sign * group.figures[figure].mean if figure in group.figures else float("inf")


def _cell(group: Group, name: str) -> str:
    one = group.figures.get(name)
    if one is None:
        return "–"
    mean, low, high = (_number(value, name in _SHARES) for value in (one.mean, one.low, one.high))
    # No-break spaces: an interval stays on a line of its own.
    return f"{mean} :small[({low}\u00a0to\u00a0{high})]" if len(one.values) > 1 and low != high else mean


def _number(value: float, is_share: bool) -> str:
    if is_share:
        return f"{value:.1%}"
    return (f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}").replace("-", "−")
