"""What tools of lines have in common, with a tool of the simplest kind."""

import asyncio

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers.gauges.lines import NOISE, Lines
from iot_agent.errors import DeviceError, ProtocolError, TransportError
from iot_agent.values import Measure
from iot_agent.wire import Code
from tests.support.cables import GOOD, Cable
from tests.support.codes import raises
from tests.support.gauge import working
from tests.support.loop import in_loop
from tests.support.waiting import until


class Plain(Lines):
    matches = ()
    ASK, END, LONGEST, ANSWER = b"go", b"\r", 10, 0.1

    async def heard(self, line):
        if line == b"sorry\r":
            raise DeviceError(Code.DEVICE_ERROR)
        try:
            return [Measure(float(line or b"-1"))]
        except ValueError:
            raise ProtocolError("no number") from None


def bench(cable=Cable, far=None):
    wire = cable(far)
    return wire, Plain(wire, Candidate("g", "serial", "x"), {})


@pytest.mark.parametrize("cable", GOOD)
@in_loop
async def test_lines_end_with_or_without_a_line_feed(cable):
    wire, tool = bench(cable)
    async with working(tool) as gauge:
        wire.arrive(b"1.5\r\n2.5\r\n3.5\r")
        await until(lambda: len(gauge.told) == 3)
        assert [measure.value for measure in gauge.told] == [1.5, 2.5, 3.5]


@in_loop
async def test_who_asked_gets_the_value_and_nobody_else_does():
    _, tool = bench(far=lambda data: b"7\r" if data == b"go" else None)
    async with working(tool) as gauge:
        assert await tool.measure() == Measure(7.0)
        assert gauge.told == []


@in_loop
async def test_no_answer_is_told_and_the_wire_stays():
    wire, tool = bench()
    async with working(tool) as gauge:
        with raises(DeviceError, Code.OFFLINE):
            await tool.measure()
        wire.arrive(b"1\r")
        assert await gauge.value() == Measure(1.0)


@in_loop
async def test_a_refusal_is_for_who_asked():
    wire, tool = bench(far=lambda _: b"sorry\r")
    async with working(tool) as gauge:
        with pytest.raises(DeviceError):
            await tool.measure()
        wire.arrive(b"sorry\r1\r")
        assert await gauge.value() == Measure(1.0)


@in_loop
async def test_some_noise_is_passed_over_and_much_of_it_is_another_device():
    wire, tool = bench()
    async with working(tool) as gauge:
        wire.arrive(b"?\r" * (NOISE - 1) + b"1\r" + b"?\r" * (NOISE - 1) + b"2\r")
        await until(lambda: len(gauge.told) == 2)
        wire.arrive(b"?\r" * NOISE)
        await until(lambda: isinstance(gauge.error, ProtocolError))


@in_loop
async def test_a_line_without_an_end_does_not_grow():
    wire, tool = bench()
    async with working(tool) as gauge:
        wire.arrive(b"9" * 11)
        await asyncio.sleep(0)
        wire.arrive(b"1\r")
        assert await gauge.value() == Measure(1.0)


@in_loop
async def test_patience_gives_an_empty_line():
    _, tool = bench()
    tool._patience = 0.01
    async with working(tool) as gauge:
        assert await gauge.value() == Measure(-1.0)


@in_loop
async def test_a_pulled_cable_ends_the_stream():
    wire, tool = bench()
    async with working(tool) as gauge:
        wire.pull()
        await until(lambda: isinstance(gauge.error, TransportError))
