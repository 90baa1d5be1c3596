"""The networks of some epochs of a training, as the browser evaluates them, in one file."""

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import numpy as safetensors_numpy

from vae import files
from vae.network.bundles import read_header, with_sorted_metadata
from vae.runs.web import bundle

if TYPE_CHECKING:
    from vae.data.dataset import Dataset
    from vae.model.training import EpochResult
    from vae.model.vae import VAE

SNAPSHOTS_FILE = "snapshots.safetensors"
FORMAT, VERSION = "vae-snapshots", "1"
_PARTS = ("encoder", "decoder")
_NAME = re.compile(r"(\d+)\.json")


class Snapshots:
    """Keeps the networks of some epochs in a folder while they are trained, then writes them into the run's.

    What is kept survives a training that is broken off and taken up again.
    """

    def __init__(self, folder: Path, epochs: tuple[int, ...]) -> None:
        """Choose the epochs; 0 is the untrained network."""
        self._folder = folder
        self._epochs = epochs

    def begin(self, model: "VAE", dataset: "Dataset") -> None:
        """Keep the untrained network, if it is wanted and not kept already."""
        from vae.model.training import evaluate_held_out

        if 0 in self._epochs and not (self._folder / "0.json").exists():
            found = evaluate_held_out(model, dataset)
            self._keep(0, model, found.reconstruction, float(found.kl_per_dimension.sum()), found.codes)
        self._labels = dataset.test_labels

    def take(self, model: "VAE", result: "EpochResult") -> None:
        """Keep the network of an epoch that the model has just finished, if it is wanted."""
        if result.epoch in self._epochs:
            self._keep(result.epoch, model, result.val_reconstruction, result.val_kl, result.codes)

    def write(self, folder: Path) -> None:
        """Write all that was kept as snapshots.safetensors into a run's folder, and forget it."""
        epochs = sorted(int(found[1]) for path in self._folder.glob("*.json") if (found := _NAME.fullmatch(path.name)))
        figures = [json.loads(files.read_bytes(self._folder / f"{epoch}.json")) for epoch in epochs]
        tensors: dict[str, np.ndarray] = {}
        metadata = {"format": FORMAT, "version": VERSION, "epochs": json.dumps(epochs)}
        for name in ("reconstruction", "kl"):
            metadata[name] = json.dumps([round(figure[name], 4) for figure in figures])
        for epoch in epochs:
            with files.opened(self._folder / f"{epoch}.npy") as file:
                tensors[f"{epoch}.codes"] = np.load(file)
        tensors["labels"] = self._labels[: len(tensors[f"{epochs[0]}.codes"])]
        for part in _PARTS:
            for epoch in epochs:
                blob = files.read_bytes(self._folder / f"{epoch}.{part}")
                loaded = safetensors_numpy.load(blob)
                tensors |= {f"{epoch}.{part}.{name}": tensor for name, tensor in loaded.items()}
                metadata[part] = json.dumps(read_header(blob))
        files.write_bytes(folder / SNAPSHOTS_FILE, with_sorted_metadata(safetensors_numpy.save(tensors, metadata)))
        shutil.rmtree(self._folder)

    def _keep(self, epoch: int, model: "VAE", reconstruction: float, kl: float, codes: np.ndarray) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for part, network in zip(_PARTS, (model.encoder, model.decoder), strict=True):
            (self._folder / f"{epoch}.{part}").write_bytes(bundle(network))
        np.save(self._folder / f"{epoch}.npy", codes)
        (self._folder / f"{epoch}.json").write_text(json.dumps({"reconstruction": reconstruction, "kl": kl}))
