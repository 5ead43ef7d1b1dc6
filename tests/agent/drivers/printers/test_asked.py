"""What every printer that can be asked does alike, however slow, silent, cut off or noisy it is."""

import asyncio

import pytest

from iot_agent.drivers.printers.asked import Asked
from iot_agent.errors import DeviceError, TransportError
from iot_agent.values import Confirmation, Finish, Paper, PrinterState
from iot_agent.wire import Code
from tests.support.benches import BENCHES, EplBench, Full, quick
from tests.support.cables import ALL, GOOD, Cable, Cut
from tests.support.loop import in_loop

pytestmark = pytest.mark.usefixtures(quick.__name__)
each = pytest.mark.parametrize("bench_type", BENCHES, ids=lambda bench: bench.driver_type.__name__)
FORGET = (b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", b"\x18", b"~JA")
confirming = pytest.mark.parametrize(
    "bench_type",
    [bench for bench in BENCHES if bench is not EplBench],
    ids=lambda bench: bench.driver_type.__name__,
)
"""Those that say when a page is out, and have a word to forget it."""
over_good = pytest.mark.parametrize("cable", GOOD)


@confirming
@over_good
@in_loop
async def test_a_picture_is_printed_dot_by_dot_and_confirmed(bench_type, cable):
    bench = bench_type(cable)
    await bench.driver.probe()

    for _ in range(2):
        assert await bench.driver.print(bench.page, Finish()) is Confirmation.PRINTED

    assert bench.pictures == [bench.page, bench.page]
    assert not bench.machine.reader.unknown


@each
@over_good
@in_loop
async def test_status(bench_type, cable):
    bench = bench_type(cable)

    ready = await bench.driver.status()
    assert (ready.online, ready.cover_open, ready.paper, ready.error) == (True, False, Paper.OK, False)
    bench.machine.set(**{"paper": Paper.OUT, bench.covered: True})
    state = await bench.driver.status()
    assert (state.online, state.paper, state.cover_open) == (False, Paper.OUT, True)


@each
@in_loop
async def test_silence_is_an_answer_of_nones_and_the_page_only_taken(bench_type):
    bench = bench_type()
    bench.mute()
    await bench.driver.probe()

    assert await bench.driver.status() == PrinterState()
    assert await bench.driver.print(bench.page, Finish()) is Confirmation.TAKEN
    assert bench.pictures == [bench.page]


@confirming
@in_loop
async def test_one_too_busy_to_answer_when_it_was_opened_confirms_its_pages(bench_type):
    """As after a restart of the box, while the printer still works off what it had."""
    bench = bench_type()
    bench.mute()
    await bench.driver.probe()
    bench.machine.answer = bench.cable.arrive

    assert await bench.driver.print(bench.page, Finish()) is Confirmation.PRINTED


@each
@in_loop
async def test_a_printer_that_falls_silent_keeps_nobody_waiting_twice(bench_type):
    bench = bench_type()
    await bench.driver.probe()
    bench.mute()
    clock = asyncio.get_running_loop().time

    assert await bench.driver.print(bench.page, Finish()) is Confirmation.TAKEN
    start = clock()
    assert await bench.driver.print(bench.page, Finish()) is Confirmation.TAKEN
    assert clock() - start < Asked.SILENCE / 2
    assert len(bench.pictures) == 2


@each
@over_good
@pytest.mark.parametrize("trouble", ["paper", "cover"])
@in_loop
async def test_a_page_that_cannot_come_out_is_refused(bench_type, cable, trouble):
    bench = bench_type(cable)
    await bench.driver.probe()
    bench.machine.set(**({"paper": Paper.OUT} if trouble == "paper" else {bench.covered: True}))

    assert await bench.refusal() is (Code.PAPER_OUT if trouble == "paper" else Code.COVER_OPEN)


def runs_out(bench, hears):
    """The paper ends in the middle of a page; one that does not know the order to forget it `hears` not."""
    passed = bench.cable.far
    ends = iter([3000])

    def far(data):
        if hears or data not in FORGET:
            passed(data)
        if len(bench.cable.written) > 3000 and next(ends, None):
            bench.machine.set(paper=Paper.OUT)

    bench.cable.far = far


@confirming
@over_good
@in_loop
async def test_a_page_that_failed_never_comes_out(bench_type, cable):
    """It may be on another printer's paper by the time somebody puts in more."""
    bench = bench_type(cable)
    await bench.driver.probe()
    runs_out(bench, hears=True)
    with pytest.raises(DeviceError) as refused:
        await bench.driver.print(bench.page, Finish())
    assert (refused.value.code, refused.value.pending) == (Code.PAPER_OUT, False)

    bench.machine.set(paper=Paper.OK)

    assert bench.page not in bench.pictures
    assert await bench.driver.print(bench.page, Finish()) is Confirmation.PRINTED
    assert len(bench.pictures) == 1
    assert bench.pictures[0].rows.endswith(bench.page.rows)


@each
@in_loop
async def test_a_page_that_may_yet_come_out_is_called_so(bench_type):
    """The printer does not forget it: whoever prints it elsewhere has it twice."""
    bench = bench_type()
    await bench.driver.probe()
    runs_out(bench, hears=False)
    with pytest.raises(DeviceError) as refused:
        await bench.driver.print(bench.page, Finish())
    assert (refused.value.code, refused.value.pending) == (Code.PAPER_OUT, True)

    bench.machine.set(paper=Paper.OK)
    await bench.driver.print(bench.page, Finish())

    assert bench.pictures[-1].rows.endswith(bench.page.rows)


@each
@in_loop
async def test_a_page_stuck_on_its_way_may_yet_come_out(bench_type):
    """The printer takes no more bytes, so the order to forget the page does not get there either."""
    bench = bench_type(Full)
    await bench.driver.probe()
    refusal = asyncio.create_task(bench.driver._drop(DeviceError(Code.PAPER_OUT)))
    bench.cable.written += bytes(8001)

    assert (await refusal).pending


@confirming
@in_loop
async def test_a_slow_printer_is_waited_for_while_it_answers(bench_type):
    """The page waits inside the printer; questions do not."""
    bench = bench_type()
    await bench.driver.probe()
    await bench.driver.print(bench.page, Finish())
    passed, held, asked = bench.cable.far, [], (b"\x10\x04", b"\x1b\x06\x01", b"~HS")

    def far(data):
        if data.startswith(asked):
            passed(data)
        else:
            held.append(data)

    if hasattr(bench.machine, "busy"):
        bench.machine.set(busy=True)
    else:
        bench.cable.far = far
    printing = asyncio.create_task(bench.driver.print(bench.page, Finish()))
    await asyncio.wait([printing], timeout=Asked.SILENCE * 2)
    assert not printing.done()

    if held:
        passed(b"".join(held))
    else:
        bench.machine.set(busy=False)

    assert await printing is Confirmation.PRINTED
    assert bench.pictures == [bench.page, bench.page]


@each
@in_loop
async def test_the_page_after_a_broken_off_one_comes_out(bench_type):
    """The printer still waits for the rest of a picture, and must not take the next page for it."""
    bench = bench_type(Full)
    await bench.break_off()

    await bench.driver.print(bench.page, Finish())

    assert bench.pictures[-1].rows.endswith(bench.page.rows)


@each
@pytest.mark.parametrize("after", [0, 1, 5, 9, 100, 5000, 20000])
@in_loop
async def test_a_cut_cable_is_a_transport_error(bench_type, after):
    bench = bench_type(lambda far: Cut(far, after))

    async def use():
        for _ in range(3):
            await bench.driver.status()
            await bench.driver.print(bench.page, Finish())

    with pytest.raises(TransportError):
        await use()


@each
@pytest.mark.parametrize("seed", range(10))
@in_loop
async def test_noise_in_the_answers_harms_no_page(bench_type, seed):
    bench = bench_type(lambda far: ALL[-1](far, seed, 0.05))
    await bench.driver.status()
    try:
        await bench.driver.print(bench.page, Finish())
    except DeviceError:
        return
    assert [picture for picture in bench.pictures if picture.height] == [bench.page]


@each
@in_loop
async def test_nothing_is_left_running_when_a_page_is_given_up(bench_type):
    bench = bench_type(Full)
    await bench.driver.probe()
    before = asyncio.all_tasks()
    printing = asyncio.create_task(bench.driver.print(bench.page, Finish()))
    await bench.cable.full.wait()

    printing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await printing
    assert asyncio.all_tasks() == before


@each
@in_loop
async def test_what_was_said_before_is_nobodys_answer(bench_type):
    bench = bench_type(Cable)
    bench.mute()
    assert await bench.driver.status() == PrinterState()
    bench.machine.answer = bench.cable.arrive
    bench.machine.set(paper=Paper.OUT)
    for question in (b"\x10\x04\x01\x10\x04\x04", b"\x1b\x06\x01", b"~HS"):
        bench.machine.receive(question)
    bench.machine.set(paper=Paper.OK)

    assert (await bench.driver.status()).paper is Paper.OK
