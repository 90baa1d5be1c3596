"""Which runs are compared: the sidebar's and up to three others, kept in the address as `runs`."""

import streamlit as st

from ui.compare import comparer, shown
from ui.shell import address_bar
from ui.shell.known_runs import found_runs, with_lesson
from ui.shell.run_picker import named_option, why_not
from vae.data.wording import said_of
from vae.runs.comparison import most_comparable
from vae.runs.store import Run
from vae.words import plain

MAX_RUNS = 4


def lead() -> None:
    """Let the first run of `runs` be the sidebar's, unless the address names that as well; the page's first call."""
    names = _asked()
    if names and "run" not in st.query_params and names[0] in _known():
        st.session_state["run"] = names[0]


def choose(run: Run) -> list[Run]:
    """Draw the page's head with the chooser and return the runs to compare, the sidebar's first, maybe alone."""
    known = _known()
    problems, others = _from_address(run, known)
    if others is None:
        others = _remembered(run, known)
    else:
        st.session_state["compare_others"] = others
    for problem in problems:
        st.warning(plain(problem), icon=":material/link_off:")
    st.session_state["_compare_others"] = others
    names = [name for name in known if name != run.name]
    heading, chooser = st.columns([1, 2])
    heading.title("Side by side", anchor=False)
    chooser.multiselect(
        f"Compare {named_option(run)}, with", names, key="_compare_others", max_selections=MAX_RUNS - 1,
        on_change=_keep, args=(run.name,), format_func=lambda name: named_option(known[name]),
        placeholder="Choose up to three runs", disabled=not names,
    )  # fmt: skip
    if not problems and "runs" in st.query_params and _asked() != [run.name, *others]:
        _write(run.name, others)
    return [run, *(known[name] for name in others)]


def none_chosen(run: Run) -> str:
    """Return what to do where no other run is chosen."""
    known = _known()
    if len(known) < 2 or most_comparable(run, list(known.values())) is not None:
        return "Choose at least one other run to compare with, or train one."
    return (
        f"No other run here makes {said_of(run.config, 'images')} as {run.name} does, so none was chosen for you. "
        "Train another on the same data with other settings, or choose any run above to see its map beside this one."
    )


def _known() -> dict[str, Run]:
    return {run.name: run for run in with_lesson(found_runs()[0])}


def _asked() -> list[str]:
    """Return the names in the address, each once."""
    text = st.query_params.get("runs", "")
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _from_address(run: Run, known: dict[str, Run]) -> tuple[list[str], list[str] | None]:
    """Return one sentence for each name that cannot be compared, and the other runs, or None where none are left."""
    asked = _asked()
    problems = [f"{why_not(name)} It is left out." for name in asked if name not in known]
    names = [name for name in asked if name in known]
    others = [name for name in names[1:] if name != run.name] or [name for name in names[:1] if name != run.name]
    if asked and asked[0] not in known:
        others = [name for name in names if name != run.name]
    if len(others) >= MAX_RUNS:
        problems.append(f"The address names {len(others) + 1} runs: showing the first {MAX_RUNS}.")
    return problems, others[: MAX_RUNS - 1] or None


def _remembered(run: Run, known: dict[str, Run]) -> list[str]:
    """Return the choice made before; without one, or where it was the sidebar's run alone, the most comparable run."""
    before = st.session_state.get("compare_others")
    others = [name for name in before or [] if name in known and name != run.name]
    if others or before == []:
        return others
    best = most_comparable(run, list(known.values()))
    return [] if best is None else [best.name]


def _keep(first: str) -> None:
    st.session_state["compare_others"] = st.session_state["_compare_others"]
    _write(first, st.session_state["compare_others"])


def _write(first: str, others: list[str]) -> None:
    """Put the names into the address, the sidebar's run too, in one step: each is one more for the back button.

    How maps were shown is said of those maps only.
    """
    query = {name: text for name, text in st.query_params.to_dict().items() if name not in shown.NAMES}
    query |= {"run": first, "runs": ",".join([first, *others])}
    if not others:
        del query["runs"]
    picture = comparer.last_picture()
    if picture is not None:
        query["picture"] = str(picture)
    st.query_params.from_dict(query)
    address_bar.begin_visit()
