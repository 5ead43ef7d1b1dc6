"""Human interface devices in a made-up /sys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.core.match import best_driver
from iot_agent.discovery.hidraw import HidRaw, applications
from iot_agent.drivers import table
from iot_agent.simulators.hid_scale import DESCRIPTOR
from tests.support.loop import in_loop
from tests.support.sysfs import Machine

KEYBOARD = bytes.fromhex("05010906a101 0507 19e0 29e7 c0")


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def plug(machine, node, descriptor, *, name="DYMO M10", vendor=0x0922, uniq="", phys="usb-1.2/input0"):
    device = machine.sys / "class/hidraw" / node / "device"
    device.mkdir(parents=True)
    (device / "report_descriptor").write_bytes(descriptor)
    told = f"DRIVER=hid-generic\nHID_ID=0003:{vendor:08X}:00008003\nHID_NAME={name}\nHID_PHYS={phys}\nHID_UNIQ={uniq}\n"
    (device / "uevent").write_text(told)


@in_loop
async def test_a_scale_is_known_by_its_descriptor_and_its_number(machine):
    plug(machine, "hidraw0", DESCRIPTOR, uniq="0079040003273")

    (seen,) = await HidRaw(machine.sys, machine.dev).scan()

    assert (seen.identifier, seen.bus, seen.name) == ("hidraw-0922-8003-0079040003273", "hidraw", "DYMO M10")
    assert (seen.address, seen.vendor, seen.product) == (str(machine.dev / "hidraw0"), 0x0922, 0x8003)
    assert best_driver(seen, table()).driver == "hid_scale"


@in_loop
async def test_without_a_number_it_is_known_by_its_port(machine):
    plug(machine, "hidraw3", DESCRIPTOR)

    (seen,) = await HidRaw(machine.sys, machine.dev).scan()

    assert seen.identifier == "hidraw-0922-8003-portusb-1.2_input0"


@in_loop
async def test_keyboards_and_what_says_nothing_are_left_to_the_system(machine):
    plug(machine, "hidraw0", KEYBOARD, name="Voyager 1450g")
    plug(machine, "hidraw1", b"")
    (machine.sys / "class/hidraw/hidraw2/device").mkdir(parents=True)

    assert await HidRaw(machine.sys, machine.dev).scan() == []


@pytest.mark.parametrize(
    ("descriptor", "uses"),
    [
        ("058d 0920 a101 c0", [(0x8D, 0x20)]),
        ("068d00 0920 a101 c0", [(0x8D, 0x20)]),
        ("0b20008d00 a101 c0", [(0x8D, 0x20)]),
        ("058d 0920 a100 c0", []),
        ("0501 0906 a101 c0 0600ff 0901 a101 c0", [(1, 6), (0xFF00, 1)]),
        ("fe02aa0102 058d 0920 a101 c0", [(0x8D, 0x20)]),
        ("fe", []),
        ("05", []),
    ],
)
def test_applications(descriptor, uses):
    assert list(applications(bytes.fromhex(descriptor))) == uses


@given(st.binary(max_size=64))
def test_random_descriptors_are_read_to_their_end(descriptor):
    assert all(page >= 0 and usage >= 0 for page, usage in applications(descriptor))
