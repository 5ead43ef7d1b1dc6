"""A DYMO LabelWriter through its own CUPS driver, as the user documentation has it set up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy
import pytest

from iot_agent.codecs.raster import deflate
from iot_agent.core.actions import Wish, perform
from iot_agent.core.entry import Sheet
from iot_agent.core.kinds import Printer
from iot_agent.core.match import best_driver
from iot_agent.discovery.cups import Queues
from iot_agent.drivers import load, table
from iot_agent.transports import open_transport
from iot_agent.values import Pdf, Raster
from iot_agent.wire import Format, State
from tests.support import dymo
from tests.support.cups import needs_cups
from tests.support.goldens import golden
from tests.support.likeness import Dots, codes
from tests.support.loop import in_loop
from tests.support.pdf import box, pdf

pytestmark = [needs_cups, dymo.needs_dymo]
INCH = 300
"""Dots of this printer."""
NEAR = 0.02
"""Of a label's length, by which the driver's own size of that name differs."""
MARGIN = 0.1
"""Of a label's side, by which a mark may be elsewhere: the driver's margins are 1.5 mm, and 5.8 at the end."""


async def begin() -> None:
    """What is printed may begin."""


@asynccontextmanager
async def opened() -> AsyncIterator[Printer]:
    """The driver of the spooler's only queue, as the agent finds it."""
    (seen,) = await Queues().scan()
    assert (seen.manufacturer, seen.hints["model"]) == ("DYMO", "DYMO LabelWriter 450 DUO Label")
    wire = await open_transport(seen, "")
    try:
        driver = load(best_driver(seen, table()).driver)(wire, seen, {})
        await driver.probe()
        assert isinstance(driver, Printer)
        assert driver.subtype == "label"
        assert Pdf in driver.prints
        yield driver
    finally:
        await wire.close()


@in_loop
async def test_a_label_comes_out_as_it_was_meant():
    """It is known for a label printer by its driver, and no commands of ours pass between the two."""
    given = golden("bars")
    async with dymo.labeller() as printer, opened() as driver:
        result = await perform(driver, Wish("print", {"cut": True, "copies": 1}, given.sheet), begin)

    assert result.state is State.SENT
    (label,) = dymo.labels(printer.pages[0])
    meant = ~numpy.asarray(given.meant)[: len(label)]
    assert numpy.array_equal(label[:, : meant.shape[1]], meant)
    assert label.sum() == (~numpy.asarray(given.meant)).sum()
    assert codes(label) == given.says


MARK = (0.1, 0.1, 0.4, 0.2)
"""Where a black box stands on each page here: left, top, right and bottom, as parts of its sides."""


def document(across: float, down: float) -> Sheet:
    """A PDF of these millimetres with the mark at its upper left."""
    wide, tall = across / 25.4 * 72, down / 25.4 * 72
    mark = box(wide * 0.1, tall * 0.8, wide * 0.3, tall * 0.1)
    return Sheet(Format.PDF, 0, 0, pdf(mark, size=(wide, tall)))


def picture(across: float, down: float) -> Sheet:
    """The same as a picture of the printer's dots."""
    size = (round(across / 25.4 * INCH), round(down / 25.4 * INCH))
    dots = numpy.zeros((size[1], size[0]), bool)
    left, top, right, bottom = (round(part * size[at % 2]) for at, part in enumerate(MARK))
    dots[top:bottom, left:right] = True
    return Sheet(Format.RASTER, *size, deflate(Raster(*size, numpy.packbits(dots, axis=1).tobytes())))


def marked(label: Dots, across: float, down: float) -> tuple[float, ...]:
    """Where the mark stands on the label, as parts of its sides."""
    ys, xs = numpy.nonzero(label)
    wide, tall = across / 25.4 * INCH, down / 25.4 * INCH
    return xs.min() / wide, ys.min() / tall, (xs.max() + 1) / wide, (ys.max() + 1) / tall


def turned(mark: tuple[float, ...], degrees: int) -> tuple[float, ...]:
    """The mark on a page that was turned clockwise."""
    for _ in range(degrees // 90):
        left, top, right, bottom = mark
        mark = 1 - bottom, left, 1 - top, right
    return mark


@dymo.needs_filters
@pytest.mark.parametrize("make", [document, picture])
@pytest.mark.parametrize(("size", "turn"), [((57, 32), 0), ((57, 32), 180), ((28, 89), 90), ((28, 89), 270)])
@in_loop
async def test_a_document_is_made_for_the_label_in_the_printer(make, size, turn):
    """By Debian's own filters: the label is fed as far as it is long, and the page turned as asked."""
    page = size if turn in (0, 180) else size[::-1]
    params = {"copies": 1, "label_width": size[0], "label_height": size[1], "turn": turn, "dpi": INCH}
    async with dymo.labeller(debian=True) as printer, opened() as driver:
        result = await perform(driver, Wish("print", params, make(*page)), begin)

    assert result.state is State.SENT
    (data,) = printer.pages
    assert dymo.length(data) == pytest.approx(size[1] / 25.4 * INCH, rel=NEAR)
    (label,) = dymo.labels(data)
    assert marked(label, *size) == pytest.approx(turned(MARK, turn), abs=MARGIN)
