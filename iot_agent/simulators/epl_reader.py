"""Reads EPL2 as a label printer does: bytes in, labels out.

Source: Zebra, "EPL Programming Guide". It shares no code with the encoder, so that each can catch the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ..values import Raster
from .font import WIDTH, glyph
from .intake import Intake, More
from .picture import Strip

_PICTURE = re.compile(rb"GW(\d{1,5}),(\d{1,5}),(\d{1,4}),(\d{1,5})(?:,|\r*\n)")
_TEXT = re.compile(rb'A(\d{1,5}),(\d{1,5}),0,[1-5],([1-9]),([1-9]),N,"((?:\\.|[^"\\])*)"')
_LINE = re.compile(rb"LO(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})")
_SIZE = re.compile(rb"([qQ])(\d{1,5})(?:,B?\d{1,3}(?:[+-]\d{1,3})?)?")
_PRINT = re.compile(rb"P(\d{1,5})(?:,\d{1,5})?")
_SILENT = re.compile(rb"[IRSDOZJU].*")
"""Commands that change nothing we show."""
MOST_COPIES, WIDEST, LONGEST = 1000, 4096, 4096
"""Copies of a label; dots across it; bytes of a line, which is thrown away where it is longer."""


@dataclass(frozen=True)
class Label:
    """What came out, and the text that stands on it."""

    picture: Raster
    text: tuple[str, ...]


@dataclass
class Reader(Intake):
    """Feed it bytes; it calls back for every label and question. `unknown` keeps the commands it could not read."""

    on_label: Callable[[Label], None]
    on_ask: Callable[[], None]
    width: int = 832
    length: int = 1218
    unknown: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._empty()

    def _empty(self) -> None:
        self._strip = Strip(self.width)
        self._text: list[str] = []

    def _one(self) -> None:
        if found := _PICTURE.match(self._buffer, self._at):
            left, top, across, rows = (int(value) for value in found.groups())
            self._take(found.end() - self._at)
            self._picture(left, top, across, self._take(across * rows))
        elif (end := self._buffer.find(b"\n", self._at)) >= 0:
            self._command(self._take(end + 1 - self._at).strip(b"\r\n"))
        elif len(self._buffer) - self._at > LONGEST:
            self.unknown.append(self._take(LONGEST)[:20])
        else:
            raise More

    def _command(self, line: bytes) -> None:
        if line == b"N":
            self._empty()
        elif line == b"^ee":
            self.on_ask()
        elif found := _SIZE.fullmatch(line):
            if found[1] == b"q":
                self.width = min(WIDEST, max(1, int(found[2])))
            else:
                self.length = int(found[2])
            self._empty()
        elif found := _TEXT.fullmatch(line):
            left, top, wide, tall = (int(value) for value in found.groups()[:4])
            self._write(left, top, wide, tall, re.sub(rb"\\(.)", rb"\1", found[5]).decode("cp850"))
        elif found := _LINE.fullmatch(line):
            left, top, across, down = (int(value) for value in found.groups())
            for row in range(top, min(top + down, self.length)):
                self._dots(left, row, (1 << across) - 1, across)
        elif found := _PRINT.fullmatch(line):
            self._print(min(MOST_COPIES, int(found[1])))
        elif line and not _SILENT.fullmatch(line):
            self.unknown.append(line[:20])

    def _print(self, copies: int) -> None:
        """What was drawn stays, for another P."""
        strip = Strip(self.width, self._strip.rows[: self.length])
        strip.feed(self.length)
        done = Label(strip.picture(), tuple(self._text))
        for _ in range(copies):
            self.on_label(done)

    def _dots(self, left: int, top: int, bits: int, width: int) -> None:
        if top < self.length:
            self._strip.dot_row(left, top, bits, width)

    def _picture(self, left: int, top: int, across: int, data: bytes) -> None:
        """A bit is 1 where the dot is white."""
        full = (1 << across * 8) - 1
        for at in range(0, len(data), max(1, across)):
            bits = full ^ int.from_bytes(data[at : at + across], "big")
            self._dots(left, top + at // across, bits, across * 8)

    def _write(self, left: int, top: int, wide: int, tall: int, text: str) -> None:
        self._text.append(text)
        for at, character in enumerate(text):
            for row, bits in enumerate(glyph(character)):
                dots = int("".join(bit * wide for bit in format(bits, f"0{WIDTH}b")), 2)
                for copy in range(tall):
                    where = left + at * (WIDTH + 1) * wide
                    self._dots(where, top + row * tall + copy, dots, WIDTH * wide)
