"""A DYMO LabelWriter through its own CUPS driver, as the user documentation has it set up."""

from __future__ import annotations

import numpy

from iot_agent.core.actions import Wish, perform
from iot_agent.core.match import best_driver
from iot_agent.discovery.cups import Queues
from iot_agent.drivers import load, table
from iot_agent.transports import open_transport
from iot_agent.values import Pdf
from iot_agent.wire import State
from tests.support import dymo
from tests.support.cups import needs_cups, sink, spooler
from tests.support.goldens import golden
from tests.support.likeness import codes
from tests.support.loop import in_loop

pytestmark = [needs_cups, dymo.needs_dymo]


async def begin() -> None:
    """What is printed may begin."""


@in_loop
async def test_a_label_comes_out_as_it_was_meant():
    """It is known for a label printer by its driver, and no commands of ours pass between the two."""
    given = golden("bars")
    async with spooler() as running, sink() as printer:
        described = dymo.install(running)
        running.kill()
        await running.start()
        await running.queue("Shelf", f"socket://127.0.0.1:{printer.port}")
        await running.drive("Shelf", described)
        (seen,) = await Queues().scan()
        assert (seen.manufacturer, seen.hints["model"]) == ("DYMO", "DYMO LabelWriter 450 DUO Label")
        driver_type = load(best_driver(seen, table()).driver)
        wire = await open_transport(seen, "")
        try:
            driver = driver_type(wire, seen, {})
            await driver.probe()
            assert driver.subtype == "label"
            assert Pdf in driver.prints
            result = await perform(driver, Wish("print", {"cut": True, "copies": 1}, given.sheet), begin)
        finally:
            await wire.close()

    assert result.state is State.SENT
    (label,) = dymo.labels(printer.pages[0])
    meant = ~numpy.asarray(given.meant)[: len(label)]
    assert numpy.array_equal(label[:, : meant.shape[1]], meant)
    assert label.sum() == (~numpy.asarray(given.meant)).sum()
    assert codes(label) == given.says
