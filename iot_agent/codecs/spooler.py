"""What a spooler's attributes mean for a printer and for a job.

Source: RFC 8011 5.3.7 and 5.3.8 (job-state and its reasons), 5.4.11 and 5.4.12 (printer-state and its reasons);
CUPS "Implementation of IPP", printer-type and device-uri.
"""

from __future__ import annotations

import re
import struct
import zlib
from enum import IntEnum

from ..values import Paper, PrinterState, Raster
from ..wire import Code
from . import ipp
from .ipp import Answer, Attributes

STOPPED = 5
RAW_MODEL = "Local Raw Printer"
ASKED = (
    "printer-name",
    "printer-info",
    "printer-uuid",
    "printer-type",
    "printer-make-and-model",
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "device-uri",
)
HEARD = ("ipp", "ipps", "http", "https", "dnssd", "implicitclass", "ippusb")
"""Backends that wait until the printer says that the page is out; the others only hand it the bytes."""
COVERS = frozenset({"cover-open", "door-open", "interlock-open"})
NO_PAPER = frozenset({"media-empty", "media-needed", "input-tray-missing"})
OUT_OF_ORDER = frozenset({"media-jam", "marker-supply-empty", "toner-empty", "output-area-full", "marker-waste-full"})
AWAY = frozenset({"offline", "shutdown", "timed-out", "paused", "stopped"})
_LABELS = re.compile(r"zpl|zebra|label|dymo|epl2?\b|\bQL-", re.IGNORECASE)
_RECEIPTS = re.compile(r"receipt|pos\b|\btm-|\btsp\d|esc.?pos", re.IGNORECASE)
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


def state(printer: Attributes) -> PrinterState:
    """How the printer is, as far as its queue knows."""
    reasons = {_SEVERITY.sub("", reason) for reason in ipp.words(printer, "printer-state-reasons")}
    heard = hears(printer)
    paper = Paper.OUT if reasons & NO_PAPER else Paper.LOW if "media-low" in reasons else None
    covers = bool(reasons & COVERS)
    stopped = ipp.number(printer, "printer-state") == STOPPED
    accepts = ipp.number(printer, "printer-is-accepting-jobs", 1)
    return PrinterState(
        online=not (stopped or not accepts or reasons & AWAY),
        cover_open=covers if covers or heard else None,
        paper=paper or (Paper.OK if heard else None),
        error=bool(reasons & OUT_OF_ORDER),
    )


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
    if _LABELS.search(told):
        return "label"
    passes_on = is_raw(printer) and not hears(printer)
    return "receipt" if passes_on or _RECEIPTS.search(names) else "office"


def refusal(answer: Answer) -> Code | None:
    """Why the spooler does not do it; None = it does."""
    return None if answer.ok else _REFUSALS.get(answer.status, Code.DEVICE_ERROR)


def failure(job: Attributes) -> Code | None:
    """Why the job will never be printed; None = it may."""
    reasons = set(ipp.words(job, "job-state-reasons"))
    match ipp.number(job, "job-state"):
        case Job.CANCELLED:
            return Code.CANCELLED
        case Job.ABORTED:
            bad = reasons & {"document-format-error", "document-unprintable-error", "unsupported-document-format"}
            return Code.BAD_DOCUMENT if bad else Code.DEVICE_ERROR
        case Job.HELD:
            return Code.OFFLINE
    return None


def png(page: Raster) -> bytes:
    """The picture as a file: grey scale of one bit, where 1 is white (PNG, third edition, 11.2)."""
    width = page.row_bytes
    rows = page.rows.translate(bytes(255 - byte for byte in range(256)))
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    header = struct.pack(">IIBBBBB", page.width, page.height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
