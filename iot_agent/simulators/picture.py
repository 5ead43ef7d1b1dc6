"""A strip of paper as 1-bit rows, and its PNG, with the standard library alone."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from ..values import Raster


@dataclass
class Strip:
    """Paper of fixed width; each row is an integer whose highest of `width` bits is the leftmost dot."""

    width: int
    rows: list[int] = field(default_factory=list)

    def feed(self, to: int) -> None:
        """Make the strip at least `to` rows long."""
        self.rows.extend([0] * (to - len(self.rows)))

    def dot_row(self, left: int, top: int, bits: int, width: int) -> None:
        """Burn `width` dots of `bits` into row `top`; what lies beyond the paper's edge is lost."""
        self.feed(top + 1)
        shift = self.width - left - width
        self.rows[top] |= (bits << shift if shift >= 0 else bits >> -shift) & ((1 << self.width) - 1)

    def picture(self) -> Raster:
        """All rows as a Raster."""
        across = (self.width + 7) // 8
        pad = across * 8 - self.width
        return Raster(self.width, len(self.rows), b"".join((row << pad).to_bytes(across, "big") for row in self.rows))


def png(picture: Raster) -> bytes:
    """A 1-bit greyscale PNG, black on white."""
    white = bytes(255 - byte for byte in range(256))
    rows, across = picture.rows.translate(white), picture.row_bytes
    lines = b"".join(b"\x00" + rows[start : start + across] for start in range(0, len(rows), across))
    size = struct.pack(">IIBBBBB", picture.width, max(1, picture.height), 1, 0, 0, 0, 0)
    lines = lines or b"\x00" + b"\xff" * across
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
