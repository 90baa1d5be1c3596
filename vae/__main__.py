"""The command line: python -m vae train | jobs | stop | resume | cancel | evaluate | list | ...."""

import contextlib
import os
import sys
from collections.abc import Sequence

from vae import backend, files
from vae.cli.options import UsageError, build_parser
from vae.progress import say
from vae.words import PROGRAM

__all__ = ["build_parser", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words after `python -m vae`; those of the process by default.

    Returns:
        The exit code: 0 done, 1 the training diverged, 2 something asked for cannot be, 130 stopped by Ctrl-C, 141
        whoever read the output has closed it, as `head` does.
    """
    _open_closed_streams()
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # What is still to be written at the end of the process goes nowhere, without a complaint.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _open_closed_streams() -> None:
    """Let what is printed go nowhere where the shell closed a stream, as >&- does: Python has None in its place."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        parsed = build_parser().parse_args(arguments)
    except UsageError as error:
        say(error.message)
        raise
    except files.HomeError as error:
        say(f"{PROGRAM}: {error}")
        return 2
    # TensorFlow's greetings would stand between the lines of progress
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    backend.go_lightly()
    from vae.cli import commands

    try:
        backend.check()
        commands.COMMANDS[parsed.command](parsed)
    except commands.EXPECTED_ERRORS as error:
        say(f"{PROGRAM} {parsed.command}: {error}")
        return 1 if isinstance(error, ArithmeticError) else 2
    except OSError as error:
        problem = files.disk_problem(error)
        if problem is None:
            raise
        say(f"{PROGRAM} {parsed.command}: {problem}")
        return 2
    except KeyboardInterrupt:
        say("stopped")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
