"""A run is a folder: find, validate and load what one training made; `vae.saving` writes it."""

import csv
import io
import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vae.config import ConfigError, RunConfig
from vae.dataset import own_name
from vae.provenance import Provenance
from vae.web import BundleError, read_header

if TYPE_CHECKING:
    from vae.model import VAE

SHIPPED_FOLDER = Path(__file__).resolve().parents[1] / "assets" / "runs"
DEFAULT_RUN = "mnist-2d"
HISTORY_COLUMNS = (
    "epoch", "loss", "reconstruction", "kl", "val_loss", "val_reconstruction", "val_kl", "kl_weight", "seconds",
    "images_per_second",
)  # fmt: skip
METRICS_VERSION = 1
NETWORK_FILES = ("encoder.keras", "decoder.keras")


class RunError(ValueError):
    """A run cannot be used; the message says what is wrong with it and what to do."""


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
        """What `vae.dataset.Dataset.fingerprint` must be of the data it saw."""
        return "" if self.provenance is None else self.provenance.fingerprint


@dataclass(frozen=True)
class Latents:
    """Posteriors of the held-out images, in data set order.

    Attributes:
        z_mean: float32 [n, latent_dim].
        z_log_var: float32 [n, latent_dim], or None for a plain autoencoder.
        labels: uint8 [n].
    """

    z_mean: np.ndarray
    z_log_var: np.ndarray | None
    labels: np.ndarray


@dataclass(frozen=True)
class Frames:
    """The film of a training: codes of the same held-out images after some epochs.

    Attributes:
        epochs: int32 [num_frames], rising.
        codes: float16 [num_frames, m, latent_dim].
        labels: uint8 [m].
    """

    epochs: np.ndarray
    codes: np.ndarray
    labels: np.ndarray


def home_folder() -> Path:
    """Return the folder for what the user makes: VAE_HOME, or ~/.latent-explorer."""
    return Path(os.environ.get("VAE_HOME") or Path.home() / ".latent-explorer")


def own_runs_folder() -> Path:
    """Return the folder of the runs trained on this machine."""
    return home_folder() / "runs"


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
        config = RunConfig.from_json(_read_text(folder / "config.json"))
    except ConfigError as error:
        raise RunError(f"run {folder.name!r} has an invalid config.json: {error}") from error
    if config.name != folder.name:
        raise RunError(f"run folder {folder.name!r} holds a run named {config.name!r}: give both the same name")
    shipped = folder.parent == SHIPPED_FOLDER
    run = Run(folder, config, _read_metrics(folder), shipped, _read_provenance(folder, config))
    labels = load_latents(run).labels
    if run.provenance is not None and labels.max() >= len(run.provenance.class_names):
        raise RunError(f"run {run.name!r}: data.json must name {labels.max() + 1} classes; train the run again")
    load_history(run)
    load_bundle(run)
    for file_name in NETWORK_FILES:
        _check_archive(folder / file_name)
    return run


def load_latents(run: Run) -> Latents:
    """Load the held-out posteriors.

    Raises:
        RunError: the file is missing, damaged, of the wrong shape or not finite.
    """
    arrays = _read_npz(run.folder / "latents.npz")
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
    return Latents(z_mean, z_log_var, labels)


def load_history(run: Run) -> dict[str, np.ndarray]:
    """Load the training history: column name to float64 [num_epochs], nats per image where they are losses.

    Raises:
        RunError: the file is missing or not the table `save_run` writes.
    """
    text = _read_text(run.folder / "history.csv")
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
    arrays = _read_npz(run.folder / "frames.npz")
    try:
        return Frames(arrays["epochs"], arrays["codes"], arrays["labels"])
    except KeyError as error:
        raise RunError(f"run {run.name!r}: frames.npz lacks {error}; train the run again") from error


def load_bundle(run: Run) -> bytes:
    """Return the browser's decoder, a safetensors file, checked.

    Raises:
        RunError: the file is missing, cut off, fits another configuration or holds weights that are not finite.
    """
    content = _read_bytes(run.folder / "web.safetensors")
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


def load_model(run: Run) -> "VAE":
    """Build both networks from the configuration and load their weights; nothing else in the files is trusted.

    Raises:
        RunError: a network file is damaged or fits another configuration.
    """
    from vae.model import VAE

    model = VAE(run.config)
    for file_name, network in zip(NETWORK_FILES, (model.encoder, model.decoder), strict=True):
        try:
            network.load_weights(run.folder / file_name)
        except Exception as error:  # Keras lets every reader's own exceptions through
            reason = str(error).partition("\n")[0][:200]
            raise RunError(f"run {run.name!r}: {file_name} does not fit its config.json ({reason})") from error
    return model


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RunError(f"run {path.parent.name!r} lacks {path.name}: delete the run or train it again") from error
    except OSError as error:
        raise RunError(f"run {path.parent.name!r}: {path.name} cannot be read ({error.strerror})") from error


def _read_text(path: Path) -> str:
    try:
        return _read_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise RunError(f"run {path.parent.name!r}: {path.name} must be UTF-8 text, but it is damaged") from error


def _read_npz(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(io.BytesIO(_read_bytes(path)), allow_pickle=False) as file:
            return dict(file)
    except RunError:
        raise
    except Exception as error:  # zipfile, zlib, tokenize and NumPy each have their own for a damaged file
        raise RunError(f"run {path.parent.name!r}: {path.name} is damaged or cut off; train the run again") from error


def _read_metrics(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        document = json.loads(_read_text(folder / "metrics.json"))
        version, metrics = document["version"], document["metrics"]
        if not all("value" in metric for metric in metrics.values()):
            raise KeyError("value")
    except RunError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunError(f"run {folder.name!r}: metrics.json is damaged; evaluate the run again") from error
    if version != METRICS_VERSION:
        raise RunError(f"run {folder.name!r}: metrics.json must have version {METRICS_VERSION}, got {version!r}")
    return metrics


def _read_provenance(folder: Path, config: RunConfig) -> Provenance | None:
    if own_name(config.dataset) is None:
        return None
    try:
        return Provenance.from_json(_read_text(folder / "data.json"))
    except RunError:
        raise
    except (ValueError, RecursionError) as error:
        raise RunError(f"run {folder.name!r}: data.json is damaged ({error}); train the run again") from error


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(_read_bytes(path))) as archive:
            is_whole = archive.testzip() is None and "model.weights.h5" in archive.namelist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError):
        is_whole = False
    if not is_whole:
        raise RunError(f"run {path.parent.name!r}: {path.name} is damaged or cut off; train the run again")
