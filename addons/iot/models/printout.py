"""Documents of jobs: read from what a browser sent, shown as a picture of what was printed."""

import base64
import binascii
import io
import zlib

from PIL import Image, ImageOps

from .. import seal, wire
from ..wire import Code, WireError

LOOKED_AT = 8_000_000
"""Pixels of the largest picture of which a small one is made."""
THUMBNAIL = (160, 160)


def read_document(document):
    """The fields of a job for a browser's document; anything else raises WireError."""
    if not isinstance(document, dict) or not isinstance(document.get("data"), str):
        raise WireError(Code.BAD_DOCUMENT, "data")
    seen = wire.from_json({**document, "type": "document", "data": ""}, wire.Document)
    try:
        content = base64.b64decode(document["data"], validate=True)
    except (ValueError, binascii.Error):
        raise WireError(Code.BAD_DOCUMENT, "data") from None
    if len(content) > wire.MAX_DOCUMENT:
        raise WireError(Code.TOO_LARGE, "data")
    if not content:
        raise WireError(Code.BAD_DOCUMENT, "data")
    return {
        "document": base64.b64encode(content),
        "document_format": seen.format.value,
        "document_width": seen.width,
        "document_height": seen.height,
        "document_size": len(content),
        "document_digest": seal.digest(content),
        "document_purpose": seen.purpose.value if seen.purpose else False,
    }


def picture_of(kind, content, width, height):
    """What a document looks like, as base64 of a picture; None if it is damaged or no picture."""
    if kind in (wire.Format.PNG.value, wire.Format.JPEG.value):
        return base64.b64encode(content)
    return _raster(content, width, height) if kind == wire.Format.RASTER.value else None


def _raster(content, width, height):
    size = (width + 7) // 8 * height
    if not size:
        return None
    try:
        rows = zlib.decompressobj().decompress(content, size)
    except zlib.error:
        return None
    if len(rows) != size:
        return None
    png = io.BytesIO()
    ImageOps.invert(Image.frombytes("1", (width, height), rows).convert("L")).convert("1").save(png, "PNG")
    return base64.b64encode(png.getvalue())


def thumbnail_of(picture):
    """A small PNG of a picture, both as base64; None for what is damaged or too large to look at."""
    try:
        image = Image.open(io.BytesIO(base64.b64decode(picture)))
        if image.width * image.height > LOOKED_AT:
            return None
        image = image.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    image.thumbnail(THUMBNAIL)
    png = io.BytesIO()
    image.save(png, "PNG")
    return base64.b64encode(png.getvalue())
