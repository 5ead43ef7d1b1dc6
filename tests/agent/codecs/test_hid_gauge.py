"""Values that tools type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.hid_gauge import parse
from iot_agent.errors import ProtocolError
from iot_agent.values import Measure


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12.345", Measure(12.345)),
        ("-0.002", Measure(-0.002)),
        ("+1", Measure(1.0)),
        ("0,125", Measure(0.125)),
        ("01A+00012.345", Measure(12.345)),
        ("01A-0000.123", Measure(-0.123)),
        ("12.34 mm", Measure(12.34, "mm")),
        ("0.5IN", Measure(0.5, "in")),
        ('0.5"', Measure(0.5, "in")),
        (" 7.25 ", Measure(7.25)),
    ],
)
def test_what_tools_type(text, said):
    assert parse(text) == said


@pytest.mark.parametrize(
    "text", ["", "4006381333931", "12.3.4", "1..2", ".5", "--1", "12 kg", "ABC", "1e9", "٣.٥", "nan"]
)
def test_what_is_no_value(text):
    with pytest.raises(ProtocolError):
        parse(text)


@given(st.integers(-(10**7), 10**7))
def test_every_value(number):
    assert parse(f"{number / 1000:.3f}").value == number / 1000


@given(st.text(max_size=30))
def test_garbage_is_a_protocol_error(text):
    try:
        parse(text)
    except ProtocolError:
        return
    assert any(letter.isdigit() for letter in text)
