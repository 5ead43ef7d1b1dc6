"""Pictures on labels of a known size: whole, turned as asked, and where their maker put them."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.codecs import label, pdf, raster
from iot_agent.values import Fit, Raster
from iot_agent.wire import Format
from tests.support.pdf import box
from tests.support.pdf import pdf as document

TURNS = pytest.mark.parametrize("turn", label.TURNS)
sides = st.integers(1, 300)


def corner(width, height):
    """A picture with one square of 4 x 4 dots at its upper left."""
    picture = Image.new("1", (width, height))
    picture.paste(1, (0, 0, 4, 4))
    return Raster(width, height, picture.tobytes())


def ink(picture):
    return Image.frombytes("1", (picture.width, picture.height), picture.rows).getbbox()


def from_rows(picture, fit):
    return raster.from_document(zlib.compress(picture.rows), Format.RASTER, picture.width, picture.height, fit)


@pytest.mark.parametrize(
    ("turn", "where"),
    [(0, (0, 0, 4, 4)), (90, (396, 0, 400, 4)), (180, (396, 196, 400, 200)), (270, (0, 196, 4, 200))],
)
def test_the_upper_left_turns_with_the_label(turn, where):
    placed = from_rows(corner(50, 30), Fit(width=400, label=200, turn=turn))

    assert (placed.width, placed.height) == (400, 200)
    assert ink(placed) == where


@pytest.mark.parametrize(("turn", "where"), [(90, (26, 0, 30, 4)), (180, (46, 26, 50, 30)), (270, (0, 46, 4, 50))])
def test_a_label_of_no_known_length_is_as_long_as_its_picture(turn, where):
    placed = from_rows(corner(50, 30), Fit(width=400, turn=turn))

    assert (placed.width, placed.height) == ((50, 30) if turn == 180 else (30, 50))
    assert ink(placed) == where


def test_nothing_asked_is_nothing_changed():
    picture = corner(50, 30)

    assert label.placed(picture, Fit(width=400)) is picture
    assert label.room(Fit(width=400), 50, 30) == Fit(width=400)


@TURNS
def test_a_page_of_the_labels_size_fills_it(turn):
    """50 x 25 mm at 203 dots to the inch are 400 x 200 dots; a page turned sideways is made across the label."""
    fit = Fit(width=400, label=200, turn=turn)
    size = (70.9, 141.7) if turn in label.SIDEWAYS else (141.7, 70.9)
    [page] = pdf.pages(document(box(0, 0, *size), size=size), fit, strip=False)

    assert (page.width, page.height) == (400, 200)
    left, top, right, bottom = ink(page)
    assert left <= 2
    assert top <= 2
    assert right >= 398
    assert bottom >= 198


@TURNS
@pytest.mark.parametrize("size", [(595, 842), (842, 595), (100, 1000)])
def test_a_page_that_is_too_large_is_made_small_enough(turn, size):
    fit = Fit(width=400, label=200, turn=turn)
    [page] = pdf.pages(document(box(0, 0, *size), size=size), fit, strip=False)

    assert (page.width, page.height) == (400, 200)
    left, top, right, bottom = ink(page)
    across, down = (size[1], size[0]) if turn in label.SIDEWAYS else size
    assert (right - left) / (bottom - top) == pytest.approx(across / down, rel=0.1)
    assert right - left >= 396 or bottom - top >= 196


@TURNS
def test_a_picture_of_others_is_whole_on_the_label(turn):
    photo = io.BytesIO()
    Image.new("L", (1000, 900), 0).save(photo, "PNG")

    placed = raster.from_document(photo.getvalue(), Format.PNG, 0, 0, Fit(width=400, label=200, turn=turn))

    assert (placed.width, placed.height) == (400, 200)
    left, top, right, bottom = ink(placed)
    shape = 10 / 9 if turn not in label.SIDEWAYS else 9 / 10
    assert bottom - top == 200
    assert (right - left) / (bottom - top) == pytest.approx(shape, rel=0.02)


@given(sides, sides, st.integers(0, 300), st.integers(0, 300), st.sampled_from(label.TURNS))
def test_what_is_placed_has_the_labels_size_and_all_the_ink(width, height, across, down, turn):
    black = Raster(width, height, Image.new("1", (width, height), 1).tobytes())
    fit = Fit(width=across, label=down, turn=turn)

    placed = from_rows(black, fit)

    if down:
        assert placed.height == down
        assert placed.width == across or not across
    made = label.room(fit, width, height)
    shown = min(width, made.width or width)
    left, top, right, bottom = ink(placed)
    seen = (bottom - top, right - left) if turn in label.SIDEWAYS else (right - left, bottom - top)
    assert abs(seen[0] - shown) <= 1
    below = (across if turn in label.SIDEWAYS else down) if down else 0
    tall = max(1, round(height * shown / width))
    assert abs(seen[1] - (min(tall, below) if below else tall)) <= 1
