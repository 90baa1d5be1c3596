"""The Encode page's one loop: a source gives pictures, the stage shows them, the worker's answer follows below."""

from typing import Any

import streamlit as st
from PIL import Image

from ui.encode import answer_view, answers, batch, cutter, likeness, microscope, sources, stage, trace, view_address
from ui.encode.answers import Prepared
from ui.encode.given import Found
from ui.encode.inputs import INPUTS
from ui.faults import fragment
from ui.live import gallery
from ui.live.facts import LiveMap
from ui.shell import address_bar, output_files, saved, switch
from ui.shell.navigation import ROOT
from vae.data import datasets
from vae.data.wording import names_of, said_of
from vae.figures import views
from vae.figures.views import View
from vae.kind import kind_of
from vae.model.explanation import Explanation
from vae.runs.store import Run
from vae.words import plain

_EMPTY = {
    "Draw": "Draw a {noun}: {shown}",
    "Upload": "Choose pictures: each is prepared as the data set's images are, and lands on the map.",
    "Photograph": "Take a photo: its {nouns} land on the map.",
    "Samples": "There are no samples for this data set on this machine: draw or upload something.",
}
_SHOWN = {
    True: "the ellipse on the map shows where the encoder puts it, and how sure it is.",
    False: "a mark on the map shows where the encoder puts it.",
}
"""By whether the encoder says how sure it is."""
_TITLES = {
    "Draw": "Draw a {noun} and see where it lands",
    "Upload": "Where do your pictures land?",
    "Photograph": "Where does your photo land?",
    "Samples": "Where does a sample land?",
}
_LOOK_AROUND = "Drag over the map to look around."
_MOST_NOTES = 8


def show(run: Run, ready: LiveMap) -> None:
    """Draw everything below the navigation; the address follows."""
    view_address.take(run)
    switch.style()
    _live(run, ready)


@fragment
def _live(run: Run, ready: LiveMap) -> None:
    """Draw all of it; whatever changes runs only this again."""
    told = _listen(run)
    heading = st.empty()
    with st.container(key="encode_views"):
        source = sources.choose_source(run)
    heading.title(_title(run, source), anchor=False)
    choice = _choice(run, told)
    with st.container():  # always there, so that the stage keeps its place and stays mounted
        found = _found(source, run)
        pictures, problems = answers.prepared(found.pictures, microscope.recipe(run))
        _show_problems([*found.problems, *problems])
        if found.notes:
            st.caption("  \n".join(plain(note) for note in found.notes[:_MOST_NOTES]))
        selected = _select(run, source, pictures)
        _offer_to_cut(found, pictures[selected] if pictures else None)
    stage.show(run, ready, _shown(run, source, pictures, selected), sources.drawing(), choice)
    view_address.write(run)
    if not pictures:
        return
    _answer(run, pictures, selected, choice)


def _listen(run: Run) -> dict[str, Any]:
    """Keep what the stage has told: the drawing lives as long as the session."""
    told = stage.heard(run)
    drawing = told.get("drawing")
    if drawing is not None and drawing["revision"] != st.session_state.get("encode_heard"):
        st.session_state["encode_heard"] = drawing["revision"]
        st.session_state["encode_drawing"] = drawing
    pasted = told.get("pasted")
    if pasted is not None and pasted["id"] != st.session_state.get("encode_pasted_heard"):
        st.session_state["encode_pasted_heard"] = pasted["id"]
        st.session_state["encode_pasted"] = pasted
        st.session_state["encode_source"] = "Upload"
    return told


def _choice(run: Run, told: dict[str, Any]) -> int | None:
    """Return the class that a conditional run is told: what the stage has told since, else what the session has."""
    if not run.config.conditional:
        return None
    part, heard_key = view_address.told_class(run), f"encode_choice_heard_{run.name}"
    heard = (told["choice"],) if "choice" in told else None
    if heard is not None and heard != st.session_state.get(heard_key):
        is_class = heard[0] is not None and 0 <= heard[0] < run.config.num_classes
        st.session_state[part.key] = heard[0] if is_class else None
    st.session_state[heard_key] = heard
    choice: int | None = address_bar.value(part)
    return choice


def _found(source: str, run: Run) -> Found:
    own = INPUTS.get(run.config.kind)
    if own is not None and source == own.source:
        return own.ask(run)
    if source == "Draw":
        return sources.from_pad(run)
    if source == "Upload":
        return sources.from_files(run, st.session_state.get("encode_pasted"))
    if source == "Photograph":
        return sources.from_camera(run)
    return sources.from_samples(run)


def _select(run: Run, source: str, pictures: list[Prepared]) -> int:
    """Let one of several pictures be chosen, and return its number."""
    if len(pictures) < 2:
        return 0
    draw = kind_of(run.config).draw
    items = [gallery.ink(draw(picture.image), f"{number}", note=picture.given.name)
             for number, picture in enumerate(pictures, 1)]  # fmt: skip
    return gallery.choose(f"encode_choice_{source}", said_of(run.config, "Pictures found"), items, 44)


def _offer_to_cut(found: Found, picture: Prepared | None) -> None:
    """Offer to cut and turn the file of the chosen picture, or the first one where nothing was found on any."""
    if not found.files:
        return
    origin = picture.given.origin if picture else ""
    cutter.show(next((file for file in found.files if file.key == origin), found.files[0]), sources.most_pixels())


def _shown(run: Run, source: str, pictures: list[Prepared], selected: int) -> stage.Shown:
    is_drawing = source == "Draw"
    settled = None
    if is_drawing and pictures:
        settled = stage.Settled(pictures[0].given.key, gallery.pixels_text(pictures[0].image))
    given = [] if is_drawing else [
        stage.GivenPicture(picture.given.name, gallery.values_text(picture.image)) for picture in pictures
    ]  # fmt: skip
    return stage.Shown(
        mode="draw" if is_drawing else "show",
        subtitle=_subtitle(run, given, selected) if pictures else _LOOK_AROUND,
        empty=empty_text(run, source),
        pictures=given,
        selected=selected,
        settled=settled,
    )


def _title(run: Run, source: str) -> str:
    own = INPUTS.get(run.config.kind)
    title = own.title if own is not None and source == own.source else _TITLES[source]
    return title.format(noun=datasets.noun(run.config.dataset))


def empty_text(run: Run, source: str) -> str:
    """Return what a source says as long as nothing has come from it."""
    own = INPUTS.get(run.config.kind)
    text = own.empty if own is not None and source == own.source else _EMPTY[source]
    noun, nouns = datasets.noun(run.config.dataset), datasets.nouns(run.config.dataset)
    return text.format(noun=noun, nouns=nouns, shown=_SHOWN[run.config.variational])


def _show_problems(problems: list[str]) -> None:
    if problems:
        st.warning("  \n".join(plain(problem) for problem in problems), icon=":material/image_not_supported:")


def _subtitle(run: Run, given: list[stage.GivenPicture], selected: int) -> str:
    width = "The ellipses are 1 and 2 σ of the posterior, to scale."
    if not run.config.variational:
        width = f"{run.config.phrase_at_start} gives one place and no width."
    if run.config.is_binarized:
        width += " This run sees pixels cut at one half."
    if given:
        return f"{given[selected].name}. {width}"
    return f"{width} {_LOOK_AROUND}"


def _answer(run: Run, pictures: list[Prepared], selected: int, choice: int | None) -> None:
    picture = pictures[selected]
    num_draws, seed = answer_view.draw_settings(run)
    with st.spinner("Asking the model …"):
        told = answers.explained(run, picture.image[None], choice, num_draws, seed)
    scores = answers.scores(run, told)
    values = {name: float(values[0]) for name, values in scores.items()}
    are_pictures = kind_of(run.config).are_pictures
    if are_pictures and (refusal := likeness.refusal(run, picture.image, batch.found_with(picture, pictures), values)):
        st.warning(refusal, icon=":material/help:")
    _links(run, picture, told)
    left_out = max((step.left_out for step in answers.steps(picture.given, microscope.recipe(run))), default=0.0)
    answer_view.show(run, picture, told, left_out)
    if len(pictures) > 1:
        batch.show(run, pictures, choice)
    if are_pictures:
        _as_a_picture(run, picture, pictures, told, values)
    st.subheader("The numbers", anchor=False)
    trace.show(run, told, seed, values.get("neg_elbo"))


def _as_a_picture(
    run: Run, picture: Prepared, pictures: list[Prepared], told: Explanation, scores: dict[str, float]
) -> None:
    """Draw what is asked of pictures alone: how each came to be what the encoder sees, and what it is like."""
    label = None if told.labels is None else int(told.labels[0])
    st.subheader("Preparation under the microscope", anchor=False)
    # Every step is told the class of the whole answer: a guess of its own would move the code between classes.
    microscope.show(run, picture, label)
    st.subheader(f"Does this look like a {plain(likeness.called(run)[0])}?", anchor=False)
    likeness.show(run, picture.image, batch.found_with(picture, pictures), scores, label)


def _links(run: Run, picture: Prepared, told: Explanation) -> None:
    """Offer to go on from here on other pages, at this code, and to save the picture with it."""
    kind = kind_of(run.config)
    query = {"run": run.name, "z": ",".join(f"{round(float(value), 3) + 0.0:g}" for value in told.z_mean[0])}
    if told.labels is not None:
        query["label"] = str(int(told.labels[0]))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.page_link("app.py", label="Start a walk here", icon=":material/explore:", query_params=query)
        if (ROOT / "pages" / "interpolate.py").exists():
            st.page_link(
                "pages/interpolate.py", label="Interpolate from here", icon=":material/timeline:", query_params=query
            )
        output_files.offer(run, "encode_output", lambda: picture.image)
        st.download_button(
            f"{names_of(run.config)[0].capitalize()} as PNG",
            lambda: views.png(Image.fromarray(kind.draw(picture.image)), View("", query, saved.about(run))),
            f"{run.name}-encoded.png", "image/png", key="encode_png", on_click="ignore", type="tertiary",
            icon=":material/image:", help="As the model sees it; opened again, it shows its place in Explore",
        )  # fmt: skip
