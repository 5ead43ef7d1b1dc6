"""A strip that shows which way of sending pictures a printer understands: one small picture in each, numbered.

Source: Epson, "ESC/POS Command Reference": ESC @, ESC !, and the commands of `escpos_images.py`. A printer that knows
one not prints its data as letters. So all dots stand in squares of eight: in every way the data is made of 00, which
printers skip, and FF, which is no command; and the picture is 11 squares wide and 6 high, as those numbers are none
either where they stand. What a way leaves switched on, the next one's ESC @ ends.
"""

from __future__ import annotations

from ..values import Raster
from . import escpos_images

SQUARE = 8
SHAPE = (
    "###########",
    "#         #",
    "# ###     #",
    "# ##    # #",
    "# #    ## #",
    "###########",
)
"""Neither its left and right nor its top and bottom are alike."""
TITLE = b"Which picture is right?\n"
_BIG, _USUAL = b"\x1b!\x30", b"\x1b!\x00"
_INIT = b"\x1b@"


def picture() -> Raster:
    rows = (bytes(0xFF if square == "#" else 0 for square in line) * SQUARE for line in SHAPE)
    return Raster(SQUARE * len(SHAPE[0]), SQUARE * len(SHAPE), b"".join(rows))


def strip() -> bytes:
    """The whole strip but its end; the numbers are the places of the ways in `wire.IMAGES`, from 1."""
    numbered = enumerate(escpos_images.WAYS, 1)
    return _INIT + TITLE + b"".join(_section(number, way) for number, way in numbered)


def _section(number: int, way: str) -> bytes:
    """Its number, in letters that every printer has, and the picture below."""
    return _INIT + _BIG + b"%d" % number + _USUAL + b"\n" + b"".join(escpos_images.draw(picture(), way)) + b"\n"
