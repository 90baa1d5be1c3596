"""Variational autoencoders from training to the browser bundle, without any user interface.

What a notebook or a script may rely on are the names in `__all__`:

- `list_runs()` and `open_run(name)`, which gives a `Model`: encode, decode, sample, traverse, grid, metrics;
- `train(config)` with a `RunConfig`, one's own or that of one of the `PRESETS`;
- `study(plan)`, many trainings that differ in some values and their seeds, and `read_study(name)`, one trained before:
  each gives a `Study` with its runs, and tables of their figures;
- `load_data(name)`, which gives a `Dataset`, and `montage(pictures)`, which joins a grid of pictures into one.

Each is loaded when it is first asked for, Keras only when something is computed. Everything else, the sub-packages
included, is private: it may change from one version to the next.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vae import backend

if TYPE_CHECKING:
    from vae.config import RunConfig
    from vae.data.dataset import Dataset
    from vae.data.datasets import load as load_data
    from vae.latent.manifold import montage
    from vae.notebook.opened import Model, list_runs, open_run
    from vae.notebook.studied import Study, read_study, study
    from vae.notebook.training import train
    from vae.presets import PRESETS

__version__ = "0.2.0"
__all__ = [
    "PRESETS", "Dataset", "Model", "RunConfig", "Study", "__version__", "list_runs", "load_data", "montage", "open_run",
    "read_study", "study", "train",
]  # fmt: skip

_PLACES = {
    "PRESETS": "vae.presets:PRESETS",
    "RunConfig": "vae.config:RunConfig",
    "Dataset": "vae.data.dataset:Dataset",
    "load_data": "vae.data.datasets:load",
    "montage": "vae.latent.manifold:montage",
    "Model": "vae.notebook.opened:Model",
    "list_runs": "vae.notebook.opened:list_runs",
    "open_run": "vae.notebook.opened:open_run",
    "train": "vae.notebook.training:train",
    "Study": "vae.notebook.studied:Study",
    "read_study": "vae.notebook.studied:read_study",
    "study": "vae.notebook.studied:study",
}

backend.choose()


def __getattr__(name: str) -> Any:
    """Load a public name where it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _PLACES[name].partition(":")
    value = globals()[name] = getattr(import_module(module), attribute)
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted({*globals(), *__all__})
