"""The simulated scale: its reports by the tables, and what its descriptor says it is."""

import pytest

from iot_agent.discovery.hidraw import applications
from iot_agent.simulators.hid_scale import DESCRIPTOR, HidScale


@pytest.mark.parametrize(
    ("state", "report"),
    [
        ({"ounces": 1.3}, "03 04 0b ff 0d 00"),
        ({}, "03 02 0b ff 00 00"),
        ({"ounces": 1.3, "moving": True}, "03 03 0b ff 0d 00"),
        ({"over": True}, "03 06 0b ff 00 00"),
        ({"ounces": -1.3}, "03 05 0b ff 0d 00"),
        ({"ounces": 1000.0, "unit": 2, "power": 0}, "03 04 02 00 e8 03"),
        ({"status": 7}, "03 07 0b ff 00 00"),
    ],
)
def test_reports(state, report):
    assert HidScale(**state).report() == bytes.fromhex(report)


def test_it_is_told_to_be_at_zero():
    machine = HidScale(ounces=5.0)
    machine.receive(b"\x02\x01")
    assert machine.ounces == 5.0
    machine.receive(b"\x02\x02")
    assert (machine.ounces, machine.told) == (0.0, b"\x02\x01\x02\x02")


def test_its_descriptor_says_that_it_is_a_scale():
    assert list(applications(DESCRIPTOR)) == [(0x8D, 0x20)]
