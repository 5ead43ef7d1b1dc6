"""Words and codes in ESC/POS: a printer's own letters in any of its code tables, its bar codes and QR codes.

Source: Epson, "ESC/POS Command Reference": ESC a, ESC !, GS !, ESC t, FS ., GS h, GS w, GS H, GS k, GS ( k
functions 165, 167, 169, 180 and 181. Checked against receiptline and python-escpos, which send the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from ..values import Bars, Block, Feed, Look, Picture, Qr, Ticket, Words
from . import escpos_images, typeset

PAGES: Mapping[str, int] = {"cp437": 0, "cp858": 19, "cp1252": 16, "cp852": 18, "cp866": 17, "cp737": 14, "cp857": 13}
"""Character code tables by ESC t number, the one every printer starts with first: most models have these."""
NOT_KANJI = b"\x1c."
"""FS .: printers made for East Asia take bytes from 128 on for halves of characters until told otherwise."""
CENTER, LEFT = b"\x1ba\x01", b"\x1ba\x00"
_ALIGN = {"left": LEFT, "center": CENTER, "right": b"\x1ba\x02"}
_BARS = {"upca": 65, "ean13": 67, "ean8": 68, "code39": 69, "itf": 70, "code128": 73}
PLAIN = Look()


def draw(ticket: Ticket, way: str, pages: Mapping[str, int]) -> Iterator[bytes]:
    """A ticket that is set, as commands; pictures are sent in one of `escpos_images.WAYS`."""
    yield NOT_KANJI
    for block in ticket.blocks:
        yield from _block(block, way, pages)


def _block(block: Block, way: str, pages: Mapping[str, int]) -> Iterator[bytes]:
    match block:
        case Words():
            yield words(block, pages)
        case Picture():
            yield CENTER
            yield from escpos_images.draw(block.raster, way)
            yield LEFT
        case Bars():
            yield CENTER + bars(block) + LEFT
        case Qr():
            yield CENTER + qr(block) + LEFT
        case Feed():
            yield bytes((0x1B, 0x64, block.lines))


def words(line: Words, pages: Mapping[str, int]) -> bytes:
    """One line, its looks put on and taken off; old printers lack GS !, which only letters beyond twofold need."""
    look = line.look
    align, back = (_ALIGN[look.align], LEFT) if look.align != "left" else (b"", b"")
    mode = 0x08 * look.bold | 0x80 * look.underline | 0x10 * (look.tall > 1) | 0x20 * (look.wide > 1)
    on, off = (bytes((0x1B, 0x21, mode)), b"\x1b!\x00") if mode else (b"", b"")
    if max(look.wide, look.tall) > 2:
        on += bytes((0x1D, 0x21, (look.wide - 1) << 4 | (look.tall - 1)))
    return align + on + letters(line.text, pages) + b"\n" + off + back


def letters(line: str, pages: Mapping[str, int]) -> bytes:
    """The line with the code table of each run of it, if it needs any; what no table has becomes "?"."""
    if line.isascii():
        return line.encode()
    return b"".join(bytes((0x1B, 0x74, pages[page])) + run for page, run in typeset.runs(line, tuple(pages)))


def bars(code: Bars) -> bytes:
    """GS k with its length in front, the form that every kind has."""
    data = code.data.encode()
    if code.kind == "code128":
        data = b"{C" + _pairs(code.data) if typeset.in_pairs(code.data) else b"{B" + data.replace(b"{", b"{{")
    below = 2 if code.text else 0
    looks = struct.pack("9B", 0x1D, 0x68, code.height, 0x1D, 0x77, code.module, 0x1D, 0x48, below)
    return looks + bytes((0x1D, 0x6B, _BARS[code.kind], len(data))) + data


def _pairs(digits: str) -> bytes:
    return bytes(int(digits[at : at + 2]) for at in range(0, len(digits), 2))


def qr(code: Qr) -> bytes:
    """Model 2, its cell, level M, its data, print: each a function of GS ( k."""
    data = code.data.encode()
    store = struct.pack("<3sH3s", b"\x1d(k", len(data) + 3, b"1P0") + data
    return b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C%c\x1d(k\x03\x001E1" % code.cell + store + b"\x1d(k\x03\x001Q0"
