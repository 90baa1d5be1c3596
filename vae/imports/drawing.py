"""Pictures of runs whose decoder ONNX Runtime evaluates, drawn without Keras, which takes seconds to load."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from vae.network import network
from vae.network.evaluation import evaluate
from vae.network.graph_check import GraphError
from vae.network.network import Network
from vae.runs.run_files import RunError, changed_at
from vae.runs.store import Run, load_bundle, open_run


def draw(folder: Path, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Decode codes as `vae.model.inference.decode` does.

    Args:
        folder: a run folder.
        z: codes [n, latent_dim].
        labels: class numbers [n] or shares of the classes, float [n, num_classes], for conditional runs.

    Returns:
        Pictures, float32 [n, *shape].

    Raises:
        RunError: the run is damaged, or ONNX Runtime does not evaluate it here.
    """
    run, decoder = _opened(folder, changed_at(Path(folder) / "web.safetensors"))
    try:
        return evaluate(decoder, z, labels).reshape(len(z), *run.config.shape.array)
    except GraphError as error:
        raise RunError(f"run {run.name!r}: {error}") from error


@lru_cache(maxsize=8)
def _opened(folder: Path, changed: int) -> tuple[Run, Network]:
    run = open_run(folder)
    return run, network.read(load_bundle(run))
