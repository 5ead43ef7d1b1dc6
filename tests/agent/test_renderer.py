"""The process that makes pages: what it is asked, how it ends, and that it is confined."""

import dataclasses
import io
import json
import subprocess
import sys

import pytest
from PIL import Image

from iot_agent import renderer
from iot_agent.codecs import raster
from iot_agent.codecs.pdf import END, HEAD, Exit
from iot_agent.values import Fit, Raster
from tests.support.pdf import box, pdf

PAPER = Fit(width=576, most=576)


def asked(format, data, **size):  # noqa: A002 - as the wire calls it
    words = {"format": format, "width": 0, "height": 0, **size, "fit": dataclasses.asdict(PAPER), "strip": True}
    command = [sys.executable, "-m", "iot_agent.renderer", json.dumps(words)]
    return subprocess.run(command, input=data, capture_output=True, check=False)


def frames(out):
    while (head := out[: HEAD.size]) != END:
        width, height, size = HEAD.unpack(head)
        yield raster.inflate(out[HEAD.size : HEAD.size + size], width, height)
        out = out[HEAD.size + size :]


def test_a_picture_is_one_page():
    data = io.BytesIO()
    Image.new("L", (16, 2)).save(data, "PNG")
    done = asked("png", data.getvalue())
    assert done.returncode == Exit.WHOLE
    assert list(frames(done.stdout)) == [Raster(16, 2, b"\xff" * 4)]


def test_rows_of_our_own_are_made_to_fit():
    done = asked("raster", raster.deflate(Raster(1152, 2, bytes(288))), width=1152, height=2)
    assert list(frames(done.stdout)) == [Raster(576, 1, bytes(72))]


def test_each_page_of_a_document_is_a_frame():
    done = asked("pdf", pdf(box(0, 300, 99, 99), box(0, 300, 99, 99)))
    assert done.returncode == Exit.WHOLE
    assert len(list(frames(done.stdout))) == 2


@pytest.mark.parametrize("format", ["pdf", "png", "jpeg", "raster"])
def test_damage_is_told_by_how_it_ends(format):  # noqa: A002 - as the wire calls it
    done = asked(format, b"%PDF- or not", width=8, height=8)
    assert done.returncode == Exit.BAD_DOCUMENT
    assert done.stdout == b""


def test_its_bounds():
    assert renderer.MEMORY <= 1 << 30
    assert renderer.SECONDS <= 120
