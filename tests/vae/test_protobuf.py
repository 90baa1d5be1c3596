"""Messages are read as whoever runs the file reads them, or refused."""

import pytest

from vae.protobuf import Message, WireError, field, parts


def varint(number):
    """Return a whole number as protobuf writes it: what stands behind the key of a field."""
    return field(1, number)[1:]


@pytest.mark.parametrize("key", [1 << 32 | 4 << 3, 1 << 63 | 4 << 3, 0, 2])
def test_a_key_that_others_take_for_another_field_is_refused(key):
    content = varint(key) + b"\0"
    for read in (Message, parts):
        with pytest.raises(WireError, match=f"starts with {key}, which none does"):
            read(content)


def test_the_highest_number_of_a_field_is_read():
    assert Message(field((1 << 29) - 1, 7)).whole((1 << 29) - 1) == 7


@pytest.mark.parametrize("fixed", [b"\x21Relu\0\0\0\0", b"\x25Relu"])
def test_a_number_of_a_fixed_size_is_no_text_and_no_message(fixed):
    message = Message(fixed)
    for read in (message.text, message.texts, message.messages, message.raw, message.wholes):
        with pytest.raises(WireError, match="a number stands where a message belongs"):
            read(4)


def test_numbers_of_a_fixed_size_are_read_packed_or_not():
    content = field(2, 1.5) + field(2, 2.5)
    assert Message(content).floats(2) == [1.5, 2.5] and Message(field(2, content[1:5])).floats(2) == [1.5]
    assert Message(b"\x51" + bytes(7) + b"\x40").joined(10) == bytes(7) + b"\x40"


def test_of_a_choice_32_bits_count():
    assert Message(field(14, 1 << 32 | 1)).choice(14) == Message(field(14, 1)).choice(14) == 1
    assert Message(b"").choice(14) == 0
    with pytest.raises(WireError, match="a message stands where a number belongs"):
        Message(field(14, 1) + field(14, b"\0")).choice(14)
