"""What every receipt printer does alike, whatever its language."""

import asyncio
from functools import partial

import pytest

from iot_agent.values import Confirmation, Finish, Paper, PrinterState, Text
from iot_agent.wire import Code
from tests.support.benches import EscPosBench, Full, StarBench, quick
from tests.support.cables import GOOD
from tests.support.loop import in_loop

READY = PrinterState(online=True, cover_open=False, paper=Paper.OK, drawer_open=False, error=False)
PRNT = partial(StarBench, language="prnt")
LANGUAGES = {"escpos": EscPosBench, "star": StarBench, "star prnt": PRNT}

pytestmark = pytest.mark.usefixtures(quick.__name__)
over_good = pytest.mark.parametrize("cable", GOOD)
in_each = pytest.mark.parametrize("bench", LANGUAGES.values(), ids=LANGUAGES)


@over_good
@in_each
@in_loop
async def test_text_is_printed(cable, bench):
    bench = bench(cable)
    await bench.driver.probe()

    assert await bench.driver.print(Text(("Total", "12,50 €")), Finish()) is Confirmation.PRINTED
    assert bench.machine.receipts[0].text == ("Total", "12,50 €")


@over_good
@in_each
@in_loop
async def test_status(cable, bench):
    bench = bench(cable)

    assert await bench.driver.status() == READY
    bench.machine.drawer_open = True
    bench.machine.set(paper=Paper.LOW)
    state = await bench.driver.status()
    assert (state.paper, state.drawer_open, state.online) == (Paper.LOW, True, True)
    bench.machine.set(paper=Paper.OUT, cover_open=True)
    state = await bench.driver.status()
    assert (state.online, state.paper, state.cover_open) == (False, Paper.OUT, True)


@pytest.mark.parametrize(
    "bench", [EscPosBench, partial(StarBench, automatic=True), partial(PRNT, automatic=True)], ids=LANGUAGES
)
@in_loop
async def test_paper_that_runs_out_in_the_middle_of_a_page_is_told_at_once(bench):
    bench = bench(Full)
    await bench.driver.probe()
    printing = asyncio.create_task(bench.refusal())
    await bench.cable.full.wait()

    bench.machine.set(paper=Paper.OUT)

    assert await printing is Code.PAPER_OUT
