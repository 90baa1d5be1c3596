"""Write a run folder, whole or not at all."""

import csv
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from vae.config import RunConfig
from vae.data.provenance import Provenance
from vae.latent.latents import Frames, Latents
from vae.runs.run_files import METRICS_VERSION, RunError
from vae.runs.store import HISTORY_COLUMNS, NETWORK_FILES, Run, open_run
from vae.runs.web import bundle


class Networks(Protocol):
    """What is saved of a model: its configuration and both of its Keras networks; `vae.model.vae.VAE` is one."""

    config: RunConfig
    encoder: Any
    decoder: Any


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
) -> Run:
    """Write a complete run folder; it appears in one step, or not at all.

    Args:
        folder: the run's folder; its name is the run's name.
        model: trained networks and their configuration.
        history: one dict an epoch with the keys of HISTORY_COLUMNS.
        frames: codes after some epochs.
        latents: held-out posteriors.
        metrics: held-out figures, as `Run.metrics`.
        provenance: the data it saw, if that is one's own.
        overwrite: whether a run of that name may be replaced.

    Returns:
        The run, opened from the new folder.

    Raises:
        RunError: the name is taken, or the folder cannot be written.
    """
    if folder.exists() and not overwrite:
        raise RunError(f"there is a run named {folder.name!r} already: choose another name or delete it first")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder.parent))
    except OSError as error:
        raise RunError(
            f"{folder.parent} cannot be written ({error.strerror}): set VAE_HOME to another folder"
        ) from error
    try:
        (temporary / "config.json").write_text(model.config.to_json())
        if provenance is not None:
            (temporary / "data.json").write_text(provenance.to_json())
        for file_name, network in zip(NETWORK_FILES, (model.encoder, model.decoder), strict=True):
            network.save(temporary / file_name)
            _compress(temporary / file_name)
        (temporary / "web.safetensors").write_bytes(bundle(model.decoder))
        _write_history(temporary / "history.csv", history)
        document = {"version": METRICS_VERSION, "metrics": metrics}
        (temporary / "metrics.json").write_text(json.dumps(document, indent=2) + "\n")
        write_latents(temporary / "latents.npz", latents)
        np.savez_compressed(temporary / "frames.npz", epochs=frames.epochs, codes=frames.codes, labels=frames.labels)
        temporary.chmod(0o755)
        _replace_folder(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return open_run(folder)


def write_latents(path: Path, latents: Latents) -> None:
    """Write held-out posteriors and scores as latents.npz, whole or not at all; what is None is left out."""
    arrays: dict[str, Any] = {
        name: array
        for name in ("z_mean", "labels", "z_log_var", "reconstruction", "kl")
        if (array := getattr(latents, name)) is not None
    }
    temporary = path.with_name(".part-" + path.name)
    np.savez_compressed(temporary, **arrays)
    os.replace(temporary, path)


def _replace_folder(new: Path, folder: Path) -> None:
    """Put `new` in the place of `folder`; what stood there is moved aside first and deleted last."""
    aside = new.with_name(new.name + ".old")
    if folder.exists():
        os.replace(folder, aside)
    os.replace(new, folder)
    shutil.rmtree(aside, ignore_errors=True)


def _write_history(path: Path, history: list[dict[str, float]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HISTORY_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in history:
            writer.writerow({name: round(row[name], 4) for name in HISTORY_COLUMNS})


def _compress(path: Path) -> None:
    """Deflate the archive that Keras stores as it is; Keras reads either."""
    with zipfile.ZipFile(path) as archive:
        contents = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry, content in contents.items():
            archive.writestr(entry, content)
