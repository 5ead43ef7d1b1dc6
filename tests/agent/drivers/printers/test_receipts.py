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

MADE = {f"{name} {cable.__name__}": partial(bench, cable) for name, bench in LANGUAGES.items() for cable in GOOD}
in_each_over_good = pytest.mark.parametrize("make", MADE.values(), ids=MADE)
pytestmark = pytest.mark.usefixtures(quick.__name__)


@in_each_over_good
@in_loop
async def test_text_is_printed(make):
    bench, lines = make(), ("Total", "12,50 €")
    await bench.driver.probe()

    confirmation = await bench.driver.print(Text(lines), Finish())

    assert (confirmation, bench.machine.receipts[0].text) == (Confirmation.PRINTED, lines)


@in_each_over_good
@in_loop
async def test_status(make):
    bench = make()

    assert await bench.driver.status() == READY
    bench.machine.drawer_open = True
    bench.machine.set(paper=Paper.LOW)
    state = await bench.driver.status()
    assert (state.paper, state.drawer_open, state.online) == (Paper.LOW, True, True)
    bench.machine.set(paper=Paper.OUT, cover_open=True)
    state = await bench.driver.status()
    assert (state.online, state.paper, state.cover_open) == (False, Paper.OUT, True)


@pytest.mark.parametrize(
    "make", [EscPosBench, partial(StarBench, automatic=True), partial(PRNT, automatic=True)], ids=LANGUAGES
)
@in_loop
async def test_paper_that_runs_out_in_the_middle_of_a_page_is_told_at_once(make):
    bench = make(Full)
    await bench.driver.probe()
    printing = asyncio.create_task(bench.refusal())
    await bench.cable.full.wait()

    bench.machine.set(paper=Paper.OUT)

    assert await printing is Code.PAPER_OUT
