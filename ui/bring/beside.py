"""What comes with a network: pictures that it is for, codes, and names of classes; none of it is needed."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.memory import remembered
from ui.server.uploads import limits
from vae.data import datasets, imports
from vae.data.dataset import DataError
from vae.data.sources import Upload
from vae.imports.adding import samples_of
from vae.imports.codes import Codes, read_codes
from vae.imports.making import Beside
from vae.imports.questions import Samples
from vae.imports.trials import NUM_TRIED
from vae.shape import PictureShape
from vae.words import plain_sentence

NOTHING, PICTURES, CODES = "Pictures I do not have", "Pictures I have", "Pictures whose codes I have"


@dataclass(frozen=True)
class Given:
    """What comes with a network.

    Attributes:
        dataset: name of a data set that is here, or None.
        pictures: pictures of one's own, or None.
        codes: and their classes, or None.
        class_names: of the classes that a network is told.
        key: changes when something else is given.
    """

    dataset: str | None
    pictures: Upload | None
    codes: Codes | None
    class_names: tuple[str, ...]
    key: tuple

    @property
    def beside(self) -> Beside:
        """As a run is made with."""
        return Beside(codes=self.codes, class_names=self.class_names)

    def samples(self, shape: PictureShape) -> Samples | None:
        """Return some of the pictures, or None where there are none.

        Raises:
            DataError: they cannot be read.
        """
        if self.dataset is not None:
            return _held_out(self.dataset)
        if self.pictures is None:
            return None
        found = imports.preview(self.pictures, NUM_TRIED, False, 0.0, shape)
        return Samples((found.images / 255.0).astype("float32"), found.labels.astype("int64"))


def choose() -> Given:
    """Draw the choice of what comes with a network."""
    names = {datasets.called(name): name for name in datasets.dataset_names()}
    kind = st.selectbox(
        "It learned from", [NOTHING, *names, PICTURES, CODES], key="bring_kind",
        help="Pictures become dots on the map, by the encoder; without any the dots are draws from the prior",
    )  # fmt: skip
    pictures = (
        _file("pictures", "Pictures", "A .zip of pictures, .npz or .csv, from 50 on") if kind == PICTURES else None
    )
    codes = _file("codes", "Codes", ".npz with codes and labels, or .csv with a line a code") if kind == CODES else None
    with st.expander("Names of classes", icon=":material/label:"):
        text = st.text_input(
            "Names", key="bring_classes", placeholder="cat, dog, bird",
            help="Of the classes that the decoder is told, in their order",
        )  # fmt: skip
    class_names = tuple(name.strip() for name in text.split(",") if name.strip())
    key = (kind, *(None if given is None else given.file_id for given in (pictures, codes)))
    upload = None if pictures is None else Upload(pictures.name, pictures.getvalue())
    return Given(names.get(kind), upload, None if codes is None else _codes(codes), class_names, key)


def _codes(given: UploadedFile) -> Codes | None:
    try:
        return read_codes(given.name, given.getvalue())
    except DataError as error:
        st.error(plain_sentence(error), icon=":material/error:")
        return None


def _file(key: str, label: str, text: str) -> UploadedFile | None:
    return st.file_uploader(label, key=f"bring_{key}", max_upload_size=limits().file, help=text)


@remembered(max_entries=4)
def _held_out(dataset: str) -> Samples:
    return samples_of(datasets.load(dataset, download=False))
