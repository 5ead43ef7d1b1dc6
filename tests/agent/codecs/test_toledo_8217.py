"""Literal answers of the service manual; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import toledo_8217
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.values import Balance, Weight
from iot_agent.wire import Code
from tests.support.codes import raises


@pytest.mark.parametrize(
    ("frame", "weight"),
    [
        (b"\x0201.234\r", Weight(Balance.STABLE, 1.234, "kg")),
        (b"\x0200.000\r", Weight(Balance.STABLE, 0.0, "kg")),
        (b"\x0214.995N\r", Weight(Balance.STABLE, 14.995, "kg", net=True)),
        (b"\x02 1.234\r", Weight(Balance.STABLE, 1.234, "kg")),
        (b"\x0212.34\r", Weight(Balance.STABLE, 12.34, "lb")),
        (b"\x02012.34\r", Weight(Balance.STABLE, 12.34, "lb")),
        (b"\x02?\x41\r", Weight(Balance.MOVING)),
        (b"\x02?\x42\r", Weight(Balance.OVER)),
        (b"\x02?\x43\r", Weight(Balance.OVER)),
        (b"\x02?\x44\r", Weight(Balance.UNDER)),
        (b"\x02?\x49\r", Weight(Balance.MOVING)),
        (b"\x02?\x61\r", Weight(Balance.MOVING)),
        (b"\x02?\x40\r", Weight(Balance.MOVING)),
    ],
)
def test_parse(frame, weight):
    assert toledo_8217.parse(frame) == weight


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\r",
        b"01.234\r",
        b"\x0201.234",
        b"\x02\x001.234\r",
        b"\x021.2.4\r",
        b"\x02.234\r",
        b"\x021 .234\r",
        b"\x02-1.234\r",
        b"\x0201.2345\r",
        b"\x02?\r",
        b"\x02?\x00\r",
        b"\x02?AA\r",
        b"\x0201.234\r\r",
        b"\x02E\r",
        b"W",
        "\x02٠١.٢٣٤\r".encode(),
    ],
)
def test_what_is_no_answer(frame):
    with pytest.raises(ProtocolError):
        toledo_8217.parse(frame)


def test_a_scale_that_was_loaded_when_switched_on_needs_its_user():
    with raises(DeviceError, Code.DEVICE_ERROR):
        toledo_8217.parse(b"\x02?\x48\r")


@pytest.mark.parametrize(("frame", "width"), [(b"\x0201.234\r", 6), (b"\x021.234N\r", 5), (b"\x02?A\r", 0)])
def test_width(frame, width):
    assert toledo_8217.width(frame) == width


@given(st.binary(max_size=12))
def test_random_bytes_are_an_answer_or_a_protocol_error(data):
    try:
        weight = toledo_8217.parse(data)
    except (ProtocolError, DeviceError):
        return
    assert weight.value is None or weight.value >= 0


@given(st.integers(0, 29999))
def test_every_weight_is_read_as_it_is_written(grams):
    weight = toledo_8217.parse(b"\x02%06.3f\r" % (grams / 1000))

    assert weight == Weight(Balance.STABLE, grams / 1000, "kg")
