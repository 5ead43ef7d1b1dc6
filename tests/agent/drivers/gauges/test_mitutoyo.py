"""Mitutoyo's tools against the simulated one, over every cable and on a pseudo terminal."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.gauges.mitutoyo import Mitutoyo
from iot_agent.errors import DeviceError, ProtocolError
from iot_agent.simulators.mitutoyo import Mitutoyo as Machine
from iot_agent.values import Measure
from iot_agent.wire import Code
from tests.support.cables import GOOD, Late, Noisy
from tests.support.codes import raises
from tests.support.gauge import SEEN, bench_of, on_a_port, told_until_cut, working
from tests.support.loop import in_loop
from tests.support.waiting import until

over_good = pytest.mark.parametrize("cable", GOOD)
bench = bench_of(Mitutoyo, Machine)


@over_good
@in_loop
async def test_the_button_of_the_tool(cable):
    machine, wire, driver = bench(cable)
    async with working(driver) as gauge:
        for value in (12.345, -0.002, 0.0):
            machine.value = value
            wire.arrive(machine.press())
            assert await gauge.value() == Measure(value)


@over_good
@in_loop
async def test_asked(cable):
    _, _, driver = bench(cable, options={"unit": "mm"}, value=-1.5)
    async with working(driver) as gauge:
        assert await driver.measure() == Measure(-1.5, "mm")
        assert gauge.told == []


@in_loop
async def test_a_tool_that_is_off_says_so_and_works_again():
    machine, _, driver = bench(off=True, value=1.0)
    async with working(driver) as gauge:
        with raises(DeviceError, Code.OFFLINE):
            await driver.measure()
        machine.off = False
        assert await driver.measure() == Measure(1.0)
        assert gauge.error is None


@in_loop
async def test_an_interface_that_says_nothing(monkeypatch):
    monkeypatch.setattr(Mitutoyo, "ANSWER", 0.05)
    machine, wire, driver = bench(silent=True)
    async with working(driver) as gauge:
        with pytest.raises(DeviceError):
            await driver.measure()
        machine.silent = False
        machine.value = 3.0
        wire.arrive(machine.press())
        assert await gauge.value() == Measure(3.0)


@in_loop
async def test_a_value_that_was_given_up_is_not_the_next_one():
    machine, _, driver = bench(Late, value=1.0)
    async with working(driver) as gauge:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await driver.measure()
        assert await gauge.value() == Measure(1.0)
        machine.value = 2.0
        assert await driver.measure() == Measure(2.0)


@in_loop
async def test_half_a_line_is_told_to_who_asked_and_is_never_a_value():
    _, wire, driver = bench(value=1.0)
    wire.arrive(b"01A+00")
    async with working(driver) as gauge:
        with pytest.raises(ProtocolError):
            await driver.measure()
        assert await driver.measure() == Measure(1.0)
        assert gauge.told == []


@pytest.mark.parametrize("babble", [b"OK\r" * 10, bytes(400)])
@in_loop
async def test_another_device_is_a_protocol_error(babble):
    _, wire, driver = bench()
    async with working(driver) as gauge:
        for at in range(0, len(babble), 50):
            wire.arrive(babble[at : at + 50])
            await asyncio.sleep(0)
        await until(lambda: isinstance(gauge.error, ProtocolError))


@pytest.mark.parametrize("after", [0, 1, 5, 14])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    assert set(await told_until_cut(Mitutoyo, Machine(value=1.0), after)) <= {Measure(1.0)}


@pytest.mark.parametrize("seed", range(20))
@in_loop
async def test_noise_never_makes_a_wrong_value(seed):
    """A line has a fixed length and place for everything but its digits; two digits mixed up need two faults."""
    machine = Machine(value=12.345)
    wire = Noisy(machine.receive, seed, share=0.002)
    driver = Mitutoyo(wire, SEEN, {})
    async with working(driver) as gauge:
        for _ in range(100):
            wire.arrive(machine.press())
            await asyncio.sleep(0)
        await until(lambda: len(gauge.told) > 20 or gauge.error)
        assert set(gauge.told) == {Measure(12.345)}


@in_loop
async def test_on_a_port_and_unplugged(tmp_path):
    machine = Machine(value=7.25)
    async with on_a_port(Mitutoyo, machine, tmp_path) as (port, driver, gauge):
        assert await driver.measure() == Measure(7.25)
        port.say(machine.press())
        assert await gauge.value() == Measure(7.25)


def test_claims():
    assert best_driver(Candidate("a", "serial", "x", vendor=0x0FE7, product=0x4001), table()).driver == "mitutoyo"
    assert best_driver(Candidate("a", "serial", "x", "USB-ITN MITUTOYO"), table()).driver == "mitutoyo"
