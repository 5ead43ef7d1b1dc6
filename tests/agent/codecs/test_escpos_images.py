"""Every way to send a picture: literal bytes of the command reference, then what a reader sees, dot for dot."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import escpos, escpos_images
from iot_agent.codecs.escpos_images import WAYS, across, draw
from iot_agent.errors import DeviceError
from iot_agent.values import Fit, Raster
from iot_agent.wire import IMAGES, Code
from tests.support.escpos_reader import read

DOT = {"column_wide": (2, 1), "column_low": (1, 3), "column_low_wide": (2, 3)}
"""Dots of the paper that one pixel covers on a thermal printer, across and down; elsewhere one."""
BAND = {"column": 24, "column_wide": 24, "column_low": 8, "column_low_wide": 8}


def of(width, height, dots):
    """A picture in which dots(x, y) says what is black."""
    padded = -(-width // 8) * 8
    bits = "".join("01"[x < width and bool(dots(x, y))] for y in range(height) for x in range(padded))
    return Raster(width, height, int(bits, 2).to_bytes(len(bits) // 8, "big"))


def noise(width, height, seed=1):
    chance = random.Random(seed)
    return of(width, height, lambda _x, _y: chance.getrandbits(1))


PICTURES = {
    "a dot": of(1, 1, lambda x, y: True),
    "a frame": of(576, 100, lambda x, y: x in (0, 575) or y in (0, 99)),
    "a diagonal": of(200, 200, lambda x, y: x == y),
    "a column too many": of(385, 25, lambda x, y: x == 384 or y == 24),
    "a chequerboard": of(65, 49, lambda x, y: (x ^ y) & 1),
    "white": of(300, 30, lambda x, y: False),
    "black": of(512, 255, lambda x, y: True),
    "noise": noise(576, 300),
    "narrow and long": noise(3, 600),
    "all control characters": of(8, 256, lambda x, y: y >> (7 - x) & 1),
}


def test_the_ways_of_the_wire_are_all_there():
    assert set(IMAGES) <= set(WAYS)


NAMED = "EPSON_TM_U220__IMC_LDV_LDH_SCALE80__"


@pytest.mark.parametrize(
    ("asked", "options", "name", "got"),
    [
        (Fit(), {}, "", Fit("raster", 100, 576, 576)),
        (Fit(), {}, "EPSONTMm30II__IMC", Fit("raster", 100, 576, 576)),
        (Fit(), {}, "EPSONTMm30II__IMC__", Fit("column", 100, 576, 576)),
        (Fit(), {}, "EpsonTMU220B__IMC_LDV__", Fit("column_low", 100, 576, 576)),
        (Fit(), {}, NAMED, Fit("column_low_wide", 80, 576, 288)),
        (Fit(), {"width": "400"}, NAMED, Fit("column_low_wide", 80, 400, 200)),
        (Fit(), {"image": "column_low", "scale": "50", "width": "400"}, NAMED, Fit("column_low", 50, 400, 400)),
        (Fit("graphics", 25, 384), {"image": "column", "scale": "50", "width": "400"}, NAMED, Fit("graphics", 25, 384, 384)),
        (Fit("raster"), {"scale": "50"}, NAMED, Fit("raster", 50, 576, 576)),
        (Fit(), {"image": "", "scale": "0", "width": "0"}, "", Fit("raster", 100, 576, 576)),
    ],
)  # fmt: skip
def test_the_job_then_the_options_then_the_name_then_what_is_usual(asked, options, name, got):
    assert escpos_images.fit(asked, options, name) == got


@pytest.mark.parametrize(
    "options",
    [{"image": "gs v 0"}, {"scale": "9"}, {"scale": "401"}, {"scale": "half"}, {"width": "-1"}, {"width": "4097"},
     {"width": "٣"}, {"scale": "9" * 5000}],
)  # fmt: skip
def test_an_option_that_makes_no_sense(options):
    with pytest.raises(DeviceError) as refused:
        escpos_images.fit(Fit(), options, "")
    assert refused.value.code is Code.BAD_PARAMS


def test_one_slice_of_raster_is_gs_v_0():
    assert list(draw(Raster(16, 2, b"\x80\x01\xff\x00"), "raster")) == [b"\x1dv0\x00\x02\x00\x02\x00\x80\x01\xff\x00"]


def test_long_pictures_are_cut_in_slices_of_255_rows():
    first, second = draw(Raster(8, 300, bytes(300)), "raster")

    assert first == b"\x1dv0\x00\x01\x00\xff\x00" + bytes(255)
    assert second == b"\x1dv0\x00\x01\x00\x2d\x00" + bytes(45)


def test_graphics_are_stored_and_printed():
    """p = 10 + k bytes: m 48, fn 112, a 48, bx 1, by 1, c 49, x 12, y 2; then fn 50."""
    (command,) = draw(Raster(12, 2, b"\x80\x10\xff\xf0"), "graphics")

    assert command == (
        bytes.fromhex("1d 28 4c 0e 00 30 70 30 01 01 31 0c 00 02 00")
        + b"\x80\x10\xff\xf0"
        + bytes.fromhex("1d 28 4c 02 00 30 32")
    )


@pytest.mark.parametrize(
    ("way", "literal"),
    [
        ("column", "1b 33 18  1b 2a 21 02 00  80 00 00 40 00 01  0a  1b 2a 21 02 00  80 00 00 00 00 00  0a  1b 32"),
        (
            "column_wide",
            "1b 33 18  1b 2a 20 02 00  80 00 00 40 00 01  0a  1b 2a 20 02 00  80 00 00 00 00 00  0a  1b 32",
        ),
    ],
)
def test_bands_of_24_dots(way, literal):
    """Two columns and 25 rows: the top dot is the highest bit of a column's first byte, the last row a band."""
    picture = of(2, 25, lambda x, y: (x, y) in {(0, 0), (1, 1), (1, 23), (0, 24)})

    assert b"".join(draw(picture, way)) == bytes.fromhex(literal)


@pytest.mark.parametrize(("way", "mode"), [("column_low", "01"), ("column_low_wide", "00")])
def test_bands_of_8_dots(way, mode):
    picture = of(2, 9, lambda x, y: (x, y) in {(0, 0), (1, 1), (1, 7), (0, 8)})

    assert b"".join(draw(picture, way)) == bytes.fromhex(
        f"1b 33 10  1b 2a {mode} 02 00 80 41 0a  1b 2a {mode} 02 00 80 00 0a  1b 32"
    )


def test_many_columns_are_counted_in_two_bytes():
    assert b"".join(draw(of(300, 1, lambda x, y: False), "column_low")).startswith(b"\x1b3\x10\x1b*\x01\x2c\x01")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("width", [8, 576, 1024, 4096])
def test_no_command_is_longer_than_a_printer_can_hold(way, width):
    picture = Raster(width, 700, bytes(width // 8 * 700))

    commands = list(draw(picture, way))

    assert max(map(len, commands)) <= escpos_images.LONGEST
    assert len(commands) > 1


@pytest.mark.parametrize(
    ("way", "paper", "most"),
    [("raster", 576, 576), ("graphics", 2000, 2000), ("column", 576, 576), ("column", 2000, 1023),
     ("column_low", 400, 400), ("column_low_wide", 400, 200), ("column_wide", 577, 288)],
)  # fmt: skip
def test_how_much_fits_across(way, paper, most):
    assert across(way, paper) == most


def seen(picture, way):
    """What a reader sees where the picture must stand, each pixel looked at once, in all the dots it covers."""
    (page,) = read(escpos.INIT + b"".join(draw(picture, way)) + escpos.CUT, width=2 * 576)
    wide, tall = DOT.get(way, (1, 1))
    paper, rows = page.picture, []
    for y in range(picture.height):
        same = {_row(paper, y * tall + copy) for copy in range(tall)}
        assert len(same) == 1
        dots = same.pop()
        for copy in range(1, wide):
            assert dots[copy::wide] == dots[::wide]
        rows.append(dots[::wide][: picture.width])
        assert "1" not in dots[picture.width * wide :]
    assert not any(paper.rows[paper.row_bytes * picture.height * tall :])
    return rows, paper.height


def _row(picture, y):
    row = picture.rows[y * picture.row_bytes : (y + 1) * picture.row_bytes]
    return f"{int.from_bytes(row, 'big'):0{picture.row_bytes * 8}b}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_arrives_dot_for_dot_every_way(name, way):
    picture = PICTURES[name]

    rows, height = seen(picture, way)

    assert rows == [_row(picture, y)[: picture.width] for y in range(picture.height)]
    deep = BAND.get(way, 1)
    assert height == -(-picture.height // deep) * deep * DOT.get(way, (1, 1))[1]


@given(st.sampled_from(WAYS), st.integers(1, 576), st.integers(1, 60), st.integers(0, 2**32))
def test_any_picture_arrives_dot_for_dot(way, width, height, seed):
    picture = noise(width, height, seed)

    assert seen(picture, way)[0] == [_row(picture, y)[:width] for y in range(height)]


def test_text_after_bands_has_its_own_spacing_again():
    (page,) = read(escpos.INIT + b"".join(draw(PICTURES["a dot"], "column_low")) + b"a\nb\n" + escpos.CUT)

    assert page.picture.height == 24 + 2 * 30
