"""Keyboard layouts: which character each key gives, alone and with Shift, AltGr, and both.

Source: the X keyboard configuration database (xkeyboard-config), by whose names layouts go; linux/input-event-codes.h.

The modules of the folder layouts draw a keyboard row by row, from the key left of 1 down to the one right of the left
Shift. A key is written as its characters: alone, with Shift, with AltGr, with both. NONE stands for no character; those
missing at the end are as without AltGr. What follows DEAD is an accent that waits for its letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from .layouts import eastern, northern, scripts, western

NONE, DEAD = "␀", "◌"

Key = tuple[str, str, str, str]
"""Characters alone, with Shift, with AltGr, with both: "" = none, two of them = a dead key, as DEAD and its accent."""
Layout = Mapping[int, Key]
"""By key code."""

_CODES = ((41, *range(2, 14)), tuple(range(16, 28)), (*range(30, 41), 43), (86, *range(44, 54)), (89,))
"""Key codes of the rows; the last is the one key more that Brazil has."""
_ROWS = {**western.ROWS, **northern.ROWS, **eastern.ROWS, **scripts.ROWS}

NAMES = tuple(_ROWS)
SPACING: Mapping[str, str] = {
    "\u0300": "`", "\u0301": "´", "\u0302": "^", "\u0303": "~", "\u0304": "¯", "\u0306": "˘", "\u0307": "˙",
    "\u0308": "¨", "\u030a": "°", "\u030b": "˝", "\u030c": "ˇ", "\u0327": "¸", "\u0328": "˛",
}  # fmt: skip
"""What an accent is where it stands alone."""
_STRAIGHT = {**SPACING, "\u0301": "'", "\u0308": '"'}


@cache
def layout(name: str) -> Layout:
    """The layout of that name; KeyError if there is none."""
    rows = _ROWS[name].split("\n")[1:-1]
    drawn = {
        code: _key(cell)
        for codes, row in zip(_CODES, rows, strict=False)
        for code, cell in zip(codes, row.split(), strict=True)
    }
    return {**drawn, 57: (" ", " ", " ", " ")}


def spacing(name: str) -> Mapping[str, str]:
    """Accents standing alone; the international US keyboard has its quotes for them."""
    return _STRAIGHT if name == "us-intl" else SPACING


def _key(cell: str) -> Key:
    levels = list(_levels(cell))
    levels += [""] * (2 - len(levels))
    levels += levels[len(levels) - 2 : 2] if len(levels) == 2 else [""] * (4 - len(levels))
    plain, shifted, *others = levels
    return (plain, shifted, others[0], others[1])


def _levels(cell: str) -> Iterator[str]:
    characters = iter(cell)
    for character in characters:
        if character == DEAD:
            yield DEAD + next(characters)
        else:
            yield "" if character == NONE else character
