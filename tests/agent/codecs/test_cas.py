"""Blocks as the service manual has them; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import cas
from iot_agent.errors import ProtocolError
from iot_agent.values import Balance, Weight


def block(text):
    column = 0
    for one in text:
        column ^= one
    return b"\x01\x02" + text + bytes((column,)) + b"\x03\x04"


@pytest.mark.parametrize(
    ("frame", "weight"),
    [
        # S, space, 01.500, kg: 53 20 30 31 2e 35 30 30 6b 67; the parity of its columns is 65.
        (b"\x01\x02S 01.500kg\x65\x03\x04", Weight(Balance.STABLE, 1.5, "kg")),
        (block(b"U 01.500kg"), Weight(Balance.MOVING, 1.5, "kg")),
        (block(b"S-00.120kg"), Weight(Balance.UNDER, unit="kg")),
        (block(b"SF00.000kg"), Weight(Balance.OVER, unit="kg")),
        (block(b"S   1.500kg"), Weight(Balance.STABLE, 1.5, "kg")),
        (block(b"S 000.50lb"), Weight(Balance.STABLE, 0.5, "lb")),
        (block(b"S  123.7 g"), Weight(Balance.STABLE, 123.7, "g")),
    ],
)
def test_parse(frame, weight):
    assert cas.parse(frame) == weight


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x06",
        b"\x01\x02S 01.500kg\x64\x03\x04",
        b"\x01\x02S 01.500kg\x65\x03",
        b"\x02S 01.500kg\x65\x03\x04",
        block(b"X 01.500kg"),
        block(b"S 1.500kg"),
        block(b"S 0001.5000kg"),
        block(b"S 01.5.0kg"),
        block(b"S       kg"),
        block(b"S 01.500k"),
    ],
)
def test_what_is_no_answer(frame):
    with pytest.raises(ProtocolError):
        cas.parse(frame)


@given(st.integers(0, 99999))
def test_every_weight_is_read_as_it_is_written(grams):
    assert cas.parse(block(b"S %06.3fkg" % (grams / 1000))) == Weight(Balance.STABLE, grams / 1000, "kg")


@given(st.integers(0, 29999), st.integers(2, 11), st.integers(1, 255))
def test_a_character_that_is_another_is_noticed(grams, at, flipped):
    frame = bytearray(block(b"S %06.3fkg" % (grams / 1000)))
    frame[at] ^= flipped

    with pytest.raises(ProtocolError):
        cas.parse(bytes(frame))
