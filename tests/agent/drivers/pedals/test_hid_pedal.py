"""The pedal driver against the simulated pedal, over every cable and on its socket."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.pedals.hid_pedal import HidPedal
from iot_agent.errors import ProtocolError, TransportError
from iot_agent.simulators.hid_pedal import Served, pressed
from iot_agent.transports import open_transport
from iot_agent.values import Key
from tests.support.cables import GOOD, Cut, Noisy
from tests.support.loop import in_loop
from tests.support.streams import first
from tests.support.waiting import until

SEEN = Candidate("pedal", "hid", "somewhere")
PRESSED = ["B", "Ctrl+C", "F13"]


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_keys(cable):
    wire = cable()
    for number, name in enumerate(PRESSED):
        wire.arrive(pressed(name, at=1.0 + number))

    assert await first(HidPedal(wire, SEEN, {}).keys(), 3) == [Key(name) for name in PRESSED]


@pytest.mark.parametrize("after", [0, 1, 24])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    wire = Cut(after=after)
    wire.arrive(pressed())

    with pytest.raises(TransportError):
        await first(HidPedal(wire, SEEN, {}).keys(), 1)


@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_is_a_protocol_error(seed):
    wire = Noisy(seed=seed)
    wire.arrive(pressed("Ctrl+Shift+A") * 30)

    with pytest.raises(ProtocolError):
        await first(HidPedal(wire, SEEN, {}).keys(), 1000)


@in_loop
async def test_on_its_socket(tmp_path):
    served = Served()
    wire = await open_transport(Candidate("pedal", "hid", await served.start(tmp_path / "pedal")), "")
    listening = asyncio.create_task(first(HidPedal(wire, SEEN, {}).keys(), 1))

    await until(lambda: served.press() == 1)

    assert await listening == [Key("B")]
    await wire.close()
    await served.stop()


@pytest.mark.parametrize(
    ("name", "vendor", "product", "use", "driver"),
    [
        ("PCsensor FootSwitch Keyboard", 0x3553, 0xB001, "", "hid_pedal"),
        ("RDing FootSwitch1F1.", 0x0C45, 0x7403, "", "hid_pedal"),
        ("Scythe USB pedal", 0x0426, 0x3011, "", "hid_pedal"),
        ("VEC  VEC USB Footpedal", 0x05F3, 0x00FF, "", "hid_pedal"),
        ("Some Foot Pedal", 0x1234, 1, "", "hid_pedal"),
        ("Sonix USB Keyboard", 0x0C45, 0x5004, "", "plain_keyboard"),
        ("Logitech USB Keyboard", 0x046D, 0xC31C, "", "plain_keyboard"),
        ("Logitech USB Keyboard", 0x046D, 0xC31C, "pedal", "hid_pedal"),
        ("Logitech USB Keyboard", 0x046D, 0xC31C, "scanner", "hid_keyboard"),
        ("Honeywell Voyager", 0x0C2E, 0x0B61, "", "hid_keyboard"),
        ("Honeywell Voyager", 0x0C2E, 0x0B61, "pedal", "hid_pedal"),
        ("Honeywell Voyager", 0x0C2E, 0x0B61, "keyboard", "plain_keyboard"),
        ("PCsensor FootSwitch Keyboard", 0x3553, 0xB001, "scanner", "hid_keyboard"),
        ("PCsensor FootSwitch Keyboard", 0x3553, 0xB001, "keyboard", "plain_keyboard"),
    ],
)
def test_claims(name, vendor, product, use, driver):
    """What its user says counts more than all that it says of itself."""
    seen = Candidate("x", "hid", "/dev/input/event3", name, vendor=vendor, product=product, use=use)

    assert best_driver(seen, table()).driver == driver
