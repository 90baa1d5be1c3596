"""From files to a run: read, check, write and measure, as the worker process and the command line do it."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from vae.data import datasets
from vae.data.dataset import DataError, Dataset
from vae.data.own_data import OwnData, delete_data
from vae.files import unwritable
from vae.imports.contract import Understood, understand
from vae.imports.making import Beside, steps_to_run
from vae.imports.measuring import Decode, Score, measure
from vae.imports.questions import Answers, Samples
from vae.imports.steps import Steps, finished
from vae.imports.trials import NUM_TRIED
from vae.readers.reading import read_models
from vae.runs.run_data import load_of
from vae.runs.run_files import RunError
from vae.runs.saving import check_name, save_imported, write_latents, write_metrics
from vae.runs.store import Run


def understand_files(files: Mapping[str, bytes], answers: Answers, samples: Samples | None = None) -> Understood:
    """Read networks from files and check them; weights are left out of the answer, which goes to another process.

    Args:
        files: contents by name.
        answers: what a person says.
        samples: some pictures that they are for.

    Raises:
        ForeignError: they are none that a run can have.
    """
    return replace(understand(read_models(files), answers, samples), decoder=None, encoder=None)


def samples_of(dataset: Dataset) -> Samples:
    """Return the first held-out pictures of a data set."""
    pictures = dataset.test_images[:NUM_TRIED].astype(np.float32) / 255.0
    return Samples(pictures, dataset.test_labels[:NUM_TRIED].astype(np.int64))


def add_run(
    parent: Path, name: str, files: Mapping[str, bytes], answers: Answers, beside: Beside, dataset: str | None = None
) -> Run:
    """Read networks from files and write them as a run, whole or not at all.

    Args:
        parent: the folder of runs.
        name: what the run is to be called.
        files: contents by name.
        answers: what a person says.
        beside: codes and names of classes, if there are any.
        dataset: name of a data set whose held-out pictures are to be encoded.

    Raises:
        ForeignError: they are none that a run can have.
        DataError: the data set is not here.
        RunError: the name is taken or none, or the folder cannot be written.
    """
    return finished(steps_to_add(parent, name, files, answers, beside, dataset))


def steps_to_add(
    parent: Path, name: str, files: Mapping[str, bytes], answers: Answers, beside: Beside, dataset: str | None = None
) -> Steps[Run]:
    """Do the same in steps, between which others may be served."""
    check_name(parent, name)
    data = None if dataset is None else datasets.load(dataset)
    understood = understand(read_models(files), answers, None if data is None else samples_of(data))
    yield
    return save_imported(parent, (yield from steps_to_run(understood, replace(beside, dataset=data), name)))


@contextlib.contextmanager
def only_with(own: OwnData | None, folder: Path) -> Iterator[None]:
    """Delete a data set that was made for a run if the block fails, however it does, before the run's folder is there.

    Args:
        own: the data set; None for nothing to delete.
        folder: of the run.
    """
    try:
        yield
    except BaseException:
        if own is not None and not folder.exists():
            with contextlib.suppress(DataError):
                delete_data(own.name)
        raise


def add_figures(run: Run, score: Score, decode: Decode) -> None:
    """Measure an imported run whose codes are of pictures, and keep the figures in its folder.

    Args:
        run: the run; of one with other codes nothing can be measured.
        score: as `vae.model.inference.score`.
        decode: as `vae.model.inference.decode`.

    Raises:
        DataError: the pictures are not here.
        RunError: the run is damaged, its figures are beyond measure, or its folder cannot be written.
    """
    if run.origin is None or not run.has_pictures:
        return
    latents, metrics = measure(run, load_of(run), score, decode)
    try:
        write_latents(run.folder / "latents.npz", latents)
        write_metrics(run.folder, metrics)
    except OSError as error:
        raise RunError(unwritable(run.folder, error)) from error
