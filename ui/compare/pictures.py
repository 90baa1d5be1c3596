"""The same held-out pictures reconstructed by every run: a table that the browser's decoders fill."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from ui.compare import comparer
from ui.live import component
from ui.live.gallery import values_text
from ui.live.prepared import prepared
from ui.memory import remembered
from ui.shell import address_bar
from ui.shell.address_bar import Part, whole_number
from ui.shell.held_out import test_images
from vae.data.dataset import DataError
from vae.data.wording import names_of, said_of, said_of_all
from vae.kind import kind_of
from vae.latent.alignment import one_of_each
from vae.runs import run_data
from vae.runs.store import Run, load_latents
from vae.shape import PictureShape
from vae.words import plain, plain_sentence

_FOLDER = Path(__file__).parent
_TABLE = component.read(
    "compared_pictures", _FOLDER / "pictures.js", _FOLDER / "pictures.css",
    html='<div class="pictures themed"><table></table></div>',
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A run: its bundle's name, and how many dimensions its codes have."""

    run: str
    fingerprint: str
    dims: int


@dataclass(frozen=True)
class Row:
    """A held-out picture: its number, class, and numbers as `gallery.values_text` where it is on this machine."""

    number: int
    label: int
    name: str
    original: str | None


@dataclass(frozen=True)
class PictureTableFacts:
    """What the table is told.

    Attributes:
        columns: the runs.
        rows: the pictures.
        shape: of an output: height, width and channels.
        kind: what outputs are, a name in `vae.kind`.
        noun: what one is called.
    """

    columns: list[Column]
    rows: list[Row]
    shape: PictureShape
    kind: str
    noun: str


_OTHERS = Part("others", "compare_seed", 0, whole_number("others", 0, 999_999, "showing the first"))


def take() -> None:
    """Take what a changed address says of the choice of pictures."""
    address_bar.take("compare_pictures", [_OTHERS])


def show(runs: list[Run]) -> None:
    """Draw a row a class: the original, where it is on this machine, and every run's reconstruction of it.

    Raises:
        RunError: a file of a run is damaged.
    """
    all_runs, runs = runs, comparer.main_group(runs)
    if len(runs) < 2:
        st.write(said_of_all((run.config for run in all_runs), "These runs have no held-out picture in common."))
        return
    if len(runs) < len(all_runs):
        left_out = " and ".join(run.name for run in all_runs if run not in runs)
        st.caption(
            plain(said_of_all((run.config for run in all_runs), f"Without {left_out}, whose pictures are others."))
        )
    count = comparer.num_pictures(runs[0])
    seed = address_bar.value(_OTHERS)
    query = {"runs": ",".join(run.name for run in all_runs), **address_bar.said([_OTHERS])}
    address_bar.write("compare_pictures", "compare", ["runs", _OTHERS.name], query)
    address_bar.show_problem("compare_pictures")
    dataset, kind = runs[0].config.dataset, kind_of(runs[0].config)
    labels = _labels(prepared(runs[0]).fingerprint, runs[0])
    images, _ = test_images(dataset, runs[0].data_fingerprint)
    originals = images if images is not None and len(images) == count else None
    if originals is not None:
        original = "grey original over all pixels" if kind.are_pictures else "original"
        st.caption(
            f"Each run encodes the {names_of(runs[0].config)[0]} and decodes the mean of the code. The error is the "
            f"sum of the squared differences to the {original}; the least of a row is in bold."
        )
    else:
        st.caption(
            said_of(
                runs[0].config,
                f"{_what_is_missing(runs[0])} So there are no originals and no errors: each run decodes its own stored "
                "code of the same picture.",
            )
        )
    names = run_data.class_names_of(runs[0])
    rows = [
        Row(number, int(labels[number]), names[labels[number]],
            None if originals is None else values_text(originals[number]))
        for number in one_of_each(labels, len(names), seed)
    ]  # fmt: skip
    columns = [Column(run.name, prepared(run).fingerprint, run.config.latent_dim) for run in runs]
    st.button("Others", key="compare_others_button", icon=":material/shuffle:", on_click=_reseed)
    key = "compare_pictures_" + "_".join(column.fingerprint for column in columns)
    config = runs[0].config
    facts = PictureTableFacts(columns, rows, config.shape, config.kind, names_of(config)[0])
    component.mount(_TABLE, key, facts)


@remembered(max_entries=8)
def _labels(fingerprint: str, _run: Run) -> np.ndarray:
    return load_latents(_run).labels


def _what_is_missing(run: Run) -> str:
    """Say why there are no held-out pictures."""
    try:
        run_data.load_of(run, download=False)
    except DataError as error:
        return plain_sentence(error)
    return "The held-out pictures on this machine are others than these runs have codes of."


def _reseed() -> None:
    st.session_state[_OTHERS.key] = address_bar.value(_OTHERS) + 1
