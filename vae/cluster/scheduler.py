"""The scheduler of a Dask cluster and its workers, asked in ways that end; the only module that knows Dask."""

import contextlib
import logging
import queue
import secrets
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from vae.cluster import fitness, place
from vae.cluster.fitness import misfit
from vae.cluster.line import Line, LostError, RefusedError
from vae.studies.study import StudyError

_SECONDS_TO_CONNECT = 10
_SECONDS_TO_ANSWER = 60.0
# Before it is asked whether a worker is there at all: Dask tries to reach one that left in order for half a minute.
_SECONDS_TO_WONDER = 3.0
# Of one that is new: the program is imported there for the first time.
_SECONDS_TO_LOOK = 20.0


class Scheduler:
    """A connection to a scheduler."""

    def __init__(self, address: str) -> None:
        """Connect.

        Raises:
            StudyError: Dask is not installed, or nobody answers there within ten seconds.
        """
        self._client = _connect(address)

    def threads(self) -> dict[str, int]:
        """Return the addresses of the workers there are, and how many threads each has.

        Raises:
            LostError: the scheduler does not answer.
        """
        return dict(_in_time(self._client.nthreads))

    def tasks(self) -> dict[str, int]:
        """Return how many tasks each worker has, of whomever; nothing where nobody knows."""
        try:
            return {worker: len(tasks) for worker, tasks in _in_time(self._client.processing).items()}
        except LostError:
            return {}

    def misfits(self, workers: list[str]) -> dict[str, str | None]:
        """Return of each of some workers what keeps it from training, by its address; None where nothing does.

        Of one that does not answer in time nothing is known yet: it is not among them.

        Raises:
            StudyError: the scheduler itself is of another version.
            LostError: the scheduler does not answer.
        """
        ours = _versions_here()
        # Of the packages only those of Dask: some versions of it import what they are asked for.
        theirs = _in_time(lambda: self._client.sync(self._client.scheduler.versions))
        if problem := _differs("the scheduler", theirs, ours):
            raise StudyError(problem)
        return _in_time_of_each(workers, lambda worker: self._misfit(worker, ours), _SECONDS_TO_LOOK)

    def _misfit(self, worker: str, ours: dict[str, str | None]) -> str | None:
        who, ask = f"worker {worker}", self._client.scheduler.broadcast
        answers = self._client.sync(ask, msg={"op": "versions"}, workers=[worker])
        if problem := _differs(who, answers[worker], ours):
            return problem
        # A function travels only to the same Python.
        installed = _installed()
        found = self._client.run(installed, fitness.PACKAGES, workers=[worker])[worker]
        return misfit(who, found, installed(fitness.PACKAGES))

    def line(self, worker: str) -> Line:
        """Return a line to a place on a worker that is yet to be made."""
        return _DaskLine(self._client, worker)

    def close(self) -> None:
        """Leave the scheduler."""
        with contextlib.suppress(LostError):
            _in_time(lambda: self._client.close(timeout=2), 5.0)


class _DaskLine:
    """A line as of `vae.cluster.line`, over a client of Dask."""

    def __init__(self, client: Any, worker: str) -> None:
        self._client, self._worker, self._token = client, worker, secrets.token_hex(8)
        self._future: Any = None

    def begin(self, order: dict[str, Any]) -> None:
        """Submit the task of the place, for that worker alone."""
        key = f"{order['trial']}-{self._token}"
        self._future = _in_time(
            lambda: self._client.submit(
                _task(), {**order, "token": self._token}, key=key, workers=[self._worker], allow_other_workers=False,
                pure=False,
            )
        )  # fmt: skip

    def is_begun(self) -> bool:
        """Return whether the place is there."""
        if self._future.status == "error":
            raise RefusedError(f"Its task failed ({_in_time(self._future.exception)}).")
        if self._future.status != "pending":
            raise LostError(f"its task is {self._future.status}")
        return "result" in self._answer("has_begun", seconds=_SECONDS_TO_ANSWER)

    def ask(self, what: str, *arguments: Any, seconds: float = _SECONDS_TO_ANSWER) -> Any:
        """Run a question on the worker, beside its tasks."""
        answer = self._answer(what, *arguments, seconds=seconds)
        if "problem" in answer:
            raise RefusedError(answer["problem"])
        if "result" not in answer:
            raise LostError("it has given the training up")
        return answer["result"]

    def end(self) -> None:
        """Let the place be deleted."""
        with contextlib.suppress(LostError):
            self._answer("leave", seconds=5.0)
        with contextlib.suppress(LostError):
            if self._future is not None:
                _in_time(self._future.release, 5.0)

    def _answer(self, what: str, *arguments: Any, seconds: float) -> dict[str, Any]:
        answers = _in_time(
            lambda: self._client.run(
                place.answer_a_sweep, self._token, what, *arguments, workers=[self._worker], on_error="return"
            ),
            seconds,
            self._check_that_it_is_there,
        )
        answer = answers[self._worker]
        if isinstance(answer, Exception):
            raise LostError(_reason(answer)) from answer
        return dict(answer)

    def _check_that_it_is_there(self) -> None:
        try:
            there = _in_time(self._client.nthreads, 5.0)
        except LostError:  # of the worker that says nothing
            return
        if self._worker not in there:
            raise LostError("it has left the scheduler")


def _in_time(
    what: Callable[[], Any], seconds: float = _SECONDS_TO_ANSWER, check: Callable[[], None] = lambda: None
) -> Any:
    """Return what a call gives in time: Dask itself waits for minutes for one that hangs.

    Args:
        what: the call.
        seconds: the time.
        check: raises LostError where there is nothing to wait for any more; called every few seconds.

    Raises:
        LostError: it took longer, or failed, for which Dask has many exceptions.
    """
    box: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((what(), None))
        except Exception as error:
            box.put((None, error))

    threading.Thread(target=run, name="a question to the cluster", daemon=True).start()
    deadline = time.monotonic() + seconds
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise LostError(f"no answer for {seconds:.0f} seconds")
        try:
            result, error = box.get(timeout=min(left, _SECONDS_TO_WONDER))
            break
        except queue.Empty:
            check()
    if error is not None:
        raise LostError(_reason(error)) from error
    return result


def _in_time_of_each(ones: Iterable[str], what: Callable[[str], Any], seconds: float) -> dict[str, Any]:
    """Return what a call gives of each that it gives something of in time; they are asked side by side."""
    found: dict[str, Any] = {}

    def ask(one: str) -> None:
        with contextlib.suppress(LostError):
            found[one] = _in_time(lambda: what(one), seconds)

    threads = [threading.Thread(target=ask, args=[one], name="a look at a worker", daemon=True) for one in ones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _reason(error: Exception) -> str:
    return "the connection ended" if isinstance(error, OSError) else type(error).__name__


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise StudyError("a cluster takes the package distributed: pip install distributed") from error
    # What it says of lost connections is said here in a sentence.
    for name in ("distributed", *(name for name in logging.root.manager.loggerDict if name.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions, which are looked at here
            client = _in_time(
                lambda: Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False), _SECONDS_TO_CONNECT + 1.0
            )
    except LostError as error:
        raise StudyError(
            f"no scheduler of Dask answers at {address} within {_SECONDS_TO_CONNECT} seconds: is it running there, and "
            "may this machine connect to it?"
        ) from error
    return client


def _versions_here() -> dict[str, str | None]:
    from distributed.versions import get_versions

    return dict(get_versions()["packages"])


def _differs(who: str, answer: dict[str, Any], ours: dict[str, str | None]) -> str | None:
    theirs = dict(answer["packages"])
    return misfit(who, {name: theirs.get(name) for name in ("python", "distributed")}, ours)


def _installed() -> Callable[[Sequence[str]], dict[str, str | None]]:
    """Return a function that travels as it is, to where there may be no such module to find it in.

    It returns the versions of this program and of some packages; None of what is not there.
    """

    def installed(packages: Sequence[str]) -> dict[str, str | None]:
        from importlib.metadata import PackageNotFoundError, version

        found: dict[str, str | None] = {}
        try:
            from vae import __version__

            found["vae"] = __version__
        except ImportError:
            found["vae"] = None
        for name in packages:
            try:
                found[name] = version(name)
            except PackageNotFoundError:
                found[name] = None
        return found

    return installed


def _task() -> Callable[[dict[str, Any]], None]:
    """Return the task of a training, which travels as it is: the scheduler need not have this program."""

    def train(order: dict[str, Any]) -> None:
        from distributed import get_worker

        from vae.cluster.place import attend

        worker = get_worker()
        attend(order, worker.local_directory, worker.state.nthreads)

    return train
