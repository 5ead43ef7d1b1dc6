"""Bluetooth tools against the simulated ones, over every cable."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.gauges import ble_gauge as module
from iot_agent.drivers.gauges.ble_gauge import BleGauge
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.simulators.ble_gauge import BleGauge as Machine
from iot_agent.values import Measure
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable, Cut, Noisy
from tests.support.codes import raises
from tests.support.gauge import bench_of, working
from tests.support.loop import in_loop
from tests.support.waiting import until

SEEN = Candidate("gauge", "ble", "11:22:33:44:55:66")
over_good = pytest.mark.parametrize("cable", GOOD)
each = pytest.mark.parametrize("maker", ["sylvac", "u_wave"])
bench = bench_of(BleGauge, Machine, SEEN)


async def pressed(machine, wire):
    await until(lambda: machine.listening)
    wire.arrive(machine.press())


@over_good
@each
@in_loop
async def test_the_button_of_the_tool(cable, maker):
    machine, wire, driver = bench(cable, {"unit": "mm"}, maker=maker)
    async with working(driver) as gauge:
        for value in (12.345, -0.002):
            machine.value = value
            await pressed(machine, wire)
            assert await gauge.value() == Measure(value, "mm")


@over_good
@in_loop
async def test_asked(cable):
    machine, _, driver = bench(cable, value=1.5)
    async with working(driver) as gauge:
        await until(lambda: len(machine.listening) == 2)
        assert await driver.measure() == Measure(1.5)
        assert gauge.told == []


@in_loop
async def test_a_tool_that_cannot_be_asked():
    _, _, driver = bench(maker="u_wave")
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await driver.measure()


@in_loop
async def test_another_device_is_a_protocol_error():
    driver = BleGauge(Cable(lambda _: b"services 0000180f-0000-1000-8000-00805f9b34fb\n"), SEEN, {})
    with pytest.raises(ProtocolError):
        await driver.probe()


@in_loop
async def test_a_silent_tool_is_a_transport_error(monkeypatch):
    monkeypatch.setattr(module, "SERVICES", 0.02)
    _, _, driver = bench(silent=True)
    with pytest.raises(TransportError):
        await driver.probe()


@pytest.mark.parametrize("after", [0, 30, 150])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    machine = Machine(value=1.0)
    measures = BleGauge(Cut(machine.receive, after), SEEN, {}).measures()
    with pytest.raises(TransportError):
        await anext(measures)


@each
@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_of_disturbed_lines_none_is_told(maker, seed):
    """Whole ones are, each once: a letter lost or added leaves half a byte or a place that nobody listens to."""
    machine = Machine(maker=maker, value=12.345)
    wire = Noisy(machine.receive, seed, share=0)
    async with working(BleGauge(wire, SEEN, {})) as gauge:
        await until(lambda: len(machine.listening) == (2 if maker == "sylvac" else 1))
        wire.share = 0.002
        wire.came.clear()
        for _ in range(100):
            wire.arrive(machine.press())
            await asyncio.sleep(0)
        whole = wire.came.split(b"\n").count(machine.press()[:-1])
        wire.share = 0
        machine.value = 50.0
        wire.arrive(b"\n" + machine.press())
        await until(lambda: gauge.error or gauge.told[-1:] == [Measure(50.0)])

    assert gauge.error is None
    assert gauge.told == [Measure(12.345)] * whole + [Measure(50.0)]
    assert 50 < whole < 100


def test_claims():
    assert best_driver(SEEN, table()).driver == "ble_gauge"
