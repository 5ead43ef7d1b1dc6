"""Star line mode and StarPRNT, the languages of Star's receipt printers: commands out, automatic status in.

Source: Star Micronics, "STAR Line Mode Command Specifications" (raster mode, automatic status, ETB, CAN) and "StarPRNT
Command Specifications" (ESC GS S); the command names below are their own. The makers' manuals were not at hand. Checked
against receiptline (raster mode, ESC GS S and its order of bytes, cut) and ReceiptPrinterEncoder (ESC BEL with BEL or
SUB for the drawers); that the pulse of the second drawer cannot be set, and FS and EM, stand on Star's word alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..values import Paper, PrinterState, Raster
from . import star_ticket, typeset
from .star_ticket import PAGES

INIT = b"\x1b@"
CUT = b"\x1bd\x03"
"""ESC d 3: feed to the cutter, then cut, leaving a joint where the cutter can."""
FEED_OUT = b"\x1ba\x06"
"""ESC a 6: bring the last line past the tear bar of a printer that is not to cut."""
ASK = b"\x1b\x06\x01"
"""ESC ACK SOH: answered at once by an automatic status."""
MARK = b"\x17"
"""ETB: count by one when all before it is printed."""
CANCEL = b"\x18"
"""CAN: forget at once all that waits to be printed, and count from 0 again."""
COUNTS = 32
"""The counter of ETB begins again after so many."""
ENTER = b"\x1b*rA\x1b*rE1\x00\x1b*rP0\x00"
"""ESC * r A, E and P: raster mode, without a cut of its own at its end, on paper without pages."""
QUIT = b"\x1b*rB"

SLICE = 128
"""Rows that are sent as one unit."""
PINS = {2: (b"\x07", b"\x1c"), 5: (b"\x1a", b"\x19")}
"""Pins of the drawer connector: BEL and SUB open in turn with the other work, FS and EM at once."""


def drawer(pin: int, pulse: int, *, at_once: bool) -> bytes:
    """A pulse for a drawer. Only the first drawer's can be set, and not at once: it is 200 ms otherwise."""
    in_turn, now = PINS[pin]
    if at_once:
        return now
    time = min(127, max(1, round(pulse / 10)))
    return (bytes((0x1B, 0x07, time, 20)) if pin == 2 else b"") + in_turn


def line_raster(picture: Raster, paper: int) -> Iterator[bytes]:
    """Raster mode, a row a command, in the middle of the paper; what is white at a row's end is not sent."""
    yield ENTER
    rows = list(_rows(picture, paper))
    for top in range(0, len(rows), SLICE):
        yield b"".join(_row(row) for row in rows[top : top + SLICE])
    yield QUIT


def _row(row: bytes) -> bytes:
    dots = row.rstrip(b"\x00") or b"\x00"
    return struct.pack("<cH", b"b", len(dots)) + dots


def prnt_raster(picture: Raster, paper: int) -> Iterator[bytes]:
    """ESC GS S for each slice of the picture, in the middle of the paper."""
    rows = list(_rows(picture, paper))
    for top in range(0, len(rows), SLICE):
        slice_ = rows[top : top + SLICE]
        yield struct.pack("<3sBHHB", b"\x1b\x1dS", 1, len(slice_[0]), len(slice_), 0) + b"".join(slice_)


def _rows(picture: Raster, paper: int) -> Iterator[bytes]:
    across = picture.row_bytes
    left = bytes(max(0, (paper // 8 - across) // 2))
    for start in range(0, picture.height * across, across):
        yield left + picture.rows[start : start + across]


def text(lines: tuple[str, ...]) -> bytes:
    """Lines in the first code page that has all their characters, else each in those it needs."""
    plain = ["".join(c if c.isprintable() else " " for c in line.expandtabs(8)) for line in lines]
    page = next((page for page in PAGES if all(typeset.writes(line, (page,)) for line in plain)), "")
    if page:
        return bytes((0x1B, 0x1D, 0x74, PAGES[page])) + "".join(line + "\n" for line in plain).encode(page)
    return b"".join(star_ticket.letters(line) + b"\n" for line in plain)


# --- status -----------------------------------------------------------------------------------------------------------

FIXED = 0x91
"""Bits that are 0 in every byte of a status but the lowest of the first, by which it is known."""
SHORTEST = 7


@dataclass(frozen=True)
class Status:
    """One automatic status; `count` of ETB where the printer has such a counter."""

    state: PrinterState
    count: int | None


def status(frame: bytes) -> Status:
    """A whole frame of at least seven bytes."""
    printer, broken, jammed, paper = frame[2:6]
    low = Paper.LOW if paper & 0x06 else Paper.OK
    return Status(
        PrinterState(
            online=not printer & 0x08,
            cover_open=bool(printer & 0x20 or jammed & 0x02),
            paper=Paper.OUT if paper & 0x08 else low,
            drawer_open=bool(printer & 0x04),
            error=bool(broken & 0x2C or jammed & 0x0C),
        ),
        (frame[7] >> 1 & 0x07) | (frame[7] >> 2 & 0x18) if len(frame) > 7 else None,
    )


def _length(header: int) -> int:
    """Bytes of the frame that begins so; 0 where none can."""
    length = (header >> 1 & 0x07) | (header >> 2 & 0x18)
    return length if header & FIXED == 0x01 and length >= SHORTEST else 0


@dataclass
class Answers:
    """Finds each status in what a printer says, in any pieces; what makes no sense is skipped."""

    _bytes: bytearray = field(default_factory=bytearray)
    _newest: Status | None = None

    def feed(self, data: bytes) -> None:
        """Take more bytes."""
        self._bytes += data
        while self._bytes and (used := self._one()):
            del self._bytes[:used]

    def next(self) -> Status | None:
        """The newest status, once."""
        newest, self._newest = self._newest, None
        return newest

    def forget(self) -> None:
        """Answers to older questions are nobody's."""
        self._newest = None

    def _one(self) -> int:
        """Bytes used up, 0 while a status is not complete."""
        length = _length(self._bytes[0])
        frame = self._bytes[:length]
        if not length or any(byte & (FIXED & ~0x80 if at == 1 else FIXED) for at, byte in enumerate(frame) if at):
            return 1
        if len(frame) < length:
            return 0
        self._newest = status(bytes(frame))
        return length
