"""TensorFlow's checkpoints: an index, which is a sorted table of LevelDB's, and the numbers in files beside it."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from vae.foreign import budget
from vae.foreign.description import ForeignError
from vae.protobuf import Message, WireError, varint

_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FOOTER, _TRAILER, _CHECKSUM = 48, 5, 4
_TYPES = {1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 9: "<i8", 19: "<f2"}
_TEXT = 7
_OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"
_VALUE = "VARIABLE_VALUE"
_MOST_NUMBERS = 16 * 2**24
_MOST_KEY = 4096
# The index leaves out what keys share: entries may have so many times its bytes, and some. Each counts a few more than
# its own, so that empty ones come to an end.
_TIMES, _SPARE, _ENTRY = 8, 2**20, 32
_DAMAGED = "the checkpoint of the SavedModel is damaged or cut off: save the network again"


class Checkpoint:
    """Arrays by the objects that have them: each object has children by name, as Python had attributes.

    Args:
        index: content of the file variables.index.
        shards: contents of the files variables.data-00000-of-00001 and so on, in order.
        most_bytes: that arrays may have together, however many of them lie in the same place.

    Raises:
        ForeignError: it is damaged, or a file is missing.
    """

    def __init__(self, index: bytes, shards: Mapping[int, bytes], most_bytes: int) -> None:
        self._shards = shards
        self._budget = budget.of_weights(most_bytes)
        try:
            self._entries = {key: Message(value) for key, value in _table(index) if key}
            objects = Message(self._text(self._entries[_OBJECTS.encode()]))
            self._nodes = objects.messages(1)
        except (WireError, IndexError, KeyError, ValueError) as error:
            if isinstance(error, ForeignError):
                raise
            raise ForeignError(_DAMAGED) from error

    def child(self, node: int, name: str) -> int | None:
        """Return the number of an object's child, None where it has none of that name; the root has the number 0."""
        if not 0 <= node < len(self._nodes):
            raise ForeignError(_DAMAGED)
        return next((one.whole(1) for one in self._nodes[node].messages(1) if one.text(2) == name), None)

    def arrays(self, node: int) -> dict[str, np.ndarray]:
        """Return the arrays among an object's children by name."""
        found = {}
        for one in self._nodes[node].messages(1):
            number = one.whole(1)
            if not 0 <= number < len(self._nodes):
                raise ForeignError(_DAMAGED)
            for attribute in self._nodes[number].messages(2):
                if attribute.text(1) == _VALUE:
                    found[one.text(2)] = self._array(attribute.text(3))
        return found

    def _array(self, key: str) -> np.ndarray:
        entry = self._entries.get(key.encode())
        if entry is None:
            raise ForeignError(f"the checkpoint of the SavedModel lacks {key!r}: save the network again")
        kind = _TYPES.get(entry.whole(1))
        if kind is None:
            raise ForeignError(f"the weights {key!r} are of the type {entry.whole(1)}, numbers were expected")
        shape = [side.whole(1) for each in entry.messages(2) for side in each.messages(2)]
        content = self._content(entry)
        if min(shape, default=1) < 0 or math.prod(shape) > _MOST_NUMBERS:
            raise ForeignError(f"the weights {key!r} have a shape of {shape}, which is refused")
        if len(content) != math.prod(shape) * np.dtype(kind).itemsize:
            raise ForeignError(_DAMAGED)
        return np.frombuffer(content, kind).reshape(shape).astype(np.float32)

    def _content(self, entry: Message) -> bytes:
        shard, start, size = entry.whole(3), entry.whole(4), entry.whole(5)
        if shard not in self._shards:
            raise ForeignError(
                f"the SavedModel's weights lie in variables.data-{shard:05d}, which is missing: give the whole folder"
            )
        content = self._shards[shard]
        if not 0 <= start <= start + size <= len(content):
            raise ForeignError(_DAMAGED)
        self._budget.spend(size)
        return content[start : start + size]

    def _text(self, entry: Message) -> bytes:
        """Return a single text: its length, a checksum of that, and the text."""
        content = self._content(entry)
        if entry.whole(1) != _TEXT:
            raise WireError("the objects are no text")
        length, start = varint(memoryview(content), 0)
        return content[start + _CHECKSUM : start + _CHECKSUM + length]


def _table(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the keys and values of a sorted table."""
    if len(content) < _FOOTER or content[-len(_MAGIC) :] != _MAGIC:
        raise WireError("this is no sorted table")
    footer = memoryview(content)[-_FOOTER:]
    _, at = varint(footer, 0)
    _, at = varint(footer, at)
    left = budget.Budget(_TIMES * len(content) + _SPARE, _DAMAGED)
    for _, handle in _block(content, *_handle(footer, at), left):
        yield from _block(content, *_handle(memoryview(handle), 0), left)


def _handle(view: memoryview, at: int) -> tuple[int, int]:
    start, at = varint(view, at)
    size, _ = varint(view, at)
    return start, size


def _block(content: bytes, start: int, size: int, left: budget.Budget) -> Iterator[tuple[bytes, bytes]]:
    """Give the keys and values of a block, in which a key repeats the beginning of the one before."""
    if start + size + _TRAILER > len(content) or size < 4:
        raise WireError("a block is cut off")
    if content[start + size]:
        raise ForeignError("the checkpoint of the SavedModel is compressed, which TensorFlow does not do")
    view = memoryview(content)[start : start + size]
    end, at, key = size - 4 * (1 + int.from_bytes(view[-4:], "little")), 0, b""
    while at < end:
        shared, at = varint(view, at)
        added, at = varint(view, at)
        length, at = varint(view, at)
        if shared > len(key) or at + added + length > end:
            raise WireError("a block is cut off")
        if shared + added > _MOST_KEY:
            raise WireError("a key is too long")
        left.spend(_ENTRY + shared + added + length)
        key = key[:shared] + bytes(view[at : at + added])
        yield key, bytes(view[at + added : at + added + length])
        at += added + length
