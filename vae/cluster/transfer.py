"""Data that go to a worker, and files that come back from it, in pieces."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from vae import files
from vae.cluster import parcels
from vae.cluster.line import Line, LostError, RefusedError
from vae.cluster.parcels import Parcel
from vae.runs.run_files import MAX_FILE_BYTES, RUN_FILES

# A data set is read from end to end before its fingerprint is known.
_SECONDS_TO_LOOK = 1800.0
_MOST_BYTES = 2 * 2**30


def bring(line: Line, parcel: Parcel) -> None:
    """Send data to where they are not yet.

    Raises:
        LostError, RefusedError: as of `Line.ask`; or the data come with the program, and are others there.
        OSError: they cannot be read here.
    """
    if line.ask("has", parcel, seconds=_SECONDS_TO_LOOK):
        return
    names = parcels.names(parcel)
    if not names:
        raise RefusedError(f"Its {parcel.dataset}, which come with the program and its packages, are others than here.")
    digests = {name: send(line, name, parcels.chunks(parcel, name)) for name in names}
    line.ask("keep", parcel, digests, seconds=_SECONDS_TO_LOOK)


def send(line: Line, name: str, contents: Iterable[bytes]) -> str:
    """Send a file in pieces, and return its SHA-256.

    Raises:
        LostError, RefusedError: as of `Line.ask`.
    """
    digest, is_first = sha256(), True
    for content in contents:
        line.ask("put", name, content, is_first)
        digest.update(content)
        is_first = False
    return digest.hexdigest()


def fetch(line: Line, name: str, size: int, path: Path) -> None:
    """Write a file of a place to this machine, whole or not at all.

    Raises:
        LostError, RefusedError: as of `Line.ask`; or it has more than 2 GB, or another size than it should.
        OSError: it cannot be written.
    """
    if size > _MOST_BYTES:
        raise RefusedError(f"{name} has {size / 1e9:.1f} GB, more than comes back.")
    with files.whole_file(path) as file:
        left = size
        while left > 0:
            content = line.ask("read", name, size - left)
            if not content or len(content) > left:
                raise LostError(f"{name} was cut off")
            file.write(content)
            left -= len(content)


def check_files(sizes: dict[str, int]) -> None:
    """Look at what a run is to consist of before it comes, by the size of each file, as of any that is brought in.

    Raises:
        RefusedError: there is a file that no run has, or more than 512 MB.
    """
    unknown = sorted(sizes.keys() - set(RUN_FILES))
    if unknown:
        raise RefusedError(f"It names a file of the run {unknown[0]!r}, which can be none.")
    if sum(sizes.values()) > MAX_FILE_BYTES:
        raise RefusedError(f"The run that it made has {sum(sizes.values()) / 2**20:,.0f} MB, more than comes back.")
