"""JPEGs out of packets that leave out what every one of them begins with.

Source: RFC 2435, 3.1 (heads of packets), 4.1 (types), 4.2 (tables by quality), appendix B; ITU-T T.81, annex K.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import ProtocolError
from .photo import TABLES

_LIGHT = (
    *(16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51),
    *(61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77),
    *(113, 121, 112, 100, 120, 92, 101, 103, 99),
)
_COLOUR = (17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, *(99,) * 50)
_SIDES = {0: 0x21, 1: 0x22}
"""Type → how many dots of light there are to one of colour."""


@dataclass
class Jpeg:
    """The picture that is being put together."""

    _head: bytes = b""
    _data: bytearray = field(default_factory=bytearray)
    _wrong: bool = False

    def add(self, data: bytes) -> None:
        at = int.from_bytes(data[1:4], "big")
        if at != len(self._data):
            self._wrong = True
        if len(data) < 8 or self._wrong:
            raise ProtocolError("half a JPEG")
        kind, quality, across, down, scan = data[4], data[5], data[6] * 8, data[7] * 8, data[8:]
        interval = 0
        if 64 <= kind < 128:
            interval, scan, kind = int.from_bytes(scan[:2], "big"), scan[4:], kind - 64
        if kind not in _SIDES or not across or not down or not quality:
            self._wrong = True
            raise ProtocolError("a JPEG of an unknown type")
        if at == 0:
            tables, scan = _tables(quality, scan)
            self._head = _begun(tables, interval, across, down, _SIDES[kind])
        self._data += scan

    def size(self) -> int:
        return len(self._data)

    def take(self) -> tuple[bytes, bool]:
        end = b"" if self._data.endswith(b"\xff\xd9") else b"\xff\xd9"
        jpeg = self._head + bytes(self._data) + end if self._data and not self._wrong else b""
        self._head, self._wrong = b"", False
        self._data.clear()
        return jpeg, True


def _tables(quality: int, data: bytes) -> tuple[bytes, bytes]:
    """The tables as they stand in a JPEG, and what follows them."""
    if quality < 128:
        return by_quality(quality), data
    size = int.from_bytes(data[2:4], "big")
    if len(data) < 4 + size or not size:
        raise ProtocolError("a JPEG whose tables are elsewhere")
    wide, at, told = data[1], 4, b""
    for number in range(2):
        length = 128 if wide >> number & 1 else 64
        if at + length > 4 + size:
            raise ProtocolError("half a table")
        told += _segment(0xDB, bytes((number | (wide >> number & 1) << 4,)) + data[at : at + length])
        at += length
    return told, data[4 + size :]


def by_quality(quality: int) -> bytes:
    """The tables that go with a quality from 1 to 99."""
    quality = min(99, max(1, quality))
    factor = 5000 // quality if quality < 50 else 200 - 2 * quality
    made = b""
    for number, table in enumerate((_LIGHT, _COLOUR)):
        scaled = bytes(min(255, max(1, (one * factor + 50) // 100)) for one in table)
        made += _segment(0xDB, bytes((number,)) + scaled)
    return made


def _begun(tables: bytes, interval: int, across: int, down: int, sides: int) -> bytes:
    size = b"\x08" + down.to_bytes(2, "big") + across.to_bytes(2, "big")
    frame = _segment(0xC0, size + bytes((3, 1, sides, 0, 2, 0x11, 1, 3, 0x11, 1)))
    restart = _segment(0xDD, interval.to_bytes(2, "big")) if interval else b""
    scan = _segment(0xDA, bytes((3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0)))
    return b"\xff\xd8" + tables + restart + frame + TABLES + scan


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data
