"""What a training is asked for over a connection to a worker, and in which ways that fails."""

from typing import Any, Protocol


class LostError(Exception):
    """A worker is gone, or does not answer."""


class RefusedError(Exception):
    """A worker cannot do the training, for want of room for example; another may."""


class Line(Protocol):
    """A connection to a place on a worker, see `vae.cluster.place`."""

    def begin(self, order: dict[str, Any]) -> None:
        """Have the place made when the worker comes to it."""

    def is_begun(self) -> bool:
        """Return whether the place is there.

        Raises:
            LostError, RefusedError: it never will be.
        """

    def ask(self, what: str, *arguments: Any, seconds: float = 60.0) -> Any:
        """Have the place do something and return what it gives.

        Raises:
            LostError: there is no answer.
            RefusedError: the place says why it cannot.
        """

    def end(self) -> None:
        """Let the place be deleted."""
