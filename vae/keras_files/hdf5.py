"""Arrays of an HDF5 file, none of which lead out of it or fill the memory."""

from typing import Any

import numpy as np

from vae.foreign.description import ForeignError


class Arrays:
    """Groups and arrays of a file that nobody vouches for.

    Args:
        file: an open h5py.File.
        most_bytes: that all arrays read may have together.
    """

    def __init__(self, file: Any, most_bytes: int) -> None:
        self._file = file
        self._left = most_bytes

    def group(self, *names: str) -> Any:
        """Return a group below the file's root, one name after the other; None where there is none.

        Raises:
            ForeignError: a name leads to another file.
        """
        import h5py

        found = self._file
        for part in (part for name in names for part in name.split("/") if part):
            link = found.get(part, getlink=True) if isinstance(found, h5py.Group) else None
            if link is None:
                return None
            if not isinstance(link, h5py.HardLink):
                raise ForeignError(f"the file's {part!r} is a link to elsewhere, which is not followed")
            found = found[part]
        return found

    def array(self, *names: str) -> np.ndarray | None:
        """Return an array; None where there is none.

        Raises:
            ForeignError: it lies in another file, is no array of numbers, or is too large.
        """
        import h5py

        found = self.group(*names)
        if found is None:
            return None
        if not isinstance(found, h5py.Dataset) or found.dtype.kind not in "fiu":
            raise ForeignError(f"weights must be an array of numbers, {names[-1]!r} is none")
        if found.external or found.is_virtual:
            raise ForeignError(f"the weights {names[-1]!r} lie in another file, which is not read")
        self._left -= found.size * max(found.dtype.itemsize, 4)
        if self._left < 0:
            raise ForeignError("the network is larger than 1 GB, which is refused")
        return np.asarray(found[()])
