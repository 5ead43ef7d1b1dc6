import io
import zlib

import pytest
from PIL import Image

from iot_agent import wire
from iot_agent.core import actions, documents, kinds
from iot_agent.core.actions import Silent, Wish, perform
from iot_agent.core.entry import Sheet
from iot_agent.errors import DeviceError, MissingLibrary, TransportError
from iot_agent.values import Balance, Confirmation, Finish, Fit, Paper, Pdf, PrinterState, Raster, Raw, Text, Weight
from iot_agent.wire import Code, Format, Kind, State
from tests.support.devices import PRINTER, SCALE, SCANNER, SILENT, Wire, World
from tests.support.loop import in_loop
from tests.support.pdf import RECEIPT, box, pdf, text

ROWS = bytes(range(2))
RASTER = Sheet(Format.RASTER, 8, 2, zlib.compress(ROWS))
PARAMS = {"cut": True, "copies": 1}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def printer(world):
    return world.printer()(Wire(world), PRINTER, {})


@pytest.fixture
def scale(world):
    return world.scale()(Wire(world), SCALE, {})


async def no_begin():
    raise AssertionError("this has no consequence to begin")


class Begin:
    def __init__(self):
        self.times = 0

    async def __call__(self):
        self.times += 1


def printing(sheet=RASTER, *, answers=True, **params):
    return Wish("print", PARAMS | params, sheet, answers)


def test_every_action_of_the_wire_has_a_method():
    served = set(actions._METHODS)
    assert served == {(kind, name) for kind, named in wire.ACTIONS.items() for name in named}
    assert {kind for kind, _ in served} == set(Kind) - {Kind.PEDAL, Kind.TERMINAL}
    assert issubclass(kinds.Printer, kinds.DeviceDriver)


@in_loop
async def test_prints_a_picture(world, printer):
    begin = Begin()
    result = await perform(printer, printing(), begin)
    assert world.pages == [Raster(8, 2, ROWS)]
    assert result.state is State.DONE
    assert begin.times == 1


@in_loop
async def test_prints_text_and_raw(world, printer):
    await perform(printer, printing(Sheet(Format.TEXT, 0, 0, "Zwei Äpfel\n3,20 €".encode())), Begin())
    await perform(printer, printing(Sheet(Format.RAW, 0, 0, b"\x1b@")), Begin())
    assert world.pages == [Text(("Zwei Äpfel", "3,20 €")), Raw(b"\x1b@")]


@in_loop
async def test_prints_copies(world, printer):
    await perform(printer, printing(copies=3), Begin())
    assert world.finishes == [Finish()] * 3


@pytest.mark.parametrize(("after", "end"), [(0, None), (1, State.UNKNOWN), (2, State.UNKNOWN)])
@in_loop
async def test_copies_of_which_some_came_out_are_not_unprinted(world, printer, monkeypatch, after, end):
    """A failed job is printed again elsewhere; what is on paper already must not be."""
    prints = printer.print

    async def until_the_paper_ends(page, finish):
        if len(world.pages) == after:
            raise DeviceError(Code.PAPER_OUT)
        return await prints(page, finish)

    monkeypatch.setattr(printer, "print", until_the_paper_ends)
    if end is None:
        with pytest.raises(DeviceError):
            await perform(printer, printing(copies=3), Begin())
    else:
        result = await perform(printer, printing(copies=3), Begin())
        assert (result.state, result.code, len(world.pages)) == (end, Code.PAPER_OUT, after)


@in_loop
async def test_a_page_that_waits_in_the_printer_is_not_unprinted(world, printer, monkeypatch):
    async def keeps_it(_page, _finish):
        raise DeviceError(Code.PAPER_OUT, pending=True)

    monkeypatch.setattr(printer, "print", keeps_it)
    result = await perform(printer, printing(), Begin())
    assert (result.state, result.code) == (State.UNKNOWN, Code.PAPER_OUT)


@in_loop
async def test_leaves_copies_and_waiting_to_a_printer_that_spools(world, printer):
    type(printer).spools = True
    world.state = PrinterState(online=False, paper=Paper.OUT)
    await perform(printer, printing(copies=3, cut=False, duplex=True, tray="tray-2"), Begin())
    assert world.finishes == [Finish(cut=False, copies=3, duplex=True, tray="tray-2")]


@in_loop
async def test_a_document_that_is_no_pdf_is_refused_before_it_begins(world, printer):
    type(printer).prints = (Pdf,)
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(Sheet(Format.PDF, 0, 0, b"<html>Not found</html>")), begin)
    assert (refused.value.code, begin.times) == (Code.BAD_DOCUMENT, 0)
    await perform(printer, printing(Sheet(Format.PDF, 0, 0, b"\n%PDF-1.7")), begin)
    assert world.pages == [Pdf(b"\n%PDF-1.7")]


@in_loop
async def test_refuses_what_the_printer_cannot_print_before_it_begins(world, printer):
    type(printer).prints = (Raw,)
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(Sheet(Format.PDF, 0, 0, b"%PDF-1.4")), begin)
    assert (refused.value.code, begin.times, world.pages) == (Code.NOT_SUPPORTED, 0, [])


@in_loop
async def test_prints_the_pages_of_a_pdf_one_by_one(world, printer):
    """Where the printer takes none: on strips that end below the last line, copies of the whole one after the other."""
    begin = Begin()
    document = Sheet(Format.PDF, 0, 0, pdf(box(0, 380, 200, 20), box(0, 340, 200, 60), size=RECEIPT))
    result = await perform(printer, printing(document, copies=2, width=576, dpi=203), begin)
    heights = [page.height for page in world.pages]
    assert heights == [pytest.approx(rows * 576 / 227, abs=2) for rows in (20, 60, 20, 60)]
    assert (begin.times, result.state) == (1, State.DONE)


@in_loop
async def test_a_blank_document_is_not_done_without_the_printer(world, printer):
    """What nobody would see on paper, nobody may be told was printed."""
    blank = Sheet(Format.PDF, 0, 0, pdf("", size=RECEIPT))
    world.confirmation = Confirmation.TAKEN
    result = await perform(printer, printing(blank, width=576), Begin())
    assert result.state is State.SENT
    assert world.pages == [Raster(576, 1, bytes(72))]


@in_loop
async def test_prints_the_labels_of_a_pdf_whole(world, printer):
    type(printer).subtype = "label"
    document = Sheet(Format.PDF, 0, 0, pdf(box(0, 80, 20, 20), "", size=(200, 100)))
    await perform(printer, printing(document, width=1200, dpi=300), Begin())
    assert [(page.width, page.height) for page in world.pages] == [(833, 417)] * 2


@in_loop
async def test_a_pdf_that_cannot_be_rendered_is_refused_before_it_begins(world, printer):
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(Sheet(Format.PDF, 0, 0, pdf(text("cut"))[:150])), begin)
    assert (refused.value.code, begin.times, world.pages) == (Code.BAD_DOCUMENT, 0, [])


@in_loop
async def test_sent_where_the_printer_cannot_say_more(world, printer):
    world.confirmation = Confirmation.TAKEN
    assert (await perform(printer, printing(), Begin())).state is State.SENT


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (PrinterState(online=False, paper=Paper.OUT), Code.PAPER_OUT),
        (PrinterState(online=False, cover_open=True), Code.COVER_OPEN),
        (PrinterState(online=True, error=True), Code.DEVICE_ERROR),
        (PrinterState(online=False), Code.OFFLINE),
    ],
)
@in_loop
async def test_says_why_it_cannot_print_before_it_begins(world, printer, state, code):
    world.state = state
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(), begin)
    assert refused.value.code is code
    assert (world.pages, begin.times) == ([], 0)


@in_loop
async def test_paper_low_and_what_it_does_not_tell_are_no_obstacle(world, printer):
    for state in (PrinterState(paper=Paper.LOW), PrinterState(online=True)):
        world.state = state
        assert (await perform(printer, printing(), Begin())).state is State.DONE


@in_loop
async def test_a_printer_that_never_answered_is_not_asked(world, printer):
    world.trouble["status"] = TransportError("asked")
    assert (await perform(printer, printing(answers=False), Begin())).state is State.DONE


@in_loop
async def test_a_printer_that_fell_silent_is_looked_at_first(world, printer):
    world.state = SILENT
    with pytest.raises(Silent):
        await perform(printer, printing(), Begin())
    assert world.pages == []


@pytest.mark.parametrize(
    "sheet",
    [
        None,
        Sheet(Format.RASTER, 8, 2, b"not zlib"),
        Sheet(Format.RASTER, 8, 3, zlib.compress(ROWS)),
        Sheet(Format.PNG, 0, 0, b"not a picture"),
        Sheet(Format.TEXT, 0, 0, b"\xff\xfe\xff"),
    ],
)
@in_loop
async def test_a_bad_document_is_refused_before_it_begins(world, printer, sheet):
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(sheet), begin)
    assert refused.value.code is Code.BAD_DOCUMENT
    assert begin.times == 0


@in_loop
async def test_a_picture_that_needs_a_library_says_which(world, printer, monkeypatch, caplog):
    def missing(*_):
        raise MissingLibrary("pip install 'iot-agent[images]'")

    monkeypatch.setattr(documents.raster, "from_document", missing)
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(Sheet(Format.PNG, 0, 0, b"picture")), Begin())
    assert refused.value.code is Code.MISSING_LIBRARY
    assert "iot-agent[images]" in caplog.text


@in_loop
async def test_a_driver_is_asked_how_a_picture_fits(world, printer):
    """What the job does not say is nobody's wish; the driver completes it and is told again what came of it."""
    asked, finishes = [], []

    def fit(wish):
        asked.append(wish)
        return Fit("column", 50, 16, 16)

    async def keep(page, finish):
        world.pages.append(page)
        finishes.append(finish)
        return Confirmation.PRINTED

    printer.fit, printer.print = fit, keep
    wide = Sheet(Format.RASTER, 32, 4, zlib.compress(b"\xff" * 16))
    await perform(printer, printing(wide), Begin())
    await perform(printer, printing(wide, image="graphics", scale=75, width=384, copies=2), Begin())
    await perform(printer, printing(wide, image="", scale=0, width=0), Begin())

    assert asked == [Fit(), Fit("graphics", 75, 384), Fit()]
    assert world.pages == [Raster(8, 1, b"\xff")] * 4
    assert {finish.way for finish in finishes} == {"column"}


@pytest.mark.parametrize(
    ("params", "asked", "label"),
    [
        ({"label_width": 50, "label_height": 25}, Fit(width=400, label=200), (50, 25)),
        (
            {"label_width": 50, "label_height": 25, "dpi": 300, "turn": 90},
            Fit(width=591, label=295, dpi=300, turn=90),
            (50, 25),
        ),
        ({"label_width": 50, "width": 832}, Fit(width=400), None),
        ({"label_height": 25, "width": 832}, Fit(width=832, label=200), None),
    ],
)
@in_loop
async def test_the_size_of_a_label_is_told_in_dots(world, printer, params, asked, label):
    """And in millimetres to a spooler, which knows sheets, not strips: only where both sides are known."""
    told = []
    printer.fit = lambda fit: told.append(fit) or fit

    await perform(printer, printing(**params), Begin())

    assert told == [asked]
    assert world.pages[0].width == asked.width or not asked.label
    assert world.finishes == [Finish(width=asked.width, dpi=asked.dpi, turn=asked.turn, label=label)]


@pytest.mark.parametrize(
    "params", [{"turn": 45}, {"label_width": 300, "dpi": 1200}, {"label_height": 1000, "dpi": 1200}]
)
@in_loop
async def test_a_label_out_of_bounds_is_refused_before_it_begins(world, printer, params):
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(**params), begin)
    assert refused.value.code is Code.BAD_PARAMS
    assert begin.times == 0


@pytest.mark.parametrize(("width", "asked"), [(0, 384), (512, 512)])
@in_loop
async def test_a_photo_may_name_its_papers_width(world, printer, width, asked):
    data = io.BytesIO()
    Image.new("L", (800, 40)).save(data, "PNG")

    await perform(printer, printing(Sheet(Format.PNG, 384, 0, data.getvalue()), width=width), Begin())

    assert world.pages[0].width == asked


@pytest.mark.parametrize("image", ["GS v 0", "Raster", "column "])
@in_loop
async def test_a_way_nobody_knows_is_refused_before_it_begins(world, printer, image):
    begin = Begin()
    with pytest.raises(DeviceError) as refused:
        await perform(printer, printing(image=image), begin)
    assert refused.value.code is Code.BAD_PARAMS
    assert (world.pages, begin.times) == ([], 0)


@in_loop
async def test_the_drawer_opens_without_paper(world, printer):
    world.state = PrinterState(online=False, paper=Paper.OUT)
    begin = Begin()
    result = await perform(printer, Wish("drawer", {"pin": 5, "pulse": 100}, answers=True), begin)
    assert (world.pulses, result.state, begin.times) == ([(5, 100)], State.SENT, 1)


@in_loop
async def test_status(world, printer):
    result = await perform(printer, Wish("status", {}), no_begin)
    assert result.value["paper"] == "ok"
    assert set(result.value) == set(PrinterState.__dataclass_fields__)
    world.state = SILENT
    with pytest.raises(DeviceError) as refused:
        await perform(printer, Wish("status", {}), no_begin)
    assert refused.value.code is Code.NO_ANSWER


@in_loop
async def test_weighs(world, scale):
    world.weight = Weight(Balance.STABLE, 1.234)
    result = await perform(scale, Wish("weigh", {}), no_begin)
    assert (result.state, result.value) == (
        State.DONE,
        {"balance": "stable", "value": 1.234, "unit": "kg", "net": False},
    )


@in_loop
async def test_waits_for_the_scale_to_come_to_rest(world, scale):
    readings = [Weight(Balance.MOVING), Weight(Balance.MOVING), Weight(Balance.STABLE, 2.0)]

    async def weigh():
        return readings.pop(0)

    scale.weigh = weigh
    assert (await perform(scale, Wish("weigh", {}), no_begin)).value["value"] == 2.0


@pytest.mark.parametrize(
    ("balance", "code"),
    [(Balance.OVER, Code.OVERLOAD), (Balance.UNDER, Code.UNDER_ZERO), (Balance.MOVING, Code.UNSTABLE)],
)
@in_loop
async def test_a_weight_that_is_none(world, scale, balance, code, monkeypatch):
    monkeypatch.setattr(actions, "SETTLE", 0.0)
    world.weight = Weight(balance)
    result = await perform(scale, Wish("weigh", {}), no_begin)
    assert (result.state, result.code, result.value["value"]) == (State.FAILED, code, None)


@in_loop
async def test_beeps(world):
    scanner = world.scanner()(Wire(world), SCANNER, {})
    assert (await perform(scanner, Wish("beep", {}), no_begin)).state is State.DONE
    assert world.beeps == 1
