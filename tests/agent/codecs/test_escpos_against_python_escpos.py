"""python-escpos as a second opinion: our reader understands its bytes, and both encoders draw the same picture."""

import random

import pytest
from escpos.printer import Dummy
from PIL import Image

from iot_agent.codecs import escpos, escpos_images
from iot_agent.values import Raster
from tests.support.escpos_reader import read

WIDTH, HEIGHT = 576, 310


@pytest.fixture(scope="module")
def picture():
    """Noise above, a frame below: dithering cannot change pure black and white."""
    noise = Image.frombytes("1", (WIDTH, HEIGHT), random.Random(7).randbytes(WIDTH // 8 * HEIGHT))
    noise.paste(0, (100, 150, 400, 300))
    return noise


@pytest.fixture
def theirs():
    printer = Dummy()
    printer.profile.profile_data["media"]["width"]["pixels"] = WIDTH
    printer.hw("INIT")
    return printer


def _rows(image):
    """1 = black."""
    return bytes(255 - byte for byte in image.tobytes())


def _picture_rows(receipt, height=HEIGHT):
    return receipt.picture.rows[: WIDTH // 8 * height]


THEIRS = {
    "raster": {"impl": "bitImageRaster"},
    "graphics": {"impl": "graphics"},
    "column": {"impl": "bitImageColumn"},
    "column_wide": {"impl": "bitImageColumn", "high_density_horizontal": False},
    "column_low": {"impl": "bitImageColumn", "high_density_vertical": False},
    "column_low_wide": {"impl": "bitImageColumn", "high_density_horizontal": False, "high_density_vertical": False},
}
"""What they call our ways."""


@pytest.mark.parametrize("way", ["raster", "graphics", "column"])
def test_their_picture_is_read_exactly(theirs, picture, way):
    theirs.image(picture, fragment_height=HEIGHT, **THEIRS[way])
    theirs.cut(feed=False)

    (receipt,) = read(theirs.output)

    assert _picture_rows(receipt) == _rows(picture)


@pytest.mark.parametrize("way", THEIRS)
def test_both_encoders_draw_the_same(theirs, picture, way):
    theirs.image(picture, **THEIRS[way])
    theirs.cut(feed=False)
    drawn = escpos_images.draw(Raster(WIDTH, HEIGHT, _rows(picture)), way)
    ours = escpos.INIT + b"".join(drawn) + escpos.CUT

    (from_them,), (from_us,) = read(theirs.output, width=2 * WIDTH), read(ours, width=2 * WIDTH)

    assert from_us.picture == from_them.picture


@pytest.mark.parametrize("way", THEIRS)
def test_both_encoders_send_the_same_bytes(theirs, way):
    """But for the line spacing of 24-dot bands, where they leave it to the printer to feed more than it is told."""
    frame = Image.new("1", (96, 200), 1)
    frame.paste(0, (10, 10, 86, 150))
    ours = b"".join(escpos_images.draw(Raster(96, 200, _rows(frame)), way))
    before = len(theirs.output)
    theirs.image(frame, **THEIRS[way])

    assert theirs.output[before:] == ours.replace(b"\x1b3\x18", b"\x1b3\x10")


def test_their_text_is_read(theirs):
    theirs.set(bold=True, double_height=True, align="center")
    theirs.text("Grüße, 12,50 €\n")
    theirs.set(normal_textsize=True, bold=False, align="left", underline=1)
    theirs.text("second line\n")
    theirs.cut()

    (receipt,) = read(theirs.output)

    assert receipt.text == ("Grüße, 12,50 €", "second line")


def test_both_cuts_end_a_receipt(theirs):
    for mode in ("FULL", "PART"):
        theirs.text(mode + "\n")
        theirs.cut(mode=mode)

    assert [receipt.text for receipt in read(theirs.output)] == [("FULL",), ("PART",)]


def test_their_bar_code_is_read(theirs):
    theirs.barcode("4006381333931", "EAN13", function_type="A")
    theirs.barcode("{BABC123", "CODE128", function_type="B")
    theirs.cut()

    (receipt,) = read(theirs.output)

    assert any("400638133393" in line for line in receipt.text)
    assert any("ABC123" in line for line in receipt.text)


@pytest.mark.parametrize("pin", [2, 5])
def test_both_kick_the_same_drawer(pin):
    from iot_agent.simulators.escpos import EscPos

    ours, theirs, printer = EscPos(), EscPos(), Dummy()
    printer.cashdraw(pin)
    ours.receive(escpos.drawer(pin, 100))
    theirs.receive(printer.output)

    assert [kicked for kicked, _ in ours.pulses] == [kicked for kicked, _ in theirs.pulses] == [pin]
