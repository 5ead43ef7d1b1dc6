"""Records as the manual has them; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import dialog06
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.values import Balance, Weight
from iot_agent.wire import Code

TOLD = Weight(Balance.STABLE, 1.5)


@pytest.mark.parametrize(
    ("record", "weight"),
    [
        (b"\x0202\x1b3\x1b01235\x1b000001\x1b000001\x03", Weight(Balance.STABLE, 1.235)),
        (b"\x0209\x1b20\x03", Weight(Balance.MOVING)),
        (b"\x0209\x1b21\x03", TOLD),
        (b"\x0209\x1b22\x03", Weight(Balance.MOVING)),
        (b"\x0209\x1b30\x03", Weight(Balance.UNDER)),
        (b"\x0209\x1b31\x03", Weight(Balance.UNDER)),
        (b"\x0209\x1b32\x03", Weight(Balance.OVER)),
    ],
)
def test_parse(record, weight):
    assert dialog06.parse(record, TOLD) == weight


def test_the_same_weight_as_none_is_none():
    assert dialog06.parse(b"\x0209\x1b21\x03", None) == Weight(Balance.MOVING)


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\x06",
        b"\x0202\x1b3\x1b1235\x1b000001\x1b000001\x03",
        b"\x0202\x1b2\x1b01235\x1b000001\x1b000001\x03",
        b"\x0202\x1b3\x1b01235\x1b000001\x1b00001\x03",
        b"\x0209\x1b01\x03",
        b"\x0209\x1b2\x03",
        b"\x0209\x1b20",
    ],
)
def test_what_is_no_answer(record):
    with pytest.raises(ProtocolError):
        dialog06.parse(record, TOLD)


def test_a_scale_that_wants_its_makers_key_is_refused():
    with pytest.raises(DeviceError) as refused:
        dialog06.parse(b"\x0211\x1b2A7\x03", None)

    assert refused.value.code is Code.NOT_SUPPORTED


@given(st.integers(0, 99999), st.integers(0, 999999), st.integers(0, 999999))
def test_every_weight_is_read_as_it_is_written(grams, price, amount):
    record = b"\x0202\x1b3\x1b%05d\x1b%06d\x1b%06d\x03" % (grams, price, amount)

    assert dialog06.parse(record, None) == Weight(Balance.STABLE, grams / 1000)
