"""Preparation under the microscope: every step with its picture and how far it moved the code."""

import numpy as np
import streamlit as st

from ui.encode import answers
from ui.encode.answers import Prepared
from ui.live import gallery
from vae.data.datasets import digit_recipe
from vae.pictures.recipes import Recipe, recipe_for
from vae.runs.store import Run
from vae.shape import MNIST

_SWITCHES = {
    "invert": "Dark paper",
    "remove_shading": "Even light",
    "remove_noise": "Clean ink",
    "crop": "Crop",
    "deslant": "Upright",
    "even_strokes": "Even strokes",
    "keep_aspect": "Keep proportions",
    "center_mass": "Centre of mass",
}


def recipe(run: Run) -> Recipe:
    """Return the recipe as its switches stand; they are drawn further down by `show`."""
    usual = _usual(run)
    if usual.frame is not None:
        return usual
    taken = st.session_state.get(_key(run))
    if taken is None:
        return usual
    return answers.with_steps(usual, {name: name in taken for name in _SWITCHES})


def show(run: Run, prepared: Prepared, choice: int | None) -> None:
    """Draw the switches, where there are steps to switch, and the steps of one picture."""
    is_ink = _usual(run).frame is None
    if is_ink:
        _switches(run)
    else:
        st.write(
            f"Finding ink on paper is for grey pictures of {MNIST.pixels_text}: those of this run's data set are only "
            "fitted into their frame."
        )
    steps = answers.steps(prepared.given, recipe(run))
    if not steps:
        st.write("This is an image of the data set: it needs no preparation.")
        return
    codes = answers.explained(
        run, np.concatenate([answers.step_images(steps, run.config.shape), prepared.image[None]]), choice
    ).z_mean
    distances = [0.0, *np.linalg.norm(np.diff(codes[:-1], axis=0), axis=1)]
    items = [
        gallery.photo(step.picture, step.title, "" if index == 0 else f"moved {distance:.2f}", step.done,
                      alt=f"The picture after the step {step.title}")
        for index, (step, distance) in enumerate(zip(steps, distances, strict=True))
    ]  # fmt: skip
    gallery.show("encode_steps", "The picture after every step", items, 112)
    total = float(np.linalg.norm(codes[-1] - codes[0]))
    colours = "Ink is light here, as the encoder is given it. " if is_ink else ""
    st.caption(
        f"{colours}“Moved” is how far the code travels at a step, in latent units, when the picture as it then is goes "
        f"to the encoder. From the first step to the last it is {total:.2f}."
    )


def _usual(run: Run) -> Recipe:
    return recipe_for(digit_recipe(run.config.dataset), run.config.shape)


def _switches(run: Run) -> None:
    usual = _usual(run)
    st.session_state.setdefault(_key(run), [name for name in _SWITCHES if getattr(usual, name)])
    st.session_state[_widget_key(run)] = st.session_state[_key(run)]
    st.pills(
        "Steps taken: switch one off and see the code wander", list(_SWITCHES), selection_mode="multi",
        key=_widget_key(run), format_func=_SWITCHES.__getitem__, on_change=_keep, args=(run,),
    )  # fmt: skip


def _keep(run: Run) -> None:
    st.session_state[_key(run)] = list(st.session_state[_widget_key(run)])


def _key(run: Run) -> str:
    return f"encode_recipe_{run.config.dataset}"


def _widget_key(run: Run) -> str:
    return f"_{_key(run)}"
