"""Customer displays of two lines of twenty characters, in the CD5220 commands most makers offer.

Source: Partner Tech, "CD5220 Customer Display User's Manual", 6.1 standard mode command list: ESC @, and ESC Q A and
ESC Q B, which take a whole line up to CR. In that mode no other command but CLR is understood, so none is sent.
"""

from __future__ import annotations

from collections.abc import Iterable

from .line_display import FIRST, PAGES, RESET, encode, fit

__all__ = ["RESET", "show"]


def show(lines: Iterable[str]) -> bytes:
    """Both lines, over whatever stood there; the display has one page of letters."""
    upper, lower = (encode(row, PAGES[FIRST]) for row in fit(lines))
    return b"\x1bQA%s\r\x1bQB%s\r" % (upper, lower)
