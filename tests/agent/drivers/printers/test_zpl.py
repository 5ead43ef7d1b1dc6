"""The ZPL driver against the simulated label printer, over every cable."""

import asyncio

import pytest

from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.printers.asked import Asked
from iot_agent.values import Confirmation, Finish, Fit, Paper, PrinterState, Raw, Text
from tests.support.benches import ZplBench as Bench
from tests.support.benches import quick
from tests.support.cables import GOOD
from tests.support.loop import in_loop

PAGE = Bench.page
READY = PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False)
LABEL = b"^XA^FO10,10^A0N,30^FDhello^FS^XZ"

pytestmark = pytest.mark.usefixtures(quick.__name__)
over_good = pytest.mark.parametrize("cable", GOOD)


@pytest.mark.parametrize(
    ("options", "asked", "width"), [({}, 0, 832), ({"width": "640"}, 0, 640), ({"width": "640"}, 400, 400)]
)
@in_loop
async def test_pictures_are_made_as_wide_as_the_label(options, asked, width):
    assert Bench(**options).driver.fit(Fit(scale=50, width=asked)) == Fit(scale=50, width=width)


@over_good
@pytest.mark.parametrize("encoding", ["", "z64"])
@in_loop
async def test_a_picture_is_printed_dot_by_dot_and_confirmed(cable, encoding):
    bench = Bench(cable, encoding=encoding)
    await bench.driver.probe()

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED

    (label,) = bench.machine.labels
    assert label.picture == PAGE


@in_loop
async def test_the_width_is_the_owners():
    bench = Bench(width="1200")

    await bench.driver.print(PAGE, Finish())

    assert bench.machine.labels[0].picture.width == 1200


@pytest.mark.parametrize("page", [PAGE, Raw(LABEL), Text(("^XA^FDx^FS", "^XZ")), Text(("x",))])
@in_loop
async def test_one_call_can_make_all_the_copies(page):
    bench = Bench()

    await bench.driver.print(page, Finish(copies=3))

    assert len(bench.machine.labels) == 3


@in_loop
async def test_raw_labels_pass_as_they_are():
    bench = Bench()

    await bench.driver.print(Raw(LABEL), Finish())

    assert bytes(bench.cable.written) == LABEL
    assert bench.machine.labels[0].text == ("hello",)


@in_loop
async def test_text_in_zpl_passes_as_it_is():
    bench = Bench()

    await bench.driver.print(Text(("^XA", "^FO5,5^FDcrème^FS", "^XZ")), Finish())

    assert bytes(bench.cable.written) == "^XA\n^FO5,5^FDcrème^FS\n^XZ\n".encode()


@over_good
@in_loop
async def test_plain_text_is_printed(cable):
    bench = Bench(cable)
    await bench.driver.probe()

    assert await bench.driver.print(Text(("Shelf 3 ^ ~", "12,50 €")), Finish()) is Confirmation.PRINTED
    assert bench.machine.labels[0].text == ("Shelf 3 ^ ~", "12,50 €")


@over_good
@in_loop
async def test_status(cable):
    bench = Bench(cable)

    assert await bench.driver.status() == READY
    bench.machine.set(paused=True)
    assert (await bench.driver.status()).online is False
    bench.machine.set(paused=False, paper=Paper.OUT, head_open=True)
    state = await bench.driver.status()
    assert (state.online, state.paper, state.cover_open) == (False, Paper.OUT, True)
    bench.machine.set(paper=Paper.OK, head_open=False, ribbon_out=True)
    assert (await bench.driver.status()).error is True


@in_loop
async def test_labels_are_waited_for_until_they_are_out():
    bench = Bench()
    await bench.driver.probe()
    bench.machine.set(busy=True)
    printing = asyncio.create_task(bench.driver.print(PAGE, Finish(copies=2)))
    await asyncio.wait([printing], timeout=Asked.SILENCE * 2)
    assert not printing.done()
    assert not bench.machine.labels

    bench.machine.set(busy=False)

    assert await printing is Confirmation.PRINTED
    assert len(bench.machine.labels) == 2


@in_loop
async def test_a_paused_printer_has_only_taken_the_label(monkeypatch):
    monkeypatch.setattr(Asked, "PATIENCE", 0.2)
    bench = Bench()
    await bench.driver.probe()
    bench.machine.set(paused=True)

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.TAKEN
    bench.machine.set(paused=False)
    assert len(bench.machine.labels) == 1


@pytest.mark.parametrize(
    "seen",
    [
        Candidate("a", "usb", "1:2", vendor=0x0A5F, product=0x0080, hints={"class": "7", "CMD": ""}),
        Candidate("b", "usb", "1:2", vendor=0x0A5F, hints={"class": "7", "CMD": "ZPL"}),
        Candidate("c", "file", "/dev/usb/lp0", vendor=0x1203, hints={"class": "7", "CMD": "TSPL,ZPL"}),
        Candidate("d", "tcp", "10.0.0.7:9100", hints={"port": "9100", "CMD": "ZPL II"}),
        Candidate("e", "tcp", "10.0.0.7:9100", hints={"port": "9100"}, driver="zpl"),
    ],
)
def test_claims(seen):
    assert best_driver(seen, table()).driver == "zpl"


@pytest.mark.parametrize(
    "seen",
    [
        Candidate("a", "tcp", "10.0.0.7:9100", hints={"port": "9100"}),
        Candidate("b", "usb", "1:2", vendor=0x0A5F, hints={"class": "7", "CMD": "EPL"}),
        Candidate("c", "usb", "1:2", vendor=0x0A5F, hints={}),
    ],
)
def test_does_not_claim(seen):
    assert best_driver(seen, table()).driver != "zpl"
