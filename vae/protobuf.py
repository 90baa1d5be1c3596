"""Protocol buffers, as far as files of networks need them: a message as lists of values by the number of the field."""

import struct
from typing import Any

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_SIGN = 1 << 63
_KEYS = 1 << 32


class WireError(ValueError):
    """These bytes are no message."""


class Message:
    """One message; a field that is absent is an empty list.

    Args:
        content: its bytes.

    Raises:
        WireError: they are no message.
    """

    def __init__(self, content: bytes | memoryview) -> None:
        self._fields: dict[int, list[Any]] = {}
        view, at = memoryview(content), 0
        while at < len(view):
            number, value, at = _read(view, at)
            self._fields.setdefault(number, []).append(value)

    def messages(self, field: int) -> list["Message"]:
        """Return the messages of a field."""
        return [Message(_bytes(each)) for each in self._fields.get(field, [])]

    def raw(self, field: int) -> list[bytes]:
        """Return the bytes of a field, each time that it is there."""
        return [bytes(_bytes(each)) for each in self._fields.get(field, [])]

    def blob(self, field: int) -> bytes:
        """Return the bytes of a field, none where it is absent."""
        return b"".join(_bytes(each) for each in self._fields.get(field, [])[-1:])

    def text(self, field: int) -> str:
        """Return the text of a field, empty where it is absent."""
        return self.blob(field).decode("utf-8", "replace")

    def texts(self, field: int) -> list[str]:
        """Return the texts of a field."""
        return [bytes(_bytes(each)).decode("utf-8", "replace") for each in self._fields.get(field, [])]

    def whole(self, field: int, default: int = 0) -> int:
        """Return the whole number of a field."""
        return ([default, *self.wholes(field)])[-1]

    def wholes(self, field: int) -> list[int]:
        """Return the whole numbers of a field, packed or not."""
        found: list[int] = []
        for each in self._fields.get(field, []):
            if isinstance(each, int):
                found.append(each)
            else:
                view, at = memoryview(_bytes(each)), 0
                while at < len(view):
                    number, at = varint(view, at)
                    found.append(number)
        return [number - 2 * _SIGN if number >= _SIGN else number for number in found]

    def choice(self, field: int) -> int:
        """Return which of some names a field has, 0 where it is absent: 32 bits count, as for whoever runs the file."""
        found = self._fields.get(field, [0])
        if not all(isinstance(each, int) for each in found):
            raise WireError("a message stands where a number belongs")
        return int(found[-1] & (1 << 32) - 1)

    def floats(self, field: int) -> list[float]:
        """Return the float32 numbers of a field, packed or not."""
        content = self.joined(field)
        if len(content) % 4:
            raise WireError("numbers are cut off")
        return [number for (number,) in struct.iter_unpack("<f", content)]

    def joined(self, field: int) -> bytes:
        """Return all bytes of a field with several values, one after the other."""
        found = self._fields.get(field, [])
        return b"".join(each if isinstance(each, bytes) else _bytes(each) for each in found)

    def has(self, field: int) -> bool:
        """Return whether a field is there."""
        return field in self._fields


def _bytes(value: Any) -> memoryview:
    if not isinstance(value, memoryview):
        raise WireError("a number stands where a message belongs")
    return value


def varint(view: memoryview, at: int) -> tuple[int, int]:
    """Return a whole number that takes as many bytes as it needs, and where the next thing starts.

    Raises:
        WireError: the bytes end within it.
    """
    number = shift = 0
    while True:
        if at >= len(view) or shift > 63:
            raise WireError("the message is cut off")
        byte = view[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number & (2 * _SIGN - 1), at


def _read(view: memoryview, at: int) -> tuple[int, Any, int]:
    """Return the number of a field, its value, and where the next one starts.

    Others keep 32 bits of what a field starts with: one with more would be another field for them.
    """
    key, at = varint(view, at)
    if key >= _KEYS or key >> 3 == 0:
        raise WireError(f"there is a field that starts with {key}, which none does")
    value, at = _value(view, at, key & 7)
    return key >> 3, value, at


def _value(view: memoryview, at: int, kind: int) -> tuple[int | bytes | memoryview, int]:
    """Return a value: a view of what has a length, bytes of a number of a fixed size, which is no text or message."""
    if kind == _VARINT:
        return varint(view, at)
    if kind == _BYTES:
        length, at = varint(view, at)
    elif kind in (_FIXED64, _FIXED32):
        length = 8 if kind == _FIXED64 else 4
    else:
        raise WireError(f"there is a field of the kind {kind}")
    if at + length > len(view):
        raise WireError("the message is cut off")
    value = view[at : at + length]
    return value if kind == _BYTES else bytes(value), at + length


def field(number: int, content: int | float | str | bytes) -> bytes:
    """Return one field of a message: a whole number, a real one, a text or the bytes of a message."""
    if isinstance(content, float):
        return _written(number << 3 | 5) + struct.pack("<f", content)
    if isinstance(content, int):
        return _written(number << 3) + _written(content)
    stored = content.encode() if isinstance(content, str) else content
    return _written(number << 3 | 2) + _written(len(stored)) + stored


def without(content: bytes, *fields: int) -> bytes:
    """Return a message without some of its fields.

    Raises:
        WireError: it is none.
    """
    return b"".join(part for field, part in parts(content) if field not in fields)


def parts(content: bytes) -> list[tuple[int, bytes]]:
    """Return the fields of a message in order, each with its number and as it is written.

    Raises:
        WireError: it is none.
    """
    view, at, found = memoryview(content), 0, []
    while at < len(view):
        start = at
        number, _, at = _read(view, at)
        found.append((number, bytes(view[start:at])))
    return found


def _written(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
