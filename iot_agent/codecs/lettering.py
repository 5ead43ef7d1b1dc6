"""Lines that a printer's own letters lack, as pictures, with the fonts of this machine.

Source: the Pillow handbook, "ImageFont": Arabic and the like are shaped by libraqm, which its wheels bring.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import MissingLibrary
from ..libraries import need
from ..values import Look, Raster

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
"""Where a system keeps its fonts."""
PREFERRED = ("dejavusans.", "notosans", "droidsansfallback", "wqy", "unifont")
"""Names that fonts with many characters begin with, the better first."""
MOST_FONTS = 500
LINE = 30
"""Dots of a line's height, of which letters take SIZE."""
SIZE = 24
GAP = 8
"""Dots between what stands at the left edge and at the right."""
DARK = 128
UNKNOWN = "\U0010ffff"
"""A character no font has: what is drawn for it is what is drawn for any that is missing."""


def draws(line: str) -> bool:
    """Whether this machine has a font for it. Blocking."""
    try:
        return _font(_foreign(line), 1) is not None
    except MissingLibrary:
        return False


def _foreign(line: str) -> str:
    return "".join(sorted({c for c in line if not c.isascii() and not c.isspace()}))


def picture(line: str, look: Look, width: int, ends: tuple[str, str] | None = None) -> Raster | None:
    """The line as wide as the paper, or None where this machine has no font for it. Blocking."""
    try:
        Image = need("PIL.Image", "images")
        font = _font(_foreign(line), look.tall)
    except MissingLibrary:
        return None
    if font is None:
        return None
    paper = Image.new("L", (width, LINE * look.tall), 255)
    room = width
    for words, align in ((ends[1], "right"), (ends[0], "left")) if ends else ((line, look.align),):
        room -= _draw(paper, words, font, look, align, room) + GAP
    dots = paper.point([255] * DARK + [0] * (256 - DARK), "1")
    return Raster(width, paper.height, dots.tobytes())


def _draw(paper: Any, words: str, font: Any, look: Look, align: str, room: int) -> int:
    """Words at their place on the paper, as wide as asked if there is room; how wide they are."""
    Image, ImageDraw = need("PIL.Image", "images"), need("PIL.ImageDraw", "images")
    length: int = max(1, round(font.getlength(words)))
    drawn = Image.new("L", (length, paper.height), 255)
    pen = ImageDraw.Draw(drawn)
    pen.text((0, SIZE * look.tall), words, font=font, fill=0, anchor="ls", stroke_width=1 if look.bold else 0)
    if look.underline:
        pen.line((0, paper.height - 2, length, paper.height - 2), fill=0, width=2)
    across = max(1, min(room, length * look.wide // look.tall))
    if across != length:
        drawn = drawn.resize((across, paper.height))
    rest = paper.width - across
    paper.paste(drawn, ({"left": 0, "center": rest // 2, "right": rest}[align], 0))
    return across


@lru_cache(64)
def _font(characters: str, tall: int) -> Any:
    """A font that has all these characters, None where none does."""
    ImageFont = need("PIL.ImageFont", "images")
    for path in fonts():
        try:
            font = ImageFont.truetype(str(path), SIZE * tall)
        except OSError:
            continue
        missing = bytes(font.getmask(UNKNOWN))
        if all(bytes(font.getmask(character)) != missing for character in characters):
            return font
    return None


@lru_cache(1)
def fonts() -> tuple[Path, ...]:
    """The machine's fonts, those with many characters first."""
    return tuple(sorted(_found(), key=_rank)[:MOST_FONTS])


def _found() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc"))


def _rank(path: Path) -> tuple[int, str]:
    name = path.name.lower()
    better = (at for at, begin in enumerate(PREFERRED) if name.startswith(begin))
    return next(better, len(PREFERRED)), name
