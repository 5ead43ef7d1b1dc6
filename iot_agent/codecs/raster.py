"""Documents to 1-bit pictures.

Our own senders ship finished rows, compressed (`wire.Format.RASTER`): inflating them is all there is to do.
"""

from __future__ import annotations

import zlib

from ..errors import ProtocolError
from ..values import Raster
from ..wire import MAX_ROW_BYTES, MAX_ROWS, Format


def from_document(data: bytes, format: Format, width: int, height: int) -> Raster:  # noqa: A002 - its name on the wire
    """The picture of a document; one that is not what it says raises ProtocolError."""
    if format is not Format.RASTER:
        raise ProtocolError(f"{format.value} is no picture")
    return inflate(data, width, height)


def inflate(data: bytes, width: int, height: int) -> Raster:
    """Rows of our own format: exactly width x height pixels once inflated, and no byte more is ever made."""
    across = (width + 7) // 8
    if not (0 < across <= MAX_ROW_BYTES and 0 < height <= MAX_ROWS):
        raise ProtocolError("size out of bounds")
    unzip = zlib.decompressobj()
    try:
        rows = unzip.decompress(data, across * height + 1)
    except zlib.error:
        raise ProtocolError("not zlib") from None
    if len(rows) != across * height or not unzip.eof or unzip.unused_data:
        raise ProtocolError("not as many rows as it says")
    return Raster(width, height, rows)


def deflate(picture: Raster) -> bytes:
    """The rows as our senders ship them."""
    return zlib.compress(picture.rows, 6)
