"""A run's metrics.json: held-out figures by name, every value of them checked."""

from pathlib import Path
from typing import Any

from vae import documents
from vae.config import RunConfig
from vae.documents import DocumentError
from vae.runs.run_files import RunError, again, read_json
from vae.verdict import judge, typicality

METRICS_VERSION = 1
_PER_DIMENSION = "kl_per_dimension"
_COUNTS = ("num_samples", "k")
_NEEDED = {"knn_accuracy": "k", "importance_weighted_nll": "num_samples", "importance_weighted_nll_5000": "num_samples"}


def read_metrics(folder: Path, config: RunConfig) -> dict[str, dict[str, Any]]:
    """Return a run's held-out figures by name, each with its value and what it was measured on.

    Every figure is a number, but kl_per_dimension is one for each latent dimension.

    Args:
        folder: the run's folder.
        config: the run's.

    Raises:
        RunError: metrics.json is missing, damaged or of another version.
    """
    try:
        document = documents.mapping("the document", read_json(folder / "metrics.json"))
        version = documents.whole("its version", document.get("version"))
        metrics = documents.mapping("metrics", document.get("metrics")) if version == METRICS_VERSION else {}
        for name, metric in metrics.items():
            _check(documents.text("each name", name), metric, config.latent_dim)
        for score in typicality.SCORES:
            if typicality.METRIC_PREFIX + score in metrics and typicality.yardstick(metrics, score) is None:
                raise DocumentError(f"{typicality.METRIC_PREFIX}{score} is incomplete")
        if judge.METRIC in metrics and judge.judge(metrics) is None:
            raise DocumentError(f"{judge.METRIC} is incomplete")
    except DocumentError as error:
        raise RunError(
            f"run {folder.name!r}: metrics.json is damaged ({error}); {again(folder)} the run again"
        ) from error
    if version != METRICS_VERSION:
        raise RunError(f"run {folder.name!r}: metrics.json must have version {METRICS_VERSION}, got {version}")
    return metrics


def _check(name: str, metric: object, latent_dim: int) -> None:
    fields = documents.mapping(name, metric)
    if name == _PER_DIMENSION:
        documents.numbers(f"the value of {name}", fields.get("value"), latent_dim)
    else:
        documents.number(f"the value of {name}", fields.get("value"))
    documents.text(f"data of {name}", fields.get("data"))
    documents.whole(f"num_images of {name}", fields.get("num_images"), low=1)
    for field in _COUNTS:
        if fields.get(field) is not None or _NEEDED.get(name) == field:
            documents.whole(f"{field} of {name}", fields.get(field), low=1)
    if fields.get("seed") is not None:
        documents.whole(f"the seed of {name}", fields["seed"])
