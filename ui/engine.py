"""The one TensorFlow process behind all pages: started on first use, replaced when it dies."""

import importlib
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np
import streamlit as st
from loky import ProcessPoolExecutor

from vae import backend
from vae.imports.contract import Understood
from vae.imports.making import Beside
from vae.imports.questions import Answers, Samples
from vae.imports.steps import LostStepsError
from vae.latent.geodesics import Curve
from vae.lifeline import Lifeline, follow
from vae.model.explanation import Explanation
from vae.runs.store import Run

_ATTEMPTS = 2
# What takes long goes to the worker in pieces of about 0.05 seconds, so that several who ask for it take turns.
_SLICE_SECONDS = 0.05
# So long the worker waits for something long before it looks whether there is anything short.
_PATIENCE_SECONDS = 0.02
_STEP_SECONDS = 0.25
# Of several threads that solve one small system each waits for the others, with the interpreter held: on a busy machine
# 0.2 milliseconds became 1.4 seconds. Keras has threads of its own.
_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "OPENBLAS_NUM_THREADS": "1"}
# Tracing a network holds the interpreter; the thread that answers gets it back after so long.
_SWITCH_SECONDS = 0.0005
_IMPORTS = {
    "understand_files": "adding", "steps_to_add": "adding", "begin": "steps", "proceed": "steps",
    "draw": "drawing",
}  # fmt: skip
_MOST_ROWS = 1000
_MOST_SCORED = 100


def decode(folder: Path, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Decode codes [n, latent_dim] with the run in `folder` to pictures, float32 [n, *shape] in [0, 1].

    `labels` are class numbers [n] or mixtures of classes, float [n, num_classes].
    """
    return _in_pieces("decode", _MOST_ROWS, folder, z, labels)


def draw(folder: Path, z: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
    """Decode as `decode` does, without Keras, with a run whose decoder is one of `vae.network.graphs`."""
    return _engine().call("draw", folder, z, labels)


def encode(folder: Path, images: np.ndarray, labels: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray | None]:
    """Encode pictures [n, *shape] with the run in `folder` to (z_mean, z_log_var), [n, latent_dim] each."""
    return _in_pieces("encode", _MOST_ROWS, folder, images, labels)


def explain(
    folder: Path, images: np.ndarray, labels: np.ndarray | None = None, epsilon: np.ndarray | None = None
) -> Explanation:
    """Return posteriors, reconstructions and -ELBO terms of pictures [n, *shape]; `epsilon` draws from the first's."""
    return _engine().call("explain", folder, images, labels, epsilon)


def score(
    folder: Path, images: np.ndarray, labels: np.ndarray | None = None
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray | None]:
    """Return the scores (neg_elbo, reconstruction, kl) of pictures [n, *shape], nats [n] each, as stored ones are.

    Without the class told of each, `labels` [n], a conditional run takes the one that fits best.
    """
    return _in_pieces("score", _MOST_SCORED, folder, images, labels)


def begin_geodesic(
    folder: Path, start: np.ndarray, end: np.ndarray, mixtures: np.ndarray | None = None
) -> tuple[Curve, Curve]:
    """Return the straight line and a way over codes, where the search for the shortest path begins."""
    return _engine().call_long("begin_geodesic", folder, start, end, mixtures)


def shorten(folder: Path, curve: Curve, mixtures: np.ndarray | None = None, seconds: float | None = None) -> Curve:
    """Shorten a curve between codes for some time; `mixtures` [2, num_classes] are the classes at its ends."""
    begin = time.monotonic()
    while not curve.is_converged:
        curve = _engine().call_long("shorten", folder, curve, mixtures, _SLICE_SECONDS)
        if seconds is not None and time.monotonic() - begin >= seconds:
            break
    return curve


def understand_files(files: Mapping[str, bytes], answers: Answers, samples: Samples | None = None) -> Understood:
    """Return what foreign files are taken for, as `vae.imports.adding.understand_files`."""
    return _engine().call_long("understand_files", files, answers, samples)


def add_run(
    parent: Path, name: str, files: Mapping[str, bytes], answers: Answers, beside: Beside, dataset: str | None = None
) -> Run:
    """Write foreign networks as a run, as `vae.imports.adding.add_run`."""
    return _engine().call_in_steps("steps_to_add", parent, name, files, answers, beside, dataset)


def encoder_bundle(folder: Path) -> bytes:
    """Return the browser's copy of the encoder of the run in `folder`, a safetensors file."""
    return _engine().call("encoder_bundle", folder)


def _in_pieces(function: str, most: int, folder: Path, rows: np.ndarray, *more: np.ndarray | None) -> Any:
    """Call with rows and arrays of as many more, `most` of them at a time, and join what comes back."""
    if len(rows) <= most:
        return _engine().call(function, folder, rows, *more)
    starts = range(0, len(rows), most)
    pieces = ([None if one is None else one[start : start + most] for one in (rows, *more)] for start in starts)
    return _joined([_engine().call_long(function, folder, *piece) for piece in pieces])


def _joined(parts: list[Any]) -> Any:
    if isinstance(parts[0], tuple):
        return tuple(_joined(list(same)) for same in zip(*parts, strict=True))
    return None if parts[0] is None else np.concatenate(parts)


class Engine:
    """A worker process that holds TensorFlow and the loaded networks; calls from all visitors go through it in turn.

    What is long it does beside that, one at a time in a thread of its own: loading and tracing a network takes seconds
    and cannot be cut.
    """

    def __init__(self) -> None:
        """Prepare; the process itself starts with the first call."""
        self._lock = Lock()
        self._line = Lifeline()
        self._long = Lock()
        self._executor: ProcessPoolExecutor | None = None

    def call(self, function: str, *arguments: Any) -> Any:
        """Run a function of inference or of imports in the worker and wait; a new worker takes over after a kill.

        Raises:
            BrokenExecutor: the worker died twice over the same call.
        """
        return self._retried(lambda executor: executor.submit(_run, function, arguments).result())

    def call_long(self, function: str, *arguments: Any) -> Any:
        """Run one piece of something long as `call` does, after the other long calls' pieces that came before."""
        with self._long:
            return self._retried(lambda executor: _beside(executor, function, arguments))

    def call_in_steps(self, function: str, *arguments: Any) -> Any:
        """Run something long of imports that gives others their turn between its steps; anew where its worker died.

        Raises:
            BrokenExecutor: the worker died twice over it.
        """
        for _ in range(_ATTEMPTS):
            key, answer = uuid.uuid4().hex, (False, None)
            self.call_long("begin", key, f"{_IMPORTS[function]}.{function}", arguments)
            try:
                while not answer[0]:
                    answer = self.call_long("proceed", key, _STEP_SECONDS)
            except LostStepsError:  # another worker knows nothing of what the one before had begun
                continue
            return answer[1]
        raise BrokenExecutor("the worker ended twice over this")

    def _retried(self, ask: Callable[[ProcessPoolExecutor], Any]) -> Any:
        for attempt in range(_ATTEMPTS):
            executor = self._running()
            try:
                return ask(executor)
            except BrokenExecutor:
                self._discard(executor)
                if attempt == _ATTEMPTS - 1:
                    raise

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    max_workers=1, timeout=None, env=_ENVIRONMENT, initializer=_prepare, initargs=(self._line.end,)
                )
            return self._executor

    def _discard(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._executor is broken:
                self._executor = None


def _beside(executor: ProcessPoolExecutor, function: str, arguments: tuple[Any, ...]) -> Any:
    """Let the worker begin something in its thread for what is long, and ask until it has it."""
    executor.submit(_begin, function, arguments).result()
    while True:
        is_done, answer = executor.submit(_look).result()
        if is_done:
            return answer


def _prepare(line: Connection) -> None:
    """Run first in the worker."""
    follow(line)
    backend.go_lightly()
    sys.setswitchinterval(_SWITCH_SECONDS)


def _run(function: str, arguments: tuple[Any, ...]) -> Any:
    """Run in the worker: the import may bring Keras, so it happens there and nowhere else."""
    return _implementation(function)(*arguments)


def _implementation(function: str) -> Callable[..., Any]:
    if function in _IMPORTS:
        room = importlib.import_module(f"vae.imports.{_IMPORTS[function]}")
        return cast("Callable[..., Any]", getattr(room, function))
    backend.start(backend.TENSORFLOW)  # trainings may run on another one
    from vae.model import inference

    return cast("Callable[..., Any]", getattr(inference, function))


_THREAD = ThreadPoolExecutor(1)
_LONG: list[Future] = []


def _begin(function: str, arguments: tuple[Any, ...]) -> None:
    """Begin something long in the worker, which has no more than one such thing at a time."""
    _LONG[:] = [_THREAD.submit(_implementation(function), *arguments)]


def _look() -> tuple[bool, Any]:
    """Return in the worker whether what is long is done, and its answer; what it raises is raised."""
    wait_for(_LONG, _PATIENCE_SECONDS)
    return (True, _LONG.pop().result()) if _LONG[0].done() else (False, None)


@st.cache_resource(show_spinner=False)
def _engine() -> Engine:
    return Engine()
