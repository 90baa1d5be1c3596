"""Write a run folder, whole or not at all."""

import csv
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from vae import files
from vae.config import ConfigError, RunConfig, check_run_name
from vae.data.provenance import Provenance
from vae.latent.latents import Frames, Latents
from vae.prior.draws import Prior
from vae.runs.learnt_files import write_prior, write_sigma
from vae.runs.metrics_file import METRICS_VERSION
from vae.runs.network_files import BUNDLE_FILES, NETWORK_FILES
from vae.runs.origin import ORIGIN_FILE, Origin
from vae.runs.run_files import RUN_FILES, RunError
from vae.runs.store import LESSON_FOLDER, SHIPPED_FOLDER, Run, history_columns, open_run
from vae.runs.web import bundle


class Networks(Protocol):
    """What is saved of a model; `vae.model.vae.VAE` is one.

    Attributes:
        config: its configuration.
        encoder: a Keras network.
        decoder: another one.
    """

    config: RunConfig
    encoder: Any
    decoder: Any

    @property
    def sigma(self) -> float | None:
        """The learnt width of a pixel, None where its likelihood has none."""

    @property
    def prior(self) -> Prior | None:
        """What codes are pulled to."""


def save_run(
    folder: Path,
    model: Networks,
    *,
    history: list[dict[str, float]],
    frames: Frames,
    latents: Latents,
    metrics: dict[str, dict[str, Any]],
    provenance: Provenance | None = None,
    overwrite: bool = False,
    lean: bool = False,
) -> Run:
    """Write a complete run folder; it appears in one step, or not at all.

    Args:
        folder: the run's folder; its name is the run's name.
        model: trained networks and their configuration.
        history: one dict an epoch with the keys of `vae.runs.store.history_columns`.
        frames: codes after some epochs.
        latents: held-out posteriors.
        metrics: held-out figures, as `Run.metrics`.
        provenance: the data it saw, if that is one's own.
        overwrite: whether a run of that name may be replaced.
        lean: whether weights are kept for the browser alone, without Keras' archives.

    Returns:
        The run, opened from the new folder.

    Raises:
        RunError: the name is taken, or the folder cannot be written.
    """
    if folder.exists() and not overwrite:
        raise RunError(f"there is a run named {folder.name!r} already: choose another name or delete it first")
    try:
        with files.whole_folder(folder, replace=overwrite) as part:
            (part / "config.json").write_text(model.config.to_json())
            if provenance is not None:
                (part / "data.json").write_text(provenance.to_json())
            _write_networks(part, model, lean)
            if model.sigma is not None:
                write_sigma(part, model.sigma)
            if model.config.learns_prior:
                write_prior(part, model.prior)
            _write_history(part / "history.csv", model.config, history)
            write_metrics(part, metrics)
            write_latents(part / "latents.npz", latents)
            np.savez_compressed(part / "frames.npz", epochs=frames.epochs, codes=frames.codes, labels=frames.labels)
    except OSError as error:
        raise RunError(files.unwritable(folder.parent, error)) from error
    return open_run(folder)


@dataclass(frozen=True)
class Imported:
    """What becomes an imported run.

    Attributes:
        config: with the architecture "imported".
        decoder: a bundle, as docs/formats.md has it, that gives pixels in [0, 1].
        encoder: another one, or None where there is a decoder alone.
        latents: codes with their classes, and what else is known of them.
        origin: where it comes from.
        provenance: of its data, if that is one's own.
        metrics: held-out figures, as `Run.metrics`; none where there are no pictures to measure on.
        sigma: the width of a pixel's Gaussian, where the likelihood has one.
    """

    config: RunConfig
    decoder: bytes
    encoder: bytes | None
    latents: Latents
    origin: Origin
    provenance: Provenance | None = None
    metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    sigma: float | None = None


def check_name(parent: Path, name: str) -> None:
    """Check that a run may be written under a name.

    Raises:
        RunError: it is no name, or a run, shipped or one's own, has it already.
    """
    try:
        check_run_name(name)
    except ConfigError as error:
        raise RunError(str(error)) from error
    if (SHIPPED_FOLDER / name).exists() or (LESSON_FOLDER / name).exists():
        raise RunError(f"a run that comes with the program is named {name!r} already: choose another name")
    if (parent / name).exists():
        raise RunError(f"there is a run named {name!r} already: choose another name or delete it first")


def save_imported(parent: Path, imported: Imported) -> Run:
    """Write the folder of an imported run and open it; a run that does not open leaves nothing behind.

    Args:
        parent: the folder of runs to write it into.
        imported: what to write; its configuration names the folder.

    Raises:
        RunError: the name is taken, the parts do not fit each other, or the folder cannot be written.
    """
    return _save_new(parent, imported.config.name, lambda folder: _write_imported(folder, imported))


def save_copy(parent: Path, contents: Mapping[str, bytes], name: str) -> Run:
    """Write a run of which all files are there, such as an export holds; one that does not open leaves nothing behind.

    Args:
        parent: the folder of runs to write it into.
        contents: what the files hold, by the names that docs/formats.md has.
        name: what it is to be called.

    Raises:
        RunError: the name is taken or no name, a file is missing or damaged, or the folder cannot be written.
    """
    try:
        config = replace(RunConfig.from_json(contents.get("config.json", b"").decode("utf-8", "replace")), name=name)
    except ConfigError as error:
        raise RunError(f"the run has an invalid config.json: {error}") from error

    def write(folder: Path) -> None:
        for file_name in set(contents) & set(RUN_FILES):
            (folder / file_name).write_bytes(contents[file_name])
        (folder / "config.json").write_text(config.to_json())

    return _save_new(parent, name, write)


def _save_new(parent: Path, name: str, write: Callable[[Path], None]) -> Run:
    check_name(parent, name)
    try:
        with files.whole_folder(parent / name) as part:
            write(part)
    except OSError as error:
        raise RunError(files.unwritable(parent, error)) from error
    try:
        return open_run(parent / name)
    except RunError:
        files.delete_folder(parent / name)
        raise


def _write_imported(folder: Path, imported: Imported) -> None:
    (folder / "config.json").write_text(imported.config.to_json())
    (folder / ORIGIN_FILE).write_text(imported.origin.to_json())
    for file_name, blob in zip(BUNDLE_FILES, (imported.encoder, imported.decoder), strict=True):
        if blob is not None:
            (folder / file_name).write_bytes(blob)
    if imported.provenance is not None:
        (folder / "data.json").write_text(imported.provenance.to_json())
    if imported.sigma is not None:
        write_sigma(folder, imported.sigma)
    write_latents(folder / "latents.npz", imported.latents)
    write_metrics(folder, imported.metrics)


def _write_networks(folder: Path, model: Networks, lean: bool) -> None:
    networks = model.encoder, model.decoder
    for file_name, network in () if lean else zip(NETWORK_FILES, networks, strict=True):
        network.save(folder / file_name)
        _compress(folder / file_name)
    for file_name, network in zip(BUNDLE_FILES, networks, strict=True):
        (folder / file_name).write_bytes(bundle(network))


def write_metrics(folder: Path, metrics: dict[str, dict[str, Any]]) -> None:
    """Write held-out figures as metrics.json, whole or not at all."""
    files.write_json(folder / "metrics.json", {"version": METRICS_VERSION, "metrics": metrics}, indent=2)


def write_latents(path: Path, latents: Latents) -> None:
    """Write held-out posteriors and scores as latents.npz, whole or not at all; what is None is left out.

    Numbers that float16 holds as they are take half the bytes as such.
    """
    arrays: dict[str, Any] = {
        name: _narrowed(array)
        for name in ("z_mean", "labels", "z_log_var", "reconstruction", "kl", "nll")
        if (array := getattr(latents, name)) is not None
    }
    with files.whole_file(path) as file:
        np.savez_compressed(file, **arrays)


def _narrowed(array: np.ndarray) -> np.ndarray:
    if array.dtype != np.float32:
        return array
    with np.errstate(over="ignore"):
        narrow = array.astype(np.float16)
    return narrow if np.array_equal(narrow, array) else array


def _write_history(path: Path, config: RunConfig, history: list[dict[str, float]]) -> None:
    with path.open("w", newline="") as file:
        columns = history_columns(config)
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in history:
            writer.writerow({name: round(row[name], 4) for name in columns})


def _compress(path: Path) -> None:
    """Deflate the archive that Keras stores as it is; Keras reads either."""
    with zipfile.ZipFile(path) as archive:
        contents = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry, content in contents.items():
            archive.writestr(entry, content)
