"""What a printer is known by."""

import pytest

from iot_agent.discovery import marks


@pytest.mark.parametrize(
    ("serial", "model", "found"),
    [
        ("X5NX012345", "TM-T88V", {"serial:X5NX012345"}),
        ("J7 34/5", "", {"serial:J7_34_5"}),
        ("1", "TM-T88V", {"model:tm-t88v"}),
        ("0000", "TM-T88V", {"model:tm-t88v"}),
        ("", "", set()),
    ],
)
def test_on_usb_by_a_serial_number_that_is_one(serial, model, found):
    assert marks.usb(serial, model) == found


def test_on_the_network_by_all_it_says():
    assert marks.network(uuid="urn:uuid:ABCD", instance="Laser (2)", host="Laser.Local.", port=631, bus="ipp") == {
        "uuid:abcd",
        "instance:laser (2)",
        "at:laser.local",
        "to:ipp/laser.local:631",
    }
    assert marks.network() == frozenset()


def test_a_uuid_of_the_first_version_tells_the_network_card():
    """RFC 9562, 5.1; one of another version ends in chance."""
    first, fourth = "564e4333-4e33-1030-8030-3863ff112233", "564e4333-4e33-4030-8030-3863ff112233"
    assert "mac:3863ff112233" in marks.network(uuid=first)
    assert not any(mark.startswith("mac:") for mark in marks.network(uuid=fourth))
    assert "mac:001122334455" in marks.network(uuid=first, mac="001122334455")
