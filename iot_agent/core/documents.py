"""From a document on the wire to the sheet that is kept, and from the sheet to the pages that a driver prints."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import logging
from collections.abc import Sequence

from ..codecs import label, raster, ticket, typeset
from ..errors import DeviceError, MissingLibrary, ProtocolError
from ..values import Fit, Page, Pdf, Raster, Raw, Text, Ticket
from ..wire import MAX_DOCUMENT, Code, Document, Format, WireError
from . import render
from .entry import Sheet
from .kinds import Printer

_logger = logging.getLogger(__name__)


def sheet_of(document: Document) -> Sheet:
    """The bytes of a document that travelled whole; a wrong digest or base64 raises `bad_document`."""
    try:
        data = base64.b64decode(document.data, validate=True)
    except (ValueError, binascii.Error):
        raise WireError(Code.BAD_DOCUMENT, "data") from None
    return sheet_from(document, data)


def sheet_from(document: Document, data: bytes) -> Sheet:
    """The document with the bytes that were fetched for it."""
    if not data or len(data) > MAX_DOCUMENT:
        raise WireError(Code.BAD_DOCUMENT, "size")
    if document.digest and document.digest != hashlib.sha256(data).hexdigest():
        raise WireError(Code.BAD_DOCUMENT, "digest")
    return Sheet(document.format, document.width, document.height, data)


async def pages(driver: Printer, sheet: Sheet | None, fit: Fit) -> Sequence[Page]:
    """What the driver is to print, in order; a document that cannot be read or printed raises DeviceError."""
    if sheet is None:
        raise DeviceError(Code.BAD_DOCUMENT)
    try:
        pages = await _read(driver, sheet, fit)
    except (ProtocolError, UnicodeDecodeError):
        raise DeviceError(Code.BAD_DOCUMENT) from None
    except MissingLibrary as missing:
        _logger.warning("cannot read a %s document: %s", sheet.format.value, missing)
        raise DeviceError(Code.MISSING_LIBRARY) from missing
    if not all(isinstance(page, driver.prints) for page in pages):
        raise DeviceError(Code.NOT_SUPPORTED)
    return pages


async def _read(driver: Printer, sheet: Sheet, fit: Fit) -> Sequence[Page]:
    """Decoding a picture or setting a ticket takes its time and so its own thread; a PDF or a large picture its own
    process."""
    if sheet.format is Format.RAW:
        return [Raw(sheet.data)]
    if sheet.format is Format.TEXT:
        return [await asyncio.to_thread(_text, tuple(sheet.data.decode().splitlines()), driver, fit)]
    if sheet.format is Format.TICKET:
        return [await asyncio.to_thread(_ticket, sheet.data, driver, fit)]
    if sheet.format is Format.PDF:
        return await _documented(driver, sheet, fit)
    arguments = (sheet.data, sheet.format, sheet.width, sheet.height, fit)
    if sheet.format is Format.RASTER and raster.fits(sheet.width, fit) and label.is_plain(fit):
        return [raster.from_document(*arguments)]
    if raster.is_large(*arguments[:-1]):
        return await render.pages(sheet, fit)
    return [await asyncio.to_thread(raster.from_document, *arguments)]


async def _documented(driver: Printer, sheet: Sheet, fit: Fit) -> Sequence[Page]:
    """A PDF as it is where the printer takes one, else its pages as pictures; a strip of paper ends with the print."""
    if b"%PDF-" not in sheet.data[:1024]:
        raise ProtocolError("no PDF")
    if Pdf in driver.prints or Raster not in driver.prints:
        return [Pdf(sheet.data)]
    return await render.pages(sheet, fit, strip=driver.subtype == "receipt")


def _ticket(data: bytes, driver: Printer, fit: Fit) -> Ticket:
    return typeset.ticket(ticket.read(data), fit.width or raster.PAPER, driver.case(fit))


def _text(lines: tuple[str, ...], driver: Printer, fit: Fit) -> Page:
    """As it is, where the printer has all its letters or nothing better can be made of it."""
    if Ticket not in driver.prints:
        return Text(lines)
    return typeset.text(lines, fit.width or raster.PAPER, driver.case(fit)) or Text(lines)
