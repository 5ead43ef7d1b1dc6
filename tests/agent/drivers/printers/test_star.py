"""The Star driver against the simulated printer, in both languages, over every cable."""

import asyncio

import pytest

from iot_agent.codecs import star
from iot_agent.core.match import Candidate, best_driver
from iot_agent.drivers import table
from iot_agent.drivers.printers.asked import Asked
from iot_agent.drivers.printers.star import Star
from iot_agent.errors import DeviceError
from iot_agent.values import Confirmation, Finish, Fit, Paper, Pdf, Raster, Raw, Text
from iot_agent.wire import Code
from tests.support.benches import SEEN, Full, quick
from tests.support.benches import StarBench as Bench
from tests.support.cables import GOOD, Cable
from tests.support.codes import raises
from tests.support.loop import in_loop

PAGE = Bench.page
LANGUAGES = ("line", "prnt")

pytestmark = pytest.mark.usefixtures(quick.__name__)
over_good = pytest.mark.parametrize("cable", GOOD)
in_both = pytest.mark.parametrize("language", LANGUAGES)


@over_good
@in_both
@in_loop
async def test_a_picture_is_printed_dot_by_dot_and_confirmed(cable, language):
    bench = Bench(cable, language)
    await bench.driver.probe()

    for _ in range(2):
        assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED

    assert bench.pictures == [PAGE, PAGE]
    assert not bench.machine.reader.unknown


@pytest.mark.parametrize(
    ("seen", "language"),
    [
        (SEEN, b"\x1b*rA"),
        (Candidate("p", "usb", "1:2", name="TSP654 (STR_T-001)", hints={"CMD": "STAR"}), b"\x1b*rA"),
        (Candidate("p", "usb", "1:2", name="Star mC-Print3", hints={"CMD": "STARPRNT"}), b"\x1b\x1dS"),
        (Candidate("p", "usb", "1:2", name="mC-Print3", hints={"CMD": ""}), b"\x1b\x1dS"),
        (Candidate("p", "tcp", "1:2", name="TSP143IV"), b"\x1b\x1dS"),
    ],
)
@in_loop
async def test_the_language_is_known_by_what_the_printer_says(seen, language):
    bench = Bench(seen=seen)

    await bench.driver.print(PAGE, Finish())

    assert bytes(bench.cable.written).startswith(b"\x1b@" + language)


@pytest.mark.parametrize(("owner", "asked", "width"), [("", 0, 576), ("384", 0, 384), ("384", 832, 832), ("0", 0, 576)])
def test_a_picture_is_as_wide_as_the_paper_unless_the_job_says_otherwise(owner, asked, width):
    assert Star(Cable(), SEEN, {"width": owner}).fit(Fit(width=asked)).width == width


@in_loop
async def test_narrow_paper_has_its_own_middle():
    bench = Bench(width=384)
    printer = Star(bench.cable, SEEN, {"width": "384"})

    await printer.print(Raster(128, 1, b"\xff" * 16), Finish())

    assert bench.pictures[0].rows == bytes(16) + b"\xff" * 16 + bytes(16)


@in_loop
async def test_raw_bytes_pass_as_they_are():
    bench = Bench()

    await bench.driver.print(Raw(b"\x1b@raw\n\x1bd\x02"), Finish())

    assert bytes(bench.cable.written) == b"\x1b@raw\n\x1bd\x02\x17"
    assert bench.machine.receipts[0].text == ("raw",)


@in_both
@in_loop
async def test_without_a_cut_the_page_is_fed_out(language):
    bench = Bench(language=language)

    await bench.driver.print(PAGE, Finish(cut=False))

    assert not bench.machine.receipts
    assert bench.machine.reader.paper.top > PAGE.height


@in_loop
async def test_there_are_no_documents():
    bench = Bench()

    assert await bench.refusal(Pdf(b"%PDF")) is Code.NOT_SUPPORTED
    assert not bench.cable.written


@in_loop
async def test_one_without_a_counter_has_only_taken_the_page():
    bench = Bench(counts=False)
    await bench.driver.probe()

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.TAKEN
    bench.machine.set(paper=Paper.OUT)
    assert await bench.refusal() is Code.PAPER_OUT


@over_good
@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"paper": Paper.OUT}, Code.PAPER_OUT),
        ({"cover_open": True}, Code.COVER_OPEN),
        ({"cutter_stuck": True}, Code.DEVICE_ERROR),
    ],
)
@in_loop
async def test_a_page_that_cannot_come_out_is_refused(cable, state, code):
    bench = Bench(cable)
    await bench.driver.probe()
    bench.machine.set(**state)

    assert await bench.refusal() is code


@in_loop
async def test_a_page_that_is_owed_is_not_taken_for_the_next_one(monkeypatch):
    """The first page was given up; when it comes out at last, its mark does not confirm the second."""
    monkeypatch.setattr(Asked, "PATIENCE", 0.1)
    bench = Bench(count=7)
    await bench.driver.probe()
    bench.machine.set(busy=True)
    assert await bench.driver.print(PAGE, Finish()) is Confirmation.TAKEN
    monkeypatch.setattr(Asked, "PATIENCE", 60)
    second = asyncio.create_task(bench.driver.print(Text(("second",)), Finish()))
    await asyncio.wait([second], timeout=0.1)
    waiting = bytes(bench.machine._waiting)
    end = waiting.index(b"\x17") + 1
    bench.machine._waiting.clear()
    bench.machine.reader.feed(waiting[:end])
    await asyncio.wait([second], timeout=0.2)
    assert bench.pictures == [PAGE]
    assert not second.done()

    bench.machine.reader.feed(waiting[end:])

    assert await second is Confirmation.PRINTED
    assert bench.machine.receipts[1].text == ("second",)


@pytest.mark.parametrize("count", [30, 31])
@in_loop
async def test_the_counter_begins_again(count):
    bench = Bench(count=count)
    await bench.driver.probe()

    assert await bench.driver.print(PAGE, Finish()) is Confirmation.PRINTED
    assert bench.machine.count == (count + 1) % 32


@in_both
@in_loop
async def test_the_page_after_a_broken_off_one_is_whole(language):
    bench = Bench(Full, language)
    await bench.break_off()

    await bench.driver.print(PAGE, Finish())

    assert bench.pictures[-1] == PAGE
    assert len(bench.pictures) == 2


@in_both
@pytest.mark.parametrize("after", [0, 1, 2, 20, 57, 5000])
@in_loop
async def test_a_torn_page_is_cut_off(after, language):
    """Whatever the printer was in the middle of, the next page comes out on its own."""
    bench = Bench(language=language)
    encode = star.line_raster if language == "line" else star.prnt_raster
    bench.machine.receive(b"".join(encode(PAGE, 576))[:after])

    await bench.driver.sever()
    await bench.driver.print(PAGE, Finish())

    assert bench.pictures[-1] == PAGE


@over_good
@pytest.mark.parametrize(("pin", "pulse", "given"), [(2, 120, 120), (2, 1270, 1270), (5, 120, 200)])
@in_loop
async def test_the_drawer_opens(cable, pin, pulse, given):
    """The second drawer's pulse is fixed."""
    bench = Bench(cable)

    await bench.driver.drawer(pin=pin, pulse=pulse)

    assert bench.machine.pulses == [(pin, given)]


@pytest.mark.parametrize("pin", [2, 5])
@pytest.mark.parametrize("state", [{"paper": Paper.OUT}, {"cover_open": True}])
@in_loop
async def test_the_drawer_opens_though_the_printer_cannot_print(state, pin):
    bench = Bench(**state)

    await bench.driver.drawer(pin=pin, pulse=100)

    assert bench.machine.pulses == [(pin, 200)]


@in_loop
async def test_there_is_no_drawer_on_other_pins():
    with raises(DeviceError, Code.NOT_SUPPORTED):
        await Bench().driver.drawer(pin=3, pulse=100)


@pytest.mark.parametrize(
    "seen",
    [
        Candidate("a", "usb", "1:2", vendor=0x0519, product=0x0003, hints={"class": "7", "CMD": ""}),
        Candidate("b", "usb", "1:2", vendor=0x0519, hints={"class": "7", "CMD": "STAR"}),
        Candidate("c", "file", "/dev/usb/lp0", vendor=0x0519, hints={"class": "7", "CMD": "STARPRNT,ESC/POS"}),
        Candidate("d", "usb", "1:2", vendor=0x1234, hints={"class": "7", "CMD": "STARLINE"}),
        Candidate("e", "tcp", "10.0.0.7:9100", hints={"port": "9100", "CMD": "STAR"}),
    ],
)
def test_claims(seen):
    assert best_driver(seen, table()).driver == "star"


@pytest.mark.parametrize(
    ("seen", "other"),
    [
        (Candidate("a", "usb", "1:2", vendor=0x0519, hints={"class": "7", "CMD": "ESC/POS"}), "escpos"),
        (Candidate("b", "tcp", "10.0.0.7:9100", hints={"port": "9100"}), "escpos"),
        (Candidate("c", "usb", "1:2", vendor=0x0519, hints={}), None),
    ],
)
def test_does_not_claim(seen, other):
    assert best_driver(seen, table()).driver == other
