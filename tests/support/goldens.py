"""Twelve receipts and labels, drawn the same way at every run, as they are given to a printer and as they are meant."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from iot_agent.core.entry import Sheet
from iot_agent.wire import Format

from .pdf import box, pdf, text

FOLDER = Path(__file__).parents[1] / "agent/golden"
WIDE, NARROW = 576, 384
"""Dots across paper of 80 and of 58 mm."""


@dataclass(frozen=True)
class Golden:
    """`meant` is black and white if it is `sharp`, else has greys; `says` is what its codes say; `across` the dots it
    takes where there is room; `alike` the least SSIM of it if it is made smaller or dithered."""

    name: str
    sheet: Sheet
    meant: Image.Image
    says: frozenset[str] = field(default_factory=frozenset)
    across: int = 0
    alike: float = 0.85

    def __post_init__(self) -> None:
        object.__setattr__(self, "across", self.across or self.meant.width)

    @property
    def sharp(self) -> bool:
        """Whether it is made of dots: what fits comes out dot for dot."""
        return self.meant.mode == "1"


# --- what they are drawn of -------------------------------------------------------------------------------------------


def blank(width: int, height: int, mode: str = "1") -> Image.Image:
    return Image.new(mode, (width, height), 255)


def write(page: Image.Image, x: int, y: int, words: str, size: int = 28, anchor: str = "la") -> None:
    """Words in the font that Pillow brings itself."""
    pen = ImageDraw.Draw(page)
    pen.fontmode = "1" if page.mode == "1" else "L"
    pen.text((x, y), words, font=ImageFont.load_default(size), fill=0, anchor=anchor)


def rows(page: Image.Image, y: int, lines: list[tuple[str, str]], size: int = 28) -> int:
    """Words at the left edge and prices at the right one."""
    for left, right in lines:
        write(page, 0, y, left, size)
        write(page, page.width - 1, y, right, size, "ra")
        y += size * 3 // 2
    return y


def modules(data: str, kind: str) -> Image.Image:
    """A code, a dot for each module."""
    code = zxingcpp.create_barcode(data, getattr(zxingcpp, kind))
    made = Image.fromarray(numpy.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)))
    return made if kind == "QRCode" else made.crop((0, 0, made.width, 1))


def code(page: Image.Image, y: int, data: str, kind: str, module: int, height: int = 0) -> int:
    """A code in the middle of the page."""
    made = modules(data, kind)
    size = made.width * module, height or made.height * module
    page.paste(made.resize(size, Image.Resampling.NEAREST), ((page.width - size[0]) // 2, y))
    return y + size[1]


def star(page: Image.Image, x: int, y: int, size: int) -> None:
    """A logo: round, pointed, black on white and white on black."""
    pen = ImageDraw.Draw(page)
    pen.ellipse((x, y, x + size, y + size), fill=0)
    pen.ellipse((x + size // 8, y + size // 8, x + size * 7 // 8, y + size * 7 // 8), fill=255)
    pen.regular_polygon((x + size // 2, y + size // 2, size // 3), 5, fill=0)


def tones(width: int, height: int) -> Image.Image:
    """Something like a photograph: light that falls off, and things in it."""
    light = ImageChops.multiply(
        Image.linear_gradient("L").resize((width, height)), Image.radial_gradient("L").resize((width, height))
    )
    pen, chance = ImageDraw.Draw(light), random.Random(3)
    for _ in range(14):
        x, y, size = chance.randrange(width), chance.randrange(height), chance.randrange(width // 16, width // 5)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=chance.randrange(30, 226))
    return light.filter(ImageFilter.GaussianBlur(width / 200))


# --- how they are given -----------------------------------------------------------------------------------------------


def finished(name: str, page: Image.Image, *says: str, alike: float = 0.85) -> Golden:
    """As our own senders give it."""
    data = zlib.compress(ImageChops.invert(page.convert("L")).convert("1").tobytes())
    return Golden(name, Sheet(Format.RASTER, page.width, page.height, data), page, frozenset(says), alike=alike)


def filed(name: str, page: Image.Image, *says: str, kind: Format = Format.PNG) -> Golden:
    """As a file of others."""
    file = io.BytesIO()
    page.save(file, kind.value.upper())
    plain = page if page.mode == "1" else page.convert("L")
    return Golden(name, Sheet(kind, 0, 0, file.getvalue()), plain, frozenset(says))


# --- the twelve -------------------------------------------------------------------------------------------------------


def words() -> Golden:
    page = blank(WIDE, 460)
    write(page, WIDE // 2, 0, "The Corner Shop", 48, "ma")
    y = rows(page, 80, [("2 x Espresso", "4.40"), ("Croissant", "1.90"), ("Orange juice, 0.25 l", "3.20")])
    rows(page, y + 20, [("TOTAL", "9.50")], 48)
    write(page, WIDE // 2, y + 110, "Thank you - come again!", 24, "ma")
    return finished("words", page)


def narrow() -> Golden:
    """For paper of 58 mm."""
    page = blank(NARROW, 420)
    write(page, NARROW // 2, 0, "Kiosk 7", 40, "ma")
    y = rows(page, 60, [("Newspaper", "2.80"), ("Water", "1.20")])
    y = code(page, y + 20, "4006381333931", "EAN13", 3, 90)
    rows(page, y + 30, [("TOTAL", "4.00")], 36)
    return finished("narrow", page, "4006381333931")


def frame() -> Golden:
    """Lines of two dots: at every edge of paper of 80 mm, across and along. Made smaller they keep their ink."""
    page = blank(WIDE, 300)
    pen = ImageDraw.Draw(page)
    for inset in (0, 6, 14):
        pen.rectangle((inset, inset, WIDE - 1 - inset, 299 - inset), outline=0, width=2)
    for x in range(30, WIDE - 30, 24):
        pen.line((x, 30, x, 140), fill=0, width=2)
    for y in range(160, 280, 24):
        pen.line((30, y, WIDE - 31, y), fill=0, width=2)
    return finished("frame", page, alike=0.75)


def logo() -> Golden:
    """Smooth edges, which are grey."""
    page = blank(WIDE * 2, 400, "L")
    star(page, 20, 20, 360)
    write(page, 420, 80, "STELLAR", 150)
    write(page, WIDE * 2 - 10, 290, "coffee & more", 80, "ra")
    return filed("logo", page.resize((WIDE, 200), Image.Resampling.BOX))


def bars() -> Golden:
    page = blank(WIDE, 400)
    y = code(page, 0, "5901234123457", "EAN13", 4, 150)
    y = code(page, y + 40, "LOT42-A", "Code128", 4, 150)
    write(page, WIDE // 2, y + 10, "LOT42-A", 28, "ma")
    return finished("bars", page, "5901234123457", "LOT42-A")


def square() -> Golden:
    page = blank(WIDE, 420)
    y = code(page, 20, "https://example.com/pos/ticket/42", "QRCode", 10)
    write(page, WIDE // 2, y + 20, "Get your invoice online", 32, "ma")
    return finished("square", page, "https://example.com/pos/ticket/42")


def photo() -> Golden:
    colours = Image.merge(
        "RGB", [tones(1200, 800), tones(1200, 800), tones(1200, 800).point(lambda level: level * 0.8)]
    )
    return filed("photo", colours, kind=Format.JPEG)


def arabic() -> Golden:
    return filed("arabic", Image.open(FOLDER / "arabic.png"))


def chinese() -> Golden:
    return filed("chinese", Image.open(FOLDER / "chinese.png"))


def long() -> Golden:
    """More than a metre of it."""
    page = blank(WIDE, 8200)
    y = 0
    for number in range(1, 191):
        y = rows(page, y, [(f"{number}. Item no. {number * 7919 % 1000:03}", f"{number * 37 % 90 + 0.5:.2f}")])
    code(page, y + 20, "190 ITEMS", "Code128", 4, 120)
    return finished("long", page, "190 ITEMS")


def mixed() -> Golden:
    """All of it on one receipt: a logo, words, a photograph, grey and two codes."""
    page = blank(WIDE, 1180, "L")
    star(page, 0, 0, 160)
    write(page, 190, 50, "Mixed goods", 56)
    page.paste(tones(WIDE, 320), (0, 180))
    y = rows(page, 520, [("Hand-made vase", "49.00"), ("Gift wrapping", "3.00")])
    ImageDraw.Draw(page).rectangle((0, y, WIDE - 1, y + 60), fill=160)
    y = code(page, y + 90, "VASE-0815", "Code128", 4, 120)
    code(page, y + 40, "VASE 0815 / 49.00", "QRCode", 8)
    return filed("mixed", page, "VASE-0815", "VASE 0815 / 49.00")


def shipping() -> Golden:
    """A label of 4 x 6 inches, as a report is: the page is meant as it looks at three times the printer's density."""
    import pypdfium2

    pattern = modules("JJD00042", "Code128")
    module = 1.7
    left = (288 - pattern.width * module) / 2
    bar = [box(left + x * module, 60, module, 90) for x in range(pattern.width) if not pattern.getpixel((x, 0))]
    edges = [box(0, y, 288, 2) for y in (0, 200, 430)] + [box(x, 0, 2, 432) for x in (0, 286)]
    lines = [text("TO", 14, 396, 12), text("Azure Interior", 14, 370, 24), text("4557 De Silva St", 14, 345, 18)]
    lines += [text("Fremont CA 94538", 14, 322, 18), text("1.25 kg", 200, 215, 20), text("JJD00042", 100, 30, 18)]
    document = pdf("\n".join(["0 g", *edges, *lines, *bar]), size=(288, 432))
    with pypdfium2.PdfDocument(document) as opened:
        meant = opened[0].render(scale=203 * 3 / 72, grayscale=True).to_pil()
    return Golden("shipping", Sheet(Format.PDF, 0, 0, document), meant.copy(), frozenset({"JJD00042"}), across=4 * 203)


DRAWN: dict[str, Callable[[], Golden]] = {
    drawn.__name__: drawn
    for drawn in (words, narrow, frame, logo, bars, square, photo, arabic, chinese, long, mixed, shipping)
}


@cache
def golden(name: str) -> Golden:
    return DRAWN[name]()
