"""The one TensorFlow process behind all pages: started on first use, replaced when it dies."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import streamlit as st
from loky import ProcessPoolExecutor

from vae import backend
from vae.latent.geodesics import Curve
from vae.lifeline import Lifeline, follow
from vae.model.explanation import Explanation

_ATTEMPTS = 2


def decode(folder: Path, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Decode codes [n, latent_dim] with the run in `folder` to pictures, float32 [n, 28, 28] in [0, 1].

    `labels` are class numbers [n] or mixtures of classes, float [n, num_classes].
    """
    return _engine().call("decode", folder, z, labels)


def encode(folder: Path, images: np.ndarray, labels: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray | None]:
    """Encode pictures [n, 28, 28] with the run in `folder` to (z_mean, z_log_var), [n, latent_dim] each."""
    return _engine().call("encode", folder, images, labels)


def explain(
    folder: Path, images: np.ndarray, labels: np.ndarray | None = None, epsilon: np.ndarray | None = None
) -> Explanation:
    """Return posteriors, reconstructions and -ELBO terms of pictures [n, 28, 28]; `epsilon` draws from the first's."""
    return _engine().call("explain", folder, images, labels, epsilon)


def score(folder: Path, images: np.ndarray) -> tuple[np.ndarray | None, np.ndarray, np.ndarray | None]:
    """Return the scores (neg_elbo, reconstruction, kl) of pictures [n, 28, 28], nats [n] each, as stored ones are."""
    return _engine().call("score", folder, images)


def begin_geodesic(
    folder: Path, start: np.ndarray, end: np.ndarray, mixtures: np.ndarray | None = None
) -> tuple[Curve, Curve]:
    """Return the straight line and a way over codes, where the search for the shortest path begins."""
    return _engine().call("begin_geodesic", folder, start, end, mixtures)


def shorten(folder: Path, curve: Curve, mixtures: np.ndarray | None = None, seconds: float | None = None) -> Curve:
    """Shorten a curve between codes for some time; `mixtures` [2, num_classes] are the classes at its ends."""
    return _engine().call("shorten", folder, curve, mixtures, seconds)


def encoder_bundle(folder: Path) -> bytes:
    """Return the browser's copy of the encoder of the run in `folder`, a safetensors file."""
    return _engine().call("encoder_bundle", folder)


class Engine:
    """A worker process that holds TensorFlow and the loaded networks; calls from all visitors go through it in turn."""

    def __init__(self) -> None:
        """Prepare; the process itself starts with the first call."""
        self._lock = Lock()
        self._line = Lifeline()
        self._executor: ProcessPoolExecutor | None = None

    def call(self, function: str, *arguments: Any) -> Any:
        """Run a function of `vae.model.inference` in the worker and wait; a new worker takes over after a kill.

        Raises:
            BrokenExecutor: the worker died twice over the same call.
        """
        for attempt in range(_ATTEMPTS):
            executor = self._running()
            try:
                return executor.submit(_run, function, arguments).result()
            except BrokenExecutor:
                self._discard(executor)
                if attempt == _ATTEMPTS - 1:
                    raise

    def stop(self) -> None:
        """End the worker process, if there is one."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, kill_workers=True)
            self._executor = None

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    max_workers=1, timeout=None, env={"TF_CPP_MIN_LOG_LEVEL": "3"},
                    initializer=follow, initargs=(self._line.end,),
                )  # fmt: skip
            return self._executor

    def _discard(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._executor is broken:
                self._executor = None


def _run(function: str, arguments: tuple[Any, ...]) -> Any:
    """Run in the worker: the import brings Keras, so it happens there and nowhere else."""
    backend.start()
    from vae.model import inference

    implementation: Callable[..., Any] = getattr(inference, function)
    return implementation(*arguments)


@st.cache_resource(show_spinner=False)
def _engine() -> Engine:
    return Engine()
