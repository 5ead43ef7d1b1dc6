"""PDF pages as they fit the paper: what stands where on the page stands there on the paper."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iot_agent.codecs import pdf as codec
from iot_agent.errors import ProtocolError
from iot_agent.values import Fit, Raster
from iot_agent.wire import MAX_ROWS
from tests.support.pdf import A4, RECEIPT, box, pdf, text

PAPER = Fit(width=576, most=576)


def pages(data, fit=PAPER, *, strip=True):
    return list(codec.pages(data, fit, strip=strip))


def black(picture: Raster, x: int, y: int) -> bool:
    return bool(picture.rows[y * picture.row_bytes + x // 8] & 0x80 >> x % 8)


def test_a_page_is_as_wide_as_it_says():
    """227 points are 80.1 mm: 640 dots at 203 to the inch, and no more than the paper has."""
    [wide] = pages(pdf(text("Hello")), Fit(width=832), strip=False)
    assert (wide.width, wide.height) == (640, math.ceil(400 * 640 / 227))
    [fitted] = pages(pdf(text("Hello")), strip=False)
    assert (fitted.width, fitted.height) == (576, math.ceil(400 * 576 / 227))
    [fine] = pages(pdf(text("Hello")), Fit(width=2000, dpi=300), strip=False)
    assert fine.width == round(227 * 300 / 72)


def test_a_large_page_is_made_to_fit():
    [page] = pages(pdf(box(0, 0, 595, 842), size=A4), strip=False)
    assert (page.width, page.height) == (576, math.ceil(842 * 576 / 595))
    assert black(page, 0, 0)
    assert black(page, 575, page.height - 2)


def test_what_stands_on_the_page_stands_on_the_paper():
    [page] = pages(pdf(box(100, 200, 50, 40)), strip=False)
    scale = 576 / RECEIPT[0]
    left, right = 100 * scale, 150 * scale
    top, bottom = (400 - 240) * scale, (400 - 200) * scale
    inside = [(left + 3, top + 3), (right - 3, top + 3), (left + 3, bottom - 3), (right - 3, bottom - 3)]
    outside = [(left - 3, top + 3), (right + 3, top + 3), (left + 3, top - 3), (left + 3, bottom + 3)]
    assert all(black(page, int(x), int(y)) for x, y in inside)
    assert not any(black(page, int(x), int(y)) for x, y in outside)


def test_paper_ends_below_the_last_line():
    [page] = pages(pdf(box(0, 300, 200, 10)))
    assert page.height == pytest.approx(100 * 576 / 227, abs=2)
    [label] = pages(pdf(box(0, 300, 200, 10)), strip=False)
    assert label.height == math.ceil(400 * 576 / 227)


def test_a_blank_page_is_no_paper():
    assert [page.width for page in pages(pdf(text("one"), "", text("three")))] == [576, 576]
    assert len(pages(pdf(text("one"), "", text("three")), strip=False)) == 3


def test_blank_pages_alone_are_a_row_of_white():
    """Paper comes out, and shows that nothing is on it."""
    assert pages(pdf("", "")) == [Raster(576, 1, bytes(72))]
    assert pages(pdf("", text("two")))[0].height > 1


def test_pages_come_in_order():
    made = pages(pdf(*(box(0, 400 - 50 * number, 100, 5) for number in range(1, 6))))
    assert [page.height for page in made] == sorted(page.height for page in made)


def test_grey_is_dots():
    [page] = pages(pdf(box(0, 200, 227, 200, grey=0.5)))
    share = sum(byte.bit_count() for byte in page.rows) / (page.width * page.height)
    assert share == pytest.approx(0.5, abs=0.03)


def test_scaled_as_asked():
    [page] = pages(pdf(box(0, 0, 227, 400)), Fit(scale=50, width=576, most=576))
    assert page.width == 288


sides = st.integers(1, codec.LARGEST + 500)


@settings(max_examples=40, deadline=None)
@given(sides, sides, st.integers(1, 832), st.integers(1, 100), st.booleans())
def test_a_page_of_any_shape_is_made_in_bounds_or_refused(across, down, paper, scale, strip):
    wide = max(1, round(min(round(across * codec.DPI / 72), paper) * scale / 100))
    try:
        [page] = pages(pdf(box(0, 0, across, down), size=(across, down)), Fit("", scale, paper, paper), strip=strip)
    except ProtocolError:
        assert max(across, down) > codec.LARGEST or down * wide / across > MAX_ROWS
        return
    assert page.width == wide
    assert page.height == pytest.approx(down * wide / across, abs=1.01)
    assert len(page.rows) == page.row_bytes * page.height


def test_a_page_travels_as_it_is():
    [page] = pages(pdf(text("Hello")))
    width, height, size = codec.HEAD.unpack_from(framed := codec.framed(page))
    assert (width, height, size) == (page.width, page.height, len(framed) - codec.HEAD.size)
    assert framed[:12] != codec.END


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.4",
        b"%PDF-1.4\n" + b"\xff" * 1000,
        pdf(text("cut"))[:150],
        pdf(*[""] * (codec.MOST_PAGES + 1)),
        pdf(text("wide"), size=(20_000, 10)),
        pdf(text("flat"), size=(10, 14_000)),
        pdf(text("none"), size=(0, 0)).replace(b"[0 0 0 0]", b"[0 0 -5 1e9]"),
    ],
    ids=["empty", "head", "noise", "cut", "pages", "wide", "long", "odd"],
)
def test_what_cannot_be_printed_is_refused(data):
    """PDFium mends what it can: an odd size becomes its own default, and then fits."""
    try:
        made = pages(data)
    except ProtocolError:
        return
    assert all(page.width <= 576 and page.height <= 24_000 for page in made)
