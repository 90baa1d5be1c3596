"""The choice of a run in the sidebar, the same on every page, and its figures."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui.shell import address_bar
from ui.shell.known_runs import found_runs, with_lesson
from ui.shell.navigation import chosen_run
from vae.data import datasets
from vae.data.wording import names_of, said_of
from vae.families import FAMILIES, STANDARD
from vae.glossary import meaning
from vae.kind import kind_of
from vae.lesson.runs import LESSON_RUNS
from vae.priors import PRIORS
from vae.runs.dimensions import num_in_use
from vae.runs.run_files import RunError
from vae.runs.store import LESSON_FOLDER, Run, load_run
from vae.words import lowered, plain, plain_sentence, quoted, sentence


def pick_run() -> Run | None:
    """Draw the run picker in the sidebar and return the chosen run, the same on every page.

    The address comes first, then the choice made before, then the first run. Without any run the page says what to do
    and this returns None.
    """
    found, problems = found_runs()
    runs = with_lesson(found)
    names = [run.name for run in runs]
    if not runs:
        st.error("There is no trained run yet: train the shipped ones with `make pretrained`.", icon=":material/error:")
        _show_problems(problems)
        return None
    st.session_state["_run"] = st.session_state["run"] = chosen_run(names)
    _check_address(names)
    chosen = next(run for run in runs if run.name == st.session_state["run"])
    with st.sidebar:
        st.space("small")
        by_name = {run.name: run for run in runs}
        st.selectbox(
            "Model", [run.name for run in by_variety(runs)], key="_run", on_change=_keep_run,
            format_func=lambda name: option(by_name[name]),
            help="A model that was made elsewhere is added on the page Bring your own",
        )  # fmt: skip
        st.caption(summary(chosen))
        with st.expander("Figures for researchers"):
            st.caption(figures(chosen))
        _show_problems(problems)
    return chosen


def by_variety(runs: Sequence[Run]) -> list[Run]:
    """Return runs with one of every data set that ships first, that of the fewest numbers: so all kinds are seen.

    The others keep their order behind these.
    """
    first: dict[str, Run] = {}
    for run in sorted((run for run in runs if run.shipped), key=lambda run: run.config.latent_dim):
        first.setdefault(run.config.dataset, run)
    chosen = {run.name for run in first.values()}
    return sorted(runs, key=lambda run: run.name not in chosen)


OPTIONS = (
    "{pictures}, {numbers}", "{pictures}, class told, {numbers}", "{pictures} in {shape}, {numbers}",
    "{pictures} {aside}, {numbers}",
)  # fmt: skip
"""How a run is called: then with a decoder that is told the class, in a drawn prior, of a family that shows in it."""


def option(run: Run, translate: Callable[[str], str] = str) -> str:
    """Return a run as one line of the picker: what its codes are of; one's own by its name first.

    Args:
        run: the run.
        translate: gives words in the visitor's language.
    """
    config = run.config
    if run.folder.parent == LESSON_FOLDER:
        return f"Lesson: {LESSON_RUNS[run.name].title}"
    prior = PRIORS[config.prior]
    aside = FAMILIES[config.family].aside
    form = OPTIONS[2 if prior.is_drawn else 1 if config.conditional else 3 if aside else 0]
    pictures, count = translate(datasets.called(config.dataset)), config.latent_dim
    if run.origin is not None and datasets.is_own(config.dataset):
        pictures = translate("Pictures")
    numbers = translate(_numbers_form(count)).format(count=count)
    shape = translate(prior.phrase) if prior.is_drawn else ""
    aside = translate(aside) if aside and form == OPTIONS[3] else ""
    text = translate(form).format(pictures=pictures, shape=shape, aside=aside, numbers=numbers)
    return text if run.shipped else _named(run, text)


def named_option(run: Run) -> str:
    """Return a run's line of the picker with its name first, where figures and maps beside it go by the name."""
    has_none = run.shipped and run.folder.parent != LESSON_FOLDER
    return _named(run, option(run)) if has_none else option(run)


def _named(run: Run, text: str) -> str:
    return f"{run.name}: {lowered(text)}"


def summary(run: Run) -> str:
    """Say in a sentence what a run makes of a picture."""
    config = run.config
    if not run.has_encoder:
        told = ", and the class" if config.conditional else ""
        made = f"A decoder, made elsewhere, that draws a picture from {_numbers(config.latent_dim)}{told}."
        return said_of(config, made)
    is_plain = config.family == STANDARD and not config.variational
    kind = "An autoencoder" if is_plain else config.phrase_at_start
    kind += ", made elsewhere," if run.origin is not None else ""
    told = ", and its class is told apart" if config.conditional else ""
    return f"{kind} that puts each {names_of(config)[0]} into {_numbers(config.latent_dim)}{told}."


def _numbers(count: int) -> str:
    return _numbers_form(count).format(count=count)


def _numbers_form(count: int) -> str:
    return "1 number" if count == 1 else "{count} numbers"


_FIGURES = (
    ("neg_elbo", "−ELBO **{:.1f}** nats"),
    ("exact_nll", "−log p(x), integrated **{:.1f}** nats"),
    ("importance_weighted_nll", "Likelihood bound **{:.1f}** nats (K = {num_samples})"),
    ("importance_weighted_nll_5000", "Likelihood bound **{:.1f}** nats (K = {num_samples}, {num_images:,} images)"),
    ("reconstruction", "Reconstruction **{:.1f}** nats"),
    ("kl", "KL **{:.1f}** nats"),
    ("inside_prior", "Codes in the drawn prior **{:.1%}**"),
    ("knn_accuracy", "Neighbours' class right **{:.1%}** (k = {k})"),
    ("class_consistency", "Wanted class drawn **{:.1%}**"),
    ("squared_error", "Squared error **{:.1f}** a picture"),
)


def figures(run: Run) -> str:
    """Return a run's measures on held-out pictures as Markdown, each with what it means."""
    lines = [f"`{run.name}`, {datasets.title(run.config.dataset)}"]
    for name, text in _FIGURES:
        metric = run.metrics.get(name)
        if metric is not None:
            shown = text.format(metric["value"], **{key: metric.get(key) for key in ("num_samples", "num_images", "k")})
            lines.append(said_of(run.config, f"{shown}  \n:small[{meaning(name)}]"))
    for name, measure in kind_of(run.config).measured.items():
        if name in run.metrics:
            value = measure.text(run.metrics[name]["value"])
            lines.append(f"{measure.title} **{value}**  \n:small[{measure.meaning}]")
    used = num_in_use(run)
    if used is not None:
        lines.append(said_of(run.config, f"Dimensions in use **{used}**  \n:small[{meaning('in_use')}]"))
    measured = next(iter(run.metrics.values()), None)
    if measured is not None:
        lines.append(
            f":small[Measured on {measured['num_images']:,} {names_of(run.config)[1]} that it did not learn from.]"
        )
    return "\n\n".join(lines)


def _check_address(names: list[str]) -> None:
    """Say why the run in the address is not the one that is shown."""
    asked = st.query_params.get("run")
    if asked is not None and asked not in names:
        st.warning(f"{plain(why_not(asked))} Showing {st.session_state['run']} instead.", icon=":material/link_off:")


def why_not(name: str) -> str:
    """Say why a run that the address names cannot be shown; what the sidebar says of it is not said again."""
    try:
        load_run(name)
    except RunError as error:
        if str(error) not in found_runs()[1]:
            return sentence(error)
    return f"The run {quoted(name)} in the address cannot be shown: see the sidebar."


_NO_PLACES = ("view", "runs")


def _keep_run() -> None:
    """Take over the picker's choice: into the session, and into the address in the place of the old run's place."""
    st.session_state["run"] = st.session_state["_run"]
    kept = {name: value for name, value in st.query_params.to_dict().items() if name in _NO_PLACES}
    st.query_params.from_dict({**kept, "run": st.session_state["run"]})
    address_bar.begin_visit()


def _show_problems(problems: list[str]) -> None:
    for problem in problems:
        st.warning(plain_sentence(problem), icon=":material/folder_off:")
