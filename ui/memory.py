"""What is worked out once for all visitors, looked up so quickly that every rerun may ask for all of it."""

import functools
import inspect
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T", covariant=True)


class Remembered(Protocol[P, T]):
    """A function that `remembered` has decorated."""

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> T:
        """Return the value for these arguments, which come by their places."""
        ...

    def clear(self) -> None:
        """Forget everything."""


def remembered(max_entries: int) -> Callable[[Callable[P, T]], Remembered[P, T]]:
    """Decorate a function whose values are kept for all sessions of this process, the last `max_entries` asked for.

    A value belongs to all visitors and is never to be changed. It is found by the arguments, which are hashable, but
    for those whose names begin with an underscore. Two visitors who ask for the same at once wait for one working out;
    what that raises is raised to each of them and not kept. Streamlit's own caches take 0.15 milliseconds a look-up,
    which a page with twenty of them feels on every rerun; this takes a hundredth of that.

    The function gets an attribute `clear`, which forgets everything.
    """

    def decorate(function: Callable[P, T]) -> Remembered[P, T]:
        names = list(inspect.signature(function).parameters)
        counting = [index for index, name in enumerate(names) if not name.startswith("_")]
        values = _Values(max_entries)
        work_out: Callable[..., T] = function

        @functools.wraps(function)
        def look_up(*arguments: Any) -> Any:
            key = tuple(arguments[index] for index in counting)
            return values.get(key, lambda: work_out(*arguments))

        look_up.clear = values.clear  # type: ignore[attr-defined]
        return cast("Remembered[P, T]", look_up)

    return decorate


class _Values:
    """The last values by their keys, safe to use from many threads."""

    def __init__(self, max_entries: int) -> None:
        self._max_entries = max_entries
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._working: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, work_out: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            working = self._working.setdefault(key, threading.Lock())
        with working:
            with self._lock:
                if key in self._values:  # by another visitor in the meantime
                    return self._values[key]
            try:
                value = work_out()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._working.pop(key, None)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()

    def _keep(self, key: Hashable, value: Any) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._max_entries:
                self._values.popitem(last=False)
