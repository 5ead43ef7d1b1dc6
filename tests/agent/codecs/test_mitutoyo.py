"""Lines of Mitutoyo's interfaces, as their manual has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.mitutoyo import LONGEST, parse
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.simulators.mitutoyo import Mitutoyo
from iot_agent.values import Measure


@pytest.mark.parametrize(
    ("line", "value"),
    [  # 6.2.2, Data format examples
        (b"01A+0000.123\r", 0.123),
        (b"01A+0000.125\r", 0.125),
        (b"01A+00.12345\r", 0.12345),
        (b"01A+000.1234\r", 0.1234),
        (b"01A-0012.340\r", -12.34),
        (b"02A+00000012\r"[:4] + b"0000.012\r", 0.012),
    ],
)
def test_the_examples_of_the_manual(line, value):
    assert len(line) == LONGEST
    assert parse(line) == Measure(value)


def test_an_interface_that_got_nothing():
    with pytest.raises(DeviceError):
        parse(b"911\r")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\r",
        b"01A+0000.123",
        b"01A+000.123\r",
        b"01A+0000..23\r",
        b"01A+.0000123\r",
        b"01A0000.1234\r",
        b"11A+0000.123\r",
        b"01B+0000.123\r",
        b"01A+0000.123\r\n",
        b"01A+0000.12\x00\r",
        b"x" * 200,
    ],
)
def test_anything_else_is_a_protocol_error(line):
    with pytest.raises(ProtocolError):
        parse(line)


@given(st.integers(-999999, 999999), st.integers(1, 5))
def test_what_a_tool_shows_is_read(number, decimals):
    value = number / 10**decimals
    if len(f"{abs(value):.{decimals}f}") <= 8:
        assert parse(Mitutoyo(value, decimals).press()).value == pytest.approx(value)


@given(st.integers(0, 12), st.integers(0, 255))
def test_a_byte_lost_is_never_another_value(at, byte):
    line = b"01A+0012.345\r"
    with pytest.raises(ProtocolError):
        parse(line[:at] + line[at + 1 :])


@given(st.binary(max_size=40))
def test_garbage_is_an_error(data):
    try:
        parse(data)
    except (ProtocolError, DeviceError):
        return
    assert len(data) == LONGEST
