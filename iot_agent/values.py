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


Page = Raster | Text | Raw | Pdf


@dataclass(frozen=True)
class Finish:
    """How a page is to come out; a printer that lacks what is asked for does without. `way` is that of its `Fit`."""

    cut: bool = True
    copies: int = 1
    duplex: bool = False
    tray: str = ""
    way: str = ""


@dataclass(frozen=True)
class Fit:
    """How a picture is to stand on paper: `way` is how the printer is sent it, `scale` a percentage, `width` the dots
    across the paper, `most` those it can have sent this way, `dpi` the dots to the inch. "" and 0 = nobody said.
    """

    way: str = ""
    scale: int = 0
    width: int = 0
    most: int = 0
    dpi: int = 0


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
    """A reading; `value` is None where the scale gives no number (moving, over, under)."""

    balance: Balance
    value: float | None = None
    unit: str = "kg"


@dataclass(frozen=True)
class Barcode:
    """One scanned code, without its terminator."""

    text: str
