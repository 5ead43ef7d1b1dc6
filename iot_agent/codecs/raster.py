"""Documents to 1-bit pictures that fit the paper.

Our own senders ship finished rows, compressed (`wire.Format.RASTER`): if they fit, inflating them is all there is to
do. Those that do not, and PNG and JPEG of others, are worked on by Pillow, which is imported when the first one comes.
A photograph is dithered; elsewhere sharp edges stay sharp: only areas of grey are dithered, the rest is black or white.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from typing import Any

from ..errors import ProtocolError
from ..libraries import need
from ..values import Fit, Raster
from ..wire import MAX_ROW_BYTES, MAX_ROWS, Format
from . import label

PAPER = 576
"""Dots across 80 mm paper at 180 or 203 dpi."""
MAX_PIXELS = 48_000_000
"""Of a picture to decode or to make of it; a phone's photo is a quarter of it."""


MOST_BYTES = 100_000_000
"""Of memory that a picture of others takes while it is read: 25 million dots in colour."""
LARGE = 16_000_000
"""Bytes from which on it is read in a process of its own, as this one would not give them back."""
STRIP = 1_000_000
"""Dots that are put on white paper at once."""
DEPTH = {"1": 1, "L": 1, "P": 1, "I;16": 2}
"""Bytes of a dot in memory, where they are not four."""
PROGRESSIVE = 6
"""The same of a JPEG that comes in several passes; another is read in greys at once."""
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error, zlib.error)
"""What Pillow raises for a damaged picture."""

NOT_SAID = Fit()


def from_document(data: bytes, format: Format, width: int, height: int, fit: Fit = NOT_SAID) -> Raster:  # noqa: A002
    """The picture of a document as it fits the paper; one that is not what it says raises ProtocolError.

    Width and height are the size of a RASTER. A PNG or JPEG says its own; its width, if given, is the paper's.
    """
    if format is Format.RASTER:
        picture = inflate(data, width, height)
        room = label.room(fit, width, height)
        return label.placed(squat(picture, fit.tall) if fits(width, room) else _resized(picture, room), fit)
    if format in (Format.PNG, Format.JPEG):
        fit = replace(fit, width=fit.width or width or PAPER)
        return label.placed(from_image(data, format.value.upper(), fit), fit)
    raise ProtocolError(f"{format.value} is no picture")


def fits(width: int, fit: Fit) -> bool:
    """Whether rows of this width pass as they are; while nobody says how wide the paper is, they do."""
    return wanted(width, replace(fit, width=fit.width or width)) == width


def wanted(width: int, fit: Fit) -> int:
    """Dots across that a picture gets: no more than the paper, times its scale, never more than can be printed."""
    dots = round(min(width, fit.width) * (fit.scale or 100) / 100)
    return max(1, min(dots, fit.most or fit.width))


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
PHOTOGRAPH = 0.6
"""Share of grey pixels from which a whole picture is a photograph."""
THIN = 0.58
"""Share of a thin line's ink that the darker of two dots gets at the least, less a little to be sure."""
GREY_SHARE = 0.7
"""Share of grey pixels from which a cell of CELL x CELL is an area, not the edge of a letter."""


def is_large(data: bytes, format: Format, width: int, height: int) -> bool:  # noqa: A002
    """Whether reading it takes so much memory that it is better done elsewhere; what is no picture does not."""
    if format is Format.RASTER:
        return width * height > LARGE
    Image = need("PIL.Image", "images")
    try:
        with Image.open(io.BytesIO(data), formats=(format.value.upper(),)) as image:
            return _memory(image) > LARGE
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, *BROKEN):
        return False  # refused before it takes any


def from_image(data: bytes, name: str, fit: Fit) -> Raster:
    """A PNG or JPEG upright, on white, as wide as it fits. Blocking: call it from a thread."""
    Image = need("PIL.Image", "images")
    try:
        with Image.open(io.BytesIO(data), formats=(name,)) as image:
            if image.width * image.height > MAX_PIXELS or _memory(image) > MOST_BYTES:
                raise ProtocolError("too many pixels")
            grey = _upright_grey(image, max(fit.width, fit.label))
            fit = label.room(fit, grey.width, grey.height)
            grey = _sized(grey, wanted(grey.width, replace(fit, width=fit.width or grey.width)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ProtocolError("too many pixels") from None
    except BROKEN:
        raise ProtocolError(f"not a {name}") from None
    return from_grey(grey, fit.tall)


def _memory(image: Any) -> int:
    """Bytes that its dots take while it is read, by what it says before it is."""
    if image.format == "JPEG":
        return int(image.width * image.height * (PROGRESSIVE if "progressive" in image.info else 1))
    return int(image.width * image.height * DEPTH.get(image.mode, 4))


def from_grey(grey: Any, tall: int = 0) -> Raster:
    """A picture of Pillow's in 256 greys, dot for dot but for dots that are taller than wide (`Fit`)."""
    return _dots(grey, DARK, tall)


def _resized(picture: Raster, fit: Fit) -> Raster:
    """Rows of our own format made to fit. Blocking, as `from_image`.

    Where a line one dot wide falls between two dots of a smaller picture, neither gets all of its ink: whatever has
    as much stays black, so that no line is lost.
    """
    whole = need("PIL.Image", "images").frombytes("1", (picture.width, picture.height), picture.rows, "raw", "1;I")
    grey = _sized(whole.convert("L"), wanted(picture.width, replace(fit, width=fit.width or picture.width)))
    dark = max(DARK, 255 - int(255 * THIN * grey.width / picture.width))
    return _dots(grey, dark, fit.tall)


def _upright_grey(image: Any, paper: int) -> Any:
    """Turned as its camera was held, transparent parts white, in 256 greys; what is so already is not copied."""
    image.draft("L", (paper, paper))
    image.load()
    turned = image.getexif().get(ORIENTATION, 1) != 1
    upright = need("PIL.ImageOps", "images").exif_transpose(image) if turned else image
    if upright.mode.startswith("I"):
        upright = upright.point(lambda level: level * (1 / 256))
    if "A" in upright.getbands() or "transparency" in upright.info:
        return _on_white(upright)
    return upright if upright.mode == "L" else upright.convert("L")


def _on_white(image: Any) -> Any:
    """A picture with transparent parts in 256 greys. Strip by strip: whole layers take five times its memory."""
    Image = need("PIL.Image", "images")
    grey = Image.new("L", image.size)
    tall = max(1, STRIP // image.width)
    for top in range(0, image.height, tall):
        box = (0, top, image.width, min(image.height, top + tall))
        layer = image.crop(box).convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        grey.paste(paper.convert("L"), box)
    return grey


def _sized(grey: Any, width: int) -> Any:
    """As many dots across, in its own shape."""
    height = max(1, round(grey.height * width / grey.width))
    if height > MAX_ROWS:
        raise ProtocolError("too long")
    if width * height > MAX_PIXELS:
        raise ProtocolError("too many pixels")
    if width == grey.width:
        return grey
    return grey.resize((width, height), need("PIL.Image", "images").Resampling.LANCZOS, reducing_gap=2.0)


def _dots(grey: Any, dark: int, tall: int) -> Raster:
    """1-bit, 1 = black: a photograph by error diffusion; else a plain threshold, but areas of grey by diffusion.

    For tall dots what is black or white loses rows as `squat` does it, and greys before they are diffused.
    """
    if _is_photograph(grey):
        return _raster(_diffused(_lower(grey, tall)))
    print_ = squat(_raster(grey.point([255] * dark + [0] * (256 - dark), "1")), tall)
    if (area := _grey_areas(grey)) is None:
        return print_
    mask, box = area
    tones = _diffused(_lower(grey.crop(box), tall))
    dots = need("PIL.Image", "images").frombytes("1", (print_.width, print_.height), print_.rows)
    dots.paste(tones, (box[0], box[1] * (tall or 100) // 100), mask.resize(tones.size))
    return _raster(dots)


def _raster(dots: Any) -> Raster:
    """A 1-bit picture of Pillow's in which black is set."""
    return Raster(dots.width, dots.height, dots.tobytes())


def _lower(grey: Any, tall: int) -> Any:
    """As `squat`, for greys."""
    return grey.resize((grey.width, max(1, grey.height * tall // 100))) if tall else grey


def _is_photograph(grey: Any) -> bool:
    """By its histogram: print is black and white, whatever its edges are; a photograph is grey."""
    return bool(sum(grey.histogram()[GREY_FROM:GREY_TO]) >= PHOTOGRAPH * grey.width * grey.height)


def _diffused(grey: Any) -> Any:
    return grey.point([255 - level for level in range(256)]).convert("1")


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


def squat(picture: Raster, tall: int) -> Raster:
    """A picture for dots that are taller than wide: fewer rows, none of their ink lost. 0 = as it is."""
    if not tall:
        return picture
    across, height = picture.row_bytes, max(1, picture.height * tall // 100)
    rows: list[bytes] = []
    for at in range(height):
        ink = 0
        for row in range(at * picture.height // height, (at + 1) * picture.height // height):
            ink |= int.from_bytes(picture.rows[row * across : (row + 1) * across], "big")
        rows.append(ink.to_bytes(across, "big"))
    return Raster(picture.width, height, b"".join(rows))


def narrowed(picture: Raster, width: int) -> Raster:
    """A picture made to fit. Blocking, as `from_image`."""
    return _resized(picture, Fit(width=width))
