"""Tools that type, over every cable and on a socket."""

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.gauges.hid_gauge import HidGauge
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.hid_gauge import Served, press
from iot_agent.simulators.hid_keyboard import typed
from iot_agent.transports import open_transport
from iot_agent.values import Measure
from tests.support.cables import GOOD, Cable, Cut, Noisy
from tests.support.gauge import working
from tests.support.loop import in_loop
from tests.support.waiting import until

SEEN = Candidate("gauge", "hid", "somewhere")
over_good = pytest.mark.parametrize("cable", GOOD)


@over_good
@in_loop
async def test_the_button_of_the_tool(cable):
    wire = cable()
    async with working(HidGauge(wire, SEEN, {})) as gauge:
        wire.arrive(press(12.345) + press(-0.5, decimals=1, comma=True) + press(0.25, unit="in") + press(7, pad=True))
        await until(lambda: len(gauge.told) == 4)
        assert gauge.told == [Measure(12.345), Measure(-0.5), Measure(0.25, "in"), Measure(7.0)]


@in_loop
async def test_the_unit_of_the_form():
    wire = Cable()
    async with working(HidGauge(wire, SEEN, {"unit": "mm"})) as gauge:
        wire.arrive(press(1.5) + press(2.5, unit="in"))
        await until(lambda: gauge.told == [Measure(1.5, "mm"), Measure(2.5, "in")])


@in_loop
async def test_what_is_no_value_is_passed_over():
    wire = Cable()
    async with working(HidGauge(wire, SEEN, {})) as gauge:
        wire.arrive(typed("hello") + typed("4006381333931") + press(1.5))
        assert await gauge.value() == Measure(1.5)


@in_loop
async def test_it_cannot_be_asked():
    driver = HidGauge(Cable(), SEEN, {})
    with pytest.raises(DeviceError):
        await driver.measure()


@pytest.mark.parametrize("after", [0, 30, 200])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    wire = Cut(after=after)
    async with working(HidGauge(wire, SEEN, {})) as gauge:
        wire.arrive(press(12.345))
        await until(lambda: isinstance(gauge.error, TransportError))
        assert gauge.told == []


@pytest.mark.parametrize("seed", range(5))
@in_loop
async def test_bytes_that_are_no_events_are_a_protocol_error(seed):
    wire = Noisy(seed=seed, share=0.2)
    async with working(HidGauge(wire, SEEN, {})) as gauge:
        for _ in range(20):
            wire.arrive(press(12.345))
        await until(lambda: isinstance(gauge.error, ProtocolError))


@in_loop
async def test_on_a_socket_and_unplugged(tmp_path):
    served = Served()
    wire = await open_transport(Candidate("g", "hid", await served.start(tmp_path / "gauge")), "")
    async with working(HidGauge(wire, SEEN, {})) as gauge:
        await until(lambda: served.send(press(7.25)))
        assert await gauge.value() == Measure(7.25)
        await served.stop()
        await until(lambda: isinstance(gauge.error, TransportError))
    await wire.close()


def test_claims():
    assert best_driver(Candidate("a", "hid", "x", "USB Input Tool", vendor=0x0FE7), table()).driver == "hid_gauge"
    assert best_driver(Candidate("a", "hid", "x", "Digimatic Interface"), table()).driver == "hid_gauge"
    assert best_driver(Candidate("a", "hid", "x", "USB Keyboard", vendor=0x046D), table()).driver == "plain_keyboard"
