"""What a spooler's attributes mean for a printer and for a job.

Source: RFC 8011 5.3.7 and 5.3.8 (job-state and its reasons), 5.4.11 and 5.4.12 (printer-state and its reasons);
CUPS "Implementation of IPP", printer-type and device-uri. How a queue that CUPS stopped differs from a paused one, and
what its backends say while they cannot reach a printer, was seen on cupsd 2.4.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from enum import IntEnum

from ..errors import DeviceError
from ..values import Finish, Page, Paper, Pdf, PrinterState, Raster, Raw, Text
from ..wire import Code
from . import ipp, media, models
from .ipp import Answer, Attribute, Attributes, Tag

STOPPED = 5
NOT_FOUND = 0x0406
RAW = "application/vnd.cups-raw"
RAW_MODEL = "Local Raw Printer"
ASKED = (
    "printer-name",
    "printer-info",
    "printer-uuid",
    "printer-type",
    "printer-make-and-model",
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "device-uri",
)
JOB_ASKED = ("job-state", "job-state-reasons", "job-impressions-completed", "job-printer-state-message")
HEARD = ("ipp", "ipps", "http", "https", "dnssd", "implicitclass", "ippusb")
"""Backends that wait until the printer says that the page is out; the others only hand it the bytes."""
COVERS = frozenset({"cover-open", "door-open", "interlock-open"})
NO_PAPER = frozenset({"media-empty", "media-needed", "input-tray-missing"})
OUT_OF_ORDER = frozenset({"media-jam", "marker-supply-empty", "toner-empty", "output-area-full", "marker-waste-full"})
AWAY = frozenset({"offline", "shutdown", "timed-out", "paused", "stopped"})
OWNERS_PAUSE = "Paused"
"""What CUPS says of a queue that somebody paused; of one that it stopped it repeats what the backend said last."""
UNREACHED = frozenset(
    {
        "Connecting to printer.",
        "The printer is in use.",
        "The printer is not responding.",
        "The printer is unreachable at this time.",
        "The printer may not exist or is unavailable at this time.",
        "Unable to locate printer.",
    }
)
"""What CUPS's backends say for as long as the printer has got nothing of a page."""
AT_THE_PRINTER = {
    "Print job canceled at printer.": Code.DEVICE_ERROR,
    "Printer cannot print supplied content.": Code.BAD_DOCUMENT,
    "Printer cannot print with supplied options.": Code.NOT_SUPPORTED,
}
"""What CUPS's backends say of a page that the printer gave up; CUPS itself calls the job cancelled."""
_SEVERITY = re.compile(r"-(report|warning|error)$")
_REFUSALS = {
    0x040A: Code.NOT_SUPPORTED,
    0x0411: Code.BAD_DOCUMENT,
    0x0412: Code.NOT_SUPPORTED,
    0x0408: Code.TOO_LARGE,
    0x0501: Code.NOT_SUPPORTED,
    0x0506: Code.OFFLINE,
    0x0507: Code.BUSY,
}


class Job(IntEnum):
    PENDING = 3
    HELD = 4
    PRINTING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9


def state(printer: Attributes, *, itself: bool = False) -> PrinterState:
    """How the printer is, as far as its queue knows, or as it says of itself."""
    reasons = {_SEVERITY.sub("", reason) for reason in ipp.words(printer, "printer-state-reasons")}
    heard = itself or hears(printer)
    paper = Paper.OUT if reasons & NO_PAPER else Paper.LOW if "media-low" in reasons else None
    covers = bool(reasons & COVERS)
    stopped = is_stopped(printer)
    accepts = ipp.number(printer, "printer-is-accepting-jobs", 1)
    return PrinterState(
        online=not (stopped or not accepts or reasons & AWAY),
        cover_open=covers if covers or heard else None,
        paper=paper or (Paper.OK if heard else None),
        error=bool(reasons & OUT_OF_ORDER),
        paused=stopped,
    )


def is_stopped(printer: Attributes) -> bool:
    """Whether the queue prints nothing until somebody lets it go on."""
    return ipp.number(printer, "printer-state") == STOPPED


def stopped_by_itself(printer: Attributes, jobs: Iterable[Attributes]) -> bool:
    """Whether the spooler stopped the queue because a job failed in it; its owner's pause is another matter."""
    paused = ipp.word(printer, "printer-state-message") == OWNERS_PAUSE
    return is_stopped(printer) and not paused and any("printer-stopped" in _reasons(job) for job in jobs)


def is_untouched(job: Attributes, printer: Attributes) -> bool:
    """Whether the printer has surely got nothing of the job that its queue works on."""
    match ipp.number(job, "job-state"):
        case Job.PENDING | Job.STOPPED:
            return True
        case Job.PRINTING:
            return is_unreached(printer)
    return False


def is_unreached(printer: Attributes) -> bool:
    """Whether the queue has not got through to its printer, as far as can be known."""
    connecting = "connecting-to-device" in ipp.words(printer, "printer-state-reasons")
    return connecting or ipp.word(printer, "printer-state-message") in UNREACHED


def is_forgotten(answer: Answer) -> bool:
    """Whether there is no such job any more: some spoolers keep none that are done."""
    return answer.status == NOT_FOUND


def _reasons(job: Attributes) -> set[str]:
    return set(ipp.words(job, "job-state-reasons"))


def hears(printer: Attributes) -> bool:
    """Whether the queue learns from the printer how it is and when a page is out."""
    return ipp.word(printer, "device-uri").partition(":")[0] in HEARD


def is_raw(printer: Attributes) -> bool:
    """Whether the queue has no driver: it passes on what it gets."""
    return ipp.word(printer, "printer-make-and-model") == RAW_MODEL


def subtype(printer: Attributes) -> str:
    """What the printer is for; a queue without a driver is not made for documents unless it speaks IPP."""
    names = " ".join(ipp.word(printer, name) for name in ("printer-name", "printer-info", "printer-make-and-model"))
    told = f"{names} {ipp.word(printer, 'device-uri')}"
    if models.LABELS.search(told):
        return "label"
    passes_on = is_raw(printer) and not hears(printer)
    return "receipt" if passes_on or models.RECEIPTS.search(names) else "office"


def refusal(answer: Answer) -> Code | None:
    """Why the spooler does not do it; None = it does."""
    return None if answer.ok else _REFUSALS.get(answer.status, Code.DEVICE_ERROR)


def failure(job: Attributes) -> Code | None:
    """Why the job will never be printed; None = it may."""
    match ipp.number(job, "job-state"):
        case Job.CANCELLED:
            return AT_THE_PRINTER.get(ipp.word(job, "job-printer-state-message"), Code.CANCELLED)
        case Job.ABORTED:
            bad = _reasons(job) & {"document-format-error", "document-unprintable-error", "unsupported-document-format"}
            return Code.BAD_DOCUMENT if bad else Code.DEVICE_ERROR
        case Job.HELD:
            return Code.OFFLINE
    return None


def document(page: Page, dpi: int = 0) -> tuple[bytes, str]:
    """What is handed over for a page, and its type; a picture of so many dots to the inch says so."""
    match page:
        case Pdf():
            return page.data, "application/pdf"
        case Raw():
            return page.data, RAW
        case Text():
            return "\n".join((*page.lines, "")).encode(), "text/plain"
        case Raster():
            return png(page, dpi), "image/png"
    raise DeviceError(Code.NOT_SUPPORTED)


def wishes(page: Page, finish: Finish) -> list[ipp.Sent]:
    """How the job is to come out, said both as IPP does and as a queue's driver has it.

    A size that the driver does not have is left out by CUPS; one near enough is taken for it.
    """
    wished: dict[str, Attribute] = {}
    if finish.copies > 1:
        wished["copies"] = Attribute(Tag.INTEGER, finish.copies)
    if finish.duplex:
        wished["sides"] = Attribute(Tag.KEYWORD, "two-sided-long-edge")
    if finish.tray:
        wished["InputSlot"] = Attribute(Tag.NAME, finish.tray)
    wished |= media.column(finish.tray, media.size(finish)) | media.turn(page, finish) | media.scaling(page, finish)
    return [(ipp.Group.JOB, wished)] if wished else []


def png(page: Raster, dpi: int = 0) -> bytes:
    """The picture as a file: grey scale of one bit, where 1 is white (PNG, third edition, 11.2 and 11.3.4.3)."""
    width = page.row_bytes
    rows = page.rows.translate(bytes(255 - byte for byte in range(256)))
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    header = struct.pack(">IIBBBBB", page.width, page.height, 1, 0, 0, 0, 0)
    metre = round(dpi / 0.0254)
    size = [(b"pHYs", struct.pack(">IIB", metre, metre, 1))] if dpi else []
    parts = ((b"IHDR", header), *size, (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
