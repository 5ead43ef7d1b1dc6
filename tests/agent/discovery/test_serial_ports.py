"""Serial ports in a made-up /sys."""

import pytest

from iot_agent.core.match import best_driver
from iot_agent.discovery.serial_ports import SerialPorts
from iot_agent.drivers import table
from tests.support.loop import in_loop
from tests.support.sysfs import Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def scan(machine):
    return SerialPorts(machine.sys, machine.dev).scan()


def adapter(machine, port="1-1", node="ttyUSB0", **attributes):
    device = machine.usb(port, vendor=0x0403, product=0x6001, manufacturer="FTDI", **attributes)
    (device / "product").write_text("FT232R USB UART\n")
    interface = machine.interface(device, int(node[-1]), 255)
    (interface / node).mkdir()
    machine.tty(node, interface / node)


@in_loop
async def test_an_adapter_is_known_by_its_serial_number_and_opened_by_its_lasting_name(machine):
    adapter(machine, serial="A10K7Y")
    machine.by_id("usb-FTDI_FT232R_USB_UART_A10K7Y-if00-port0", "ttyUSB0")

    (seen,) = await scan(machine)

    assert seen.identifier == "serial-0403-6001-A10K7Y"
    assert seen.address == str(machine.dev / "serial/by-id/usb-FTDI_FT232R_USB_UART_A10K7Y-if00-port0")
    assert (seen.bus, seen.name, seen.manufacturer, seen.vendor) == ("serial", "FT232R USB UART", "FTDI", 0x0403)
    assert best_driver(seen, table()).driver == "toledo_8217"


@in_loop
async def test_an_adapter_without_a_number_is_known_by_its_port(machine):
    adapter(machine, port="1-1.3")

    (seen,) = await scan(machine)

    assert (seen.identifier, seen.address) == ("serial-0403-6001-port1-1.3", str(machine.dev / "ttyUSB0"))


@in_loop
async def test_the_ports_of_one_adapter_are_told_apart(machine):
    device = machine.usb("1-1", vendor=0x0403, product=0x6011, serial="Q1")
    for number in range(2):
        interface = machine.interface(device, number, 255)
        machine.tty(f"ttyUSB{number}", interface)
        (interface / "sub").mkdir()
        (machine.sys / f"class/tty/ttyUSB{number}/device").unlink()
        (machine.sys / f"class/tty/ttyUSB{number}/device").symlink_to(interface / "sub")

    assert [seen.identifier for seen in await scan(machine)] == ["serial-0403-6011-Q1", "serial-0403-6011-Q1-if1"]


@in_loop
async def test_a_scale_with_a_usb_plug_of_its_own(machine):
    device = machine.usb("1-1", vendor=0x0EB8, product=0xF000, serial="S1")
    machine.tty("ttyACM0", machine.interface(device, 2, 2))

    (seen,) = await scan(machine)

    assert seen.identifier == "serial-0eb8-f000-S1-if2"
    assert best_driver(seen, table()).driver == "toledo_8217"


@in_loop
async def test_a_port_of_the_board_is_seen_and_claimed_by_nobody(machine):
    board = machine.sys / "devices/platform/serial"
    board.mkdir(parents=True)
    machine.tty("ttyAMA0", board)

    (seen,) = await scan(machine)

    assert (seen.identifier, seen.address) == ("serial-ttyAMA0", str(machine.dev / "ttyAMA0"))
    assert best_driver(seen, table()).driver is None


@in_loop
async def test_what_is_no_port(machine):
    board = machine.sys / "devices/platform/serial"
    board.mkdir(parents=True)
    machine.tty("tty1", None)
    machine.tty("ttyS3", board, type="0")
    machine.tty("ttyS0", board, type="4")
    machine.tty("console", None, active="tty0 ttyS0")

    assert await scan(machine) == []


@in_loop
async def test_a_machine_without_ports(tmp_path):
    assert await SerialPorts(tmp_path / "none", tmp_path).scan() == []


@in_loop
async def test_a_bluetooth_port_is_known_by_its_device_and_claimed_by_nobody(machine):
    machine.tty("rfcomm0", None, address="00:01:90:c2:aa:bb", channel="1")
    machine.tty("rfcomm1", None)

    seen, bare = await scan(machine)

    assert (seen.identifier, seen.name) == ("bluetooth-000190C2AABB-1", "Bluetooth 00:01:90:C2:AA:BB")
    assert seen.address == str(machine.dev / "rfcomm0")
    assert bare.identifier == "bluetooth-rfcomm1"
    assert best_driver(seen, table()).driver is None
