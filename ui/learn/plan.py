"""The lesson plan for teachers: what to show, ask and expect, in 20 and in 45 minutes."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.learn.catalogue import Translate, _, translator
from ui.learn.steps import STEPS

PDF = Path(__file__).with_name("lesson-plan.pdf")
CHECK = "check"
PLANS: dict[int, tuple[tuple[str, int], ...]] = {
    20: (("game", 3), ("squeeze", 4), ("unsqueeze", 4), ("holes", 5), (CHECK, 4)),
    45: (
        ("game", 3), ("squeeze", 4), ("unsqueeze", 4), ("holes", 5), ("cloud", 6), ("forces", 6), ("learning", 4),
        ("uses", 6), (CHECK, 7),
    ),
}  # fmt: skip
"""Minutes of each part, by the minutes of the whole lesson."""
WORDS = {
    "title": _("For teachers: a plan of 20 and of 45 minutes"),
    "need": _(
        "You need a screen that the class can see. “Present” in the lesson shows it large: arrow keys or a remote "
        "lead on, the space bar shows an answer, N your notes. Let the class vote before each answer."
    ),
    "minutes": _("{minutes} minutes"),
    "part": _("Part"),
    "ask": _("Ask"),
    "expect": _("They will say"),
    "check": _("Check"),
    "check_ask": _("The ten questions, alone or in pairs."),
    "check_expect": _("Each wrong answer names the step to look at again, together."),
    "download": _("The plan as PDF"),
}


@dataclass(frozen=True)
class PlanRow:
    """One part of the lesson: how long, its title, what to ask and what will be said."""

    minutes: int
    title: str
    ask: str
    expect: str


def rows(minutes: int, translate: Translate) -> list[PlanRow]:
    """Return the parts of a lesson of so many minutes, one of `PLANS`, in the visitor's language."""
    steps = {step.name: step for step in STEPS}
    found = []
    for name, part in PLANS[minutes]:
        if name == CHECK:
            texts = (WORDS["check"], WORDS["check_ask"], WORDS["check_expect"])
        else:
            texts = (steps[name].title, steps[name].ask, steps[name].expect)
        found.append(PlanRow(part, *map(translate, texts)))
    return found


def table(minutes: int, translate: Translate) -> str:
    """Return the plan of a lesson as a table in Markdown."""
    head = ["", *(translate(WORDS[name]) for name in ("part", "ask", "expect"))]
    lines = [f"| {' | '.join(head)} |", "|---:|---|---|---|"]
    lines += [f"| {row.minutes}′ | **{row.title}** | {row.ask} | {row.expect} |" for row in rows(minutes, translate)]
    return "\n".join(lines)


def show() -> None:
    """Draw the plan, folded, with a button for its PDF."""
    translate = translator(st.context.locale)
    with st.expander(translate(WORDS["title"]), icon=":material/co_present:"):
        st.write(translate(WORDS["need"]))
        for minutes in PLANS:
            st.markdown(f"**{translate(WORDS['minutes']).format(minutes=minutes)}**")
            st.markdown(table(minutes, translate))
        st.download_button(
            translate(WORDS["download"]), PDF.read_bytes(), PDF.name, "application/pdf", key="learn_plan",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
