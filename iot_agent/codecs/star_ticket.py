"""Words and codes in Star's languages: a printer's own letters in any of its code pages, its bar codes and QR codes.

Source: Star Micronics, "STAR Line Mode Command Specifications" and "StarPRNT Command Specifications": ESC GS a, ESC E,
ESC F, ESC -, ESC i, ESC GS t, ESC b, ESC GS y. The makers' manuals were not at hand: byte layouts and the numbers of
code pages were checked against receiptline and ReceiptPrinterEncoder, which agree.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

from ..values import Bars, Block, Feed, Picture, Qr, Raster, Ticket, Words
from . import typeset

PAGES: Mapping[str, int] = {
    "cp437": 1, "cp858": 4, "cp1252": 32, "cp852": 5, "cp866": 10, "cp737": 15, "cp857": 12, "cp1250": 33,
    "cp1251": 34, "cp865": 9, "cp860": 6, "cp863": 8, "cp855": 11,
}  # fmt: skip
"""Code pages by ESC GS t number."""
CENTER, LEFT = b"\x1b\x1da\x01", b"\x1b\x1da\x00"
_ALIGN = {"left": LEFT, "center": CENTER, "right": b"\x1b\x1da\x02"}
_BARS = {"upca": b"1", "ean8": b"2", "ean13": b"3", "code39": b"4", "itf": b"5", "code128": b"6"}
_WIDTHS = {"code39": {2: b"1", 3: b"2"}, "itf": {2: b"4", 3: b"5"}}
"""The mode of ESC b by the dots of the thinnest bar, where wide ones are about three times as wide."""
_OTHERS = {2: b"1", 3: b"2"}


def draw(ticket: Ticket, picture: Callable[[Raster], Iterator[bytes]]) -> Iterator[bytes]:
    """A ticket that is set, as commands; pictures are sent by `picture`, from the left edge."""
    for block in ticket.blocks:
        yield from _block(block, picture)


def _block(block: Block, picture: Callable[[Raster], Iterator[bytes]]) -> Iterator[bytes]:
    match block:
        case Words():
            yield words(block)
        case Picture():
            yield from picture(block.raster)
        case Bars():
            yield CENTER + bars(block) + LEFT
        case Qr():
            yield CENTER + qr(block) + b"\n" + LEFT
        case Feed():
            yield bytes((0x1B, 0x61, block.lines))


def words(line: Words) -> bytes:
    """One line, its looks put on and taken off again."""
    look = line.look
    large = (look.wide, look.tall) != (1, 1)
    before = _ALIGN[look.align] * (look.align != "left") + bytes((0x1B, 0x69, look.tall - 1, look.wide - 1)) * large
    before += b"\x1bE" * look.bold + b"\x1b-\x01" * look.underline
    after = b"\x1b-\x00" * look.underline + b"\x1bF" * look.bold + b"\x1bi\x00\x00" * large
    return before + letters(line.text) + b"\n" + after + LEFT * (look.align != "left")


def letters(line: str) -> bytes:
    """The line with the code page of each run of it, if it needs any; what no page has becomes "?"."""
    if line.isascii():
        return line.encode()
    return b"".join(bytes((0x1B, 0x1D, 0x74, PAGES[page])) + run for page, run in typeset.runs(line, tuple(PAGES)))


def bars(code: Bars) -> bytes:
    """ESC b: kind, with or without its data below, mode, height, data, RS."""
    data = code.data.encode()
    if code.kind == "code128":
        data = data.replace(b"%", b"%0")
    mode = _WIDTHS.get(code.kind, _OTHERS)[code.module]
    return b"\x1bb" + _BARS[code.kind] + (b"2" if code.text else b"1") + mode + bytes((code.height,)) + data + b"\x1e"


def qr(code: Qr) -> bytes:
    """Model 2, level M, its cell, its data, print: each a function of ESC GS y."""
    data = code.data.encode()
    setup = b"\x1b\x1dyS0\x02\x1b\x1dyS1\x01\x1b\x1dyS2" + bytes((code.cell,))
    return setup + struct.pack("<6sH", b"\x1b\x1dyD1\x00", len(data)) + data + b"\x1b\x1dyP"
