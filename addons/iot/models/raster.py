"""Pictures of what was printed, made from the rows that printers get."""

import base64
import io
import zlib

from PIL import Image, ImageOps


def png_of(content, width, height):
    """A PNG in base64 of a raster document; None if it is damaged."""
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
