"""The command `latent-explorer` of an installed copy: without words the explorer, with words `python -m vae`."""

import importlib
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from vae.files import HomeError, home_folder

PROGRAM = "latent-explorer"
APP = Path(__file__).resolve().parents[2] / "app.py"


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the explorer, or run one command of the model package.

    Args:
        arguments: words after `latent-explorer`; those of the process by default. None at all opens the explorer, and
            so does `run`, behind which Streamlit's own options may stand.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ["VAE_PROGRAM"] = PROGRAM
    if not words or words[0] in ("run", "--"):
        return open_explorer(words[1:])
    if words[0] == "site":
        return write_site(words[1:])
    if words[0] in ("-h", "--help"):
        print(
            f"{PROGRAM} alone opens the explorer; {PROGRAM} run takes Streamlit's options: --server.port 8600\n"
            f"{PROGRAM} site FOLDER writes the live pages as static files\n"
        )
    from vae.__main__ import main as run_command

    return run_command(words)


def open_explorer(options: list[str]) -> int:
    """Do what `python -m streamlit run app.py` does, in this process; Streamlit finds the settings beside app.py.

    Args:
        options: Streamlit's own.

    Returns:
        The exit code.
    """
    sys.argv = ["streamlit", "run", str(APP), *options]
    try:
        _find_home()
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    except HomeError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    return 0


def write_site(words: list[str]) -> int:
    """Write the live pages as static files; what does it is found, as by Streamlit, from the app's folder."""
    if str(APP.parent) not in sys.path:
        sys.path.insert(0, str(APP.parent))
    return int(importlib.import_module("ui.site.writing").main(words))


def _find_home() -> None:
    """Give Streamlit, which does not start without one, a home folder: that of what the user makes."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = str(home_folder())


if __name__ == "__main__":
    sys.exit(open_explorer(sys.argv[1:]))  # `make run`
