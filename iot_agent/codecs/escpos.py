"""ESC/POS, the language of receipt printers: commands out, status bytes in.

Source: Epson, "ESC/POS Command Reference" (the command names below are its own). The layout of GS ( H and of its
answer is that of its page "GS ( H <Function 48>" (gs_lparen_ch_fn48), which the specifications of the TM-T81 and TM-L90
repeat.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from ..values import Finish, Page, Paper, PrinterState, Raster, Raw, Text, Ticket
from . import escpos_images, escpos_ticket, typeset
from .escpos_ticket import PAGES

INIT = b"\x1b@"
CENTER = b"\x1ba\x01"
LEFT = b"\x1ba\x00"
CUT = b"\x1dVB\x00"
"""GS V 66 0: feed to the cutter, then cut, leaving a joint where the cutter can."""
FEED_OUT = b"\x1bd\x04"
"""ESC d 4: bring the last line past the tear bar of a printer that is not to cut."""
QUEUED_STATUS = b"\x1dr\x01"
"""GS r 1: answered when everything before it has been worked off."""


def name(identity: bytes) -> bytes:
    """GS ( H function 48: four characters from 20 to 7E hex that come back once all before them is out or worked off.

    A printer that could not answer for a while may name the last one alone, and none of what DLE DC4 8 cleared.
    """
    return b"\x1d(H\x06\x0000" + identity


WATCH = b"\x1da\x0e"
"""GS a 14: say by yourself when you go offline, fail or run out of paper."""
UNWATCH = b"\x1da\x00"
"""GS a 0: speak only when asked, as nobody listens between pages."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: forget at once all that waits to be printed."""


def drawer(pin: int, pulse: int) -> bytes:
    """ESC p: a pulse of `pulse` ms on connector pin 2 or 5, in turn with the other work."""
    time = _pulse_time(pulse)
    return bytes((0x1B, 0x70, _connector(pin), time, time))


def drawer_at_once(pin: int, pulse: int) -> bytes:
    """DLE DC4 1: the pulse is given even while the printer is offline; its unit is 100 ms."""
    return bytes((0x10, 0x14, 1, _connector(pin), min(8, max(1, round(pulse / 100)))))


PINS = {2: 0, 5: 1}
"""Pins of the drawer connector and how commands call them."""


def _connector(pin: int) -> int:
    return PINS[pin]


def _pulse_time(pulse: int) -> int:
    return min(255, max(1, pulse // 2))


def page(page: Page, finish: Finish, pages: Mapping[str, int] = PAGES) -> Iterator[bytes]:
    """All of a page as commands, each a unit of flow control; `pages` are the code tables by ESC t number."""
    if isinstance(page, Raw):
        yield page.data
        return
    yield INIT
    if isinstance(page, Raster):
        yield CENTER
        yield from escpos_images.draw(page, finish.way)
    elif isinstance(page, Text):
        yield text(page.lines, pages)
    elif isinstance(page, Ticket):
        yield from escpos_ticket.draw(page, finish.way, pages)
    yield CUT if finish.cut else FEED_OUT


def ask(which: int) -> bytes:
    """DLE EOT: ask for status 1 printer, 2 offline cause, 3 error cause or 4 paper; answered at once."""
    return bytes((0x10, 0x04, which))


def state(printer: int | None, offline: int | None, paper: int | None) -> PrinterState:
    """The answers to DLE EOT 1, 2 and 4 put together; None where there was no answer."""
    return PrinterState(
        online=None if printer is None else not printer & 0x08,
        drawer_open=None if printer is None else not printer & 0x04,
        cover_open=None if offline is None else bool(offline & 0x04),
        error=None if offline is None else bool(offline & 0x40),
        paper=_paper(offline, paper),
    )


def _paper(offline: int | None, paper: int | None) -> Paper | None:
    if (paper is not None and paper & 0x60) or (offline is not None and offline & 0x20):
        return Paper.OUT
    if paper is None:
        return None
    return Paper.LOW if paper & 0x0C else Paper.OK


class Said(Enum):
    """What an answer is about: DLE EOT, GS r, GS ( H, the automatic status of GS a, or DLE DC4 8."""

    STATUS = "status"
    WORKED_OFF = "worked off"
    NAMED = "named"
    CHANGED = "changed"
    CLEARED = "cleared"


@dataclass(frozen=True)
class Answer:
    """One answer; `byte` of STATUS and WORKED_OFF, `state` of CHANGED, `identity` of NAMED."""

    said: Said
    byte: int = 0
    identity: bytes = b""
    state: PrinterState = field(default_factory=PrinterState)


BLOCK = 0x37
LONGEST_BLOCK = 128


@dataclass
class Answers:
    """Sorts what a printer says, in any pieces, by the bits that Epson keeps fixed for the purpose."""

    _bytes: bytearray = field(default_factory=bytearray)
    _said: deque[Answer] = field(default_factory=lambda: deque(maxlen=64))
    _endless: bool = False
    """Whether a block went on for too long: nothing of it is an answer."""

    def feed(self, data: bytes) -> None:
        """Take more bytes; what makes no sense is skipped."""
        self._bytes += data
        while self._bytes and (length := self._skip() if self._endless else self._one(self._bytes)):
            del self._bytes[:length]

    def next(self, said: Said) -> Answer | None:
        """The oldest answer of this kind that nobody took yet."""
        for answer in self._said:
            if answer.said is said:
                self._said.remove(answer)
                return answer
        return None

    def forget(self) -> None:
        """Answers to older questions are nobody's."""
        self._said.clear()

    def _one(self, data: bytearray) -> int:
        """Length of the first answer, 0 while it is not complete."""
        first = data[0]
        if first == BLOCK:
            return self._block(data)
        if first & 0x93 == 0x10:
            return self._automatic(data)
        if first & 0x93 == 0x12:
            self._said.append(Answer(Said.STATUS, first))
        elif first & 0x90 == 0:
            self._said.append(Answer(Said.WORKED_OFF, first))
        return 1

    def _block(self, data: bytearray) -> int:
        end = data.find(0, 0, LONGEST_BLOCK)
        if end < 0:
            self._endless = len(data) >= LONGEST_BLOCK
            return self._skip() if self._endless else 0
        if data[1] == 0x25:  # 37, what it is, its content, NUL: 25 of DLE DC4 8, 22 with four characters of GS ( H
            self._said.append(Answer(Said.CLEARED))
        elif data[1] == 0x22:
            self._said.append(Answer(Said.NAMED, identity=bytes(data[2:end])))
        return end + 1

    def _skip(self) -> int:
        """Length of what is left of an endless block."""
        end = self._bytes.find(0)
        self._endless = end < 0
        return len(self._bytes) if end < 0 else end + 1

    def _automatic(self, data: bytearray) -> int:
        if any(byte & 0x90 for byte in data[1:4]):
            return 1
        if len(data) < 4:
            return 0
        first, _, paper, _ = data[:4]
        out, low = paper & 0x0C, paper & 0x03
        state = PrinterState(
            online=not first & 0x08,
            cover_open=bool(first & 0x20),
            paper=Paper.OUT if out else Paper.LOW if low else Paper.OK,
            drawer_open=not first & 0x04,
            error=bool(data[1] & 0x28),
        )
        self._said.append(Answer(Said.CHANGED, state=state))
        return 4


def text(lines: tuple[str, ...], pages: Mapping[str, int] = PAGES) -> bytes:
    """Lines in the first code table that has all their characters, else each in those it needs."""
    plain = [_printable(line) for line in lines]
    page = next((page for page in pages if all(typeset.writes(line, (page,)) for line in plain)), "")
    if page:
        return bytes((0x1B, 0x74, pages[page])) + "".join(line + "\n" for line in plain).encode(page)
    return b"".join(escpos_ticket.letters(line, pages) + b"\n" for line in plain)


def _printable(line: str) -> str:
    """No control character passes: in this language they are commands."""
    return "".join(c if c.isprintable() else " " for c in line.expandtabs(8))
