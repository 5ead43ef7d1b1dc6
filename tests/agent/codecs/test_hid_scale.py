"""Reports as letter scales send them; then what random bytes may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import hid_scale
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.values import Balance, Weight


@pytest.mark.parametrize(
    ("report", "weight"),
    [
        ("03 04 0b ff 0d 00", Weight(Balance.STABLE, 1.3, "oz")),
        ("03 04 02 00 e8 03", Weight(Balance.STABLE, 1000.0, "g")),
        ("03 04 03 fd d2 04", Weight(Balance.STABLE, 1.234, "kg")),
        ("03 02 02 00 00 00", Weight(Balance.STABLE, 0.0, "g")),
        ("04 04 0c fe 7b 00", Weight(Balance.STABLE, 1.23, "lb")),
        ("03 03 0b ff 0d 00", Weight(Balance.MOVING, 1.3, "oz")),
        ("03 05 02 00 05 00", Weight(Balance.UNDER, None, "g")),
        ("03 06 03 00 00 00", Weight(Balance.OVER, None, "kg")),
        ("03 04 04 ff 0a 00", Weight(Balance.STABLE, 1.0, "ct")),
    ],
)
def test_parse(report, weight):
    assert hid_scale.parse(bytes.fromhex(report)) == weight


@pytest.mark.parametrize("status", ["01", "07", "08"])
def test_a_scale_that_needs_its_user_says_so(status):
    with pytest.raises(DeviceError):
        hid_scale.parse(bytes.fromhex(f"03 {status} 02 00 00 00"))


@pytest.mark.parametrize(
    "report",
    ["", "03 04 0b ff 0d", "03 04 0b ff 0d 00 00", "02 04 0b ff 0d 00", "03 09 0b ff 0d 00", "03 04 0d ff 0d 00",
     "03 04 00 ff 0d 00", "03 04 0b 7f 0d 00", "03 04 0b 80 0d 00"],
)  # fmt: skip
def test_what_is_no_report(report):
    with pytest.raises(ProtocolError):
        hid_scale.parse(bytes.fromhex(report))


@given(st.integers(0, 65535), st.integers(-6, 3))
def test_every_weight_is_read_as_it_is_written(raw, power):
    report = bytes((3, 4, 2, power & 0xFF)) + raw.to_bytes(2, "little")

    assert hid_scale.parse(report).value == pytest.approx(raw * 10.0**power)


@given(st.binary(min_size=6, max_size=6))
def test_random_reports_are_read_or_refused(report):
    try:
        weight = hid_scale.parse(report)
    except (ProtocolError, DeviceError):
        return
    assert weight.unit in hid_scale.UNITS.values()
