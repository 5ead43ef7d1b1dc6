"""Setting tickets: text becomes lines that fit the paper, codes get their size, and what a printer lacks a picture.

Source: ISO/IEC 15417 (Code 128), 15420 (EAN, UPC), 16388 (Code 39), 16390 (ITF), 18004 (QR): how wide each gets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ..errors import MissingLibrary
from ..values import Bars, Block, Case, Columns, Feed, Look, Picture, Qr, Raster, Rule, Ticket, Words
from . import lettering, qr, raster

PRINTERS_OWN = Look()
QUIET = 8
"""Dots of white that a bar code gets at each side."""
MODULES = (3, 2)
"""Dots of a code's thinnest bar, the better first."""
CELL = 6
"""Dots of a QR code's modules where nobody asked for others."""
_QR_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779,
    857, 911, 997, 1059)  # fmt: skip
"""Bytes that each version of a QR code holds at level M."""


def ticket(page: Ticket, width: int, case: Case) -> Ticket:
    """The ticket for paper of so many dots: each text one line that fits. Blocking where it needs fonts."""
    return Ticket(tuple(_squat(one, case) for block in page.blocks for one in _set(block, width, case)))


def text(lines: Iterable[str], width: int, case: Case) -> Ticket | None:
    """Lines as they are, those the printer's letters lack as pictures; None where it has them all."""
    lines = [_shown(line, case) for line in lines]
    if all(writes(line, case.pages) for line in lines):
        return None
    return Ticket(tuple(_squat(_written(line, PRINTERS_OWN, width, case), case) for line in lines))


def _squat(block: Block, case: Case) -> Block:
    return Picture(raster.squat(block.raster, case.tall)) if isinstance(block, Picture) else block


def _set(block: Block, width: int, case: Case) -> Iterator[Block]:
    match block:
        case Words():
            for line in block.text.split("\n"):
                yield from _wrapped(_shown(line, case), block.look, width, case)
        case Columns():
            yield from _beside(block, width, case)
        case Rule() if not case.even:
            yield block
        case Rule():
            yield _written("─" * case.columns if writes("─", case.pages) else "-" * case.columns, Look(), width, case)
        case Bars():
            yield from _bars(block, width, case)
        case Qr():
            yield from _qr(block, width, case)
        case Picture():
            yield _shrunk(block, width)
        case Feed():
            yield block


# --- words ------------------------------------------------------------------------------------------------------------


def _plain(line: str) -> str:
    """No control character passes: to printers they are commands."""
    return "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", line).expandtabs(8))


def _shown(line: str, case: Case) -> str:
    """The line as it can be shown: what neither the printer's letters nor the machine's fonts have is "?"."""
    line = _plain(line)
    if writes(line, case.pages) or lettering.draws(line):
        return line
    return "".join(c if writes(c, case.pages) else "?" for c in line)


def cells(line: str) -> int:
    """Letters' widths that a line takes: those of East Asia are two wide, marks stand on others."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _wrapped(line: str, look: Look, width: int, case: Case) -> Iterator[Block]:
    room = max(1, case.columns // look.wide)
    for piece in _pieces(line, room):
        yield _written(piece, look, width, case)


def _pieces(line: str, room: int) -> Iterator[str]:
    """The line cut at its spaces, and inside words that are wider than the paper."""
    while cells(line) > room:
        end = used = 0
        while used + cells(line[end]) <= room or not end:
            used += cells(line[end])
            end += 1
        space = line.rfind(" ", 0, end + 1)
        cut = space if space > 0 and line[:space].strip() else end
        yield line[:cut].rstrip()
        line = line[cut:].lstrip()
    yield line


def _beside(block: Columns, width: int, case: Case) -> Iterator[Block]:
    """The right words at the end of the last line of the left ones, or below them where there is no room."""
    room = max(1, case.columns // block.look.wide)
    look = replace(block.look, align="left")
    right = next(_pieces(_shown(block.right, case), room))
    *lines, last = _pieces(_shown(block.left, case), max(1, room - min(cells(right) + 1, room // 2)))
    for line in lines:
        yield _written(line, look, width, case)
    gap = room - cells(last) - cells(right)
    if gap < 1:
        yield _written(last, look, width, case)
        last, gap = "", room - cells(right)
    if not case.even and writes(last + right, case.pages):
        yield Columns(last, right, look)
        return
    yield _written(last + " " * gap + right, look, width, case, (last, right))


def _written(line: str, look: Look, width: int, case: Case, ends: tuple[str, str] | None = None) -> Block:
    """In the printer's own letters, else as a picture; `ends` are what stands at either edge."""
    if not writes(line, case.pages) and (drawn := lettering.picture(line, look, width, ends)):
        return Picture(drawn)
    return Words(line, look)


def writes(line: str, pages: Iterable[str]) -> bool:
    """Whether each character stands in one of the code pages."""
    pages = tuple(pages)
    return line.isascii() or all(page_of(character, pages) for character in line)


@lru_cache(4096)
def page_of(character: str, pages: tuple[str, ...]) -> str:
    """The first of the code pages that has the character; "" if none does."""
    for page in pages:
        try:
            character.encode(page)
        except UnicodeEncodeError:
            continue
        return page
    return ""


def runs(line: str, pages: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """The line in pieces of one code page each, with as few changes as come; what no page has becomes "?"."""
    found: list[tuple[str, bytes]] = []
    page = max(pages, key=lambda page: sum(writes(character, (page,)) for character in line))
    for character in line:
        if not writes(character, (page,)):
            page = page_of(character, pages) or page
        byte = character.encode(page, "replace")
        if found and found[-1][0] == page:
            found[-1] = (page, found[-1][1] + byte)
        else:
            found.append((page, byte))
    return found


# --- codes ------------------------------------------------------------------------------------------------------------


def modules(kind: str, data: str) -> int:
    """How many of its thinnest bars a code is wide, its wide bars three times as wide."""
    match kind:
        case "ean13" | "upca":
            return 95
        case "ean8":
            return 67
        case "code39":
            return 16 * (len(data) + 2)
        case "itf":
            return 9 * len(data) + 9
    return 11 * (len(data) // 2 if in_pairs(data) else len(data)) + 35


def in_pairs(data: str) -> bool:
    """Whether a Code 128 is shorter by its set C: two digits a symbol."""
    return data.isdecimal() and len(data) >= 4 and len(data) % 2 == 0


def _bars(block: Bars, width: int, case: Case) -> Iterator[Block]:
    """A code that does not fit or that the printer lacks is no use cut: its data is written."""
    room = width - 2 * QUIET
    module = next((module for module in MODULES if modules(block.kind, block.data) * module <= room), 0)
    if module and case.bars:
        yield replace(block, module=module)
    else:
        yield from _wrapped(block.data, Look(align="center"), width, case)


def side(data: str) -> int:
    """Modules of the side of a QR code; 0 where it holds more than we allow."""
    size = len(data.encode())
    return next((21 + 4 * version for version, most in enumerate(_QR_BYTES) if size <= most), 0)


def _qr(block: Qr, width: int, case: Case) -> Iterator[Block]:
    cell = min(block.cell or CELL, width // (side(block.data) + 8))
    if cell and case.qr:
        yield replace(block, cell=cell)
    elif cell and (drawn := _drawn(block.data, cell)):
        yield Picture(drawn)
    else:
        yield from _wrapped(block.data, Look(align="center"), width, case)


def _drawn(data: str, cell: int) -> Raster | None:
    """The code as a picture, where the library that makes them is there."""
    try:
        modules = qr.matrix(data)
    except MissingLibrary:
        return None
    rows: list[bytes] = []
    for row in modules:
        bits = "".join("01"[dark] * cell for dark in row)
        padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
        rows += [int(padded, 2).to_bytes(len(padded) // 8, "big")] * cell
    return Raster(len(modules) * cell, len(rows), b"".join(rows))


def _shrunk(block: Picture, width: int) -> Picture:
    return block if block.raster.width <= width else Picture(raster.narrowed(block.raster, width))
