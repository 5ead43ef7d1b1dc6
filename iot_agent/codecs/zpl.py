"""ZPL II, the language of Zebra label printers: labels out, host status in.

Source: Zebra, "ZPL II Programming Guide" (^GF and its compressed data, ^PQ, ~HS, ~JA, ZB64 encoding).
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..values import Paper, PrinterState, Raster

ASK = b"~HS"
"""Answered by three strings; some printers say nothing while they are out of paper or open."""
CANCEL = b"~JA"
"""Forget all that waits and leave what was being received."""
LARGEST = 99_999
"""Bytes of picture that one ^GF may carry."""
LINE, LETTER = 40, 28
"""Dots from one line of text to the next, and the height of its letters."""

_STX, _ETX = b"\x02", b"\x03"


# --- pictures ---------------------------------------------------------------------------------------------------------


def label(picture: Raster, *, width: int, copies: int = 1, encode: Callable[[bytes, int], str] | None = None) -> bytes:
    """A label that is one picture, so many times. Tall pictures are sent in bands, as a field has a limit."""
    bands = _picture(picture, 0, 0, encode or run_length)
    return framed(bands, width=max(width, picture.width), height=picture.height, copies=copies)


def framed(fields: str, *, width: int, height: int, copies: int) -> bytes:
    """A label of its own size and origin, so that what an earlier label set does not move or cut this one."""
    return f"^XA^LH0,0^PW{width}^LL{height}{fields}^PQ{copies}^XZ".encode()


def picture(picture: Raster, *, left: int, top: int) -> str:
    """A picture on a label."""
    return _picture(picture, left, top, run_length)


def _picture(picture: Raster, left: int, top: int, encode: Callable[[bytes, int], str]) -> str:
    across = picture.row_bytes
    return "".join(f"^FO{left},{top + at}{_field(rows, across, encode)}" for at, rows in _bands(picture))


def _bands(picture: Raster) -> Iterator[tuple[int, bytes]]:
    across = picture.row_bytes
    deep = max(1, LARGEST // across)
    for top in range(0, picture.height, deep):
        yield top, picture.rows[top * across : min(top + deep, picture.height) * across]


def _field(rows: bytes, across: int, encode: Callable[[bytes, int], str]) -> str:
    return f"^GFA,{len(rows)},{len(rows)},{across},{encode(rows, across)}^FS"


_RUN = re.compile(r"(.)\1\1+")


def run_length(rows: bytes, across: int) -> str:
    """Zebra's compressed hexadecimal: counted digits, "," and "!" to a row's end, ":" for a row like the last."""
    said: list[str] = []
    last = b""
    for start in range(0, len(rows), across):
        row = rows[start : start + across]
        said.append(":" if row == last else _row(row))
        last = row
    return "".join(said)


def _row(row: bytes) -> str:
    """One row; its end may be left out in whole bytes only."""
    for fill, byte in ((",", b"\x00"), ("!", b"\xff")):
        if row.endswith(byte):
            return _counted(row.rstrip(byte)) + fill
    return _counted(row)


def _counted(row: bytes) -> str:
    return _RUN.sub(lambda run: _count(len(run[0])) + run[1], row.hex().upper())


def _count(times: int) -> str:
    """z is 400, g to y are 20 to 380 by twenties, G to Y are 1 to 19; they add up."""
    many, rest = divmod(times, 400)
    twenties, ones = divmod(rest, 20)
    return "z" * many + (chr(ord("f") + twenties) if twenties else "") + (chr(ord("F") + ones) if ones else "")


def z64(rows: bytes, _across: int) -> str:
    """The shorter encoding of newer printers: deflated, in base 64, with a checksum of those characters."""
    packed = base64.b64encode(zlib.compress(rows, 9))
    return f":Z64:{packed.decode()}:{binascii.crc_hqx(packed, 0):04X}"


# --- text -------------------------------------------------------------------------------------------------------------


def is_label(lines: tuple[str, ...]) -> bool:
    """Whether a text is written in this language already."""
    return bool(lines) and lines[0].lstrip("\ufeff \t").startswith("^XA")


def text(lines: tuple[str, ...], *, width: int, copies: int = 1) -> bytes:
    """A label of plain lines in the printer's own font."""
    fields = "".join(f"^FO0,{at * LINE}^A0N,{LETTER}^FH^FD{plain(line)}^FS" for at, line in enumerate(lines) if line)
    return framed("^CI28" + fields, width=width, height=max(1, len(lines)) * LINE, copies=copies)


def plain(line: str) -> str:
    """No character passes that would be a command; ^FH has them in hexadecimal."""
    return "".join(f"_{ord(c):02X}" if c in "^~_" else c if c.isprintable() else " " for c in line.expandtabs(8))


def exact(data: str) -> str:
    """What stands in a code, to the last line end: ^FH has what would be a command or be lost in hexadecimal."""
    return "".join(f"_{ord(c):02X}" if c in "^~_\x7f" or c < " " else c for c in data)


# --- status -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Status:
    """What ~HS tells, as far as we use it."""

    paper_out: bool
    paused: bool
    formats: int
    buffer_full: bool
    partial: bool
    memory_lost: bool
    too_hot: bool
    head_up: bool
    ribbon_out: bool
    remaining: int

    @property
    def idle(self) -> bool:
        """Nothing is left to read, to draw or to print."""
        return not (self.formats or self.partial or self.buffer_full or self.remaining)

    @property
    def state(self) -> PrinterState:
        error = self.ribbon_out or self.too_hot or self.memory_lost
        return PrinterState(
            online=not (self.paused or self.paper_out or self.head_up or error),
            cover_open=self.head_up,
            paper=Paper.OUT if self.paper_out else Paper.OK,
            error=error,
        )


def status(first: bytes, second: bytes) -> Status | None:
    """Strings 1 and 2 without their frame; None if they are not what they should be."""
    one, two = first.split(b","), second.split(b",")
    if (len(one), len(two)) != (12, 11) or not all(value.isdigit() for value in (*one, *two)):
        return None
    flags = (one[1], one[2], one[5], one[7], one[9], one[11], two[2], two[3])
    if any(value not in (b"0", b"1") for value in flags):
        return None
    out, paused, full, partial, lost, hot, head, ribbon = (value == b"1" for value in flags)
    return Status(out, paused, int(one[4]), full, partial, lost, hot, head, ribbon, int(two[8]))


_LONGEST = 256


@dataclass
class Answers:
    """Puts the three strings of each answer together, in whatever pieces they come; noise loses an answer."""

    _bytes: bytearray = field(default_factory=bytearray)
    _strings: list[bytes] = field(default_factory=list)
    _newest: Status | None = None

    def feed(self, data: bytes) -> None:
        """Take more bytes."""
        self._bytes += data
        while (end := self._bytes.find(_ETX)) >= 0:
            string = bytes(self._bytes[:end])
            del self._bytes[: end + 1]
            self._string(string[string.rfind(_STX) + 1 :])
        del self._bytes[:-_LONGEST]

    def next(self) -> Status | None:
        """The newest whole answer, once."""
        newest, self._newest = self._newest, None
        return newest

    def forget(self) -> None:
        """Answers to older questions are nobody's."""
        self._newest = None
        self._strings.clear()
        self._bytes.clear()

    def _string(self, string: bytes) -> None:
        self._strings = [*self._strings, string][-3:]
        if len(self._strings) == 3 and string.count(b",") == 1:
            self._newest = status(*self._strings[:2]) or self._newest
            self._strings.clear()
