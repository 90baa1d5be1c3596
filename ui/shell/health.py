"""How a run is doing, as a card: for the page that compares and the one that trains."""

import streamlit as st

from ui.memory import remembered
from ui.shell.known_runs import found_runs
from vae.runs.comparison import shipped_reference
from vae.runs.health import GOOD, POOR, UNKNOWN, WATCH, HealthLine, health
from vae.runs.store import Run, changed_at

_MARKS = {
    GOOD: ":green[:material/check_circle:] Good",
    WATCH: ":orange[:material/error:] Watch",
    POOR: ":red[:material/cancel:] Poor",
    UNKNOWN: ":gray[:material/help:] Unknown",
}


def show(run: Run) -> None:
    """Draw the card of a run, held against the shipped run of the same data set that is most like it.

    Raises:
        RunError: a file of the run is damaged.
    """
    st.markdown(f"### {run.name}")
    if run.shipped:
        st.write("This run came with the app: own runs of its data set are held against it.")
        return
    reference = shipped_reference(run, found_runs()[0])
    lines = _lines(_changed(run), "" if reference is None else _changed(reference), run, reference)
    poor, watch = (sum(line.state == state for line in lines) for state in (POOR, WATCH))
    if poor or watch:
        counts = [f"{count} {word}" for count, word in ((poor, "poor"), (watch, "to watch")) if count]
        st.write(f"{len(lines)} signs looked at: {' and '.join(counts)}.")
    else:
        st.write(f"{len(lines)} signs looked at, none of them bad.")
    st.markdown(card(lines, None if reference is None else reference.name))


def card(lines: list[HealthLine], reference: str | None) -> str:
    """Return the lines as a Markdown list; the reference's figures stand beside the run's where there are any."""
    items = []
    for line in lines:
        beside = f" ({reference} {line.reference})" if reference and line.reference else ""
        text = f"{line.verdict} {line.advice}".strip()
        items.append(f"- {_MARKS[line.state]} · **{line.name}** {line.value}{beside}. {text}")
    return "\n".join(items)


def _changed(run: Run) -> str:
    """Return what tells a run from one trained again into the same folder."""
    names = ("history.csv", "metrics.json", "latents.npz")
    return " ".join([str(run.folder), *(str(changed_at(run, name)) for name in names)])


@remembered(max_entries=32)
def _lines(changed: str, reference_changed: str, _run: Run, _reference: Run | None) -> list[HealthLine]:
    return health(_run, _reference)
