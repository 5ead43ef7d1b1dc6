"""A DYMO LabelWriter behind a real spooler: DYMO's own driver of Debian, a filter before it and a reader behind it.

Source: DYMO, "LabelWriter 450 Series Printers Technical Reference Manual" (ESC D, ESC B, ESC L, SYN, ETB, ESC E);
CUPS, "Raster page header" of version 3, for a filter that keeps each dot where it is, which Debian's own do not.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy
import pytest

from .cups import Sink, Spooler, sink, spooler
from .likeness import Dots

DRIVER, FILTER = Path("/usr/lib/cups/driver/dymo"), Path("/usr/lib/cups/filter/raster2dymolw")
FILTERS = (FILTER, *(FILTER.with_name(name) for name in ("pdftopdf", "imagetopdf", "pdftoraster")))
"""Debian's way from a PDF or a picture to this printer."""
PPD = "dymo:0/cups/model/lw450dl.ppd"
ACROSS, DOWN = 696, 1200
"""Dots of the label that its driver has as the usual one, of 167 x 288 points, at 300 to the inch. A picture stands at
its top left, if it is made of whole bytes."""
needs_dymo = pytest.mark.skipif(
    not (DRIVER.exists() and FILTER.exists()), reason="the package printer-driver-dymo is not installed"
)
needs_filters = pytest.mark.skipif(
    not all(filter_.exists() for filter_ in FILTERS), reason="the package cups-filters-core-drivers is not installed"
)

TO_RASTER = f"""\
#!/usr/bin/python3
import struct, sys, zlib
data = open(sys.argv[6], "rb").read() if len(sys.argv) > 6 else sys.stdin.buffer.read()
at, packed = 8, b""
while at < len(data):
    size, kind = struct.unpack_from(">I4s", data, at)
    if kind == b"IHDR":
        width, height = struct.unpack_from(">II", data, at + 8)
    packed += data[at + 8 : at + 8 + size] * (kind == b"IDAT")
    at += 12 + size
lines, across = zlib.decompress(packed), (width + 7) // 8 + 1
words = [0] * 5 + [300, 300] + [0] * 17 + [167, 288] + [0] * 3
words += [{ACROSS}, {DOWN}, 0, 1, 1, {ACROSS // 8}, 0, 3, 0, 0, 0, 0, 1]
out = sys.stdout.buffer
out.write(b"3SaR" + bytes(256) + struct.pack("<42I", *words).ljust(1796 - 256, b"\\0"))
for y in range({DOWN}):
    line = lines[y * across + 1 : (y + 1) * across] if y < height else b""
    dots = bytes(255 - byte for byte in line[: width // 8])
    out.write(dots[: {ACROSS // 8}].ljust({ACROSS // 8}, b"\\0"))
"""


@asynccontextmanager
async def labeller(*, debian: bool = False) -> AsyncIterator[Sink]:
    """A LabelWriter behind the queue "Shelf" of a spooler with our own filter before its driver, or with Debian's."""
    async with spooler() as running, sink() as printer:
        described = _install(running, FILTERS if debian else (FILTER,))
        if not debian:
            (running.folder / "bin/filter/toraster").write_text(TO_RASTER)
            (running.folder / "bin/filter/toraster").chmod(0o755)
            (running.folder / "root/local.convs").write_text("image/png application/vnd.cups-raster 0 toraster\n")
        running.kill()
        await running.start()
        await running.queue("Shelf", f"socket://127.0.0.1:{printer.port}")
        await running.drive("Shelf", described)
        yield printer


def _install(spooler: Spooler, filters: Sequence[Path]) -> Path:
    """Give the spooler these filters; the answer is DYMO's description of the printer."""
    for filter_ in filters:
        shutil.copy(filter_, spooler.folder / "bin/filter")
        (spooler.folder / "bin/filter" / filter_.name).chmod(0o755)
    described = spooler.folder / "dymo.ppd"
    described.write_bytes(subprocess.run([DRIVER, "cat", PPD], capture_output=True, check=True).stdout)
    return described


def labels(data: bytes) -> list[Dots]:
    """The labels that a LabelWriter makes of its bytes; AssertionError for what it does not know."""
    made: list[Dots] = []
    rows: list[list[bool]] = []
    at, wide, left = 0, 84, 0
    while at < len(data):
        first, second = data[at], data[at + 1 : at + 2]
        if first == 0x16:
            line = numpy.unpackbits(numpy.frombuffer(data, numpy.uint8, wide, at + 1))
            rows.append([False] * left * 8 + [bool(dot) for dot in line])
            at += 1 + wide
        elif first == 0x17:
            at, line_ = _run_length(data, at + 1, wide * 8)
            rows.append([False] * left * 8 + line_)
        elif first == 0x1B and second in b"EG":
            made += [_page(rows)] if rows else []
            rows = []
            at += 2
        elif first == 0x1B and second in LENGTHS:
            wide = data[at + 2] if second == b"D" else wide
            rows += [[]] * data[at + 3] if second == b"f" else []
            left = data[at + 2] if second == b"B" else left
            at += 2 + LENGTHS[second]
        else:
            raise AssertionError(f"unknown at {at}: {data[at : at + 8]!r}")
    assert not rows, "a label that is not fed out"
    return made


LENGTHS = {b"A": 0, b"B": 1, b"D": 1, b"L": 2, b"Q": 2, b"q": 1, b"*": 0, b"@": 0, b"V": 0, b"\x1b": 0}
LENGTHS |= dict.fromkeys((b"c", b"d", b"e", b"g", b"h", b"i", b"y", b"z", b"o"), 0) | {b"f": 2}
"""Bytes after ESC and a letter."""


def length(data: bytes) -> int:
    """Rows of the label that it was told of (ESC L)."""
    at = data.index(b"\x1bL")
    return int.from_bytes(data[at + 2 : at + 4], "big")


def _run_length(data: bytes, at: int, dots: int) -> tuple[int, list[bool]]:
    """A line whose bytes say how many dots, less one, are black (high bit) or white."""
    line: list[bool] = []
    while len(line) < dots:
        line += [data[at] >= 0x80] * ((data[at] & 0x7F) + 1)
        at += 1
    return at, line


def _page(rows: list[list[bool]]) -> Dots:
    return numpy.array([(row + [False] * ACROSS)[:ACROSS] for row in rows], bool)
