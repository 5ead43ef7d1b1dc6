"""Lines of scales of many makers; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import generic_scale as codec
from iot_agent.errors import ProtocolError
from iot_agent.pattern import Pattern
from iot_agent.values import Balance, Weight

STATED = r"^(?P<stable>ST)?(?:US|OL)?,[A-Z]{2},(?P<sign>[+-])\s*(?P<value>[\d.]+)\s*(?P<unit>kg|g|lb)"


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("", b""),
        ("W", b"W"),
        (r"w\r", b"w\r"),
        (r"\x05", b"\x05"),
        (r"\x02R\x03\r\n\t\0\\", b"\x02R\x03\r\n\t\0\\"),
        (r"\xff\q", b"\xffq"),
        ("€", b"?"),
        ("\\", b"\\"),
    ],
)
def test_unescape(asked, sent):
    assert codec.unescape(asked) == sent


@pytest.mark.parametrize(
    ("line", "pattern", "weight"),
    [
        (b"ST,GS,+  1.234kg", STATED, Weight(Balance.STABLE, 1.234, "kg")),
        (b"US,NT,-  1.234kg", STATED, Weight(Balance.MOVING, -1.234, "kg")),
        (b"M-       0.000 kg", codec.ANSWER, Weight(Balance.STABLE, 0.0, "kg")),
        (b"  12,5 g", codec.ANSWER, Weight(Balance.STABLE, 12.5, "g")),
        (b"\x02 -0.30", codec.ANSWER, Weight(Balance.STABLE, -0.3, "lb")),
        (b"0123", r"(?P<value>\d{4})", Weight(Balance.STABLE, 123.0, "lb")),
    ],
)
def test_parse(line, pattern, weight):
    assert codec.parse(line, Pattern(pattern), "lb") == weight


def test_without_any_word_about_it_the_unit_is_kilograms():
    assert codec.parse(b"1", Pattern(codec.ANSWER), "").unit == "kg"


@pytest.mark.parametrize("line", [b"", b"ready", b"ST,GS,+ ......kg"])
def test_what_is_no_answer(line):
    with pytest.raises(ProtocolError):
        codec.parse(line, Pattern(STATED), "")


@pytest.mark.parametrize(
    ("data", "line", "rest"),
    [
        (b"", b"", b""),
        (b"abc", b"", b"abc"),
        (b"abc\r\nde", b"abc", b"de"),
        (b"abc\rde\x03", b"de", b""),
        (b"\r\n", b"", b""),
        (b"x\n" + b"y" * 100, b"x", b"y" * 64),
    ],
)
def test_last_line(data, line, rest):
    assert codec.last_line(data) == (line, rest)


@given(st.integers(-99999, 99999))
def test_every_weight_is_read_as_it_is_written(grams):
    line = f"ST,GS,{'-' if grams < 0 else '+'}{abs(grams) / 1000:7.3f}kg".encode()

    assert codec.parse(line, Pattern(STATED), "") == Weight(Balance.STABLE, grams / 1000, "kg")
