"""The serial scanner's driver against the simulated one, over every cable and on a pseudo terminal."""

import asyncio
from contextlib import aclosing

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.scanners.serial_scanner import SerialScanner
from iot_agent.errors import DeviceError, TransportError
from iot_agent.simulators.serial_scanner import Served, sent
from iot_agent.transports import open_transport
from iot_agent.values import Barcode
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut, Noisy
from tests.support.codes import raises
from tests.support.loop import in_loop
from tests.support.streams import first

SEEN = Candidate("scanner", "serial", "somewhere")
CODES = ["4006381333931", "Größe 42", "0104006381333931\x1d21X"]


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize("end", ["cr", "lf", "crlf", "etx"])
@in_loop
async def test_scans(cable, end):
    wire = cable()
    for code in CODES:
        wire.arrive(sent(code, end=end))

    assert await first(SerialScanner(wire, SEEN, {}).scans(), 3) == [Barcode(code) for code in CODES]


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize(
    ("ends", "end"), [("tab", "tab"), ("", "tab"), ("time", "none"), ("tab,time", "none"), ("time", "crlf")]
)
@in_loop
async def test_other_ends(cable, ends, end):
    wire = cable()
    wire.arrive(sent("]C14006", end=end))

    assert await first(SerialScanner(wire, SEEN, {"ends": ends, "prefix": "]C1"}).scans(), 1) == [Barcode("4006")]


class Impatient(Cable):
    """Knows when its reader has given up waiting."""

    def __init__(self):
        super().__init__()
        self.given_up = asyncio.Event()

    async def read(self, limit=4096):
        try:
            return await super().read(limit)
        except asyncio.CancelledError:
            self.given_up.set()
            raise


@in_loop
async def test_half_a_code_is_given_up_by_the_next_pause():
    wire = Impatient()
    wire.arrive(sent("4006", end="none"))
    scanning = asyncio.ensure_future(first(SerialScanner(wire, SEEN, {}).scans(), 1))
    await wire.given_up.wait()
    wire.arrive(sent("3931"))

    assert await scanning == [Barcode("3931")]


@pytest.mark.parametrize("after", [0, 1, 5])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    wire = Cut(after=after)
    wire.arrive(sent("4006381333931"))

    with pytest.raises(TransportError):
        await first(SerialScanner(wire, SEEN, {}).scans(), 1)


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_ends_with_the_line(seed):
    """A scanner's line has no check: what is garbled cannot be told, but the next code is whole again."""
    wire = Noisy(seed=seed)
    wire.arrive(sent("4006381333931" * 3))
    wire.back = lambda data: [data]
    wire.arrive(b"\r\n" + sent("5901234123457"))

    async with aclosing(SerialScanner(wire, SEEN, {}).scans()) as scans:
        async for code in scans:
            assert "\0" not in code.text
            if code == Barcode("5901234123457"):
                break


@in_loop
async def test_on_a_pseudo_terminal(tmp_path):
    served = Served()
    wire = await open_transport(Candidate("scanner", "serial", served.start(tmp_path / "scanner")), "9600 8N1")
    scanning = asyncio.create_task(first(SerialScanner(wire, SEEN, {}).scans(), 2))
    served.scan("4006381333931")
    served.scan("5901234123457", end="cr")

    assert await scanning == [Barcode("4006381333931"), Barcode("5901234123457")]
    served.stop()
    with pytest.raises(TransportError):
        await wire.read()
    await wire.close()


@in_loop
async def test_a_scanner_cannot_be_told_to_beep():
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await SerialScanner(Cable(), SEEN, {}).beep()


@pytest.mark.parametrize(
    ("name", "vendor", "use", "driver"),
    [
        ("Xenon 1900 Area-Imaging Scanner", 0x0C2E, "", "serial_scanner"),
        ("DS2208", 0x05E0, "", "serial_scanner"),
        ("USB BarCode COM", 0x0483, "", "serial_scanner"),
        ("FT232R USB UART", 0x0403, "", "toledo_8217"),
        ("FT232R USB UART", 0x0403, "scanner", "serial_scanner"),
        ("STM32 Virtual COM Port", 0x0483, "", None),
    ],
)
def test_claims(name, vendor, use, driver):
    """What does not say that it is a scanner is one where its user says so."""
    assert best_driver(Candidate("x", "serial", "/dev/ttyACM0", name, vendor=vendor, use=use), table()).driver == driver
