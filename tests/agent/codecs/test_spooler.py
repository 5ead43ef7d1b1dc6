"""What reasons and states of RFC 8011 say of a printer and of a job, and a picture as any reader opens it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.codecs import spooler
from iot_agent.codecs.ipp import Answer
from iot_agent.values import Paper, PrinterState, Raster
from iot_agent.wire import Code

READY = PrinterState(online=True, cover_open=False, paper=Paper.OK, error=False, paused=False)


def printer(
    *reasons, message="", state=3, device="ipp://10.0.0.9/ipp/print", model="HP LaserJet", name="Office", accepts=1
):
    return {
        "printer-name": (name,),
        "printer-state": (state,),
        "printer-state-reasons": reasons or ("none",),
        "printer-state-message": (message,),
        "printer-is-accepting-jobs": (accepts,),
        "printer-make-and-model": (model,),
        "device-uri": (device,),
    }


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        (printer("media-empty-error"), "paper", Paper.OUT),
        (printer("media-needed"), "paper", Paper.OUT),
        (printer("media-low-warning"), "paper", Paper.LOW),
        (printer("cover-open"), "cover_open", True),
        (printer("door-open-report"), "cover_open", True),
        (printer("media-jam-error"), "error", True),
        (printer("toner-empty"), "error", True),
        (printer("toner-low-warning"), "error", False),
        (printer("offline-report"), "online", False),
        (printer("connecting-to-device"), "online", True),
        (printer(state=5), "online", False),
        (printer(state=5), "paused", True),
        (printer(accepts=0), "online", False),
        (printer(device="usb://HP/LaserJet"), "paper", None),
        (printer(device="usb://HP/LaserJet"), "cover_open", None),
        (printer("media-empty-error", device="usb://HP/LaserJet"), "paper", Paper.OUT),
    ],
)
def test_reads_how_a_printer_is(given, field, value):
    assert getattr(spooler.state(given), field) is value


def test_a_printer_without_reasons_is_ready():
    assert spooler.state(printer()) == READY


@pytest.mark.parametrize(
    ("given", "subtype"),
    [
        (printer(), "office"),
        (printer(model="DYMO LabelWriter 450"), "label"),
        (printer(model="Zebra ZPL Label Printer"), "label"),
        (printer(model="Brother QL-820NWB"), "label"),
        (printer(model="Local Raw Printer", device="socket://10.0.0.7"), "receipt"),
        (printer(model="Local Raw Printer"), "office"),
        (printer(model="Local Raw Printer", device="usb://Zebra/ZD420?serial=1"), "label"),
        (printer(model="EPSON TM-T88V"), "receipt"),
        (printer(model="Star TSP143"), "receipt"),
        (printer(name="Deposit", model="HP LaserJet"), "office"),
    ],
)
def test_tells_what_a_printer_is_for(given, subtype):
    assert spooler.subtype(given) == subtype


@pytest.mark.parametrize(
    ("state", "reasons", "code"),
    [
        (3, ("none",), None),
        (4, ("job-hold-until-specified",), Code.OFFLINE),
        (5, ("job-printing",), None),
        (6, ("printer-stopped",), None),
        (7, ("job-canceled-by-user",), Code.CANCELLED),
        (8, ("aborted-by-system",), Code.DEVICE_ERROR),
        (8, ("aborted-by-system", "document-format-error"), Code.BAD_DOCUMENT),
        (9, ("job-completed-successfully",), None),
    ],
)
def test_tells_why_a_job_will_never_be_printed(state, reasons, code):
    assert spooler.failure({"job-state": (state,), "job-state-reasons": reasons}) is code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Print job canceled at printer.", Code.DEVICE_ERROR),
        ("Printer cannot print supplied content.", Code.BAD_DOCUMENT),
        ("Printer cannot print with supplied options.", Code.NOT_SUPPORTED),
        ("Idle.", Code.CANCELLED),
    ],
)
def test_a_page_that_the_printer_gave_up_was_not_cancelled_by_anybody(said, code):
    job = {"job-state": (7,), "job-state-reasons": ("processing-to-stop-point",), "job-printer-state-message": (said,)}
    assert spooler.failure(job) is code


@pytest.mark.parametrize(
    ("status", "code"),
    [(0x0000, None), (0x0001, None), (0x040A, Code.NOT_SUPPORTED), (0x0506, Code.OFFLINE), (0x0400, Code.DEVICE_ERROR)],
)
def test_tells_why_the_spooler_refuses(status, code):
    assert spooler.refusal(Answer(status, 1, ())) is code


@given(st.data(), st.integers(1, 40), st.integers(1, 8))
def test_a_picture_is_the_same_to_any_reader(data, width, height):
    rows = data.draw(st.binary(min_size=(width + 7) // 8 * height, max_size=(width + 7) // 8 * height))
    page = Raster(width, height, rows)

    with Image.open(io.BytesIO(spooler.png(page))) as opened:
        read = opened.convert("L")

    for y in range(height):
        for x in range(width):
            black = rows[y * page.row_bytes + x // 8] >> (7 - x % 8) & 1
            assert read.getpixel((x, y)) == (0 if black else 255)


STOPPED_IN_IT = {"job-state": (3,), "job-state-reasons": ("printer-stopped",)}
WAITS_IN_IT = {"job-state": (3,), "job-state-reasons": ("none",)}


@pytest.mark.parametrize(
    ("given", "jobs", "itself"),
    [
        (printer("paused", state=5, message="The printer is not responding."), [WAITS_IN_IT, STOPPED_IN_IT], True),
        (printer("paused", state=5), [STOPPED_IN_IT], True),
        (printer("paused", state=5, message="Paused"), [STOPPED_IN_IT], False),
        (printer("paused", state=5, message="Paused"), [WAITS_IN_IT], False),
        (printer("paused", state=5, message="toner is on its way"), [WAITS_IN_IT], False),
        (printer("paused", state=5), [], False),
        (printer(), [STOPPED_IN_IT], False),
    ],
)
def test_tells_a_queue_that_the_spooler_stopped_from_one_that_somebody_paused(given, jobs, itself):
    """The attributes as cupsd 2.4 gave them for either."""
    assert spooler.stopped_by_itself(given, jobs) is itself


@pytest.mark.parametrize(
    ("state", "given", "untouched"),
    [
        (3, printer(), True),
        (6, printer(), True),
        (5, printer(message="The printer may not exist or is unavailable at this time."), True),
        (5, printer("connecting-to-device"), True),
        (5, printer(message="Connected to printer."), False),
        (5, printer(message="words of a maker's own"), False),
        (9, printer("connecting-to-device"), False),
    ],
)
def test_tells_whether_a_printer_has_got_anything_of_a_job(state, given, untouched):
    assert spooler.is_untouched({"job-state": (state,)}, given) is untouched
