"""Input devices in a made-up /sys."""

import pytest

from iot_agent.core.match import best_driver
from iot_agent.discovery.input_devices import InputDevices
from iot_agent.drivers import table
from tests.support.loop import in_loop
from tests.support.sysfs import Machine

KEYBOARD = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
MOUSE = "1f0000 0 0 0 0"
BUTTON = "10000000000000 0"


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def scan(machine):
    return InputDevices(machine.sys, machine.dev).scan()


@in_loop
async def test_a_scanner_among_other_devices(machine):
    machine.input("event0", name="Power Button", keys=BUTTON)
    machine.input("event1", name="Logitech Mouse", keys=MOUSE, vendor=0x046D)
    machine.input("event2", name="Honeywell Voyager", keys=KEYBOARD, vendor=0x0C2E, product=0x0B61, uniq="17236B43E1")
    machine.input(
        "event3", name="Some Keyboard", keys=KEYBOARD, vendor=0x046D, product=2, phys="usb-0000:00:14.0-2/input0"
    )

    scanner, keyboard = await scan(machine)

    assert scanner.identifier == "hid-0c2e-0b61-17236B43E1"
    assert (scanner.bus, scanner.address) == ("hid", str(machine.dev / "input/event2"))
    assert (scanner.name, scanner.vendor, scanner.product) == ("Honeywell Voyager", 0x0C2E, 0x0B61)
    assert best_driver(scanner, table()).driver == "hid_keyboard"
    assert keyboard.identifier == "hid-046d-0002-portusb-0000_00_14.0-2_input0"
    assert best_driver(keyboard, table()).driver == "plain_keyboard"


@in_loop
async def test_a_foot_pedal_of_three_buttons(machine):
    """As the VEC Infinity says: BTN_0 to BTN_2, and no key. A drawing tablet has such buttons too."""
    machine.input("event0", name="VEC VEC USB Footpedal", keys="7 0 0 0 0", vendor=0x05F3, product=0x00FF)
    machine.input("event1", name="Some Tablet Pad", keys="7 0 0 0 0", vendor=0x056A)

    (pedal,) = await scan(machine)

    assert best_driver(pedal, table()).driver == "hid_pedal"


@in_loop
async def test_a_built_in_keyboard_is_nobodys_scanner(machine):
    machine.input("event0", name="AT Translated Set 2 keyboard", keys=KEYBOARD, vendor=1, product=1)
    (machine.sys / "class/input/event0/device/id/bustype").write_text("0011\n")

    assert await scan(machine) == []


@in_loop
async def test_words_of_a_32_bit_kernel_are_understood(machine):
    machine.input("event0", name="Scanner", keys="7 ff9f207a c14057ff febeffdf ffefffff ffffffff fffffffe")

    assert len(await scan(machine)) == 1


@in_loop
async def test_a_machine_without_input(tmp_path):
    assert await InputDevices(tmp_path / "none", tmp_path).scan() == []
