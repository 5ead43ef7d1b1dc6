"""A whole conversation as its users tell it; the frames of the manual; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import dibal
from iot_agent.errors import ProtocolError
from iot_agent.values import Balance, Weight


def checked(text):
    column = 0
    for one in text:
        column ^= one
    return text + bytes((column,)) + b"\r\n"


def test_the_question_carries_its_check_character():
    """As sbzsystems.com, "DIBAL POS Scale Serial Settings & Communication Protocol", has it."""
    assert checked(b"9800000") == dibal.ASK == b"98000001\r\n"


@pytest.mark.parametrize(
    ("frame", "weight"),
    [
        (b"9900031600000004\r\n", Weight(Balance.STABLE, 0.316)),  # of the same page
        (checked(b"990123450000000"), Weight(Balance.STABLE, 12.345)),
        (checked(b"990000000000000"), Weight(Balance.STABLE, 0.0)),
        (checked(b"991003161000000"), Weight(Balance.MOVING, 0.316)),
        (checked(b"991000001000000"), Weight(Balance.UNDER)),
    ],
)
def test_parse(frame, weight):
    assert dibal.parse(frame) == weight


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\r\n",
        b"9900031600000005\r\n",
        b"9900031600000004\r",
        b"990003160000000\r\n",
        checked(b"980003160000000"),
        checked(b"992003160000000"),
        checked(b"990 03160000000"),
    ],
)
def test_what_is_no_answer(frame):
    with pytest.raises(ProtocolError):
        dibal.parse(frame)


@given(st.integers(0, 99999), st.integers(0, 999999))
def test_every_weight_is_read_as_it_is_written(grams, cents):
    assert dibal.parse(checked(b"990%05d0%06d" % (grams, cents))) == Weight(Balance.STABLE, grams / 1000)


@given(st.integers(0, 15000), st.integers(0, 15), st.integers(1, 255))
def test_a_character_that_is_another_is_noticed(grams, at, flipped):
    frame = bytearray(checked(b"990%05d0000000" % grams))
    frame[at] ^= flipped

    with pytest.raises(ProtocolError):
        dibal.parse(bytes(frame))
