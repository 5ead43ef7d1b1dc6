"""The scanner driver against the simulated scanner, over every cable and on its socket."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.scanners.hid_keyboard import HidKeyboard
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.hid_keyboard import TAB, Served, typed
from iot_agent.transports import open_transport
from iot_agent.values import Barcode
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut, Noisy
from tests.support.codes import raises
from tests.support.loop import in_loop
from tests.support.streams import first
from tests.support.waiting import until

SEEN = Candidate("scanner", "hid", "somewhere")
CODES = ["4006381333931", "ABC-abc-123", "0104006381333931\x1d21X"]


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_scans(cable):
    wire = cable()
    for number, code in enumerate(CODES):
        wire.arrive(typed(code, at=1.0 + number))

    assert await first(HidKeyboard(wire, SEEN, {}).scans(), 3) == [Barcode(code) for code in CODES]


@pytest.mark.parametrize("cable", GOOD)
@pytest.mark.parametrize("layout", ["us", "fr", "de"])
@in_loop
async def test_what_odoo_settles_is_obeyed(cable, layout):
    """Layout, Tab and prefix."""
    wire = cable()
    wire.arrive(typed("]C1Größe-1", layout=layout, end=TAB, at=1.0))
    told = {"layout": layout, "ends": "tab,time", "prefix": "]C1"}

    assert await first(HidKeyboard(wire, SEEN, told).scans(), 1) == [Barcode("Größe-1")]


@pytest.mark.parametrize(("ends", "end"), [("time", 0), ("", TAB)])
@in_loop
async def test_a_pause_ends_a_code(ends, end):
    """Where that is settled, or behind a Tab."""
    wire = Cable()
    wire.arrive(typed("4006381333931", end=end))

    assert await first(HidKeyboard(wire, SEEN, {"ends": ends}).scans(), 1) == [Barcode("4006381333931")]


@in_loop
async def test_a_code_cut_by_an_unplug_is_not_joined_to_the_next():
    """The supervisor makes another driver for the wire that is opened next."""
    wire = Cable()
    wire.arrive(typed("4006", end=0, at=1.0))
    scanning = asyncio.create_task(first(HidKeyboard(wire, SEEN, {"ends": "time"}).scans(), 1))
    await asyncio.sleep(0)
    wire.pull()
    with pytest.raises(TransportError):
        await scanning
    again = Cable()
    again.arrive(typed("3931", at=1.1))

    assert await first(HidKeyboard(again, SEEN, {"ends": "time"}).scans(), 1) == [Barcode("3931")]


@in_loop
async def test_a_layout_of_another_version_is_refused():
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await HidKeyboard(Cable(), SEEN, {"layout": "xx"}).probe()


@in_loop
async def test_two_scanners_do_not_mix():
    wires = Cable(), Cable()
    ones = typed("1111", at=1.0), typed("2222", at=1.0)
    for at in range(0, len(ones[0]), 72):
        for wire, events in zip(wires, ones, strict=True):
            wire.arrive(events[at : at + 72])

    got = await asyncio.gather(*(first(HidKeyboard(wire, SEEN, {}).scans(), 1) for wire in wires))

    assert got == [[Barcode("1111")], [Barcode("2222")]]


@pytest.mark.parametrize("after", [0, 1, 24, 500])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    wire = Cut(after=after)
    wire.arrive(typed("4006381333931"))

    with pytest.raises(TransportError):
        await first(HidKeyboard(wire, SEEN, {}).scans(), 1)


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_is_a_protocol_error(seed):
    """No kernel loses a byte of an event: whoever does is no input device."""
    wire = Noisy(seed=seed)
    wire.arrive(typed("4006381333931" * 20))

    with pytest.raises(ProtocolError):
        await first(HidKeyboard(wire, SEEN, {}).scans(), 1)


@in_loop
async def test_a_scanner_cannot_be_told_to_beep():
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await HidKeyboard(Cable(), SEEN, {}).beep()


@in_loop
async def test_on_its_socket(tmp_path):
    served = Served()
    wire = await open_transport(Candidate("scanner", "hid", await served.start(tmp_path / "scanner")), "")
    scanning = asyncio.create_task(first(HidKeyboard(wire, SEEN, {}).scans(), 1))

    await until(lambda: served.scan("4006381333931") == 1)

    assert await scanning == [Barcode("4006381333931")]
    await wire.close()
    await served.stop()


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        (Candidate("a", "hid", "/dev/input/event3", "Honeywell Voyager 1450g", vendor=0x0C2E), "hid_keyboard"),
        (Candidate("b", "hid", "/dev/input/event3", "Newtologic USB BarCode Reader", vendor=0x1234), "hid_keyboard"),
        (Candidate("c", "hid", "/dev/input/event3", "WIT 122-UFS V2.01 Scanner", vendor=0x2000), "hid_keyboard"),
        (Candidate("d", "hid", "/dev/input/event3", "Logitech USB Keyboard", vendor=0x046D), "plain_keyboard"),
    ],
)
def test_claims(seen, name):
    assert best_driver(seen, table()).driver == name
