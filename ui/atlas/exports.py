"""What can be taken away from the atlas: all codes with thumbnails for the Embedding Projector."""

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import streamlit as st

from ui import engine
from ui.shell.held_out import test_images
from vae.data.dataset import Dataset
from vae.kind import kind_of
from vae.latent.latents import Latents
from vae.runs.projector import write_projector
from vae.runs.run_data import class_names_of
from vae.runs.store import Run, load_latents


def show(run: Run) -> None:
    """Draw the download; nothing is computed before it is pressed."""
    st.title("All codes, to take away", anchor=False)
    st.download_button(
        "Codes for the Embedding Projector", lambda: projector_zip(run), f"{run.name}-projector.zip", "application/zip",
        key="atlas_projector", on_click="ignore", type="tertiary", icon=":material/folder_zip:",
        help="vectors.tsv, metadata.tsv, sprite.png and projector_config.json of all held-out codes",
    )  # fmt: skip
    st.caption(
        "At [projector.tensorflow.org](https://projector.tensorflow.org) press Load and give it vectors.tsv, then "
        "metadata.tsv. With thumbnails: `tensorboard --logdir` on the unpacked folder."
    )


def projector_zip(run: Run) -> bytes:
    """Return the codes of a run with labels and thumbnails as a zip file.

    Thumbnails are the held-out pictures, or where the data set is not on this machine what the decoder makes of their
    codes.

    Raises:
        RunError: a file of the run is damaged.
    """
    latents = load_latents(run)
    name = run.config.dataset
    images = _pictures(run, latents)
    none, no_labels = np.zeros((0, *images.shape[1:]), np.uint8), np.zeros(0, np.uint8)
    dataset = Dataset(name, none, no_labels, images, latents.labels, class_names_of(run))
    file = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        write_projector(Path(folder), latents, dataset)
        for path in sorted(Path(folder).iterdir()):
            archive.write(path, path.name)
    return file.getvalue()


def _pictures(run: Run, latents: Latents) -> np.ndarray:
    """Return one picture a code, uint8 [n, *raster]."""
    images, labels = test_images(run.config.dataset, run.data_fingerprint)
    if images is not None and labels is not None and np.array_equal(labels, latents.labels):
        return kind_of(run.config).draw(images)
    classes = latents.labels.astype(np.int32) if run.config.conditional else None
    return kind_of(run.config).draw(engine.decode(run.folder, latents.z_mean, classes))
