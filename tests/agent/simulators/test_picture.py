"""Paper and its PNG; Pillow is the judge."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.simulators.picture import Strip, png
from iot_agent.values import Raster


@pytest.mark.parametrize(("width", "height"), [(1, 1), (8, 3), (13, 5), (576, 100)])
def test_a_png_shows_the_picture(width, height):
    across = (width + 7) // 8
    edge = 0xFF00 >> (width % 8 or 8) & 0xFF
    rows = bytearray(random.Random(width).randbytes(across * height))
    rows[across - 1 :: across] = bytes(byte & edge for byte in rows[across - 1 :: across])

    image = Image.open(io.BytesIO(png(Raster(width, height, bytes(rows)))))

    assert image.size == (width, height)
    assert image.convert("L").point(lambda level: 255 - level).convert("1").tobytes() == bytes(rows)


def test_a_receipt_without_rows_is_a_picture_too():
    assert Image.open(io.BytesIO(png(Raster(8, 0, b"")))).size == (8, 1)


@given(st.integers(1, 40), st.integers(0, 60), st.integers(1, 60))
def test_dots_beyond_the_edge_are_lost(width, left, wide):
    strip = Strip(width)
    strip.dot_row(left, 2, (1 << wide) - 1, wide)

    picture = strip.picture()
    got = f"{int.from_bytes(picture.rows[2 * picture.row_bytes :], 'big'):0{picture.row_bytes * 8}b}"
    assert picture.height == 3
    assert got == "".join("1" if left <= x < min(left + wide, width) else "0" for x in range(picture.row_bytes * 8))
