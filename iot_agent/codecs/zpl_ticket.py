"""Words and codes on a label in ZPL, one below the other.

Source: Zebra, "ZPL II Programming Guide": ^A0, ^FB, ^BY, ^BC, ^B3, ^B2, ^BE, ^B8, ^BU, ^BQ, ^GB.
"""

from __future__ import annotations

from dataclasses import replace

from ..values import Bars, Block, Columns, Feed, Picture, Qr, Rule, Ticket, Words
from . import typeset, zpl

PAGES = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257")
"""What the font 0 of every printer has, said in code pages; it is sent as UTF-8."""
GAP = 8
"""Dots between one block and the next that is not text."""
_BELOW = 36
"""Dots that the data below a bar code takes."""
_JUSTIFY = {"left": "L", "center": "C", "right": "R"}
_BARS = {
    "code128": "^BCN,{height},{below},N,N,A",
    "code39": "^B3N,N,{height},{below},N",
    "itf": "^B2N,{height},{below},N,N",
    "ean13": "^BEN,{height},{below},N",
    "ean8": "^B8N,{height},{below},N",
    "upca": "^BUN,{height},{below},N,Y",
}


def label(ticket: Ticket, *, width: int, copies: int = 1) -> bytes:
    """A ticket that is set, as one label as long as it needs, so many times."""
    fields: list[str] = []
    top = 0
    for block in ticket.blocks:
        field, height = _block(block, top, width)
        fields.append(field)
        top += height
    return zpl.framed("^CI28" + "".join(fields), width=width, height=max(1, top), copies=copies)


def _block(block: Block, top: int, width: int) -> tuple[str, int]:
    """A field and the dots it takes."""
    match block:
        case Words():
            return _words(block, top, width), zpl.LINE * block.look.tall
        case Columns():
            sides = ((block.left, "left"), (block.right, "right"))
            halves = (Words(side, replace(block.look, align=align)) for side, align in sides)
            return "".join(_words(half, top, width) for half in halves), zpl.LINE * block.look.tall
        case Rule():
            return f"^FO0,{top + zpl.LINE // 2}^GB{width},2,2^FS", zpl.LINE
        case Picture():
            left = max(0, (width - block.raster.width) // 2)
            return zpl.picture(block.raster, left=left, top=top), block.raster.height + GAP
        case Bars():
            return _bars(block, top, width), block.height + _BELOW * block.text + GAP
        case Qr():
            across = typeset.side(block.data) * block.cell
            left = max(0, (width - across) // 2)
            return f"^FO{left},{top}^BQN,2,{block.cell}^FH^FDMA,{zpl.exact(block.data)}^FS", across + 2 * GAP
        case Feed():
            return "", zpl.LINE * block.lines
    return "", 0


def _words(block: Words, top: int, width: int) -> str:
    """A line in a box as wide as the label, which is how ZPL aligns; bold is the same twice, a dot apart. Its font has
    no underline."""
    look, data = block.look, zpl.plain(block.text)
    if not data.strip():
        return ""
    font = f"^A0N,{zpl.LETTER * look.tall},{zpl.LETTER * look.wide}"
    box = f"^FB{width},1,0,{_JUSTIFY[look.align]}"
    return "".join(f"^FO{left},{top}{font}{box}^FH^FD{data}^FS" for left in range(1 + look.bold))


def _bars(block: Bars, top: int, width: int) -> str:
    left = max(0, (width - typeset.modules(block.kind, block.data) * block.module) // 2)
    command = _BARS[block.kind].format(height=block.height, below="NY"[block.text])
    data = block.data[:-1] if block.kind in ("ean13", "ean8", "upca") else block.data
    return f"^FO{left},{top}^BY{block.module},3{command}^FH^FD{zpl.plain(data)}^FS"
