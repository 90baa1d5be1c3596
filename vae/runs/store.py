"""A run is a folder: find, validate and load what one training made; `vae.runs.saving` writes it."""

import csv
import difflib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vae import documents, files
from vae.config import ConfigError, RunConfig
from vae.data import datasets
from vae.data.dataset import own_name
from vae.data.provenance import Provenance
from vae.documents import DocumentError
from vae.early_stopping import HELD_BACK, costs_of, is_over
from vae.families import FAMILIES
from vae.latent.latents import Frames, Latents
from vae.prior.draws import Prior, prior_of
from vae.runs import run_files
from vae.runs.learnt_files import read_prior, read_sigma
from vae.runs.metrics_file import read_metrics
from vae.runs.network_files import check_networks, has_encoder, is_remote, network_files, read_decoder
from vae.runs.origin import ORIGIN_FILE, Origin
from vae.runs.run_files import RunError, again, finite_numbers, read_npz, read_text

SHIPPED_FOLDER = files.ASSETS / "runs"
LESSON_FOLDER = files.ASSETS / "lesson"
DEFAULT_RUN = "mnist-2d"
HISTORY_COLUMNS = (
    "epoch", "loss", "reconstruction", "kl", "val_loss", "val_reconstruction", "val_kl", "kl_weight", "seconds",
    "images_per_second",
)  # fmt: skip
MOST_NAMES = 4
# Beyond these nothing was learned, and what is computed from them is not finite.
MOST_Z_MEAN, MOST_Z_LOG_VAR, MOST_NATS = 1e6, 80.0, 1e9


@dataclass(frozen=True)
class Run:
    """One valid run folder.

    Attributes:
        folder: where its files are.
        config: how it was trained.
        metrics: held-out figures by name; each a dict with its value, data, num_images, num_samples and seed.
        shipped: whether it came with the app, those of the lesson among them.
        provenance: the data it saw, if that is one's own.
        origin: where it comes from, if its networks were made elsewhere: nothing is known of their training then.
    """

    folder: Path
    config: RunConfig
    metrics: dict[str, dict[str, Any]]
    shipped: bool
    provenance: Provenance | None = None
    origin: Origin | None = None

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        return self.config.name

    @property
    def class_names(self) -> tuple[str, ...]:
        """One name a class, whether or not the data set is still there; a network may know more classes than it has."""
        names = datasets.class_names(self.config.dataset) if self.provenance is None else self.provenance.class_names
        more = range(len(names), self.config.num_classes) if self.config.conditional else ()
        return (*names, *map(str, more))

    @property
    def has_encoder(self) -> bool:
        """Whether it can encode pictures; of an imported run there may be a decoder alone."""
        return has_encoder(self.folder)

    @property
    def is_remote(self) -> bool:
        """Whether no browser evaluates its networks, but the worker with ONNX Runtime."""
        return self.origin is not None and is_remote(self.folder)

    @property
    def has_pictures(self) -> bool:
        """Whether its codes are of its data set's pictures; those of an imported run may have none, or be draws."""
        return self.origin is None or self.origin.codes == "encoded"

    @property
    def data_fingerprint(self) -> str:
        """What `vae.data.dataset.Dataset.fingerprint` must be of the data it saw."""
        return "" if self.provenance is None else self.provenance.fingerprint


def own_runs_folder() -> Path:
    """Return the folder of the runs trained on this machine."""
    return files.home_folder() / "runs"


def study_runs_folder(study: str) -> Path:
    """Return the folder of the runs that a study made; they are opened by their names, and not listed."""
    return studies_folder() / study / "runs"


def studies_folder() -> Path:
    """Return the folder of all studies."""
    return files.home_folder() / "studies"


def study_runs_folders(run: str) -> list[Path]:
    """Return the folders of the studies that may have made the run of a name: it begins with theirs."""
    return [study_runs_folder(path.name) for path in _folders(studies_folder()) if run.startswith(f"{path.name}-")]


def list_runs(open_one: Callable[[Path], Run] | None = None) -> tuple[list[Run], list[str]]:
    """Find all runs but those of the lesson: shipped ones first, of these the default and its data set's.

    A shipped name hides an own one.

    Args:
        open_one: opens a folder in place of `open_run`, with the same result.

    Returns:
        The valid runs, and one sentence for each folder that is none.
    """
    found: dict[str, Run] = {}
    problems = []
    for parent in (SHIPPED_FOLDER, own_runs_folder()):
        for folder in _folders(parent):
            try:
                run = (open_one or open_run)(folder)
            except RunError as error:
                problems.append(str(error))
                continue
            if run.name in found:
                problems.append(f"run {run.name!r} in {folder} has a shipped run's name: rename the folder to use it")
            found.setdefault(run.name, run)
    default = found.get(DEFAULT_RUN)
    data = default.config.dataset if default is not None else None

    def place(run: Run) -> tuple[bool, bool, bool]:
        return run.name != DEFAULT_RUN, not run.shipped, run.shipped and run.config.dataset != data

    return sorted(found.values(), key=place), problems


def lesson_runs() -> list[Run]:
    """Return the runs of the lesson by name; they are all there, whatever runs of one's own are called.

    Raises:
        RunError: one of them is damaged.
    """
    return [open_run(folder) for folder in _folders(LESSON_FOLDER)]


def _folders(parent: Path) -> list[Path]:
    """Return the folders of runs, links that lead nowhere among them; what is being saved is none yet."""
    try:
        return sorted(path for path in parent.iterdir() if not path.name.startswith(".") and _is_folder(path))
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path) or (os.path.islink(path) and not os.path.exists(path))


def signature() -> tuple:
    """Return what changes with any file of any run, in a fraction of a millisecond: every rerun of a page asks."""
    return files.states(SHIPPED_FOLDER), files.states(own_runs_folder())


def load_run(name: str) -> Run:
    """Open a run by its name: one that ships, else one's own, else one of the lesson, else one that a study made.

    Raises:
        RunError: no folder has that name, or the folder is damaged.
    """
    for parent in (SHIPPED_FOLDER, own_runs_folder(), LESSON_FOLDER, *study_runs_folders(name)):
        if name in (folder.name for folder in _folders(parent)):
            return open_run(parent / name)
    names = [run.name for run in list_runs()[0]]
    some = ", ".join(names)
    if len(names) > MOST_NAMES:
        near = difflib.get_close_matches(name, names, MOST_NAMES) or names[:MOST_NAMES]
        some = f"{', '.join(near)} and {len(names) - len(near)} more"
    raise RunError(f"there is no run named {documents.shown(name)}; known runs are {some or 'none'}")


def open_run(folder: Path) -> Run:
    """Open a run folder after checking every file in it except the film and the Keras networks' contents.

    Raises:
        RunError: whatever is wrong with it: a file is missing, cut off, of a newer version, of the wrong type or shape,
            too large, or holds a value not finite.
    """
    try:
        return _checked(folder)
    except RunError:
        raise
    except Exception as error:  # what no check has thought of must not reach those who look at other runs
        raise RunError(
            f"run {folder.name!r} cannot be read ({type(error).__name__}); {again(folder)} the run again"
        ) from error


def _checked(folder: Path) -> Run:
    try:
        config = RunConfig.from_json(read_text(folder / "config.json"))
    except ConfigError as error:
        raise RunError(f"run {folder.name!r} has an invalid config.json: {documents.shortened(error)}") from error
    if config.name != folder.name:
        raise RunError(f"run folder {folder.name!r} holds a run named {config.name!r}: give both the same name")
    if not datasets.is_known(config.dataset):
        raise RunError(
            f"run {folder.name!r} was trained on {documents.shown(config.dataset)}, a data set that this version does "
            "not know: update the program to open it"
        )
    shipped = folder.parent in (SHIPPED_FOLDER, LESSON_FOLDER)
    provenance, origin = _provenance(folder, config), _origin(folder, config)
    run = Run(folder, config, read_metrics(folder, config), shipped, provenance, origin)
    if config.conditional and len(run.class_names) > config.num_classes:
        raise RunError(
            f"run {run.name!r}: num_classes must be at least {len(run.class_names)}, got {config.num_classes}; "
            f"{again(folder)} the run again"
        )
    load_latents(run)
    if origin is None:
        load_history(run)
    load_bundle(run)
    check_networks(folder, config)
    read_sigma(folder, config)
    read_prior(folder, config)
    return run


def _provenance(folder: Path, config: RunConfig) -> Provenance | None:
    """Return the data that a run saw if that is one's own, else None."""
    if own_name(config.dataset) is None:
        return None
    text = read_text(folder / "data.json")
    try:
        return Provenance.from_json(text)
    except ValueError as error:
        raise RunError(f"run {folder.name!r}: data.json is damaged ({error}); {again(folder)} the run again") from error


def _origin(folder: Path, config: RunConfig) -> Origin | None:
    """Return where a run comes from if its networks were made elsewhere, else None."""
    if not config.is_imported:
        return None
    text = read_text(folder / ORIGIN_FILE)
    try:
        return Origin.from_json(text)
    except DocumentError as error:
        raise RunError(f"run {folder.name!r}: {ORIGIN_FILE} is damaged ({error}); import the run again") from error


def changed_at(run: Run, file_name: str) -> int:
    """Return when a file of a run was written, in nanoseconds: it names what was made of the file.

    Raises:
        RunError: it is missing or cannot be looked at.
    """
    return run_files.changed_at(run.folder / file_name)


def encoder_changed_at(run: Run) -> int:
    """Return when a run's encoder was written, in nanoseconds: it names what the networks have made.

    Raises:
        RunError: its file is missing or cannot be looked at.
    """
    return changed_at(run, network_files(run.folder)[0])


def load_latents(run: Run) -> Latents:
    """Load the held-out posteriors.

    Raises:
        RunError: the file is missing, damaged, of the wrong shape or type, or not finite.
    """
    return read_latents(run, run.folder / "latents.npz")


def read_latents(run: Run, path: Path) -> Latents:
    """Read posteriors of a run's pictures from a file as `vae.runs.saving.write_latents` writes it.

    Raises:
        RunError: the file is missing, damaged, of the wrong shape or type, or not finite.
    """
    arrays = read_npz(path)
    for name in ("z_mean", "labels"):
        if name not in arrays:
            raise RunError(f"run {run.name!r}: latents.npz lacks {name!r}; {again(run.folder)} the run again")
    # Codes that came with an imported run, or are draws from its prior, may be places alone.
    may_lack = not run.has_pictures and "z_log_var" not in arrays
    if ("z_log_var" in arrays) != run.config.variational and not may_lack:
        expected = "must" if run.config.variational else "must not"
        raise RunError(f"run {run.name!r}: latents.npz {expected} hold z_log_var; {again(run.folder)} the run again")
    labels = _labels(run, arrays["labels"])
    shape = (len(labels), run.config.latent_dim)
    z_mean = finite_numbers(run.name, "z_mean", arrays["z_mean"], shape, MOST_Z_MEAN, again(run.folder))
    z_log_var, reconstruction, kl, nll = (
        None if name not in arrays else _single(finite_numbers(run.name, name, arrays[name], shape[:dims], most, what))
        for name, dims, most, what in (
            ("z_log_var", 2, MOST_Z_LOG_VAR, again(run.folder)), ("reconstruction", 1, MOST_NATS, "evaluate"),
            ("kl", 1, MOST_NATS, "evaluate"), ("nll", 1, MOST_NATS, "evaluate"),
        )
    )  # fmt: skip
    return Latents(_single(z_mean), z_log_var, labels, reconstruction, kl, nll)


def _single(numbers: np.ndarray) -> np.ndarray:
    """Return numbers as float32 where a file has them in fewer bytes."""
    return numbers.astype(np.float32) if numbers.dtype == np.float16 else numbers


def _labels(run: Run, labels: np.ndarray) -> np.ndarray:
    """Return class numbers that are such: whole numbers, one a picture, each of a class that has a name."""
    if labels.ndim != 1 or not len(labels) or labels.dtype.kind not in "iu":
        given = f"{labels.dtype} {list(labels.shape)}"
        raise RunError(
            f"run {run.name!r}: labels must be whole numbers [n], got {given}; {again(run.folder)} the run again"
        )
    if labels.min() < 0 or labels.max() >= len(run.class_names):
        if run.provenance is not None and labels.min() >= 0:
            raise RunError(
                f"run {run.name!r}: data.json must name {labels.max() + 1} classes; {again(run.folder)} the run again"
            )
        classes, given = f"classes from 0 to {len(run.class_names) - 1}", f"{labels.min()} to {labels.max()}"
        raise RunError(f"run {run.name!r}: labels must be {classes}, got {given}; {again(run.folder)} the run again")
    return labels


def history_columns(config: RunConfig) -> tuple[str, ...]:
    """Return the columns of history.csv: those of all runs, the family's, and the one of early stopping."""
    watched = (HELD_BACK,) if config.early_stopping else ()
    return (*HISTORY_COLUMNS, *FAMILIES[config.family].columns, *watched)


def is_whole(run: Run) -> bool:
    """Return whether a run was trained to its end, its last epoch or where early stopping ended it.

    Raises:
        RunError: history.csv is missing or damaged, or the run was trained elsewhere.
    """
    return is_over(run.config, costs_of(load_history(run)))


def load_history(run: Run) -> dict[str, np.ndarray]:
    """Load the training history: column name to float64 [num_epochs], nats per image where they are losses.

    Raises:
        RunError: the file is missing or not the table `save_run` writes, or the run was trained elsewhere.
    """
    if run.origin is not None:
        raise RunError(f"run {run.name!r} was trained elsewhere: how is not known")
    text = read_text(run.folder / "history.csv")
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
        columns = history_columns(run.config)
        history = {name: np.array([float(row[name]) for row in rows]) for name in columns}
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        reason = documents.shortened(error)
        raise RunError(f"run {run.name!r}: history.csv is damaged ({reason}); train the run again") from error
    if not rows or not text.endswith("\n"):
        raise RunError(f"run {run.name!r}: history.csv is damaged or cut off; train the run again")
    if (np.diff(history["epoch"]) <= 0).any():
        raise RunError(f"run {run.name!r}: epochs in history.csv must rise; train the run again")
    for name, values in history.items():
        if not (np.abs(values) <= MOST_NATS).all():
            raise RunError(f"run {run.name!r}: {name} in history.csv must hold finite numbers; train the run again")
    return history


def load_frames(run: Run) -> Frames:
    """Load the film of the training.

    Raises:
        RunError: the file is missing, damaged, of the wrong shape or type, or not finite.
    """
    arrays = read_npz(run.folder / "frames.npz")
    try:
        epochs, codes, labels = (arrays[name] for name in ("epochs", "codes", "labels"))
    except KeyError as error:
        raise RunError(f"run {run.name!r}: frames.npz lacks {error}; train the run again") from error
    is_rising = (
        epochs.ndim == 1 and epochs.dtype.kind in "iu" and len(epochs) and (np.diff(epochs.astype(float)) > 0).all()
    )
    labels = _labels(run, labels)
    if not is_rising:
        raise RunError(f"run {run.name!r}: epochs of frames.npz must be rising whole numbers; train the run again")
    shape = (len(epochs), len(labels), run.config.latent_dim)
    return Frames(epochs, finite_numbers(run.name, "codes of frames.npz", codes, shape, MOST_Z_MEAN), labels)


def load_sigma(run: Run) -> float | None:
    """Return the learnt width of a pixel's Gaussian, in units of full white; None where the likelihood has none.

    Raises:
        RunError: the file is missing or damaged.
    """
    return read_sigma(run.folder, run.config)


def load_prior(run: Run) -> Prior | None:
    """Return what codes are pulled to; None for a plain autoencoder, whose codes lie anywhere.

    Raises:
        RunError: it is learnt, and its file is missing or damaged.
    """
    return read_prior(run.folder, run.config) or prior_of(run.config)


def load_bundle(run: Run) -> bytes:
    """Return the browser's decoder, a safetensors file, checked.

    Raises:
        RunError: the file is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    return read_decoder(run.folder, run.config)
