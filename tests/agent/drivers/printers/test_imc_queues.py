"""The seven names of the user documentation as queues of a real CUPS: how pictures come out of each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy
import pytest

from iot_agent.core.actions import Wish, perform
from iot_agent.core.match import best_driver
from iot_agent.discovery.cups import Queues
from iot_agent.drivers import load, table
from iot_agent.simulators.escpos import EscPos
from iot_agent.transports import open_transport
from iot_agent.wire import State
from tests.support.cups import needs_cups, sink, spooler
from tests.support.goldens import golden
from tests.support.likeness import codes, dots, refuse_other, refuse_unlike
from tests.support.loop import in_loop

pytestmark = needs_cups


@dataclass(frozen=True)
class Way:
    """A command that carries pictures, and the dots across of ours; each is `wide` x `tall` dots of the paper."""

    command: bytes
    across: int = 576
    wide: int = 1
    tall: int = 1


RASTER, GRAPHICS = Way(b"\x1dv0\x00"), Way(b"\x1d(L")
COLUMN = Way(b"\x1b*\x21")
PROPER = {
    "EPSONTMm30II__IMC__": COLUMN,
    "EPSON_TM_U220__IMC_LDV_LDH_SCALE80__": Way(b"\x1b*\x00", 288, wide=2, tall=3),
}
IMPROPER = {
    "EPSONTMm30II": RASTER,
    "EPSONTMm30II__IMC": RASTER,
    "EPSONTMm30II__IMC_XDV__": RASTER,
    "EPSONTMm30II__IMC_SCALE__": RASTER,
}
REFUSED = "EPSON TMm 30II"
OTHERS = {
    "EpsonTMU220B__IMC_LDV__": Way(b"\x1b*\x01", tall=3),
    "EpsonTMU220B__IMC_LDV_SCALE75__": Way(b"\x1b*\x01", 432, tall=3),
    "EpsonTMU220B__IMC_LDV_LDH_SCALE35__": Way(b"\x1b*\x00", 202, wide=2, tall=3),
}
"""Of the documentation's example of how to find the right one."""


@asynccontextmanager
async def found(running, options: Mapping[str, str] | None = None):
    """The driver of the one queue there is, as the agent comes to it."""
    (seen,) = await Queues().scan()
    driver_type = load(best_driver(seen, table()).driver)
    wire = await open_transport(seen, "")
    try:
        driver = driver_type(wire, seen, options or {})
        await driver.probe()
        yield driver
    finally:
        await wire.close()


async def begin() -> None:
    """What is printed may begin."""


async def print_through(
    name: str, params: Mapping[str, object] | None = None, options: Mapping[str, str] | None = None
):
    """The bytes that reach the printer behind a queue of that name."""
    async with spooler() as running, sink() as printer:
        await running.queue(name, f"socket://127.0.0.1:{printer.port}")
        async with found(running, options) as driver:
            assert (driver.subtype, driver.seen.name, driver.seen.address) == ("receipt", name, name)
            wish = Wish("print", {"cut": True, "copies": 1} | (params or {}), golden("square").sheet)
            assert (await perform(driver, wish, begin)).state is State.SENT
        (page,) = printer.pages
        return page


def refuse_another_way(page: bytes, way: Way) -> None:
    """AssertionError unless the picture was sent this way and stands whole in the middle of the paper."""
    machine, given = EscPos(), golden("square")
    machine.receive(page)
    assert not machine.reader.unknown
    assert {other.command for other in (RASTER, GRAPHICS) if other.command in page} <= {way.command}
    assert way.command in page
    (paper,) = (dots(receipt.picture) for receipt in machine.receipts)
    left = (576 - way.across * way.wide) // 2
    height = round(given.meant.height * way.across / given.meant.width)
    inked = paper[: height * way.tall, left : left + way.across * way.wide]
    sent = inked[:: way.tall, :: way.wide]
    assert numpy.array_equal(numpy.kron(sent, numpy.ones((way.tall, way.wide), bool)), inked)
    assert paper.sum() == inked.sum(), "ink beside it"
    if way.across == 576:
        refuse_other(sent, given.meant)
    else:
        refuse_unlike(sent, given.meant, given.alike)
    assert codes(sent) == given.says


@pytest.mark.parametrize("name", [*PROPER, *IMPROPER, *OTHERS])
@in_loop
async def test_a_picture_comes_out_as_the_name_of_its_queue_says(name):
    """An improper name keeps nothing from being printed, and asks for nothing."""
    refuse_another_way(await print_through(name), {**PROPER, **IMPROPER, **OTHERS}[name])


@in_loop
async def test_a_name_with_spaces_is_none_that_a_queue_can_have():
    async with spooler() as running:
        with pytest.raises(AssertionError, match=r"client-error-bad-request .*contains invalid characters"):
            await running.queue(REFUSED.replace(" ", "%20"), "socket://127.0.0.1:9")

        assert await Queues().scan() == []


@pytest.mark.parametrize(
    ("params", "options", "way"),
    [
        ({"image": "raster"}, {}, Way(b"\x1dv0\x00", 461)),
        ({"image": "graphics", "scale": 100}, {}, GRAPHICS),
        ({"scale": 100}, {}, Way(b"\x1b*\x00", 288, wide=2, tall=3)),
        ({"image": "column", "scale": 50}, {}, Way(b"\x1b*\x21", 288)),
        ({}, {"image": "column", "scale": "50"}, Way(b"\x1b*\x21", 288)),
        ({"image": "raster", "scale": 100}, {"image": "column", "scale": "50"}, RASTER),
    ],
)
@in_loop
async def test_the_fields_of_the_form_win_over_the_name(params, options, way):
    """What the form in Odoo says comes with the job; `agent.toml` gives options."""
    refuse_another_way(await print_through("EPSON_TM_U220__IMC_LDV_LDH_SCALE80__", params, options), way)


@in_loop
async def test_each_name_that_is_tried_out_is_a_printer_of_its_own():
    """All lead to one printer, as in the documentation's example."""
    async with spooler() as running:
        running.backend("usb", "exit 0")
        for name in OTHERS:
            await running.queue(name, "usb://EPSON/TM-U220B?serial=J5ZF000001", model="The one in the kitchen")

        assert sorted(seen.name for seen in await Queues().scan()) == sorted(OTHERS)
