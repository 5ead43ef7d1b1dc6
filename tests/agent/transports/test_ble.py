"""A Bluetooth tool as a wire, with bleak made up."""

import asyncio

import pytest

from iot_agent.codecs import ble_gauge as codec
from iot_agent.core.match import Candidate
from iot_agent.drivers.gauges.ble_gauge import BleGauge
from iot_agent.errors import MissingLibrary, TransportError
from iot_agent.simulators.ble_gauge import BleGauge as Machine
from iot_agent.transports import ble, open_transport
from iot_agent.values import Measure
from tests.support.fake_bleak import FakeBleak
from tests.support.gauge import working
from tests.support.loop import in_loop
from tests.support.waiting import until

SEEN = Candidate("gauge", "ble", "11:22:33:44:55:66")


@pytest.fixture
def bleak(monkeypatch):
    fake = FakeBleak(Machine(value=12.345))
    monkeypatch.setattr(ble, "need", lambda module, extra: fake)
    return fake


@in_loop
async def test_the_driver_over_it(bleak):
    wire = await open_transport(SEEN, "")
    driver = BleGauge(wire, SEEN, {})
    async with working(driver) as gauge:
        await until(lambda: len(bleak.client.callbacks) == 2)
        bleak.client.press()
        assert await gauge.value() == Measure(12.345)
        assert await driver.measure() == Measure(12.345)
        bleak.client.lost(bleak.client)
        await until(lambda: isinstance(gauge.error, TransportError))
    await wire.close()
    assert not bleak.client.connected


@in_loop
async def test_a_tool_that_sleeps_is_a_transport_error(bleak):
    bleak.here = False
    with pytest.raises(TransportError, match="not found"):
        await open_transport(SEEN, "")


@in_loop
async def test_what_is_lost_in_the_middle_of_an_order(bleak):
    wire = await open_transport(SEEN, "")
    bleak.client.connected = False
    with pytest.raises(TransportError):
        await wire.write(codec.listen(codec.PROFILES[0].values[0]))
    await wire.close()


@in_loop
async def test_closed(bleak):
    wire = await open_transport(SEEN, "")
    reading = asyncio.create_task(wire.read())
    await asyncio.sleep(0)
    await wire.close()
    await wire.close()
    for use in (reading, wire.read(), wire.write(b"services\n")):
        with pytest.raises(TransportError):
            await use


@pytest.mark.parametrize("order", [b"dance\n", b"listen here\n", b"x" * 3000])
@in_loop
async def test_what_is_no_order(bleak, order):
    wire = await open_transport(SEEN, "")
    with pytest.raises(TransportError):
        await wire.write(order)
    await wire.close()


@in_loop
async def test_values_that_nobody_reads_do_not_grow(bleak):
    wire = await open_transport(SEEN, "")
    await wire.write(codec.listen(codec.PROFILES[0].values[0]))
    for _ in range(3 * ble.AHEAD):
        bleak.client.press()
    assert wire._told.waiting.count(b"\n") == ble.AHEAD
    await wire.close()


@in_loop
async def test_without_the_library_it_is_named(monkeypatch):
    def absent(module, extra):
        raise MissingLibrary(f"pip install 'iot-agent[{extra}]'")

    monkeypatch.setattr(ble, "need", absent)
    with pytest.raises(MissingLibrary, match="bluetooth"):
        await open_transport(SEEN, "")
