"""What a printer takes that needs no driver, and how a page is given to it.

Source: PWG 5100.14 (IPP Everywhere), RFC 8011 5.4.22 (document-format-supported) and 5.2.8 (sides), PWG 5100.3
(media-col).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import DeviceError
from ..values import Finish, Page, Pdf, Raster, Raw, Text
from ..wire import Code
from . import ipp, media, models, spooler
from .ipp import Attribute, Attributes, Tag

ASKED = (
    "document-format-supported",
    "sides-supported",
    "media-source-supported",
    "copies-supported",
    "printer-device-id",
    "media-supported",
    "orientation-requested-supported",
    "print-scaling-supported",
)
LONG_EDGE = "two-sided-long-edge"


@dataclass(frozen=True)
class Takes:
    """What the printer said that it takes."""

    formats: frozenset[str] = frozenset()
    duplex: bool = False
    trays: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    turns: frozenset[int] = frozenset()
    scales: bool = False

    @property
    def pages(self) -> tuple[type[Page], ...]:
        return tuple(kind for kind, mimes in _FORMATS.items() if self.formats.intersection(mimes))


NOTHING = Takes()
_FORMATS: Mapping[type[Page], tuple[str, ...]] = {
    Pdf: ("application/pdf",),
    Raster: ("image/png",),
    Text: ("text/plain",),
    Raw: ("application/octet-stream",),
}
"""What a page may be sent as, the best first; octet-stream leaves it to the printer to see what it is."""


def takes(printer: Attributes) -> Takes:
    """What it takes, by its attributes."""
    return Takes(
        formats=frozenset(mime.partition(";")[0].lower() for mime in ipp.words(printer, "document-format-supported")),
        duplex=LONG_EDGE in ipp.words(printer, "sides-supported"),
        trays=frozenset(ipp.words(printer, "media-source-supported")),
        sizes=frozenset(ipp.words(printer, "media-supported")),
        turns=frozenset(way for way in printer.get("orientation-requested-supported", ()) if isinstance(way, int)),
        scales=media.AUTO_FIT in ipp.words(printer, "print-scaling-supported"),
    )


def purpose(printer: Attributes) -> str:
    """What the printer is for, by its names."""
    names = (ipp.word(printer, name) for name in ("printer-info", "printer-make-and-model", "printer-device-id"))
    return models.purpose(" ".join(names))


def document(page: Page, able: Takes, dpi: int = 0) -> tuple[bytes, str]:
    """As `spooler.document`, in the best format that the printer takes; raises DeviceError if there is none."""
    mime = next((mime for mime in _FORMATS.get(type(page), ()) if mime in able.formats), "")
    if not mime:
        raise DeviceError(Code.NOT_SUPPORTED)
    match page:
        case Pdf() | Raw():
            return page.data, mime
        case Text():
            return "\n".join((*page.lines, "")).encode(), mime
        case Raster():
            return spooler.png(page, dpi), mime
    raise DeviceError(Code.NOT_SUPPORTED)


def wishes(page: Page, finish: Finish, able: Takes) -> dict[str, Attribute]:
    """How the job is to come out; raises DeviceError for a tray or a second side that the printer does not have.

    A label's size or turn that it does not have is left to it.
    """
    if (finish.duplex and not able.duplex) or (finish.tray and finish.tray not in able.trays):
        raise DeviceError(Code.NOT_SUPPORTED)
    asked: dict[str, Attribute] = {}
    if finish.copies > 1:
        asked["copies"] = Attribute(Tag.INTEGER, finish.copies)
    if finish.duplex:
        asked["sides"] = Attribute(Tag.KEYWORD, LONG_EDGE)
    label = media.size(finish)
    known = label if label and media.is_among(label, able.sizes) else None
    turned = media.turn(page, finish) if media.TURNED.get(finish.turn) in able.turns else {}
    return asked | media.column(finish.tray, known) | turned | (media.scaling(page, finish) if able.scales else {})
