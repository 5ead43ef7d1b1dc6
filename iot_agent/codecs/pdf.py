"""PDF to 1-bit pages that fit the paper, by PDFium.

Source: ISO 32000 as PDFium reads it; a page's size is in points of 1/72 inch. The bytes come from outside and the
library is native code: what renders for a device does so in a process of its own (core/render.py).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from ..errors import ProtocolError
from ..libraries import need
from ..values import Fit, Raster
from ..wire import MAX_ROWS
from . import label, raster

MOST_PAGES = 500
DPI = 203
"""Dots to the inch of receipt and label printers of whom nothing else is said."""
LARGEST = 14_400
"""Points across the largest page that PDF knows."""


HEAD = struct.Struct("<III")
"""Before each page on its way between processes: width, height, and bytes of its deflated rows."""
END = HEAD.pack(0, 0, 0)


class Exit(IntEnum):
    """Why no more pages come."""

    WHOLE = 0
    BAD_DOCUMENT = 3
    MISSING_LIBRARY = 4


def framed(page: Raster) -> bytes:
    """A page as it travels."""
    rows = raster.deflate(page)
    return HEAD.pack(page.width, page.height, len(rows)) + rows


def pages(data: bytes, fit: Fit, *, strip: bool) -> Iterator[Raster]:
    """The pages; damage, a password or a size out of bounds raises ProtocolError.

    A page is as wide as it says, but no wider than the paper. On a `strip` the white below its last line is left out,
    and so are blank pages, unless there are no others: then a row of white is fed and cut, for whoever asked to see.
    """
    pdfium = need("pypdfium2", "pdf")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise ProtocolError("not a PDF, or one that asks for a password") from None
    try:
        if not 0 < len(document) <= MOST_PAGES:
            raise ProtocolError("too many pages")
        pictures = (_page(document, number, fit) for number in range(len(document)))
        yield from _strips(pictures) if strip else pictures
    except pdfium.PdfiumError:
        raise ProtocolError("a damaged page") from None
    finally:
        document.close()


def _strips(pictures: Iterator[Raster]) -> Iterator[Raster]:
    """What is inked of each, or a row of white if nothing is."""
    blank: Raster | None = None
    inked = False
    for picture in pictures:
        if ink := _inked(picture):
            inked = True
            yield _top(picture, ink)
        blank = blank or picture
    if blank and not inked:
        yield _top(blank, 1)


def _top(picture: Raster, height: int) -> Raster:
    return Raster(picture.width, height, picture.rows[: height * picture.row_bytes])


def _page(document: Any, number: int, fit: Fit) -> Raster:
    page = document[number]
    try:
        points, tall = page.get_size()
        if not (0 < points <= LARGEST and 0 < tall <= LARGEST):
            raise ProtocolError("a page out of bounds")
        natural = max(1, round(points * (fit.dpi or DPI) / 72))
        room = label.room(fit, natural, max(1, round(natural * tall / points)))
        width = raster.wanted(natural, room if room.width else Fit(fit.way, fit.scale, natural, fit.most))
        scale = width / points
        if math.ceil(tall * scale) > MAX_ROWS or width * tall * scale > raster.MAX_PIXELS:
            raise ProtocolError("a page too long")
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            grey = bitmap.to_pil()
            grey.load()
            return label.placed(raster.from_grey(grey.crop((0, 0, width, grey.height)), fit.tall), fit)
        finally:
            bitmap.close()
    finally:
        page.close()


def _inked(picture: Raster) -> int:
    """Rows down to the last one that is not white."""
    return math.ceil(len(picture.rows.rstrip(b"\0")) / picture.row_bytes)
