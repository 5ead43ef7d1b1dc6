"""Codes are read by an independent reader."""

import re

import numpy
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from iot_agent.codecs import qr


def read(rows):
    dots = numpy.array([[0 if dark else 255 for dark in row] for row in rows], dtype=numpy.uint8)
    return zxingcpp.read_barcode(dots.repeat(4, 0).repeat(4, 1)).text


@settings(max_examples=10)
@given(st.text("abcz019:/.-_", min_size=1, max_size=80))
def test_what_is_written_is_read(path):
    assert read(qr.matrix(f"http://{path}")) == f"http://{path}"


def test_a_picture_has_the_dark_modules_of_the_code():
    data = "http://192.168.1.20:8069"
    rows = qr.matrix(data)
    drawn = qr.svg(data)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn)}

    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in drawn


def test_nothing_of_the_data_stands_in_the_picture():
    assert "<script" not in qr.svg("<script>")


def test_the_quiet_zone():
    assert not any(qr.matrix("x")[0] + qr.matrix("x")[3])
    assert qr.matrix("x", margin=0)[0][0]
