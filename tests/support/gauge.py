"""A driver of a measuring tool at work, at the end of a cable or on a port: what it tells by itself, and what it
answers."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from iot_agent.core.match import Candidate
from iot_agent.errors import AgentError, TransportError
from iot_agent.simulators.line import Served
from iot_agent.transports import open_transport
from tests.support.cables import Cable, Cut
from tests.support.waiting import until

SEEN = Candidate("gauge", "serial", "somewhere")


def bench_of(driver, machine, seen=SEEN):
    """How a test gets its tool, the cable and the driver that speaks to it."""

    def bench(cable=Cable, options=None, **state):
        made = machine(**state)
        wire = cable(made.receive)
        return made, wire, driver(wire, seen, options or {})

    return bench


class Working:
    """The values it told by itself; `error` is what ended its stream."""

    def __init__(self, driver):
        self.driver = driver
        self.told = []
        self.error = None

    async def run(self):
        try:
            async for measure in self.driver.measures():
                self.told.append(measure)
        except AgentError as error:
            self.error = error

    async def value(self):
        """The next one."""
        count = len(self.told)
        await until(lambda: len(self.told) > count or self.error)
        return self.told[count]


@asynccontextmanager
async def working(driver):
    """The driver with its stream being read, as the worker does."""
    bench = Working(driver)
    await driver.probe()
    task = asyncio.create_task(bench.run())
    await asyncio.sleep(0)
    try:
        yield bench
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def told_until_cut(driver, machine, after):
    """What it told by itself before its cable broke, which whoever listens or asks learns as a transport error."""
    wire = Cut(machine.receive, after)
    cut = driver(wire, SEEN, {})
    async with working(cut) as gauge:
        wire.arrive(machine.press())
        wire.arrive(machine.press())
        await until(lambda: isinstance(gauge.error, TransportError))
        with pytest.raises(TransportError):
            await cut.measure()
    return gauge.told


@asynccontextmanager
async def on_a_port(driver, machine, folder):
    """The port, the driver and its stream; in the end the port is pulled, which is a transport error."""
    port = Served(machine, baud=0)
    wire = await open_transport(Candidate("g", "serial", port.start(folder / "gauge")), driver.baud)
    plugged = driver(wire, SEEN, {})
    async with working(plugged) as gauge:
        yield port, plugged, gauge
        port.stop()
        await until(lambda: isinstance(gauge.error, TransportError))
    await wire.close()
