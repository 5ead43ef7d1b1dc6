"""Wishes for pictures in a printer's name: `<printer>__IMC_<parameter>_..._<parameter>__` prints them by `ESC *`.

Source: the user documentation of Odoo, "Printer", on printers that do not know `GS v 0` (IMC: "image mode column").
Its own example `EPSON_TM_U220__IMC_LDV_LDH_SCALE80__` has underscores before the `__IMC`, so they are allowed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..wire import PRINT

MARK = "__IMC"
END = "__"
FORBIDDEN = frozenset("/# ")
_SCALE = "SCALE"


@dataclass(frozen=True)
class Imc:
    """What a proper name asks for; the densities are those of `ESC *`, high unless said."""

    low_vertical: bool = False
    low_horizontal: bool = False
    scale: int = 100

    @property
    def image(self) -> str:
        """The way to send pictures, as `escpos_images` calls it."""
        return "column" + "_low" * self.low_vertical + "_wide" * self.low_horizontal


class Flaw(Enum):
    """Why a name asks for nothing. It keeps nothing from being printed."""

    NAME = "forbidden_character"
    NO_MARK = "no_imc"
    NO_END = "no_end"
    UNKNOWN = "unknown_parameter"
    TWICE = "parameter_twice"
    SCALE = "no_scale"
    BOUNDS = "scale_out_of_bounds"


class _Improper(Exception):
    pass


def parse(name: str) -> Imc | Flaw:
    """What the name asks for, or why it asks for nothing."""
    if FORBIDDEN & set(name):
        return Flaw.NAME
    printer, mark, rest = name.rpartition(MARK)
    if not mark or not printer or (rest and not rest.startswith("_")):
        return Flaw.NO_MARK
    if not rest.endswith(END):
        return Flaw.NO_END
    words = rest.removesuffix(END).split("_")[1:]
    try:
        asked = [_parameter(word) for word in words]
    except _Improper as improper:
        flaw: Flaw = improper.args[0]
        return flaw
    if len(dict(asked)) < len(asked):
        return Flaw.TWICE
    return _imc(dict(asked))


def _imc(asked: dict[str, int]) -> Imc:
    return Imc("LDV" in asked, "LDH" in asked, asked.get(_SCALE, 100))


def _parameter(word: str) -> tuple[str, int]:
    if word in ("LDV", "LDH"):
        return word, 1
    if not word.startswith(_SCALE):
        raise _Improper(Flaw.UNKNOWN)
    percent = word.removeprefix(_SCALE)
    if not (percent.isascii() and percent.isdecimal()):
        raise _Improper(Flaw.SCALE)
    bounds = PRINT["scale"]
    if len(percent) > 6 or not bounds.low <= int(percent) <= bounds.high:
        raise _Improper(Flaw.BOUNDS)
    return _SCALE, int(percent)
