"""Graphs of ONNX within a network, which ONNX Runtime evaluates where it is installed; the browser does not."""

import hashlib
import importlib.util
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Any
from weakref import finalize

import numpy as np

from vae.network.graph_check import GraphError, check

GRAPH = "graph"
"""The type of the layer that such a graph is."""
INSTALL = "pip install onnxruntime"
_MOST_KEPT, _MOST_BYTES = 8, 2**29
_MOST_SECONDS = 60.0
_TYPES = {
    "tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16,
    "tensor(int64)": np.int64, "tensor(int32)": np.int32,
}  # fmt: skip


def has_graph(layers: Sequence[Any]) -> bool:
    """Return whether a chain of layers has a graph in it, so that no browser evaluates it and nothing has gradients."""
    return any(layer.get("type") == GRAPH for layer in layers)


def is_installed() -> bool:
    """Return whether ONNX Runtime is there."""
    return importlib.util.find_spec("onnxruntime") is not None


class Session:
    """A graph made ready; it is checked before, whoever wrote it.

    Args:
        model: an ONNX file that is whole in itself.

    Raises:
        GraphError: ONNX Runtime is not installed, or refuses the graph, or it is one that is not run.
    """

    def __init__(self, model: bytes) -> None:
        if not is_installed():
            raise GraphError(f"it takes ONNX Runtime to draw its pictures, which is not installed: {INSTALL}")
        check(model)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # it has a dozen kinds of its own
            raise GraphError(f"ONNX Runtime does not read this graph ({_short(error)})") from error
        self._one_by_one = False
        self._inputs = {given.name: (given.shape, given.type) for given in self._session.get_inputs()}

    def run(self, given: dict[str, np.ndarray], outputs: Sequence[str]) -> list[np.ndarray]:
        """Return what a graph gives for points, [n, ...] each, in pieces as large as its batch where that is fixed.

        One by one where it names no batch but fails with several, as one does that was traced with a single point.

        Args:
            given: numbers by input, float32 [n, *shape]; shares of classes [n, classes] where it takes a class number.
            outputs: names.

        Raises:
            GraphError: it fails, takes too long, or gives something else than numbers for each point.
        """
        with _limit() as limit:
            return self._run(given, outputs, limit)

    def _run(self, given: dict[str, np.ndarray], outputs: Sequence[str], limit: Any) -> list[np.ndarray]:
        count = len(next(iter(given.values())))
        fed = {name: self._as_wanted(name, values) for name, values in given.items()}
        fixed = [shape[0] for name, (shape, _) in self._inputs.items() if name in given and shape]
        batch = next((side for side in fixed if isinstance(side, int)), None)
        if batch is None and not self._one_by_one:
            try:
                return self._at_once(fed, outputs, count, limit)
            except GraphError:
                if count == 1 or limit.terminate:
                    raise
        made = self._in_pieces(fed, outputs, count, batch or 1, limit)
        self._one_by_one = batch is None
        return made

    def _in_pieces(
        self, fed: dict[str, np.ndarray], outputs: Sequence[str], count: int, batch: int, limit: Any
    ) -> list[np.ndarray]:
        parts = []
        for start in range(0, count, batch):
            piece = {name: values[start : start + batch] for name, values in fed.items()}
            used = len(next(iter(piece.values())))
            piece = {name: np.resize(values, (batch, *values.shape[1:])) for name, values in piece.items()}
            parts.append([array[:used] for array in self._at_once(piece, outputs, batch, limit)])
        return [np.concatenate(same) for same in zip(*parts, strict=True)]

    def _as_wanted(self, name: str, values: np.ndarray) -> np.ndarray:
        shape, kind = self._inputs[name]
        dtype = _TYPES.get(kind)
        if dtype is None:
            raise GraphError(f"its input {name!r} takes {kind}, numbers were expected")
        if np.issubdtype(dtype, np.integer):
            numbers = values.reshape(len(values), -1).argmax(axis=1).astype(dtype)
            return numbers.reshape(-1, *(1 for _ in shape[1:]))
        return np.ascontiguousarray(values, dtype)

    def _at_once(
        self, given: dict[str, np.ndarray], outputs: Sequence[str], count: int, limit: Any
    ) -> list[np.ndarray]:
        try:
            made = self._session.run(list(outputs), given, limit)
        except Exception as error:  # as above
            if limit.terminate:
                raise GraphError(f"this graph takes more than {_MOST_SECONDS:g} s for what is asked of it") from error
            raise GraphError(f"ONNX Runtime cannot evaluate this graph ({_short(error)})") from error
        for name, array in zip(outputs, made, strict=True):
            if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.shape[:1] != (count,):
                raise GraphError(f"its output {name!r} must be numbers for each of {count} points, got something else")
        return [array.astype(np.float32, copy=False) for array in made]


def evaluated(layer: Any, model: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return what a layer of a graph gives, float32 [n, size].

    Args:
        layer: as `vae.network.layers.GraphLayer` has it.
        model: the bytes of its graph, uint8 [bytes].
        values: all of its inputs one after another, [n, numbers].

    Raises:
        GraphError: as `Session`.
    """
    session = session_of(model)
    ends = np.cumsum([int(np.prod(shape)) for shape in layer["shapes"]])[:-1]
    parts = np.split(values, ends, axis=1)
    given = {
        name: part.reshape(len(values), *shape)
        for name, shape, part in zip(layer["inputs"], layer["shapes"], parts, strict=True)
    }
    made = [array.reshape(len(values), -1) for array in session.run(given, layer["outputs"])]
    joined = np.concatenate(made, axis=1)
    if joined.shape[1] != layer["size"]:
        raise GraphError(f"the graph gives {joined.shape[1]} numbers for a point, {layer['size']} were expected")
    return joined


@contextmanager
def _limit() -> Iterator[Any]:
    """Give what ends a run that takes too long: the worker is everybody's."""
    import onnxruntime

    limit = onnxruntime.RunOptions()
    timer = Timer(_MOST_SECONDS, setattr, (limit, "terminate", True))
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()


_SESSIONS: OrderedDict[bytes, tuple[Session, int]] = OrderedDict()
_KEYS: dict[int, bytes] = {}
_LOCK = Lock()


def session_of(model: np.ndarray) -> Session:
    """Return a graph made ready, as `Session`; those that were used last are kept, whichever array brings their bytes.

    Args:
        model: an ONNX file that is whole in itself, uint8 [bytes].

    Raises:
        GraphError: as `Session`.
    """
    key = _key(model)
    with _LOCK:
        if key in _SESSIONS:
            _SESSIONS.move_to_end(key)
            return _SESSIONS[key][0]
    made = Session(model.tobytes())  # others have their turn meanwhile
    with _LOCK:
        kept, _ = _SESSIONS.setdefault(key, (made, model.size))
        while len(_SESSIONS) > 1 and (
            len(_SESSIONS) > _MOST_KEPT or sum(size for _, size in _SESSIONS.values()) > _MOST_BYTES
        ):
            _SESSIONS.popitem(last=False)
    return kept


def _key(model: np.ndarray) -> bytes:
    """Return what tells bytes from others, computed once for each array: that of 100 MB takes 0.3 s."""
    key = _KEYS.get(id(model))
    if key is None:
        key = _KEYS[id(model)] = hashlib.sha256(model.data).digest()
        finalize(model, _KEYS.pop, id(model), None)
    return key


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:200]}…"
