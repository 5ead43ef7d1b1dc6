"""A receipt printer that speaks Star line mode and StarPRNT, with paper that runs out and a cover that opens.

`Star` is the machine (bytes in, answers out); `escpos.Served` puts it on a TCP port with bad habits on request.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..values import Paper
from .escpos import BUFFER, Receipt
from .print_head import PrintHead
from .star_reader import Reader

_ASK = re.compile(rb"\x1b\x06\x01")
_PIECES = re.compile(rb"[^\x18]*\x18|[^\x18]+", re.DOTALL)


def _ignore(*_: object) -> None:
    """What is read ahead has no effect."""


@dataclass
class Star:
    """The machine. Its owner pumps bytes into `receive` and gives it `answer` to send with."""

    width: int = 576
    paper: Paper = Paper.OK
    cover_open: bool = False
    drawer_open: bool = False
    cutter_stuck: bool = False
    busy: bool = False
    """Bytes wait inside while it is set, as in a printer that is slow."""
    automatic: bool = False
    """Tells every change by itself."""
    counts: bool = True
    """Has a counter of ETB; old models have none."""
    count: int = 0
    receipts: list[Receipt] = field(default_factory=list)
    pulses: list[tuple[int, int]] = field(default_factory=list)
    received: int = 0
    answer: Callable[[bytes], None] = lambda _: None
    reader: Reader = field(init=False)
    _ahead: Reader = field(init=False)
    """Reads what arrives at once, to know CAN from a byte of a picture."""
    _cancelled: bool = False
    _waiting: bytearray = field(default_factory=bytearray)
    _tail: bytes = b""

    def __post_init__(self) -> None:
        self.reader = Reader(self.width, self._cut, self._pulse, self._mark, self._restart)
        self._ahead = Reader(8, _ignore, _ignore, _ignore, _ignore, self._cancel)

    @property
    def online(self) -> bool:
        return self.paper is not Paper.OUT and not self.cover_open and not self.cutter_stuck

    @property
    def full(self) -> bool:
        """Whether it takes no more bytes until it can print."""
        return len(self._waiting) >= BUFFER

    def receive(self, data: bytes) -> None:
        """Take bytes off the wire: questions at once, and drawers if nothing waits before them; the rest in turn."""
        self.received += len(data)
        window = self._tail + data
        seen = 0
        for found in _ASK.finditer(window):
            seen = found.end()
            self.answer(self.status())
        self._tail = window[max(seen, len(window) - 2) :]
        if not self.online and not self._waiting and data in (b"\x1c", b"\x19"):
            self.reader.feed(data)
            return
        for piece in _PIECES.findall(b"" if _ASK.fullmatch(data) else data):
            self._take(piece)
        self._work()

    def set(self, **changes: object) -> None:
        """Change the state of the machine by its fields; what waited is printed once it can be."""
        for name, value in changes.items():
            setattr(self, name, value)
        if self.automatic:
            self.answer(self.status())
        self._work()

    def status(self) -> bytes:
        """An automatic status of nine bytes, or of seven without the counter."""
        printer = 0x20 * self.cover_open | 0x08 * (not self.online) | 0x04 * self.drawer_open
        paper = {Paper.OK: 0, Paper.LOW: 0x04, Paper.OUT: 0x0C}[self.paper]
        head = bytes((0x23, 0x06)) if self.counts else bytes((0x0F, 0x02))
        counter = (self.count & 0x07) << 1 | (self.count & 0x18) << 2
        return head + bytes((printer, 0x08 * self.cutter_stuck, 0, paper, 0)) + bytes((counter, 0) * self.counts)

    def _take(self, piece: bytes) -> None:
        self._ahead.feed(piece)
        self._waiting += piece
        if self._cancelled:
            self._cancelled = False
            self._waiting.clear()
            self.reader.clear()
            self._restart()

    def _cancel(self) -> None:
        self._cancelled = True

    def _work(self) -> None:
        if self.online and not self.busy and self._waiting:
            data = bytes(self._waiting)
            self._waiting.clear()
            self.reader.feed(data)

    def _mark(self) -> None:
        self.count = (self.count + 1) % 32
        if self.automatic:
            self.answer(self.status())

    def _restart(self) -> None:
        self.count = 0

    def _cut(self, done: PrintHead) -> None:
        self.receipts.append(Receipt(done.strip.picture(), tuple(done.text), tuple(done.sent)))

    def _pulse(self, pin: int, milliseconds: int) -> None:
        self.pulses.append((pin, milliseconds))
