"""Pictures in ESC/POS: the four ways a printer can be sent them, cut to what its buffer holds.

Source: Epson, "ESC/POS Command Reference": GS v 0, GS ( L functions 112 and 50, ESC *, ESC 2, ESC 3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from ..errors import DeviceError
from ..values import Fit, Raster
from ..wire import IMAGES, PRINT, Code
from .imc import Imc, parse
from .raster import PAPER

SLICE = 255
"""Rows of one command: the low height byte alone, as old printers and clones want it."""
MOST = SLICE * 128
"""Bytes of picture in one command: all rows of a printer up to 1024 dots wide."""

LONGEST = MOST + 32
"""Bytes that complete any of the commands, wherever it was cut off."""

COLUMNS = {"column": 33, "column_wide": 32, "column_low": 1, "column_low_wide": 0}
"""Ways of ESC * and its m: 24 dots high or 8 ("low"), and each dot half as wide as its height or as wide ("wide")."""
WAYS = IMAGES

COLUMNS_MOST = 1023
"""Columns one ESC * can name; its nH is at most 3."""
LINE = {24: 24, 8: 16}
"""ESC 3 before a band of so many dots: less than its height where a printer then feeds the whole height, and just
its height where it does not: 24 steps of 1/180 inch, or 16 of 1/144 inch on a dot matrix printer."""


def across(way: str, paper: int) -> int:
    """The widest picture that paper of so many dots takes if it is sent this way."""
    if way not in COLUMNS:
        return paper
    return min(COLUMNS_MOST, paper if COLUMNS[way] & 1 else paper // 2)


USUAL = Fit("raster", 100, PAPER)


def fit(asked: Fit, options: Mapping[str, str], name: str, known: Fit = USUAL) -> Fit:
    """What the job asks, else the device's options, else its name (IMC), else what is known of its model.

    Whoever gave it a name tried it out on paper 80 mm wide. An option that makes no sense is a DeviceError.
    """
    named = parse(name)
    proper = named if isinstance(named, Imc) else None
    way = asked.way or options.get("image") or (proper.image if proper else known.way)
    if way not in WAYS:
        raise DeviceError(Code.BAD_PARAMS)
    scale = asked.scale or _option(options, "scale") or (proper.scale if proper else 100)
    width = asked.width or _option(options, "width") or (PAPER if proper else known.width)
    tall = known.tall if way == known.way and not proper else 0
    return Fit(way, scale, width, across(way, width), tall, asked.dpi)


def _option(options: Mapping[str, str], name: str) -> int:
    """An option in the bounds that the wire has for it; 0 if it is not given."""
    text, bounds = options.get(name, "0"), PRINT[name]
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    if number and not bounds.low <= number <= bounds.high:
        raise DeviceError(Code.BAD_PARAMS)
    return number


def draw(picture: Raster, way: str) -> Iterator[bytes]:
    """The picture as commands, each a unit of flow control: every pixel becomes one dot of the way's density."""
    if way in COLUMNS:
        return columns(picture, COLUMNS[way])
    return graphics(picture) if way == "graphics" else raster(picture)


def raster(picture: Raster) -> Iterator[bytes]:
    """GS v 0 for each slice of the picture."""
    for height, rows in _slices(picture):
        yield struct.pack("<4sHH", b"\x1dv0\x00", picture.row_bytes, height) + rows


def graphics(picture: Raster) -> Iterator[bytes]:
    """GS ( L for each slice: function 112 stores it in one colour, function 50 prints what is stored."""
    for height, rows in _slices(picture):
        store = struct.pack("<3sH6sHH", b"\x1d(L", 10 + len(rows), b"0p0\x01\x011", picture.width, height)
        yield store + rows + b"\x1d(L\x02\x0002"


def _slices(picture: Raster) -> Iterator[tuple[int, bytes]]:
    """Height and rows of each slice."""
    most = max(1, min(SLICE, MOST // picture.row_bytes))
    for top in range(0, picture.height, most):
        height = min(most, picture.height - top)
        yield height, picture.rows[top * picture.row_bytes : (top + height) * picture.row_bytes]


def columns(picture: Raster, mode: int) -> Iterator[bytes]:
    """ESC * for each band of 24 or 8 rows and the line feed that prints it, lines as close as bands."""
    deep = 24 if mode & 32 else 8
    yield bytes((0x1B, 0x33, LINE[deep]))
    head = struct.pack("<2sBH", b"\x1b*", mode, picture.width)
    band = picture.row_bytes * deep
    for start in range(0, len(picture.rows), band):
        yield head + _band(picture.rows[start : start + band].ljust(band, b"\0"), picture.width, deep) + b"\n"
    yield b"\x1b2"


_SPREAD = [bytes(0x80 if byte & 0x80 >> bit else 0 for bit in range(8)) for byte in range(256)]
"""The dots of a byte, each in the top bit of a byte of its own."""


def _band(rows: bytes, width: int, deep: int) -> bytes:
    """Rows turned into columns of deep / 8 bytes, the top dot in the highest bit of the first."""
    row_bytes = len(rows) // deep
    turned = bytearray(width * deep // 8)
    for level in range(deep // 8):
        dots = 0
        for bit in range(8):
            start = (level * 8 + bit) * row_bytes
            dots |= int.from_bytes(b"".join([_SPREAD[byte] for byte in rows[start : start + row_bytes]]), "big") >> bit
        turned[level :: deep // 8] = dots.to_bytes(row_bytes * 8, "big")[:width]
    return bytes(turned)
