"""Letters of a label's preview: as high and as wide as the printer's, in a font of this machine."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from odoo.tools import file_path

CELLS = {
    "A": (9, 5, 1),
    "B": (11, 7, 2),
    "C": (18, 10, 2),
    "D": (18, 10, 2),
    "E": (28, 15, 5),
    "F": (26, 13, 3),
    "G": (60, 40, 8),
    "H": (21, 13, 6),
}
"""Height, width and gap of the letters of the fonts made of dots, which are only magnified in whole steps."""
BASELINE = 0.78
"""How far down a line its letters stand, of its height."""
NARROW = 0.72
"""How much narrower the printer's own font is than ours."""
LONGEST = 512
"""Letters of one line."""


def size_of(font, height, width, default):
    """How high and wide the letters are that were asked for; one of both may be left out."""
    if font in CELLS:
        cell = CELLS[font]
        across = max(1, round(width / cell[1])) if width else 0
        down = max(1, round(height / cell[0])) if height else 0
        return (down or across or 1) * cell[0], (across or down or 1) * cell[1]
    height = height or width or default[0]
    return height, width or height


def line(text, font, height, width):
    """A line of text in white on black, and where its baseline is."""
    text = text[:LONGEST]
    below = round(height * BASELINE)
    if font in CELLS:
        return _cells(text, height, width, CELLS[font]), below
    drawn = _drawn(text, height)
    across = round(drawn.width * NARROW * width / height)
    return _dots(drawn.resize((max(1, across), drawn.height))), below


def _cells(text, height, width, cell):
    step = width + round(cell[2] * width / cell[1])
    strip = Image.new("1", (max(1, step * len(text)), height + height // 3))
    for at, letter in enumerate(text):
        drawn = _drawn(letter, height)
        strip.paste(_dots(drawn.resize((width, drawn.height))), (at * step, 0))
    return strip


def _drawn(text, height):
    font = _font(height)
    strip = Image.new("L", (max(1, round(font.getlength(text))), height + height // 3))
    ImageDraw.Draw(strip).text((0, round(height * BASELINE)), text, 255, font, "ls")
    return strip


def _dots(picture):
    return picture.point(lambda shade: 255 * (shade > 127), "1")


@lru_cache(maxsize=32)
def _font(height):
    try:
        return ImageFont.truetype("DejaVuSans-Bold.ttf", height)
    except OSError:
        return ImageFont.truetype(file_path("web/static/fonts/lato/Lato-Bol-webfont.ttf"), height)
