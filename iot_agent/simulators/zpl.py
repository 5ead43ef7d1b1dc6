"""A label printer that speaks ZPL, with labels that run out, a head that opens and a pause key.

`Zpl` is the machine (bytes in, answers out); `escpos.Served` puts it on a TCP port with bad habits on request.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ..values import Paper
from .zpl_reader import Label, Reader

BUFFER = 1 << 20
"""Bytes the printer takes while it cannot print."""
_AT_ONCE = re.compile(rb"~HS|~JA")


@dataclass
class Zpl:
    """The machine. Its owner pumps bytes into `receive` and gives it `answer` to send with."""

    paper: Paper = Paper.OK
    head_open: bool = False
    paused: bool = False
    ribbon_out: bool = False
    busy: bool = False
    """Labels stay inside while it is set, as in a printer that is slow."""
    mute: bool = False
    """Says nothing while it is in trouble, as some models do."""
    labels: list[Label] = field(default_factory=list)
    received: int = 0
    answer: Callable[[bytes], None] = lambda _: None
    reader: Reader = field(init=False)
    _waiting: bytearray = field(default_factory=bytearray)
    _drawn: deque[Label] = field(default_factory=deque)
    _tail: bytes = b""

    def __post_init__(self) -> None:
        self.reader = Reader(self._drawn.append)

    @property
    def trouble(self) -> bool:
        return self.paper is Paper.OUT or self.head_open or self.ribbon_out

    @property
    def full(self) -> bool:
        """Whether it takes no more bytes until it can print."""
        return len(self._waiting) >= BUFFER

    def receive(self, data: bytes) -> None:
        """Take bytes off the wire: ~HS and ~JA at once, the rest in turn."""
        self.received += len(data)
        window = self._tail + data
        start, seen = len(self._tail), 0
        for found in _AT_ONCE.finditer(window):
            self._take(window[start : found.end()])
            start = seen = found.end()
            if found[0] == b"~HS":
                self._tell()
            else:
                self._forget()
        self._take(window[start:])
        self._tail = window[max(seen, len(window) - 2) :]

    def set(self, **changes: object) -> None:
        """Change the state of the machine by its fields; what waited is printed once it can be."""
        for name, value in changes.items():
            setattr(self, name, value)
        self._take(b"")

    def _take(self, data: bytes) -> None:
        self._waiting += data
        if not self.trouble:
            data = bytes(self._waiting)
            self._waiting.clear()
            self.reader.feed(data)
            if not self.paused and not self.busy:
                self.labels.extend(self._drawn)
                self._drawn.clear()

    def _forget(self) -> None:
        self._waiting.clear()
        self._drawn.clear()
        self.reader.clear()

    def _tell(self) -> None:
        if self.trouble and self.mute:
            return
        formats = min(999, self._waiting.count(b"^XZ"))
        paper, paused = int(self.paper is Paper.OUT), int(self.paused)
        first = f"030,{paper},{paused},{self.reader.length:04},{formats:03},{int(self.full)},0"
        second = f"001,0,{int(self.head_open)},{int(self.ribbon_out)},0,2,6,0,{len(self._drawn):08},1,000"
        for string in (f"{first},{int(self.reader.inside)},000,0,0,0", second, "1234,0"):
            self.answer(b"\x02" + string.encode() + b"\x03\r\n")
