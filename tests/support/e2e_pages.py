"""Pages to print, each unlike any other, and what a printer should make of them."""

import base64
import hashlib
import io
import random
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image

from iot_agent import wire

WIDTH = 576


@dataclass(frozen=True)
class Picture:
    """A page of 1-bit rows, most significant bit left, 1 = black."""

    width: int
    height: int
    rows: bytes

    @property
    def sha256(self) -> str:
        """What the printer simulator calls this picture."""
        return hashlib.sha256(self.rows).hexdigest()

    def document(self) -> wire.Document:
        data = base64.b64encode(zlib.compress(self.rows)).decode()
        return wire.Document(format=wire.Format.RASTER, width=self.width, height=self.height, data=data)


def page(number: int, height: int = 48) -> Picture:
    """The page with that number: noise, so that no two are alike and no row is empty."""
    return Picture(WIDTH, height, random.Random(number).randbytes(WIDTH // 8 * height))


def of_document(document: dict[str, Any]) -> Picture:
    """The picture in a raster document's JSON values, as a browser or the server sent it."""
    assert document["format"] == "raster", document["format"]
    rows = zlib.decompress(base64.b64decode(document["data"]))
    return Picture(document["width"], document["height"], rows)


def of_png(data: bytes) -> Picture:
    """A PNG's pixels; darker than half is black."""
    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("L").point(lambda level: 255 if level < 128 else 0).convert("1")
    return Picture(image.width, image.height, image.tobytes())


def of_data_url(url: str) -> Picture:
    """The picture that a canvas gave as a PNG data URL."""
    return of_png(base64.b64decode(url.partition(",")[2]))
