"""The command line: python -m vae train | jobs | stop | resume | cancel | evaluate | list | ...."""

import os
import sys
from collections.abc import Sequence

from vae.cli.options import UsageError, build_parser
from vae.words import PROGRAM

__all__ = ["build_parser", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words after `python -m vae`; those of the process by default.

    Returns:
        The exit code: 0 done, 1 the training diverged, 2 something asked for cannot be, 130 stopped by Ctrl-C.
    """
    try:
        parsed = build_parser().parse_args(arguments)
    except UsageError as error:
        print(error.message, file=sys.stderr)
        raise
    # TensorFlow's greetings would stand between the lines of progress
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from vae.cli import commands

    try:
        commands.COMMANDS[parsed.command](parsed)
    except (ValueError, ArithmeticError) as error:
        if not isinstance(error, commands.EXPECTED_ERRORS):
            raise
        print(f"{PROGRAM} {parsed.command}: {error}", file=sys.stderr)
        return 1 if isinstance(error, ArithmeticError) else 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
