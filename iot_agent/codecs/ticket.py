"""Tickets as they travel (`wire.Format.TICKET`): JSON of bounded blocks, for a printer's own letters and codes.

Source: this project's own format. `{"blocks": [...]}`, each block an object with its `type`:

text      `text`, `align` left center right, `bold`, `underline`, `wide` and `tall` 1 to 4; lines end with "\\n"
columns   `left`, `right`, and the look of a text
rule      a line across the paper
feed      `lines` 1 to 20
barcode   `kind` code128 code39 itf ean13 ean8 upca, `data`, `height` in dots, `text` false = without its data below
qr        `data`, of control characters only those that codes are made of, `cell` 1 to 8 dots, 0 = as fits
picture   `width`, `height`, `data`: as a RASTER document
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import ProtocolError
from ..values import Bars, Block, Columns, Feed, Look, Picture, Qr, Rule, Ticket, Words
from ..wire import MAX_ROWS
from . import raster

MOST_BLOCKS = 1000
MOST_TEXT = 4000
"""Characters of one text."""
MOST_BYTES = 4 << 20
"""Of all the JSON."""

DATA: Mapping[str, re.Pattern[str]] = {
    "code128": re.compile(r"[ -~]{1,80}"),
    "code39": re.compile(r"[0-9A-Z \-.$/+%]{1,40}"),
    "itf": re.compile(r"(?:[0-9]{2}){1,40}"),
    "ean13": re.compile(r"[0-9]{12,13}"),
    "ean8": re.compile(r"[0-9]{7,8}"),
    "upca": re.compile(r"[0-9]{11,12}"),
}
"""What may stand in each kind of bar code."""
LENGTHS = {"ean13": 13, "ean8": 8, "upca": 12}
"""Digits of those whose last one is a check."""
MOST_QR = 1000
"""Bytes in a QR code."""
QR = re.compile(r"[^\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1c\x7f]+")
"""What may stand in one: tabs, line ends, and EOT, GS, RS and US, which ISO/IEC 15434 has. Printers obey some of the
others wherever they stand: after a DLE one opens the drawer."""


def read(data: bytes) -> Ticket:
    """The ticket; anything that is none raises ProtocolError."""
    if len(data) > MOST_BYTES:
        raise ProtocolError("too long")
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        raise ProtocolError("not JSON") from None
    blocks = given.get("blocks") if isinstance(given, dict) else None
    if not isinstance(blocks, list) or not 0 < len(blocks) <= MOST_BLOCKS:
        raise ProtocolError("blocks")
    ticket = Ticket(tuple(_block(block) for block in blocks))
    if sum(block.raster.height for block in ticket.blocks if isinstance(block, Picture)) > MAX_ROWS:
        raise ProtocolError("too long")
    return ticket


def _block(given: Any) -> Block:
    if not isinstance(given, dict) or given.get("type") not in tuple(_READERS):
        raise ProtocolError("type")
    return _READERS[given["type"]](given)


def _words(given: Mapping[str, Any]) -> Words:
    return Words(_text(given, "text", MOST_TEXT), _look(given))


def _columns(given: Mapping[str, Any]) -> Columns:
    return Columns(_text(given, "left", MOST_TEXT), _text(given, "right", MOST_TEXT), _look(given))


def _rule(_given: Mapping[str, Any]) -> Rule:
    return Rule()


def _feed(given: Mapping[str, Any]) -> Feed:
    return Feed(_number(given, "lines", 1, 1, 20))


def _bars(given: Mapping[str, Any]) -> Bars:
    kind, data = _text(given, "kind", 20), _text(given, "data", 80)
    if kind not in DATA or not DATA[kind].fullmatch(data):
        raise ProtocolError("barcode")
    if kind in LENGTHS:
        data = _checked(data, LENGTHS[kind])
    return Bars(kind, data, _number(given, "height", 80, 16, 255), _flag(given, "text", default=True))


def _checked(digits: str, length: int) -> str:
    """The digits with their check, by GS1: from the right, every other one counts three times."""
    body, check = digits[: length - 1], digits[length - 1 :]
    total = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(body)))
    right = str(-total % 10)
    if check not in ("", right):
        raise ProtocolError("check digit")
    return body + right


def _qr(given: Mapping[str, Any]) -> Qr:
    data = _text(given, "data", MOST_QR)
    if not QR.fullmatch(data) or len(data.encode()) > MOST_QR:
        raise ProtocolError("qr")
    return Qr(data, _number(given, "cell", 0, 0, 8))


def _picture(given: Mapping[str, Any]) -> Picture:
    try:
        rows = base64.b64decode(_text(given, "data", MOST_BYTES), validate=True)
    except (ValueError, binascii.Error):
        raise ProtocolError("picture") from None
    width, height = _number(given, "width", None, 1, 4096), _number(given, "height", None, 1, MAX_ROWS)
    return Picture(raster.inflate(rows, width, height))


def _look(given: Mapping[str, Any]) -> Look:
    align = _text(given, "align", 10) if "align" in given else "left"
    if align not in ("left", "center", "right"):
        raise ProtocolError("align")
    bold, underline = _flag(given, "bold"), _flag(given, "underline")
    return Look(align, bold, underline, _number(given, "wide", 1, 1, 4), _number(given, "tall", 1, 1, 4))


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    text = given.get(name)
    if not isinstance(text, str) or len(text) > most or any("\ud800" <= c <= "\udfff" for c in text):
        raise ProtocolError(name)
    return text


def _flag(given: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    flag = given.get(name, default)
    if not isinstance(flag, bool):
        raise ProtocolError(name)
    return flag


def _number(given: Mapping[str, Any], name: str, default: int | None, low: int, high: int) -> int:
    number = given.get(name, default)
    if type(number) is not int or not low <= number <= high:
        raise ProtocolError(name)
    return number


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Block]] = {
    "text": _words,
    "columns": _columns,
    "rule": _rule,
    "feed": _feed,
    "barcode": _bars,
    "qr": _qr,
    "picture": _picture,
}
