"""A run is a folder: find, validate and load what one training made; `vae.runs.saving` writes it."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vae import files
from vae.config import ConfigError, RunConfig
from vae.data.provenance import Provenance
from vae.latent.latents import Frames, Latents
from vae.runs.run_files import RunError, check_network, read_bytes, read_metrics, read_npz, read_provenance, read_text
from vae.runs.web import BundleError, read_header

_BESIDE_VAE = Path(__file__).resolve().parents[2]
# Installed, the app and its assets lie in a folder of their own.
_APP_FOLDER = _BESIDE_VAE / "latent_explorer"
SHIPPED_FOLDER = (_APP_FOLDER if _APP_FOLDER.is_dir() else _BESIDE_VAE) / "assets" / "runs"
DEFAULT_RUN = "mnist-2d"
HISTORY_COLUMNS = (
    "epoch", "loss", "reconstruction", "kl", "val_loss", "val_reconstruction", "val_kl", "kl_weight", "seconds",
    "images_per_second",
)  # fmt: skip
NETWORK_FILES = ("encoder.keras", "decoder.keras")


@dataclass(frozen=True)
class Run:
    """One valid run folder.

    Attributes:
        folder: where its files are.
        config: how it was trained.
        metrics: held-out figures by name; each a dict with its value, data, num_images, num_samples and seed.
        shipped: whether it came with the app.
        provenance: the data it saw, if that is one's own.
    """

    folder: Path
    config: RunConfig
    metrics: dict[str, dict[str, Any]]
    shipped: bool
    provenance: Provenance | None = None

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        return self.config.name

    @property
    def data_fingerprint(self) -> str:
        """What `vae.data.dataset.Dataset.fingerprint` must be of the data it saw."""
        return "" if self.provenance is None else self.provenance.fingerprint


def own_runs_folder() -> Path:
    """Return the folder of the runs trained on this machine."""
    return files.home_folder() / "runs"


def list_runs() -> tuple[list[Run], list[str]]:
    """Find all runs: shipped ones first, the default run before all others, a shipped name hiding an own one.

    Returns:
        The valid runs, and one sentence for each folder that is none.
    """
    found: dict[str, Run] = {}
    problems = []
    for parent in (SHIPPED_FOLDER, own_runs_folder()):
        for folder in _folders(parent):
            try:
                run = open_run(folder)
            except RunError as error:
                problems.append(str(error))
                continue
            if run.name in found:
                problems.append(f"run {run.name!r} in {folder} has a shipped run's name: rename the folder to use it")
            found.setdefault(run.name, run)
    ordered = sorted(found.values(), key=lambda run: (run.name != DEFAULT_RUN, not run.shipped))
    return ordered, problems


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(path for path in parent.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return []


def load_run(name: str) -> Run:
    """Open a run by its name.

    Raises:
        RunError: no folder has that name, or the folder is damaged.
    """
    for parent in (SHIPPED_FOLDER, own_runs_folder()):
        if name in (folder.name for folder in _folders(parent)):
            return open_run(parent / name)
    names = ", ".join(run.name for run in list_runs()[0]) or "none"
    raise RunError(f"there is no run named {name!r}; known runs are {names}")


def open_run(folder: Path) -> Run:
    """Open a run folder after checking every file in it except the Keras networks' contents.

    Raises:
        RunError: a file is missing, cut off, of a newer version, of the wrong shape, or holds a value not finite.
    """
    try:
        config = RunConfig.from_json(read_text(folder / "config.json"))
    except ConfigError as error:
        raise RunError(f"run {folder.name!r} has an invalid config.json: {error}") from error
    if config.name != folder.name:
        raise RunError(f"run folder {folder.name!r} holds a run named {config.name!r}: give both the same name")
    shipped = folder.parent == SHIPPED_FOLDER
    run = Run(folder, config, read_metrics(folder), shipped, read_provenance(folder, config))
    labels = load_latents(run).labels
    if run.provenance is not None and labels.max() >= len(run.provenance.class_names):
        raise RunError(f"run {run.name!r}: data.json must name {labels.max() + 1} classes; train the run again")
    load_history(run)
    load_bundle(run)
    for file_name in NETWORK_FILES:
        check_network(folder / file_name)
    return run


def load_latents(run: Run) -> Latents:
    """Load the held-out posteriors.

    Raises:
        RunError: the file is missing, damaged, of the wrong shape or not finite.
    """
    arrays = read_npz(run.folder / "latents.npz")
    try:
        z_mean, labels, z_log_var = arrays["z_mean"], arrays["labels"], arrays.get("z_log_var")
    except KeyError as error:
        raise RunError(f"run {run.name!r}: latents.npz lacks {error}; train or export the run again") from error
    shape = (len(labels), run.config.latent_dim)
    if (z_log_var is None) == run.config.variational:
        expected = "must" if run.config.variational else "must not"
        raise RunError(f"run {run.name!r}: latents.npz {expected} hold z_log_var; train the run again")
    for name, array in (("z_mean", z_mean), ("z_log_var", z_log_var)):
        if array is None:
            continue
        if array.shape != shape or labels.ndim != 1 or not len(labels):
            raise RunError(f"run {run.name!r}: {name} must have shape {list(shape)}, got {list(array.shape)}")
        if not np.isfinite(array).all():
            raise RunError(f"run {run.name!r}: {name} holds values that are not finite; train the run again")
    return Latents(z_mean, z_log_var, labels, *(_scores(run, arrays, name) for name in ("reconstruction", "kl")))


def _scores(run: Run, arrays: dict[str, np.ndarray], name: str) -> np.ndarray | None:
    """Return a score of every held-out image in nats, or None where the file has none."""
    scores = arrays.get(name)
    if scores is None:
        return None
    if scores.shape != arrays["labels"].shape:
        shape, expected = list(scores.shape), list(arrays["labels"].shape)
        raise RunError(f"run {run.name!r}: {name} must have shape {expected}, got {shape}; evaluate the run again")
    if scores.dtype.kind != "f" or not np.isfinite(scores).all():
        raise RunError(f"run {run.name!r}: {name} must hold finite numbers; evaluate the run again")
    return scores


def load_history(run: Run) -> dict[str, np.ndarray]:
    """Load the training history: column name to float64 [num_epochs], nats per image where they are losses.

    Raises:
        RunError: the file is missing or not the table `save_run` writes.
    """
    text = read_text(run.folder / "history.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or not text.endswith("\n"):
        raise RunError(f"run {run.name!r}: history.csv is damaged or cut off; train the run again")
    try:
        return {name: np.array([float(row[name]) for row in rows]) for name in HISTORY_COLUMNS}
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(f"run {run.name!r}: history.csv is damaged ({error}); train the run again") from error


def load_frames(run: Run) -> Frames:
    """Load the film of the training.

    Raises:
        RunError: the file is missing or damaged.
    """
    arrays = read_npz(run.folder / "frames.npz")
    try:
        return Frames(arrays["epochs"], arrays["codes"], arrays["labels"])
    except KeyError as error:
        raise RunError(f"run {run.name!r}: frames.npz lacks {error}; train the run again") from error


def load_bundle(run: Run) -> bytes:
    """Return the browser's decoder, a safetensors file, checked.

    Raises:
        RunError: the file is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    content = read_bytes(run.folder / "web.safetensors")
    try:
        metadata = read_header(content)
    except BundleError as error:
        raise RunError(f"run {run.name!r}: {error}") from error
    sizes = (int(metadata["input_size"]), int(metadata["num_classes"]))
    expected = (run.config.latent_dim, run.config.num_classes if run.config.conditional else 0)
    if sizes != expected:
        raise RunError(
            f"run {run.name!r}: web.safetensors takes {sizes[0]} latent dimensions and {sizes[1]} classes, "
            f"its config says {expected[0]} and {expected[1]}; export the run again"
        )
    return content
