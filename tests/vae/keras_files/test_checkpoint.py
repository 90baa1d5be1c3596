"""Indexes of checkpoints that were written to take more memory than they have bytes."""

import tracemalloc

import numpy as np
import pytest

from vae.foreign.description import ForeignError
from vae.keras_files.checkpoint import Checkpoint
from vae.protobuf import field

MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
OBJECTS = b"_CHECKPOINTABLE_OBJECT_GRAPH"
MOST_BYTES = 10**6


def varint(number):
    return field(1, number)[1:]


def block(entries):
    """Return a block of how much each key shares with the one before, what is added to it, and the value."""
    written = (
        varint(shared) + varint(len(more)) + varint(len(value)) + more + value for shared, more, value in entries
    )
    return b"".join(written) + bytes(4)


def index(entries, times=1):
    """Return an index whose one block of entries is named so many times."""
    data = block(entries)
    names = block([(0, b"%08d" % number, varint(0) + varint(len(data))) for number in range(times)])
    start = len(data) + 5
    footer = varint(0) * 2 + varint(start) + varint(len(names))
    return data + bytes(5) + names + bytes(5) + footer.ljust(40, b"\0") + MAGIC


def entry(kind, start, size, shape=()):
    sides = b"".join(field(2, field(1, side)) for side in shape)
    return field(1, kind) + field(2, sides) + field(4, start) + field(5, size)


def checkpoint(num_arrays, most_bytes=MOST_BYTES):
    """Return a checkpoint of a root with so many arrays, which all lie in the same 4,000 bytes."""
    children = b"".join(field(1, field(1, 1 + number) + field(2, f"a{number}")) for number in range(num_arrays))
    array = field(1, field(2, field(1, "VARIABLE_VALUE") + field(3, "k")))
    objects = field(1, children) + array * num_arrays
    text = varint(len(objects)) + bytes(4) + objects
    shard = np.ones(1000, "<f4").tobytes() + text
    entries = [(0, OBJECTS, entry(7, 4000, len(text))), (0, b"k", entry(1, 0, 4000, (1000,)))]
    return Checkpoint(index(entries), {0: shard}, most_bytes)


def test_arrays_are_read_by_name():
    found = checkpoint(2).arrays(0)
    assert sorted(found) == ["a0", "a1"]
    np.testing.assert_array_equal(found["a1"], np.ones(1000))


def test_arrays_in_the_same_place_are_counted_each_time():
    with pytest.raises(ForeignError, match="its weights are larger than 0.0 GB together, which is refused"):
        checkpoint(300).arrays(0)


@pytest.mark.parametrize(
    ("entries", "times"),
    [
        ([(0, b"k" * 4097, b"")], 1),
        ([(len(OBJECTS) + number, b"k", b"") for number in range(4000)], 1),
        ([(0, b"k", bytes(50_000))], 100),
        ([(0, b"", b"")] * 1000, 1000),
    ],
    ids=["a long key", "keys that grow", "a block again and again", "nothing again and again"],
)
def test_an_index_takes_no_more_memory_than_it_has_bytes_several_times(entries, times):
    content = index([(0, OBJECTS, entry(7, 0, 5)), *entries], times)
    tracemalloc.start()
    with pytest.raises(ForeignError, match="damaged or cut off"):
        Checkpoint(content, {0: bytes(5)}, MOST_BYTES)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2 * (8 * len(content) + 2**20)
