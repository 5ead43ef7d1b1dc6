"""When an open device is looked at, by a clock that the test moves."""

import asyncio
from dataclasses import replace

from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.looks import CALM_LOOK, PRINTER_LOOK, SCALE_LOOK, Looks
from iot_agent.core.presence import Presence
from iot_agent.log import DeviceLog, of_device
from tests.support.devices import PRINTER, READY, SCALE, Wire, World
from tests.support.loop import in_loop


def looks_at(kind, seen, world):
    events = Events(Clock().now)
    presence = Presence(seen.identifier, events, DeviceLog(of_device(seen.identifier), seen.identifier), lambda: None)
    return Looks(kind(Wire(world), seen, {}), presence, events, seen.identifier)


def rested(looks):
    """Lets a minute and more go by."""
    looks._calm._stirred -= 100 * CALM_LOOK


def distance(looks):
    """Seconds between the looks that are due next."""
    following = looks.next(looks.next(1000.0))
    return following - looks.next(1000.0)


@in_loop
async def test_what_is_at_rest_is_looked_at_calmly():
    world = World()
    printer, scale = looks_at(world.printer(), PRINTER, world), looks_at(world.scale(), SCALE, world)
    await printer.look()
    assert (distance(printer), distance(scale)) == (PRINTER_LOOK, SCALE_LOOK)
    rested(printer)
    rested(scale)
    assert (distance(printer), distance(scale)) == (CALM_LOOK, CALM_LOOK)
    assert printer.next(1000.0) == scale.next(1000.0)


@in_loop
async def test_what_changes_is_looked_at_soon_again():
    world = World()
    printer = looks_at(world.printer(), PRINTER, world)
    await printer.look()
    rested(printer)
    await printer.look()
    assert distance(printer) == CALM_LOOK
    world.state = replace(READY, cover_open=True)
    await printer.look()
    assert distance(printer) == PRINTER_LOOK


@in_loop
async def test_a_line_that_is_hung_up_is_looked_at_at_once():
    world, woken = World(), asyncio.Event()
    printer, wire = looks_at(world.printer(), PRINTER, world), Wire(world)
    wire.ended = asyncio.Event()
    heeding = asyncio.ensure_future(printer.heed(wire, woken.set))
    assert printer.next(1000.0) > 1000.0
    wire.ended.set()
    await asyncio.wait_for(woken.wait(), 5)
    assert printer.next(1000.0) == 1000.0
    await printer.look()
    assert printer.next(1000.0) > 1000.0
    heeding.cancel()
    await asyncio.gather(heeding, return_exceptions=True)
