"""Which of Keras' backends the product runs on: its own choice, whatever the shell or keras.json says."""

import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator

TENSORFLOW = "tensorflow"
JAX = "jax"
BACKENDS = (TENSORFLOW, JAX)
_VARIABLE = "VAE_BACKEND"
_SPARED = ("sklearn", "pandas")
_goes_without: tuple[str, ...] = ()


class BackendError(ValueError):
    """Keras cannot run on the backend that was asked for; the message says which it can."""


def choose() -> None:
    """Let Keras run on the chosen backend once it is imported; importing `vae` does this, in every process of its own.

    A choice that is not possible counts as none here: an import is no place to complain. `check` does.
    """
    os.environ["KERAS_BACKEND"] = _wanted() if _problem() is None else TENSORFLOW


def check() -> None:
    """Check the choice, without Keras.

    Raises:
        BackendError: VAE_BACKEND names a backend that the networks are not trained on here, or one that is missing.
    """
    problem = _problem()
    if problem is not None:
        raise BackendError(problem)


def go_lightly() -> None:
    """Let this process import Keras without what it loads for its wrappers of scikit-learn and for tables of pandas.

    That is more than a quarter of what importing it takes. For programs of our own, which run nobody else's code; said
    before Keras is imported.
    """
    global _goes_without
    _goes_without = _SPARED


def start(backend: str | None = None) -> None:
    """Import Keras on the chosen backend and with Keras' own defaults, whatever keras.json says.

    Args:
        backend: one of BACKENDS in place of the chosen one.

    Raises:
        BackendError: as `check`, or Keras runs on another one in this process already.
    """
    check()
    if backend is not None:
        os.environ["KERAS_BACKEND"] = backend
    with _hidden(*_goes_without):
        import keras

    running = keras.backend.backend()
    if running != os.environ["KERAS_BACKEND"]:
        raise BackendError(
            f"Keras runs on {running} in this process already, and vae needs {os.environ['KERAS_BACKEND']}: "
            "import vae before keras"
        )
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_epsilon(1e-7)


@contextlib.contextmanager
def _hidden(*packages: str) -> Iterator[None]:
    """Let packages that are not loaded yet be none that could be imported."""
    missing = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]  # None, which Python refuses to import
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]


def _wanted() -> str:
    return os.environ.get(_VARIABLE, "").strip().lower() or TENSORFLOW


def _problem() -> str | None:
    if _wanted() not in BACKENDS:
        return f"{_VARIABLE} must be {' or '.join(BACKENDS)}, got {_wanted()[:40]!r}: change it or unset it"
    if _wanted() == JAX and importlib.util.find_spec(JAX) is None:
        return f"{_VARIABLE} is {JAX}, which is not installed: pip install {JAX}, or unset it"
    return None
