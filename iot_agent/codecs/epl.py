"""EPL2, the language of Eltron's and older Zebra label printers: labels out, error reports in.

Source: Zebra, "EPL Programming Guide" 14245L-003 and "EPL2 Programmer's Manual" 980352-001 Rev. A (q, Q, N, GW, A, P;
codes of ^ee under eR). The form of an answer to ^ee, and its codes 07 and 81: Intermec, "ESim Programmer's Reference
Manual", the same language. That I8,1 is code page 850: a manual of Postek's. Unchecked: the size of font 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..values import Paper, PrinterState, Raster

ASK = b"\r\n^ee\r\n"
"""Answered by the codes of what is wrong, "00" = nothing; a line of its own, whatever the last label left open."""
CLEAR = b"\nN\n"
"""Forget what was drawn; the empty line ends a command that was left open."""
LARGEST = 4096
"""Bytes of picture in one GW of ours: as many a printer may still wait for after a torn one."""
GAP = 24
"""Dots from one label to the next where nobody said: 3 mm at 203 dpi."""
LINE = 32
"""Dots from one line of text to the next."""

_INVERTED = bytes(255 - byte for byte in range(256))


# --- labels -----------------------------------------------------------------------------------------------------------


def label(picture: Raster, *, width: int, gap: int = GAP, copies: int = 1) -> Iterator[bytes]:
    """A label that is one picture, so many times, by its commands. In GW a dot is white where its bit is 1."""
    across = picture.row_bytes
    deep = max(1, LARGEST // across)
    yield _begun(max(width, picture.width), picture.height, gap)
    for top in range(0, picture.height, deep):
        rows = picture.rows[top * across : min(top + deep, picture.height) * across]
        yield b"GW0,%d,%d,%d,%b\n" % (top, across, len(rows) // across, rows.translate(_INVERTED))
    yield b"P%d\n" % copies


def text(lines: tuple[str, ...], *, width: int, gap: int = GAP, copies: int = 1) -> Iterator[bytes]:
    """A label of plain lines in the printer's own font 4, in code page 850."""
    yield _begun(width, max(1, len(lines)) * LINE, gap) + b"I8,1,001\n"
    for at, line in enumerate(lines):
        if line:
            yield b'A0,%d,0,4,1,1,N,"%b"\n' % (at * LINE, plain(line))
    yield b"P%d\n" % copies


def _begun(width: int, height: int, gap: int) -> bytes:
    """The size first, as it clears the picture."""
    return b"\nq%d\nQ%d,%d" % (width, height, gap) + CLEAR


def is_label(lines: tuple[str, ...]) -> bool:
    """Whether a text is written in this language already: it begins with an empty picture."""
    return next((line.strip("\ufeff \t") for line in lines if line.strip()), "") == "N"


def plain(line: str) -> bytes:
    r"""No character ends the text or the line: `\` stands before what would."""
    shown = "".join(c if c.isprintable() else " " for c in line.expandtabs(8))
    return re.sub(rb'(["\\])', rb"\\\1", shown.encode("cp850", "replace"))


# --- status -----------------------------------------------------------------------------------------------------------

NO_MEDIA, HEAD_OPEN, CUTTER = 7, 11, 81


@dataclass(frozen=True)
class Status:
    """What ^ee tells. Mistakes in an earlier label are among its codes; they keep none from coming out."""

    codes: frozenset[int]

    @property
    def state(self) -> PrinterState:
        return PrinterState(
            online=not self.codes & {NO_MEDIA, HEAD_OPEN, CUTTER},
            cover_open=HEAD_OPEN in self.codes,
            paper=Paper.OUT if NO_MEDIA in self.codes else Paper.OK,
            error=CUTTER in self.codes,
        )


_LONGEST = 64
_CODE = rb"\d\d(?:[PR]\d{3})?"
_REPORT = re.compile(rb"(?:.*[\x00-\x1f])?(%b(?:,%b)*)" % (_CODE, _CODE), re.DOTALL)


def report(line: bytes) -> Status | None:
    """One line without its end; None if it is no report. Control characters of another report may stand before it,
    and after 07 how many labels or how much of the ribbon is left."""
    found = _REPORT.fullmatch(line)
    return Status(frozenset(int(code[:2]) for code in found[1].split(b","))) if found else None


@dataclass
class Answers:
    """Puts each report together, in whatever pieces it comes; noise loses one."""

    _bytes: bytearray = field(default_factory=bytearray)
    _newest: Status | None = None

    def feed(self, data: bytes) -> None:
        """Take more bytes."""
        self._bytes += data
        while (end := self._bytes.find(b"\r\n")) >= 0:
            line = bytes(self._bytes[:end])
            del self._bytes[: end + 2]
            self._newest = report(line[-_LONGEST:]) or self._newest
        del self._bytes[:-_LONGEST]

    def next(self) -> Status | None:
        """The newest report, once."""
        newest, self._newest = self._newest, None
        return newest

    def forget(self) -> None:
        """Reports on older questions are nobody's."""
        self._newest = None
        self._bytes.clear()
