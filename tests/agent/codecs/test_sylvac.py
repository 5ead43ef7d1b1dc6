"""Lines of Sylvac's tools, as their manuals have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.sylvac import parse
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.simulators.sylvac import Sylvac
from iot_agent.values import Measure


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"+012.345\r", Measure(12.345)),
        (b"-0.0005\r", Measure(-0.0005)),
        (b" 12.30\r", Measure(12.3)),
        (b"12.30\r", Measure(12.3)),
        (b"+012.345<\r", Measure(12.345)),
        (b"+012.345 >\r", Measure(12.345)),
        (b"MM RES2 REF1 B1\r", "mm"),
        (b"IN RES3 REF2 B0\r", "in"),
        (b"SY203.1.2\r", ""),
        (b"NOR\r", ""),
        (b"MM\r", "mm"),
    ],
)
def test_what_the_manuals_say(line, said):
    assert parse(line) == said


@pytest.mark.parametrize("line", [b"ERR0\r", b"ERR 3\r"])
def test_a_tool_that_cannot_measure(line):
    with pytest.raises(DeviceError):
        parse(line)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\r", b"+012.345", b"+012345\r", b"+.5\r", b"+1.\r", b"++1.5\r", b"+1.5+1.5\r", b"+012.3+012.345\r",
        b"12.345.6\r", b"\x00MM\r", b"+01\x002.345\r", b"mm\r", b"1 MM\r", b"X" * 200 + b"\r",
    ],
)  # fmt: skip
def test_anything_else_is_a_protocol_error(line):
    with pytest.raises(ProtocolError):
        parse(line)


@given(st.integers(-999999, 999999), st.booleans())
def test_what_a_tool_shows_is_read(number, inch):
    value = number / 1000
    assert parse(Sylvac(value, inch=inch).press()) == Measure(pytest.approx(value))


LINE = b"+012.345\r"
DIGITS = b"0123456789"


def one_fault():
    """The line with one byte lost, one of wrong parity, which arrives as NUL, or one too many."""
    for at in range(len(LINE)):
        yield LINE[:at] + LINE[at + 1 :]
        yield LINE[:at] + b"\0" + LINE[at + 1 :]
        yield from (LINE[:at] + bytes((stranger,)) + LINE[at:] for stranger in range(128))


def is_value(line):
    try:
        return isinstance(parse(line), Measure)
    except (ProtocolError, DeviceError):
        return False


def test_what_one_fault_makes_of_a_value():
    """The line has neither a sum nor a length of its own: a digit too few or too many passes, and nothing else is wrong."""
    less = {LINE[:at] + LINE[at + 1 :] for at, byte in enumerate(LINE) if byte in DIGITS}
    more = {LINE[:at] + bytes((digit,)) + LINE[at:] for at in range(1, len(LINE)) for digit in DIGITS}
    harmless = {LINE[1:], *(LINE[:-1] + bytes((mark,)) + b"\r" for mark in b" <=>")}

    assert {line for line in one_fault() if is_value(line)} == less | more | harmless
    assert {parse(line) for line in harmless} == {Measure(12.345)}


@given(st.binary(max_size=100))
def test_garbage_is_no_value(data):
    """Nor a unit, without letters that spell it."""
    try:
        said = parse(data)
    except (ProtocolError, DeviceError):
        return
    assert data.endswith(b"\r")
    assert is_value(b"+" + data.lstrip(b"+- ")) if isinstance(said, Measure) else said.upper().encode() in data
