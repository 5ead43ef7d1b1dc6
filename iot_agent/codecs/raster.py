"""Documents to 1-bit pictures.

Our own senders ship finished rows, compressed (`wire.Format.RASTER`): inflating them is all there is to do.
PNG and JPEG of others are decoded by Pillow, which is imported when the first one comes. Sharp edges stay sharp:
only areas of grey are dithered, everything else turns black or white at the middle.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from ..errors import ProtocolError
from ..libraries import need
from ..values import Raster
from ..wire import MAX_ROW_BYTES, MAX_ROWS, Format

PAPER = 576
"""Dots across 80 mm paper at 180 or 203 dpi."""
MAX_PIXELS = 48_000_000
"""Of a picture to decode; a phone's photo is a quarter of it."""


def from_document(data: bytes, format: Format, width: int, height: int) -> Raster:  # noqa: A002 - its name on the wire
    """The picture of a document; one that is not what it says raises ProtocolError.

    Width and height are the size of a RASTER. A PNG or JPEG says its own; its width, if given, is the paper's.
    """
    if format is Format.RASTER:
        return inflate(data, width, height)
    if format in (Format.PNG, Format.JPEG):
        return from_image(data, format.value.upper(), width or PAPER)
    raise ProtocolError(f"{format.value} is no picture")


def inflate(data: bytes, width: int, height: int) -> Raster:
    """Rows of our own format: exactly width x height dots once inflated, and no byte more is ever made."""
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


# --- pictures of others, through Pillow ------------------------------------------------------------------------------

ORIENTATION = 0x0112
"""The EXIF tag of how the camera was held; 1 = upright."""
DARK = 128
GREY_FROM, GREY_TO = 40, 216
"""Levels that count as grey; a receipt's tinted background below paper white is not worth dots."""
CELL = 8
GREY_SHARE = 0.7
"""Share of grey pixels from which a cell of CELL x CELL is an area, not the edge of a letter."""


def from_image(data: bytes, name: str, paper: int) -> Raster:
    """A PNG or JPEG upright, on white, no wider than the paper. Blocking: call it from a thread."""
    Image = need("PIL.Image", "images")
    try:
        with Image.open(io.BytesIO(data), formats=(name,)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ProtocolError("too many pixels")
            grey = _fitted(_upright_grey(image, paper), paper)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ProtocolError("too many pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error, zlib.error):
        raise ProtocolError(f"not a {name}") from None
    return Raster(grey.width, grey.height, _dots(grey).tobytes())


def _upright_grey(image: Any, paper: int) -> Any:
    """Turned as its camera was held, transparent parts white, in 256 greys; what is so already is not copied."""
    image.draft("L", (paper, paper))
    image.load()
    turned = image.getexif().get(ORIENTATION, 1) != 1
    upright = need("PIL.ImageOps", "images").exif_transpose(image) if turned else image
    if upright.mode.startswith("I"):
        upright = upright.point(lambda level: level * (1 / 256))
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        upright = need("PIL.Image", "images").new("RGBA", layer.size, "white")
        upright.alpha_composite(layer)
    return upright if upright.mode == "L" else upright.convert("L")


def _fitted(grey: Any, paper: int) -> Any:
    """Shrunk to the paper's width, never enlarged."""
    if grey.width > paper:
        height = max(1, round(grey.height * paper / grey.width))
        grey = grey.resize((paper, height), need("PIL.Image", "images").Resampling.LANCZOS, reducing_gap=2.0)
    if grey.height > MAX_ROWS:
        raise ProtocolError("too long")
    return grey


def _dots(grey: Any) -> Any:
    """1-bit, 1 = black: a plain threshold, but areas of grey by error diffusion."""
    dots = grey.point([255] * DARK + [0] * (256 - DARK), "1")
    if (area := _grey_areas(grey)) is not None:
        mask, box = area
        inverted = grey.crop(box).point([255 - level for level in range(256)])
        dots.paste(inverted.convert("1"), box, mask)
    return dots


def _grey_areas(grey: Any) -> tuple[Any, tuple[int, int, int, int]] | None:
    """A mask of the areas of grey and the box it is for, or None if there are none. Only the box is worth work."""
    levels = [255 if GREY_FROM <= level < GREY_TO else 0 for level in range(256)]
    cells = grey.point(levels).reduce(CELL)
    areas = cells.point([255 if level >= 255 * GREY_SHARE else 0 for level in range(256)])
    found = areas.getbbox()
    if found is None:
        return None
    left, top = max(0, found[0] - 1), max(0, found[1] - 1)
    right, bottom = min(areas.width, found[2] + 1), min(areas.height, found[3] + 1)
    wide = areas.crop((left, top, right, bottom)).filter(need("PIL.ImageFilter", "images").MaxFilter(3))
    mask = wide.resize((wide.width * CELL, wide.height * CELL), need("PIL.Image", "images").Resampling.NEAREST)
    box = (left * CELL, top * CELL, min(right * CELL, grey.width), min(bottom * CELL, grey.height))
    return mask.crop((0, 0, box[2] - box[0], box[3] - box[1])), box
