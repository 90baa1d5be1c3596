"""How a run is doing, as a card: for the pages that compare, explore and train."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui.memory import remembered
from ui.shell.known_runs import found_runs
from vae.health.card import GOOD, POOR, UNKNOWN, WATCH, Card, HealthLine, health
from vae.health.diagnosis import Finding
from vae.health.signs import Signs, signs_of_run
from vae.runs.comparison import shipped_reference
from vae.runs.store import Run, changed_at
from vae.studies import seed_noise
from vae.words import plain

_MARKS = {
    GOOD: ":green[:material/check_circle:] Good",
    WATCH: ":orange[:material/error:] Watch",
    POOR: ":red[:material/cancel:] Poor",
    UNKNOWN: ":gray[:material/help:] Unknown",
}
OnAdvice = Callable[[Finding], None]


def show(run: Run, with_findings: bool = True) -> None:
    """Draw the card of a run, held against the shipped run of the same data set that is most like it.

    Args:
        run: the run.
        with_findings: whether to say what goes wrong, too; else `show_findings_of` has said it elsewhere on the page.

    Raises:
        RunError: a file of the run is damaged.
    """
    st.subheader(run.name, anchor=False)
    if run.origin is not None:
        st.write("This run was trained elsewhere: how it went is not known, so there is nothing to judge.")
        return
    reference, found = _looked_at(run)
    if with_findings:
        show_findings(found.findings)
    bad = [line for line in found.lines if line.state in (POOR, WATCH)]
    if not found.findings and not bad:
        st.write(_well(found.lines))
    st.markdown(card(found.lines, None if reference is None else reference.name))
    if reference is not None and (told := seed_noise.sentences(reference, run)):
        st.caption(f"{plain(run.name)} beside {plain(reference.name)}: {' '.join(told)}")


def show_findings_of(run: Run, on_advice: OnAdvice | None = None) -> None:
    """Draw what goes wrong with a run that was trained here or came with the app; nothing about one that is well.

    Args:
        run: the run.
        on_advice: called with a finding whose advice is to be followed; without it no button is drawn for that.

    Raises:
        RunError: a file of the run is damaged.
    """
    if run.origin is None:
        show_findings(_looked_at(run)[1].findings, on_advice)


def show_shipped(run: Run) -> None:
    """Say in a line what the rules by which own runs are judged find in a run that came with the app.

    Raises:
        RunError: a file of the run is damaged.
    """
    found = _looked_at(run)[1]
    said = " ".join(f"{finding.title}. {finding.text}" for finding in found.findings)
    st.write(f"**{plain(run.name)}** came with the app. {said or _well(found.lines)}")


def _well(lines: Sequence[HealthLine]) -> str:
    """Return what to say of a run of which no line is bad; what cannot be judged is no good sign."""
    return f"{sum(line.state != UNKNOWN for line in lines)} signs looked at, none of them bad."


def show_findings(findings: Sequence[Finding], on_advice: OnAdvice | None = None) -> None:
    """Draw findings, serious ones as warnings, each with a button that follows its advice where there is one to press.

    Args:
        findings: from `vae.health.diagnosis.diagnose`.
        on_advice: see `show_findings_of`.
    """
    for finding in findings:
        text = f"**{finding.title}.** {finding.text} {finding.advice}"
        with st.container(gap=None):
            if finding.is_serious:
                st.warning(text, icon=":material/medical_information:")
            else:
                st.info(text, icon=":material/lightbulb:")
            if (
                on_advice is not None
                and finding.changes
                and st.button(
                    "Train again with this advice", key=f"health_advice_{finding.kind}", icon=":material/content_copy:",
                    type="tertiary", help="Puts the settings, changed like that, into the form under a free name",
                )
            ):  # fmt: skip
                on_advice(finding)


def known_signs(run: Run) -> Signs:
    """Return what is measured of a run, worked out once for all that is said of it and of those held against it.

    Raises:
        RunError: a file of it is damaged.
    """
    return _signs(_changed(run), run)


def _looked_at(run: Run) -> tuple[Run | None, Card]:
    """Return the run that this one is held against, and its card."""
    reference = shipped_reference(run, found_runs()[0])
    return reference, _card(_changed(run), "" if reference is None else _changed(reference), run, reference)


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
def _card(changed: str, reference_changed: str, _run: Run, _reference: Run | None) -> Card:
    return health(_run, _reference, known_signs)


@remembered(max_entries=64)
def _signs(changed: str, _run: Run) -> Signs:
    return signs_of_run(_run)
