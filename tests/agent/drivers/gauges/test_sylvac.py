"""Sylvac's tools against the simulated one, over every cable and on a pseudo terminal."""

import asyncio
import re

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.gauges import sylvac as module
from iot_agent.drivers.gauges.sylvac import Sylvac
from iot_agent.errors import DeviceError
from iot_agent.simulators.sylvac import Sylvac as Machine
from iot_agent.values import Measure
from iot_agent.wire import Code
from tests.support.cables import GOOD, Noisy
from tests.support.codes import raises
from tests.support.gauge import SEEN, bench_of, on_a_port, told_until_cut, working
from tests.support.loop import in_loop
from tests.support.waiting import until

over_good = pytest.mark.parametrize("cable", GOOD)
bench = bench_of(Sylvac, Machine)


@over_good
@in_loop
async def test_asked_and_pressed_with_the_unit_it_shows(cable):
    machine, wire, driver = bench(cable, value=12.345)
    async with working(driver) as gauge:
        assert await driver.measure() == Measure(12.345, "mm")
        machine.inch, machine.value = True, 0.5
        wire.arrive(machine.press())
        assert await gauge.value() == Measure(0.5, "in")
        assert len(gauge.told) == 1


@in_loop
async def test_a_simplex_cable_leaves_the_unit_open(monkeypatch):
    monkeypatch.setattr(module, "UNIT", 0.02)
    monkeypatch.setattr(Sylvac, "ANSWER", 0.05)
    machine, wire, driver = bench(simplex=True, value=1.5)
    async with working(driver) as gauge:
        wire.arrive(machine.press())
        assert await gauge.value() == Measure(1.5)
        wire.arrive(machine.press() + machine.press())
        await until(lambda: gauge.told == [Measure(1.5)] * 3)
        with pytest.raises(DeviceError):
            await driver.measure()


@in_loop
async def test_the_form_knows_the_unit():
    machine, wire, driver = bench(options={"unit": "mm"}, simplex=True, value=1.5)
    async with working(driver) as gauge:
        wire.arrive(machine.press())
        assert await gauge.value() == Measure(1.5, "mm")


@in_loop
async def test_a_tool_that_cannot_measure_says_so_and_works_again():
    machine, _, driver = bench(failing=True, value=1.0)
    async with working(driver) as gauge:
        with raises(DeviceError, Code.DEVICE_ERROR):
            await driver.measure()
        machine.failing = False
        assert (await driver.measure()).value == 1.0
        assert gauge.error is None


@in_loop
async def test_tolerances_are_no_part_of_the_value():
    _, _, driver = bench(value=3.0, tolerance=">")
    async with working(driver):
        assert await driver.measure() == Measure(3.0, "mm")


@in_loop
async def test_what_it_says_of_itself_is_no_value():
    _, wire, driver = bench(value=3.0)
    async with working(driver) as gauge:
        wire.arrive(b"SY203.1.2\r")
        assert await driver.measure() == Measure(3.0, "mm")
        assert gauge.told == []


@pytest.mark.parametrize("after", [0, 2, 6, 12])
@in_loop
async def test_a_cut_cable_is_a_transport_error(after):
    assert set(await told_until_cut(Sylvac, Machine(value=1.0), after)) <= {Measure(1.0)}


NUMBER = re.compile(rb"\n*([+ -]?[0-9]{1,6}\.[0-9]{1,6}) ?[<=>]?")
"""A line of a value, as the manual has it: no sum and no length tells a digit lost or added."""


@pytest.mark.parametrize("options", [{"unit": "mm"}, {}], ids=["unit known", "unit asked"])
@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_of_disturbed_lines_only_numbers_are_told(monkeypatch, seed, options):
    """Each once and in order, all that were not disturbed among them, and in no unit but the tool's."""
    monkeypatch.setattr(module, "UNIT", 0.02)
    machine = Machine(value=12.345)
    wire = Noisy(machine.receive, seed, share=0.02)
    async with working(Sylvac(wire, SEEN, options)) as gauge:
        for _ in range(100):
            wire.arrive(machine.press())
            await asyncio.sleep(0)
        wire.share = 0
        machine.value = 50.0
        wire.arrive(b"\r" + machine.press())
        await until(lambda: gauge.error or (gauge.told and gauge.told[-1].value == 50.0))
    numbers = [found[1] for line in wire.came.split(b"\r") if (found := NUMBER.fullmatch(line))]

    assert gauge.error is None
    assert [measure.value for measure in gauge.told] == [float(number) for number in numbers]
    assert 50 < numbers.count(b"+0012.345") < 100
    assert {measure.unit for measure in gauge.told} <= {"mm", options.get("unit", "")}


@in_loop
async def test_on_a_port_and_unplugged(tmp_path):
    async with on_a_port(Sylvac, Machine(value=7.25), tmp_path) as (_, driver, _):
        assert await driver.measure() == Measure(7.25, "mm")


def test_claims():
    assert best_driver(Candidate("a", "serial", "x", "Sylvac USB cable"), table()).driver == "sylvac"
