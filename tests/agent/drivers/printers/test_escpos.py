"""The ESC/POS driver against the simulated printer, over every cable."""

import asyncio
import zlib
from dataclasses import replace

import pytest

from iot_agent.codecs.escpos_images import draw
from iot_agent.core.actions import Wish, perform
from iot_agent.core.entry import Sheet
from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.printers.asked import Asked
from iot_agent.drivers.printers.escpos import EscPos
from iot_agent.errors import DeviceError
from iot_agent.simulators.escpos import EscPos as Machine
from iot_agent.values import Confirmation, Finish, Fit, Paper, PrinterState, Raster, Raw
from iot_agent.wire import Code, Format, State
from tests.support.benches import SEEN, Full, quick
from tests.support.benches import EscPosBench as Bench
from tests.support.cables import GOOD, Late
from tests.support.codes import raises
from tests.support.loop import in_loop

PAGE = Bench.page
READY = PrinterState(online=True, cover_open=False, paper=Paper.OK, drawer_open=False, error=False)

pytestmark = pytest.mark.usefixtures(quick.__name__)
over_good = pytest.mark.parametrize("cable", GOOD)


async def begin():
    """What is printed may begin."""


@in_loop
async def test_narrow_pictures_stand_in_the_middle():
    bench = Bench()

    await bench.driver.print(Raster(512, 8, b"\xff" * 512), Finish())

    (sent,) = bench.machine.receipts[0].sent
    assert (sent.left, sent.width) == (32, 512)


@pytest.mark.parametrize(
    ("name", "options", "params", "command", "across"),
    [
        ("Kitchen", {}, {}, b"\x1dv0\x00\x48\x00", 576),
        ("EPSON TMm 30II", {}, {}, b"\x1dv0\x00\x48\x00", 576),
        ("EPSONTMm30II", {}, {}, b"\x1dv0\x00\x48\x00", 576),
        ("EPSONTMm30II__IMC", {}, {}, b"\x1dv0\x00\x48\x00", 576),
        ("EPSONTMm30II__IMC_XDV__", {}, {}, b"\x1dv0\x00\x48\x00", 576),
        ("EPSONTMm30II__IMC_SCALE__", {}, {}, b"\x1dv0\x00\x48\x00", 576),
        ("EPSONTMm30II__IMC__", {}, {}, b"\x1b*\x21\x40\x02", 576),
        ("EPSON_TM_U220__IMC_LDV_LDH_SCALE80__", {}, {}, b"\x1b*\x00\x20\x01", 576),
        ("EpsonTMU220B__IMC_LDV_LDH_SCALE35__", {}, {}, b"\x1b*\x00\xca\x00", 404),
        ("EpsonTMU220B__IMC_LDV_SCALE75__", {}, {}, b"\x1b*\x01\xb0\x01", 432),
        ("Kitchen", {"image": "column_low", "width": "400"}, {}, b"\x1b*\x01\x90\x01", 400),
        ("Kitchen", {"image": "column_low"}, {"image": "graphics", "width": 384}, b"0p0\x01\x011\x80\x01", 384),
        ("EPSONTMm30II__IMC__", {}, {"image": "raster", "scale": 50}, b"\x1dv0\x00\x24\x00", 288),
        ("EPSONTMm30II__IMC_SCALE50__", {}, {"scale": 100}, b"\x1b*\x21\x40\x02", 576),
    ],
)
@in_loop
async def test_pictures_as_the_job_the_options_or_the_name_say(name, options, params, command, across):
    """The frame of the picture stands whole on the paper, on either side of its middle."""
    bench = Bench()
    bench.driver = EscPos(bench.cable, replace(SEEN, name=name), options)
    frame = bytearray(b"\x80" + bytes(70) + b"\x01") * 240
    frame[:72] = frame[-72:] = b"\xff" * 72
    sheet = Sheet(Format.RASTER, 576, 240, zlib.compress(frame))

    async def begin():
        assert b"\x1ba" not in bench.cable.written

    wish = Wish("print", {"cut": True, "copies": 1} | params, sheet)
    assert (await perform(bench.driver, wish, begin)).state is State.SENT

    (receipt,) = bench.machine.receipts
    rows = receipt.picture.rows
    inked = [at for at in range(0, len(rows), 72) if any(rows[at : at + 72])]
    dots = int.from_bytes(rows[inked[len(inked) // 2] :][:72], "big")
    left, right = 576 - dots.bit_length(), (dots & -dots).bit_length() - 1
    assert command in bench.cable.written
    assert abs(left - right) <= 1
    assert 576 - left - right == across


@pytest.mark.parametrize(
    ("name", "options", "across"),
    [
        ("Kitchen", {}, None),
        ("EpsonTMU220B", {}, 400),
        ("EpsonTMU220B__IMC__", {}, None),
        ("EpsonTMU220B__IMC_LDH__", {}, None),
        ("EpsonTMU220B__IMC_LDV__", {}, 400),
        ("EpsonTMU220B__IMC_LDV_LDH__", {}, 400),
        ("EpsonTMU220B__IMC_LDV_SCALE75__", {}, 384),
        ("EpsonTMU220B__IMC_LDV_LDH_SCALE35__", {}, 358),
        ("EpsonTMU220B__IMC_LDV__", {"width": "400"}, 400),
        ("EpsonTMU220B", {"image": "column_low", "width": "400"}, 400),
    ],
)
@in_loop
async def test_the_receipt_of_the_documentation_on_a_dot_matrix_printer(name, options, across):
    """Random characters; too large and outside the margin; whole: 512 dots on paper of 200 or 400.
    A name that says the model alone is enough where the model is known."""
    bench = Bench(machine=Machine(width=400, needles=True))
    bench.driver = EscPos(bench.cable, replace(SEEN, name=name), options)
    frame = bytearray(b"\x80" + bytes(62) + b"\x01") * 240
    await perform(
        bench.driver,
        Wish("print", {"cut": True, "copies": 1}, Sheet(Format.RASTER, 512, 240, zlib.compress(frame))),
        begin,
    )

    (receipt,) = bench.machine.receipts
    if across is None:
        assert bench.machine.reader.unknown
        assert receipt.text
        return
    rows = [int.from_bytes(receipt.picture.rows[at : at + 50], "big") for at in range(0, len(receipt.picture.rows), 50)]
    left, right = 400 - rows[8].bit_length(), (rows[8] & -rows[8]).bit_length() - 1
    whole = right < 200
    assert not bench.machine.reader.unknown
    assert not receipt.text
    assert (400 - left - right if whole else 400 - left) == across
    assert whole is (name.endswith(("75__", "35__", "220B")) or bool(options))


@in_loop
async def test_an_option_that_makes_no_sense_is_said_before_anything_is_printed():
    bench = Bench()
    bench.driver = EscPos(bench.cable, SEEN, {"image": "fax"})

    with raises(DeviceError, Code.BAD_PARAMS):
        bench.driver.fit(Fit())


@in_loop
async def test_raw_bytes_pass_as_they_are():
    bench = Bench()

    await bench.driver.print(Raw(b"\x1b@raw\n\x1dVA\x00"), Finish())

    assert bytes(bench.cable.written).endswith(b"\x1b@raw\n\x1dVA\x00")
    assert bench.machine.receipts[0].text == ("raw",)


@in_loop
async def test_without_a_cut_the_page_is_fed_out():
    bench = Bench()

    await bench.driver.print(PAGE, Finish(cut=False))

    assert not bench.machine.receipts
    assert bench.machine.reader.paper.top > PAGE.height


@pytest.mark.parametrize("way", ["raster", "graphics", "column"])
@pytest.mark.parametrize("talks", [True, False])
@pytest.mark.parametrize("after", [0, 1, 9, 10, 57, 1000])
@in_loop
async def test_a_torn_page_is_cut_off(after, talks, way):
    """Whatever the printer was in the middle of, be it a command, the next page comes out on its own."""
    bench = Bench()
    bench.machine.receive(b"".join(draw(PAGE, way))[:after])
    if not talks:
        bench.mute()
    await bench.driver.probe()

    await bench.driver.sever()
    await bench.driver.print(PAGE, Finish())

    assert bench.machine.receipts[-1].picture == PAGE


@in_loop
async def test_a_late_answer_to_an_old_question_is_not_taken_for_a_new_one():
    bench = Bench()
    bench.mute()
    assert await bench.driver.status() == PrinterState()
    bench.machine.answer = bench.cable.arrive
    bench.cable.arrive(b"\x1e\x7e\x00")

    assert await bench.driver.status() == READY


@in_loop
async def test_a_failed_page_does_not_come_out_when_paper_is_put_in():
    bench = Bench()
    await bench.driver.probe()
    bench.machine.set(paper=Paper.OUT)
    await bench.refusal()

    bench.machine.set(paper=Paper.OK)

    assert not bench.machine.receipts
    assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED
    assert [receipt.picture for receipt in bench.machine.receipts] == [PAGE]


@in_loop
async def test_a_stuck_cutter_is_told():
    bench = Bench(Full)
    await bench.driver.probe()
    printing = asyncio.create_task(bench.refusal())
    await bench.cable.full.wait()

    bench.cable.arrive(bytes.fromhex("14 00 00 001c 08 00 00"))

    assert await printing is Code.DEVICE_ERROR


@in_loop
async def test_an_answer_to_an_earlier_question_confirms_no_page():
    """A busy printer answers at last what it was asked when it was opened: the page is not out by that."""
    bench = Bench()
    passed, held = bench.cable.far, []
    bench.cable.far = lambda data: passed(data) if data.startswith(b"\x10\x04") else held.append(data)
    await bench.driver.probe()
    printing = asyncio.create_task(bench.driver.print(PAGE, Finish()))
    while len(held) < 2 or held[-2] != b"\x1da\x00":
        await asyncio.wait([printing], timeout=0.05)
    *earlier, last = held

    passed(b"".join(earlier))
    await asyncio.wait([printing], timeout=0.2)
    assert not printing.done()

    passed(last)
    assert await printing is Confirmation.PRINTED
    assert bench.pictures == [PAGE]


@pytest.mark.parametrize(
    ("seen", "named"),
    [
        (replace(SEEN, name="TM-T20II", manufacturer="EPSON"), True),
        (replace(SEEN, vendor=0x04B8), True),
        (replace(SEEN, vendor=0x04B8, name="TM-U220"), False),
        (replace(SEEN, name="POS-5890"), False),
    ],
)
@in_loop
async def test_printers_that_know_it_name_the_page_that_is_out(seen, named):
    bench = Bench(seen=seen)
    await bench.driver.probe()

    for number in (1, 2):
        assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED
        assert (b"\x1d(H\x06\x0000%04d" % number in bench.cable.written) is named


@pytest.mark.parametrize("answered", [b"\x37\x22", b"\x00"])
@in_loop
async def test_either_confirmation_is_enough(answered):
    """Some that name a page leave GS r out, others do not know GS ( H."""
    bench = Bench(seen=replace(SEEN, name="TM-T20II", manufacturer="EPSON"))
    await bench.driver.probe()
    await bench.driver.print(PAGE, Finish())
    answer = bench.machine.answer
    others = {b"\x37", b"\x00"} - {answered[:1]}
    bench.machine.answer = lambda said: None if said[:1] in others else answer(said)

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED


@in_loop
async def test_the_page_after_a_broken_connection_is_whole():
    """Another connection, so another driver: the printer still waits for the rest of a picture."""
    bench = Bench()
    bench.machine.receive(b"\x1dv0\x00\x48\x00\xff\x00" + bytes(2000))
    await bench.driver.probe()

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED

    assert bench.machine.receipts[-1].picture == PAGE
    assert PAGE not in [receipt.picture for receipt in bench.machine.receipts[:-1]]


@in_loop
async def test_a_printer_that_never_confirms_is_waited_for_only_once(monkeypatch):
    monkeypatch.setattr(Asked, "PATIENCE", 0.3)
    bench = Bench()
    answer = bench.machine.answer
    bench.machine.answer = lambda said: None if said == b"\x00" else answer(said)
    await bench.driver.probe()
    assert await bench.driver.print(PAGE, Finish()) is Confirmation.TAKEN
    monkeypatch.setattr(Asked, "PATIENCE", 60)

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.TAKEN
    assert [receipt.picture for receipt in bench.machine.receipts] == [PAGE, PAGE]


@over_good
@pytest.mark.parametrize(("pin", "pulse"), [(2, 120), (5, 510)])
@in_loop
async def test_the_drawer_opens(cable, pin, pulse):
    bench = Bench(cable)

    await bench.driver.drawer(pin=pin, pulse=pulse)

    assert bench.machine.pulses == [(pin, pulse)]


@pytest.mark.parametrize("state", [{"paper": Paper.OUT}, {"cover_open": True}])
@in_loop
async def test_the_drawer_opens_though_the_printer_cannot_print(state):
    bench = Bench()
    bench.machine.set(**state)

    await bench.driver.drawer(pin=2, pulse=100)

    assert bench.machine.pulses == [(2, 100)]


@pytest.mark.parametrize("pin", [3, 4])
@in_loop
async def test_there_is_no_drawer_on_other_pins(pin):
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await Bench().driver.drawer(pin=pin, pulse=100)


@in_loop
async def test_answers_that_take_their_time_are_waited_for(monkeypatch):
    monkeypatch.setattr(Late, "delay", 0.03)
    monkeypatch.setattr(Asked, "LOOK", 0.01)
    bench = Bench(Late)
    await bench.driver.probe()

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED


@pytest.mark.parametrize(
    "seen",
    [
        Candidate("a", "usb", "1:2", vendor=0x04B8, product=0x0202, hints={"class": "7", "CMD": ""}),
        Candidate("b", "usb", "1:2", vendor=0x0416, hints={"class": "7", "CMD": "ESC/POS"}),
        Candidate("c", "file", "/dev/usb/lp0", vendor=0x1504, hints={"class": "7", "CMD": "BXL,ESC/POS"}),
        Candidate("d", "tcp", "10.0.0.7:9100", hints={"port": "9100"}),
        Candidate("e", "serial", "/dev/ttyS0", driver="escpos"),
    ],
)
def test_claims(seen):
    assert best_driver(seen, table()).driver == "escpos"


@pytest.mark.parametrize(
    "seen",
    [
        Candidate("a", "usb", "1:2", vendor=0x0A5F, hints={"class": "7", "CMD": "ZPL"}),
        Candidate("b", "usb", "1:2", vendor=0x04B8, hints={}),
        Candidate("c", "tcp", "10.0.0.7:80", hints={"port": "80"}),
        Candidate("d", "serial", "/dev/ttyS0"),
    ],
)
def test_does_not_claim(seen):
    assert best_driver(seen, table()).driver != "escpos"
