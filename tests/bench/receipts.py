"""The pictures that are printed: a receipt as a browser renders it, in the forms in which it travels."""

import base64
import io
import random
import zlib
from dataclasses import dataclass
from functools import cached_property

from PIL import Image, ImageDraw, ImageFont

WIDTH = 576
THRESHOLD = 128
SEED = 19
COLOURS = ("Black", "White", "Oak", "Walnut", "Grey", "Large", "Small", "Customised")
THINGS = ("Desk", "Office Chair", "Cabinet with Doors", "Drawer", "Lamp", "Conference Table", "Whiteboard", "Shelf")


@dataclass(frozen=True)
class Receipt:
    """A drawn receipt. `rows` is what a printer with ideal software prints: black where darker than the middle."""

    picture: Image.Image

    @property
    def height(self) -> int:
        return self.picture.height

    @cached_property
    def rows(self) -> bytes:
        """1-bit rows, most significant bit left, 1 = black."""
        return self.picture.convert("L").point([255 * (level < THRESHOLD) for level in range(256)], "1").tobytes()

    @cached_property
    def raster(self) -> bytes:
        """What our browser and server send: the rows, compressed as a browser compresses."""
        return zlib.compress(self.rows)

    @cached_property
    def jpeg(self) -> bytes:
        """What Odoo's browser sends: a canvas as JPEG."""
        return self._encoded("JPEG", quality=92, subsampling=2)

    @cached_property
    def png(self) -> bytes:
        return self._encoded("PNG")

    def _encoded(self, form: str, **options: int) -> bytes:
        file = io.BytesIO()
        self.picture.save(file, form, **options)
        return file.getvalue()


def receipt(height: int, seed: int = SEED) -> Receipt:
    """The same receipt for the same height and seed: logo with greys, lines of articles, barcode, square code."""
    picture = Image.new("RGB", (WIDTH, height), "white")
    draw, chance = ImageDraw.Draw(picture), random.Random(seed)
    _logo(picture)
    title, body = ImageFont.load_default(36), ImageFont.load_default(22)
    draw.text((WIDTH // 2, 190), "The Corner Shop", "black", title, anchor="mm")
    top, bottom = 230, height - 360
    for line, y in enumerate(range(top, bottom, 30)):
        amount = f"{chance.randint(100, 99999) / 100:.2f} EUR"
        name = f"{chance.choice(COLOURS)} {chance.choice(THINGS)}"
        draw.text((8, y), f"{line + 1:>3}  {chance.randint(1, 9)} x {name}", "black", body)
        draw.text((WIDTH - 8, y), amount, (40, 40, 40), body, anchor="ra")
    _bars(draw, chance, bottom + 20)
    _square(draw, chance, bottom + 120)
    return Receipt(picture)


def _logo(picture: Image.Image) -> None:
    """A photograph's worth of greys."""
    disc = Image.radial_gradient("L").resize((150, 150))
    picture.paste(disc, ((WIDTH - 150) // 2, 10))


def _bars(draw: ImageDraw.ImageDraw, chance: random.Random, top: int) -> None:
    left = 60
    while left < WIDTH - 70:
        wide = chance.choice((2, 4, 6))
        draw.rectangle((left, top, left + wide - 1, top + 80), "black")
        left += wide + chance.choice((2, 4, 6))


def _square(draw: ImageDraw.ImageDraw, chance: random.Random, top: int) -> None:
    left = (WIDTH - 33 * 6) // 2
    for row in range(33):
        for column in range(33):
            if chance.random() < 0.5:
                x, y = left + column * 6, top + row * 6
                draw.rectangle((x, y, x + 5, y + 5), "black")


def text64(data: bytes) -> str:
    """As it stands in a JSON message."""
    return base64.b64encode(data).decode()
