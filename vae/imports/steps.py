"""Long work in steps: whoever does it may let others go first between them."""

import importlib
import time
from collections.abc import Generator
from typing import Any, TypeVar

Result = TypeVar("Result")
Steps = Generator[None, None, Result]
_BEGUN: dict[str, Steps[Any]] = {}
_MOST_BEGUN = 8


class LostStepsError(LookupError):
    """This process has begun nothing of that name."""


def finished(steps: Steps[Result]) -> Result:
    """Do all steps and return what they come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def begin(key: str, function: str, arguments: tuple[Any, ...]) -> None:
    """Prepare work in this process; what was begun long ago and is not asked for any more goes.

    Args:
        key: names it.
        function: of this room, which gives steps, such as "adding.steps_to_add".
        arguments: of it.
    """
    module, _, name = function.partition(".")
    _BEGUN[key] = getattr(importlib.import_module(f"vae.imports.{module}"), name)(*arguments)
    while len(_BEGUN) > _MOST_BEGUN:
        _BEGUN.pop(next(iter(_BEGUN))).close()


def proceed(key: str, seconds: float) -> tuple[bool, Any]:
    """Do steps for some time, at least one.

    Returns:
        Whether the work is done, and what it has come to.

    Raises:
        LostStepsError: it was not begun in this process.
    """
    if key not in _BEGUN:
        raise LostStepsError(key)
    end, steps = time.monotonic() + seconds, _BEGUN.pop(key)
    try:
        next(steps)
        while time.monotonic() < end:
            next(steps)
    except StopIteration as done:
        return True, done.value
    _BEGUN[key] = steps
    return False, None
