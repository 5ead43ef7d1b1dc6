"""USB printers through a pyusb of our own making, which blocks as the real one does."""

import asyncio
import sys
import threading

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers.printers.escpos import EscPos
from iot_agent.errors import MissingLibrary, TransportError
from iot_agent.simulators.escpos import EscPos as Machine
from iot_agent.transports import open_transport, usb
from iot_agent.values import Confirmation, Finish, Paper, Text
from tests.support import fake_usb
from tests.support.fake_usb import Printer
from tests.support.loop import in_loop
from tests.support.waiting import until

SEEN = Candidate("printer", "usb", "1:5")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(usb, "SLICE", 20)


@pytest.fixture
def printer(monkeypatch):
    got = bytearray()
    device = Printer(far=got.extend)
    device.got = got
    fake_usb.install(monkeypatch, device)
    return device


def _threads():
    return {thread for thread in threading.enumerate() if thread.name.startswith("usb-")}


@in_loop
async def test_bytes_both_ways(printer):
    wire = await open_transport(SEEN, "")
    await wire.write(bytes(range(256)) * 200)
    printer.answer(b"\x16\x12")

    assert bytes(printer.got) == bytes(range(256)) * 200
    assert await wire.read(1) == b"\x16"
    assert await wire.read() == b"\x12"
    await wire.close()


@in_loop
async def test_the_kernel_gets_its_printer_back(printer):
    wire = await open_transport(SEEN, "")
    assert (printer.claimed, printer.kernel_driver) == (True, False)
    await wire.close()
    await wire.close()

    assert (printer.claimed, printer.kernel_driver, printer.released) == (False, True, True)
    with pytest.raises(TransportError):
        await wire.write(b"x")
    with pytest.raises(TransportError):
        await wire.read()
    await until(lambda: not _threads())


@in_loop
async def test_what_comes_after_a_reader_gave_up_is_kept(printer):
    wire = await open_transport(SEEN, "")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await wire.read()
    printer.answer(b"\x16")

    assert await wire.read() == b"\x16"
    await wire.close()


@in_loop
async def test_a_hung_printer_is_given_up_and_closed(printer):
    printer.full = True
    wire = await open_transport(SEEN, "")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await wire.write(b"x")
    printer.full = False
    await wire.write(b"y")

    assert bytes(printer.got) == b"y"
    await wire.close()


@in_loop
async def test_a_pulled_printer_is_a_transport_error(printer):
    wire = await open_transport(SEEN, "")
    printer.gone = True

    with pytest.raises(TransportError):
        await wire.write(b"x")
    with pytest.raises(TransportError):
        await wire.read()
    await wire.close()


@in_loop
async def test_closing_ends_a_read_that_waits(printer):
    wire = await open_transport(SEEN, "")
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)
    await wire.close()

    with pytest.raises(TransportError):
        await reading


@in_loop
async def test_a_printer_without_a_way_back_never_answers(monkeypatch):
    fake_usb.install(monkeypatch, Printer(one_way=True))
    wire = await open_transport(SEEN, "")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await wire.read()
    await wire.close()


@in_loop
async def test_idle_costs_nothing(printer):
    """Nobody waits for an answer: no thread asks for one."""
    wire = await open_transport(SEEN, "")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await wire.read()

    await until(lambda: wire._fetching.done())
    await wire.close()


@in_loop
async def test_the_driver_prints_and_asks_through_it(monkeypatch):
    machine = Machine()
    device = Printer(far=machine.receive)
    machine.answer = device.answer
    fake_usb.install(monkeypatch, device)
    wire = await open_transport(SEEN, "")
    driver = EscPos(wire, SEEN, {})

    assert (await driver.status()).paper is Paper.OK
    assert await driver.print(Text(("over USB",)), Finish()) is Confirmation.PRINTED
    assert machine.receipts[0].text == ("over USB",)
    await wire.close()


@pytest.mark.parametrize(
    ("device", "address", "why"),
    [
        (Printer(), "1:6", "gone"),
        (Printer(), "nonsense", "usb"),
        (Printer(claimed=True), "1:5", "busy"),
        (Printer(interface_class=8), "1:5", "no printer"),
    ],
)
@in_loop
async def test_what_cannot_be_opened(monkeypatch, device, address, why):
    fake_usb.install(monkeypatch, device)

    with pytest.raises(TransportError, match=f"(?i){why}"):
        await open_transport(Candidate("x", "usb", address), "")
    await until(lambda: not _threads())


@in_loop
async def test_missing_libraries_are_named_with_their_command(monkeypatch):
    fake_usb.install(monkeypatch, backend=False)
    with pytest.raises(MissingLibrary, match=r"^apt install libusb-1\.0-0$"):
        await open_transport(SEEN, "")

    monkeypatch.setitem(sys.modules, "usb.core", None)
    with pytest.raises(MissingLibrary, match=r"^pip install 'iot-agent\[usb\]'$"):
        await open_transport(SEEN, "")


def test_a_printer_says_what_it_is(monkeypatch):
    device = Printer(device_id=b"MFG:EPSON;MDL:TM-T20II;")
    fake_usb.install(monkeypatch, device)

    assert usb.device_id("1:5") == "MFG:EPSON;MDL:TM-T20II;"
    assert (device.claimed, device.kernel_driver) == (False, True)
