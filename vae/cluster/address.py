"""Where the scheduler of a cluster is: by its address or the file that it wrote, and whether anybody listens there."""

import contextlib
import json
import re
import socket
from importlib.util import find_spec
from pathlib import Path

from vae import files
from vae.studies.study import StudyError

_HOST_AND_PORT = re.compile(r"[\w.\-\[\]:]+:\d{1,5}")
_OVER_TCP = re.compile(r"(?:tcp|tls)://\[?(?P<host>[\w.\-:]+?)\]?:(?P<port>\d{1,5})")
_SECONDS_TO_KNOCK = 3.0
INSTALL = 'pip install ".[cluster]"'


def is_installed() -> bool:
    """Return whether this program can train on a cluster."""
    return find_spec("distributed") is not None


def scheduler_address(text: str) -> str:
    """Return the address of a scheduler that is named by it, by host and port, or by the file that it wrote.

    Raises:
        StudyError: it is none of these.
    """
    if "://" in text:
        return text
    path = Path(text)
    if path.is_file():
        address = (files.read_json(path) or {}).get("address")
        if not isinstance(address, str):
            raise StudyError(f"{path} is no file of a scheduler: it must be JSON with its address")
        return address
    if _HOST_AND_PORT.fullmatch(text):
        return f"tcp://{text}"
    raise StudyError(f"the scheduler must be an address such as tcp://host:8786, or its file, got {json.dumps(text)}")


def lasting_name(text: str) -> str:
    """Return by what to name a scheduler tomorrow, and from another folder: its file, where it was named by that.

    Raises:
        StudyError: as of `scheduler_address`.
    """
    address = scheduler_address(text)
    return str(Path(text).absolute()) if "://" not in text and Path(text).is_file() else address


def knock(text: str) -> None:
    """Find out within seconds whether anybody listens where a scheduler should be; who it is Dask asks later.

    Raises:
        StudyError: nobody does, or as of `scheduler_address`.
    """
    address = scheduler_address(text)
    over_tcp = _OVER_TCP.fullmatch(address)
    if over_tcp is None:
        return
    try:
        where = over_tcp["host"], int(over_tcp["port"])
        with contextlib.closing(socket.create_connection(where, _SECONDS_TO_KNOCK)):
            pass
    except (OSError, OverflowError) as error:
        raise StudyError(
            f"nobody listens at {address}: start the scheduler there first, or mend the address"
        ) from error
