"""Literal answers of the reference manual; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import sics
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.values import Balance, Weight
from iot_agent.wire import Code
from tests.support.codes import raises


@pytest.mark.parametrize(
    ("frame", "weight"),
    [
        (b"S S     100.00 g\r\n", Weight(Balance.STABLE, 100.0, "g")),
        (b"S D     129.07 g\r\n", Weight(Balance.MOVING, 129.07, "g")),
        (b"S S      -0.25 kg\r\n", Weight(Balance.STABLE, -0.25, "kg")),
        (b"S S       1200 oz \r\n", Weight(Balance.STABLE, 1200.0, "oz")),
        (b"S I\r\n", Weight(Balance.MOVING)),
        (b"S +\r\n", Weight(Balance.OVER)),
        (b"S -\r\n", Weight(Balance.UNDER)),
    ],
)
def test_parse(frame, weight):
    assert sics.parse(frame) == weight


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"S S     100.00 g",
        b"S S    100.00 g\r\n",  # a character is missing
        b"S S     10\x00.00 g\r\n",
        b"S X     100.00 g\r\n",
        b"S S     1.0.00 g\r\n",
        b"S S     100.00 \r\n",
        b"S S     100.00 g\r\nS S     100.00 g\r\n",
        b"ES\r\n",
        b"T S     100.00 g\r\n",
        b'I4 A "1114350697"\r\n',
    ],
)
def test_what_is_no_answer(frame):
    with pytest.raises(ProtocolError):
        sics.parse(frame)


@pytest.mark.parametrize("frame", [b"T S     100.00 g\r\n", b"Z A\r\n"])
def test_done(frame):
    sics.done(frame)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"T I\r\n", Code.UNSTABLE),
        (b"Z I\r\n", Code.UNSTABLE),
        (b"Z +\r\n", Code.OVERLOAD),
        (b"T -\r\n", Code.UNDER_ZERO),
        (b"ES\r\n", Code.NOT_SUPPORTED),
        (b"EL\r\n", Code.NOT_SUPPORTED),
    ],
)
def test_why_it_was_not_done(frame, code):
    with raises(DeviceError, code):
        sics.done(frame)


@pytest.mark.parametrize("frame", [b"ET\r\n", b"Z B\r\n", b"", b"S S     100.00 g\r\n"])
def test_what_is_no_answer_to_a_command(frame):
    with pytest.raises(ProtocolError):
        sics.done(frame)


@given(st.integers(-99999, 999999), st.sampled_from(["g", "kg", "oz", "lb", "ct"]))
def test_every_weight_is_read_as_it_is_written(hundredths, unit):
    frame = f"S S {hundredths / 100:10.2f} {unit}\r\n".encode()

    assert sics.parse(frame) == Weight(Balance.STABLE, hundredths / 100, unit)


@given(st.integers(0, 999999), st.integers(0, 15))
def test_a_character_that_is_lost_is_noticed(hundredths, at):
    frame = f"S S {hundredths / 100:10.2f} g\r\n".encode()

    with pytest.raises(ProtocolError):
        sics.parse(frame[:at] + frame[at + 1 :])
