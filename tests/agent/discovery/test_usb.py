"""USB printers in a made-up /sys."""

import shutil

import pytest

from iot_agent.core.match import best_driver
from iot_agent.discovery import usb
from iot_agent.drivers import table
from tests.support import fake_usb
from tests.support.loop import in_loop
from tests.support.sysfs import Machine

EPSON = "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;"


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture(autouse=True)
def pyusb(monkeypatch):
    """Whether pyusb is installed is up to the test."""
    monkeypatch.setattr(usb, "_has_pyusb", lambda: True)
    return lambda there: monkeypatch.setattr(usb, "_has_pyusb", lambda: there)


def plug(machine, port="1-1", serial="J5ZF000001", told=EPSON, **more):
    device = machine.usb(port, vendor=0x04B8, product=0x0202, product_="x", **({"serial": serial} if serial else {}))
    machine.interface(device, 0, 7, driver="usblp", lp=f"lp{port[-1]}", ieee1284_id=told, **more)
    return device


def scan(machine):
    return usb.Usb(machine.sys, machine.dev).scan()


@in_loop
async def test_a_printer_the_kernel_knows(machine):
    plug(machine)

    (seen,) = await scan(machine)

    assert seen.identifier == "usb-04b8-0202-J5ZF000001"
    assert (seen.bus, seen.address) == ("usb", "1:9")
    assert (seen.name, seen.manufacturer) == ("TM-T20II", "EPSON")
    assert (seen.vendor, seen.product) == (0x04B8, 0x0202)
    assert seen.hints == {"class": "7", "CMD": "ESC/POS"}
    assert best_driver(seen, table()).driver == "escpos"


@in_loop
async def test_without_pyusb_the_kernels_own_driver_serves(machine, pyusb):
    plug(machine)
    pyusb(there=False)

    (seen,) = await scan(machine)

    assert (seen.bus, seen.address) == ("file", str(machine.dev / "usb/lp1"))
    assert best_driver(seen, table()).driver == "escpos"


@in_loop
async def test_the_identity_survives_another_port_if_there_is_a_serial_number(machine):
    before = (await scan_one(machine, "1-1")).identifier
    shutil.rmtree(machine.sys / "devices/usb1/1-1")
    (machine.sys / "bus/usb/devices/1-1").unlink()

    assert (await scan_one(machine, "1-2.4")).identifier == before


async def scan_one(machine, port):
    plug(machine, port)
    (seen,) = await scan(machine)
    return seen


@in_loop
async def test_printers_without_a_serial_number_are_told_by_their_port(machine):
    plug(machine, "1-1", serial="")
    plug(machine, "1-2.4", serial="")

    assert [seen.identifier for seen in await scan(machine)] == ["usb-04b8-0202-port1-1", "usb-04b8-0202-port1-2.4"]


@in_loop
async def test_two_printers_of_one_serial_number_are_two(machine):
    plug(machine, "1-1", serial="0000")
    plug(machine, "1-2", serial="0000")

    assert [seen.identifier for seen in await scan(machine)] == ["usb-04b8-0202-0000", "usb-04b8-0202-port1-2"]


@in_loop
async def test_a_printer_no_driver_has_is_asked_once_what_it_is(machine, monkeypatch):
    device = machine.usb("1-3", vendor=0x0416, product=0x5011, manufacturer="STMicro", serial="a/b c")
    machine.interface(device, 0, 7)
    printer = fake_usb.Printer(
        bus=1, address=9, device_id=b"MFG:POS;MDL:POS-80;CMD:EPSON,ESC/POS;", kernel_driver=False
    )
    fake_usb.install(monkeypatch, printer)
    source = usb.Usb(machine.sys, machine.dev)

    (seen,) = await source.scan()
    printer.device_id = b"MDL:asked again;"

    assert [seen] == await source.scan()
    assert (seen.identifier, seen.name, seen.manufacturer) == ("usb-0416-5011-a_b_c", "POS-80", "POS")
    assert best_driver(seen, table()).driver == "escpos"


@in_loop
async def test_a_printer_that_may_not_be_asked_has_its_usb_names(machine, monkeypatch):
    device = machine.usb("1-3", vendor=0x0416, product=0x5011, manufacturer="STMicro")
    (device / "product").write_text("USB Printer\n")
    machine.interface(device, 0, 7)
    fake_usb.install(monkeypatch)

    (seen,) = await scan(machine)

    assert (seen.name, seen.manufacturer) == ("USB Printer", "STMicro")


@in_loop
async def test_other_devices_are_nobodys_printer(machine):
    machine.interface(machine.usb("1-4", vendor=0x046D, product=1), 0, 3)
    machine.usb("1-5", vendor=0x1D6B, product=2)

    assert await scan(machine) == []


@in_loop
async def test_a_machine_without_usb(tmp_path):
    assert await usb.Usb(tmp_path / "none", tmp_path).scan() == []
