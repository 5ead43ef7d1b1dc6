"""The label that a job is for, and how it is turned, said by IPP: for a spooler's driver or a printer.

Source: PWG 5100.7 (media-col), PWG 5101.1 (names that say a size), RFC 8011 5.2.10 (orientation-requested),
PWG 5100.13 (print-scaling). What CUPS and its filters make of it was seen on CUPS 2.4 and cups-filters 1.28.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..values import Finish, Page, Pdf, Raw
from .ipp import Attribute, Tag
from .pdf import DPI

HUNDREDTHS = 100
"""Of a millimetre, in which sizes are said."""
NEAR = 176
"""Hundredths by which a label may be another and still pass for it: 5 points, as CUPS has it."""
LANDSCAPE, REVERSE_LANDSCAPE, REVERSE_PORTRAIT = 4, 5, 6
TURNED = {90: REVERSE_LANDSCAPE, 180: REVERSE_PORTRAIT, 270: LANDSCAPE}
"""Landscape is turned counterclockwise."""
AUTO_FIT = "auto-fit"
"""What is larger than the label is made small enough; what is smaller stays as it is."""
LEAST, MOST = "custom_min_", "custom_max_"
"""How the names of the smallest and the largest label start where any between them will do."""
_SIZE = re.compile(r"_([\d.]{1,12})x([\d.]{1,12})(mm|in)$")
_UNITS = {"mm": HUNDREDTHS, "in": 2540}

Size = tuple[int, int]
"""Across and down, in hundredths of a millimetre."""


def size(finish: Finish) -> Size | None:
    """The label's, where it is known."""
    return finish.label and (finish.label[0] * HUNDREDTHS, finish.label[1] * HUNDREDTHS)


def resolution(finish: Finish) -> int:
    """Dots to the inch of a picture that was made for a label, 0 for another."""
    return (finish.dpi or DPI) if finish.label else 0


def column(tray: str, label: Size | None) -> dict[str, Attribute]:
    """The attribute that says tray and size; nothing where neither is asked for."""
    members: dict[str, Attribute] = {}
    if label:
        across, down = (Attribute(Tag.INTEGER, side) for side in label)
        members["media-size"] = Attribute(Tag.COLLECTION, {"x-dimension": across, "y-dimension": down})
    if tray:
        members["media-source"] = Attribute(Tag.KEYWORD, tray)
    return {"media-col": Attribute(Tag.COLLECTION, members)} if members else {}


def turn(page: Page, finish: Finish) -> dict[str, Attribute]:
    """How the page is to be turned; a picture is turned already, and commands say it themselves.

    The filters of a spooler turn a page once more whose shape would not be that of the label then.
    """
    turned = TURNED.get(finish.turn) if isinstance(page, Pdf) else None
    return {"orientation-requested": Attribute(Tag.ENUM, turned)} if turned else {}


def scaling(page: Page, finish: Finish) -> dict[str, Attribute]:
    """That all of the page is to stand on the label."""
    fits = finish.label and not isinstance(page, Raw)
    return {"print-scaling": Attribute(Tag.KEYWORD, AUTO_FIT)} if fits else {}


def is_among(label: Size, names: Iterable[str]) -> bool:
    """Whether a printer that lists these has labels of that size, or takes any between its least and its most."""
    sizes = {name: made for name in names if (made := _said(name))}
    least, most = ([made for name, made in sizes.items() if name.startswith(end)] for end in (LEAST, MOST))
    if any(_within(low, label, high) for low in least for high in most):
        return True
    fixed = (made for name, made in sizes.items() if not name.startswith((LEAST, MOST)))
    return any(abs(across - label[0]) <= NEAR and abs(down - label[1]) <= NEAR for across, down in fixed)


def _within(low: Size, label: Size, high: Size) -> bool:
    return low[0] <= label[0] <= high[0] and low[1] <= label[1] <= high[1]


def _said(name: str) -> Size | None:
    """The size that a name says."""
    found = _SIZE.search(name)
    try:
        return found and (round(float(found[1]) * _UNITS[found[3]]), round(float(found[2]) * _UNITS[found[3]]))
    except ValueError:
        return None
