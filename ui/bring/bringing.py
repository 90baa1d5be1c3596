"""The page that takes networks made elsewhere: files in, what was understood, questions, pictures, and a run."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.bring import adding, beside, understanding
from ui.bring.files import given_files
from ui.faults import said_here
from vae.access import access
from vae.data.dataset import DataError
from vae.foreign.description import ForeignError
from vae.imports.run_folder import run_files_in
from vae.runs.run_files import RunError
from vae.words import plain_sentence


def show() -> None:
    """Draw the page."""
    st.title("Bring your own model", anchor=False)
    if not access().may_train:
        st.info("This is a demo: models are brought in on a copy of one's own.", icon=":material/lock:")
        return
    st.caption(
        "Drop an autoencoder that was made elsewhere: a decoder alone, or its encoder, too. No code in it is executed; "
        "ONNX graphs of ONNX' own operators may be evaluated."
    )
    left, right = st.columns([4, 6], gap="large")
    with left:
        files = given_files()
        more = beside.choose() if files else None
        end = st.container()
    with right:
        if not files or more is None:
            _invitation()
            return
        with said_here():
            try:
                _take(files, more, end)
            except (ForeignError, RunError, DataError) as error:
                st.error(plain_sentence(error), icon=":material/error:")
                _invitation()


def _take(files: dict[str, bytes], more: beside.Given, end: DeltaGenerator) -> None:
    """Say what was understood and let it be added, at the end of the other column."""
    contents = run_files_in(files)
    if contents is not None:
        with end:
            adding.offer_copy(contents)
        return
    found = understanding.show(files, more)
    if found is None:
        _invitation()
        return
    understood, answers = found
    with end:
        adding.offer(files, answers, understood, more)


def _invitation() -> None:
    st.markdown(
        "**What can be read**\n"
        "- Keras: `.keras`, `.h5` of Keras 2 and 3 with the layers in it, or a zip file of a SavedModel\n"
        "- ONNX: `.onnx`, which is how a model of PyTorch comes; layers that browsers lack are drawn by ONNX Runtime\n"
        "- TensorFlow.js: `model.json` with its `.bin` files\n"
        "- A run of this explorer: the folder that `export --format run` writes, or a zip of it\n"
    )
    st.markdown("From PyTorch, two lines write what to drop here:")
    st.code(
        'torch.onnx.export(model.decoder, torch.zeros(1, latent_dim), "decoder.onnx")\n'
        'torch.onnx.export(model.encoder, torch.zeros(1, channels, height, width), "encoder.onnx")',
        language=None,
        wrap_lines=True,
    )
