"""Labels of the scale; then what noise may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import adam
from iot_agent.errors import ProtocolError
from iot_agent.values import Balance, Weight


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        (b"  1.234kg\r\n", Weight(Balance.STABLE, 1.234, "kg")),
        (b"0.050 kg\r\n", Weight(Balance.STABLE, 0.05, "kg")),
        (b"\r 12.34lb \n", Weight(Balance.STABLE, 12.34, "lb")),
    ],
)
def test_parse(line, weight):
    assert adam.parse(line) == weight


@pytest.mark.parametrize(
    "line", [b"", b"1.234\r\n", b"kg\r\n", b"-1.234kg\r\n", b"1.2.3kg\r\n", b"1.234kg", b"1.234kgs\r\n"]
)
def test_what_is_no_label(line):
    with pytest.raises(ProtocolError):
        adam.parse(line)


@given(st.integers(1, 30000))
def test_every_weight_is_read_as_it_is_written(grams):
    assert adam.parse(b"%8.3fkg\r\n" % (grams / 1000)) == Weight(Balance.STABLE, grams / 1000, "kg")


@given(st.binary(max_size=20))
def test_random_bytes_are_a_label_or_a_protocol_error(line):
    try:
        weight = adam.parse(line)
    except ProtocolError:
        return
    assert weight.value >= 0
