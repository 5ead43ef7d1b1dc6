"""Blocks as the service manuals have them; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import berkel
from iot_agent.errors import ProtocolError
from iot_agent.values import Balance, Weight


def block(kind, digits):
    text = bytes((kind,)) + digits
    column = 0
    for one in text:
        column ^= one
    return b"\x02" + text + bytes((column,)) + b"\x03"


@pytest.mark.parametrize(
    ("frame", "weight"),
    [
        # 15 kg by 5 g: 29; 01235: 30 31 32 33 35; the parity of the columns is 1c.
        (b"\x02\x2901235\x1c\x03", Weight(Balance.STABLE, 1.235, "kg")),
        (block(0x2A, b"01234"), Weight(Balance.STABLE, 12.34, "lb")),
        (block(0x2B, b"05998"), Weight(Balance.STABLE, 5.998, "kg")),
        (block(0x69, b"00000"), Weight(Balance.STABLE, 0.0, "kg")),
        (block(0x39, b"15100"), Weight(Balance.OVER, unit="kg")),
        (block(0x39, b"00000"), Weight(Balance.UNDER, unit="kg")),
    ],
)
def test_parse(frame, weight):
    assert berkel.parse(frame) == weight


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x06",
        b"\x02\x2901235\x1d\x03",
        b"\x02\x2901235\x1c",
        block(0x28, b"01235"),
        block(0x2F, b"01235"),
        block(0x21, b"01235"),
        block(0x29, b" 1235"),
        block(0x29, b"012350"),
    ],
)
def test_what_is_no_answer(frame):
    with pytest.raises(ProtocolError):
        berkel.parse(frame)


@given(st.integers(0, 15000))
def test_every_weight_is_read_as_it_is_written(grams):
    assert berkel.parse(block(0x29, b"%05d" % grams)) == Weight(Balance.STABLE, grams / 1000, "kg")


@given(st.integers(0, 15000), st.integers(1, 7), st.integers(1, 255))
def test_a_character_that_is_another_is_noticed(grams, at, flipped):
    frame = bytearray(block(0x29, b"%05d" % grams))
    frame[at] ^= flipped

    with pytest.raises(ProtocolError):
        berkel.parse(bytes(frame))
