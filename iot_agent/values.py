"""Frozen values that cross layers; they know nothing of bytes, sockets or Odoo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Raster:
    """A 1-bit picture: `rows` holds ceil(width / 8) bytes per row, most significant bit left, 1 = black."""

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        return (self.width + 7) // 8


@dataclass(frozen=True)
class Text:
    """Lines for a printer's own font."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Raw:
    """Bytes in the printer's own language."""

    data: bytes


@dataclass(frozen=True)
class Pdf:
    """A document of sheets."""

    data: bytes


@dataclass(frozen=True)
class Look:
    """How letters look: `align` is left, center or right; `wide` and `tall` multiply them, 1 to 4 times."""

    align: str = "left"
    bold: bool = False
    underline: bool = False
    wide: int = 1
    tall: int = 1


@dataclass(frozen=True)
class Words:
    """Text; once it is set, one line of it."""

    text: str
    look: Look = Look()


@dataclass(frozen=True)
class Columns:
    """Words at either edge of the paper."""

    left: str
    right: str
    look: Look = Look()


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class Feed:
    """Empty lines."""

    lines: int


@dataclass(frozen=True)
class Bars:
    """A bar code; `module` is the width of its thinnest bar in dots, `text` whether its data stands below it."""

    kind: str
    data: str
    height: int = 80
    text: bool = True
    module: int = 0


@dataclass(frozen=True)
class Qr:
    """A QR code of `cell` dots a module, 0 = as fits."""

    data: str
    cell: int = 0


@dataclass(frozen=True)
class Picture:
    """A picture in the middle of the paper, or from edge to edge."""

    raster: Raster


Block = Words | Columns | Rule | Feed | Bars | Qr | Picture


@dataclass(frozen=True)
class Ticket:
    """A receipt or label made of words, rules, codes and pictures, for a printer's own commands."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Case:
    """The letters a printer has of its own: how many stand across the paper, in which code pages, and whether they are
    all as wide; whether it makes codes; and `tall` of its `Fit`."""

    columns: int = 48
    pages: tuple[str, ...] = ("ascii",)
    even: bool = True
    bars: bool = True
    qr: bool = True
    tall: int = 0


Page = Raster | Text | Raw | Pdf | Ticket


@dataclass(frozen=True)
class Finish:
    """How a page is to come out; a printer that lacks what is asked for does without. `way`, `width`, `dpi` and `turn`
    are those of its `Fit`, which pictures have been made for; `label` is millimetres across and down a label."""

    cut: bool = True
    copies: int = 1
    duplex: bool = False
    tray: str = ""
    way: str = ""
    width: int = 0
    dpi: int = 0
    turn: int = 0
    label: tuple[int, int] | None = None


@dataclass(frozen=True)
class Fit:
    """How a picture is to stand on paper: `way` is how the printer is sent it, `scale` a percentage, `width` the dots
    across the paper, `most` those it can have sent this way, `tall` the percentage of its height that suits dots which
    are taller than wide, `dpi` the dots to the inch, `label` the dots down the label, `turn` the degrees by which it is
    turned clockwise. "" and 0 = nobody said.
    """

    way: str = ""
    scale: int = 0
    width: int = 0
    most: int = 0
    tall: int = 0
    dpi: int = 0
    label: int = 0
    turn: int = 0


class Paper(Enum):
    OK = "ok"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True)
class PrinterState:
    """What the printer answered about itself; None = it did not say."""

    online: bool | None = None
    cover_open: bool | None = None
    paper: Paper | None = None
    drawer_open: bool | None = None
    error: bool | None = None
    paused: bool | None = None
    """Whether somebody keeps it from printing, whose wish that is."""


class Confirmation(Enum):
    """What a printer lets us know of a finished page: the paper came out, or only that it took the bytes."""

    PRINTED = "printed"
    TAKEN = "taken"


class Balance(Enum):
    """What a scale says of its reading."""

    STABLE = "stable"
    MOVING = "moving"
    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True)
class Weight:
    """A reading; `value` is None where the scale gives no number, which it may do while it moves; `net` is whether it
    says that a container is taken off. Neither the number nor its unit is ever converted."""

    balance: Balance
    value: float | None = None
    unit: str = "kg"
    net: bool = False


@dataclass(frozen=True)
class Barcode:
    """One scanned code, without its terminator."""

    text: str


@dataclass(frozen=True)
class Measure:
    """What a measuring tool shows, in the unit it shows it in ("" = it does not say)."""

    value: float
    unit: str = ""


@dataclass(frozen=True)
class Key:
    """A key or pedal that went down, by the name of its key."""

    name: str


@dataclass(frozen=True)
class Photo:
    """A picture of a camera, as JPEG."""

    jpeg: bytes
    width: int
    height: int
