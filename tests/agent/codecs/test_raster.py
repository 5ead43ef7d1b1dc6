"""Documents to dots: our own rows exactly, pictures of others as a reader of the receipt would want them."""

import contextlib
import io
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from iot_agent.codecs import raster
from iot_agent.errors import ProtocolError
from iot_agent.values import Fit, Raster
from iot_agent.wire import MAX_ROW_BYTES, MAX_ROWS, Format

sizes = st.tuples(st.integers(1, 700), st.integers(1, 300))


@given(sizes, st.randoms(use_true_random=False))
def test_rows_come_back_as_they_were_sent(size, chance):
    width, height = size
    picture = Raster(width, height, chance.randbytes((width + 7) // 8 * height))

    assert raster.from_document(raster.deflate(picture), Format.RASTER, width, height) == picture


@pytest.mark.parametrize(
    ("width", "height"), [(0, 10), (10, 0), (MAX_ROW_BYTES * 8 + 1, 10), (10, MAX_ROWS + 1), (9, 10), (8, 9), (8, 11)]
)
def test_a_wrong_size_is_refused(width, height):
    with pytest.raises(ProtocolError):
        raster.inflate(zlib.compress(bytes(10)), width, height)


def test_a_bomb_is_never_inflated():
    bomb = zlib.compress(bytes(200_000_000), 9)

    with pytest.raises(ProtocolError):
        raster.inflate(bomb, 576, 1200)


def test_bytes_after_the_end_are_refused():
    with pytest.raises(ProtocolError):
        raster.inflate(zlib.compress(bytes(10)) + b"more", 8, 10)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data):
    with pytest.raises(ProtocolError):
        raster.inflate(data, 576, 10)


@given(st.binary(max_size=80), st.sampled_from([Format.PNG, Format.JPEG]))
def test_random_bytes_are_no_picture(data, kind):
    head = {Format.PNG: b"\x89PNG\r\n\x1a\n", Format.JPEG: b"\xff\xd8\xff\xe0"}[kind]
    for picture in (data, head + data):
        with pytest.raises(ProtocolError):
            raster.from_document(picture, kind, 0, 0)


@pytest.mark.parametrize("kind", [Format.PNG, Format.JPEG])
def test_a_damaged_picture_is_refused_or_drawn_but_never_breaks(kind):
    whole = _bytes(Image.effect_noise((64, 64), 80), kind)
    chance = random.Random(3)
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        del damaged[chance.randrange(20, len(whole)) :]
        with contextlib.suppress(ProtocolError):
            raster.from_document(bytes(damaged), kind, 0, 0)


def test_too_many_pixels_are_refused_before_they_are_decoded():
    for size in ((7000, 7000), (20000, 10000)):
        data = _bytes(Image.new("1", size), Format.PNG)
        with pytest.raises(ProtocolError, match="pixels"):
            raster.from_document(data, Format.PNG, 0, 0)
        raster.is_large(data, Format.PNG, 0, 0)


@pytest.mark.parametrize(("mode", "options"), [("RGBA", {}), ("CMYK", {"progressive": True})])
def test_pictures_that_take_too_much_memory_are_refused_before_they_are_decoded(mode, options):
    kind = Format.JPEG if options else Format.PNG
    data = io.BytesIO()
    Image.new(mode, (5001, 5001)).save(data, kind.value, **options)
    with pytest.raises(ProtocolError, match="pixels"):
        raster.from_document(data.getvalue(), kind, 0, 0)


@pytest.mark.parametrize(
    ("mode", "side", "options", "large"),
    [
        ("RGBA", 2001, {}, True),
        ("RGBA", 1900, {}, False),
        ("L", 1900, {}, False),
        ("L", 4001, {}, True),
        ("RGB", 3900, {"quality": 5}, False),
        ("RGB", 1700, {"progressive": True}, True),
    ],
)
def test_what_takes_much_memory_says_so(mode, side, options, large):
    kind = Format.JPEG if options else Format.PNG
    data = io.BytesIO()
    Image.new(mode, (side, side)).save(data, kind.value, **options)
    assert raster.is_large(data.getvalue(), kind, 0, 0) is large
    assert not raster.is_large(data.getvalue()[:20], kind, 0, 0)


def test_rows_that_would_be_resized_say_so_too():
    assert raster.is_large(b"", Format.RASTER, 4096, 24_000)
    assert not raster.is_large(b"", Format.RASTER, 576, 24_000)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_strips_of_a_large_picture_meet_without_a_seam(mode, monkeypatch):
    image = Image.effect_noise((70, 50), 90).convert("L")
    image.putalpha(Image.linear_gradient("L").resize((70, 50)))
    whole = _from(image.convert("RGBA").convert(mode))
    monkeypatch.setattr(raster, "STRIP", 7 * 70)
    assert _from(image.convert("RGBA").convert(mode)) == whole


def test_too_long_a_picture_is_refused():
    with pytest.raises(ProtocolError, match="long"):
        raster.from_document(_bytes(Image.new("1", (8, MAX_ROWS + 1)), Format.PNG), Format.PNG, 0, 0)


@pytest.mark.parametrize("kind", [Format.TEXT, Format.RAW])
def test_what_is_no_picture_is_refused(kind):
    with pytest.raises(ProtocolError):
        raster.from_document(b"", kind, 8, 8)


@pytest.mark.parametrize("width", [1, 7, 8, 9, 575, 576])
def test_black_and_white_is_exact_whatever_the_width(width):
    image = Image.frombytes("1", (width, 40), random.Random(width).randbytes((width + 7) // 8 * 40))

    picture = _from(image)

    assert (picture.width, picture.height) == image.size
    assert _image(picture).tobytes() == image.convert("L").point(lambda level: 255 - level).tobytes()


def test_transparent_ground_is_white():
    image = Image.new("RGBA", (16, 16), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (4, 4, 8, 8))

    assert _black(_from(image)) == 16


@pytest.mark.parametrize("mode", ["LA", "P", "RGBA", "I;16", "L", "RGB", "1"])
def test_every_kind_of_png_prints_its_black_square(mode):
    if mode == "I;16":
        image = Image.new("I;16", (16, 16), 65535)
        image.paste(0, (4, 4, 8, 8))
    else:
        colour = Image.new("RGBA" if "A" in mode else "RGB", (16, 16), "white")
        colour.paste((0, 0, 0, 255) if "A" in mode else (0, 0, 0), (4, 4, 8, 8))
        image = colour.convert(mode)

    assert _black(_from(image)) == 16


def test_a_palette_with_a_transparent_colour_is_white_there():
    image = Image.new("P", (16, 16), 0)
    image.putpalette([0, 0, 0, 0, 0, 0] + [255] * 762)
    image.paste(1, (4, 4, 8, 8))
    data = io.BytesIO()
    image.save(data, "PNG", transparency=0)

    assert _black(raster.from_document(data.getvalue(), Format.PNG, 0, 0)) == 16


def test_a_photo_held_sideways_is_upright():
    image = Image.new("L", (40, 20), "white")
    image.paste(0, (0, 0, 20, 20))
    exif = image.getexif()
    exif[0x0112] = 6
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif, quality=95)

    picture = raster.from_document(data.getvalue(), Format.JPEG, 0, 0)

    assert (picture.width, picture.height) == (20, 40)
    top, bottom = _image(picture).crop((0, 0, 20, 18)), _image(picture).crop((0, 22, 20, 40))
    assert (top.getextrema(), bottom.getextrema()) == ((255, 255), (0, 0))


@pytest.mark.parametrize(("paper", "width"), [(0, 576), (384, 384), (2000, 1152)])
def test_wide_pictures_are_shrunk_to_the_paper_and_small_ones_stay(paper, width):
    picture = raster.from_document(_bytes(Image.new("L", (1152, 600)), Format.PNG), Format.PNG, paper, 0)

    assert (picture.width, picture.height) == (width, 600 * width // 1152)


@pytest.mark.parametrize("kind", [Format.PNG, Format.JPEG])
def test_text_is_the_plain_threshold_without_stray_dots(kind):
    image = Image.new("L", (576, 400), "white")
    draw = ImageDraw.Draw(image)
    for line in range(20):
        draw.text((10, 20 * line), "Café 12,50 · a line of antialiased text", fill=line * 4)
    data = _bytes(image, kind)

    picture = raster.from_document(data, kind, 0, 0)

    decoded = Image.open(io.BytesIO(data)).convert("L")
    assert picture.rows == decoded.point(lambda level: 255 if level < 128 else 0).convert("1").tobytes()


def test_areas_of_grey_are_dithered_to_their_share():
    image = Image.new("L", (256, 256), "white")
    for level in range(4):
        image.paste(64 + 40 * level, (64 * level, 64, 64 * level + 64, 192))

    dots = _image(_from(image))

    for level in range(4):
        area = dots.crop((64 * level + 8, 72, 64 * level + 56, 184))
        share = area.histogram()[255] / (48 * 112)
        assert share == pytest.approx(1 - (64 + 40 * level) / 255, abs=0.03)
    assert dots.crop((0, 0, 256, 40)).getbbox() is None


def test_a_photograph_is_dithered_all_over():
    """Its deep shadows and bright lights too, which in print are a letter's body and the paper."""
    image = Image.linear_gradient("L").point([int(20 + level * 0.85) for level in range(256)])

    dots = _image(_from(image))

    for top in range(0, 256, 32):
        strip = image.crop((0, top, 256, top + 32))
        shade = sum(level * count for level, count in enumerate(strip.histogram())) / (256 * 32)
        inked = dots.crop((0, top, 256, top + 32)).histogram()[255] / (256 * 32)
        assert inked == pytest.approx(1 - shade / 255, abs=0.03)


@pytest.mark.parametrize("page", [128, 255], ids=["photograph", "print"])
def test_greys_stay_greys_where_dots_are_taller_than_wide(page):
    """Half the rows go; if each kept the ink of two, a dithered grey would come out black."""
    image = Image.new("L", (256, 256), page)
    image.paste(128, (128, 64, 256, 256))
    image.paste(0, (0, 20, 64, 21))

    dots = _image(raster.from_document(_bytes(image, Format.PNG), Format.PNG, 0, 0, Fit(width=256, tall=50)))

    assert dots.size == (256, 128)
    assert dots.crop((136, 40, 256, 128)).histogram()[255] / (120 * 88) == pytest.approx(0.5, abs=0.03)
    if page == 255:
        assert dots.crop((0, 0, 128, 128)).getbbox() == (0, 10, 64, 11), "no thin line is lost"


def test_print_on_a_page_with_a_small_photograph_stays_sharp():
    image = Image.new("L", (256, 256), "white")
    image.paste(30, (8, 8, 40, 40))
    image.paste(128, (128, 128, 256, 256))

    dots = _image(_from(image))

    assert dots.crop((0, 0, 64, 64)).getbbox() == (8, 8, 40, 40)
    assert dots.crop((8, 8, 40, 40)).getextrema() == (255, 255)


FITS = [
    (Fit(), 576, 576),
    (Fit(width=576), 576, 576),
    (Fit(width=576), 100, 100),
    (Fit(width=384), 576, 384),
    (Fit(scale=50, width=576), 576, 288),
    (Fit(scale=50, width=576), 1152, 288),
    (Fit(scale=200, width=576), 100, 200),
    (Fit(scale=200, width=576), 400, 576),
    (Fit(scale=100, width=576, most=288), 576, 288),
    (Fit(scale=35, width=576, most=288), 576, 202),
    (Fit(scale=100, width=2000, most=1023), 1500, 1023),
    (Fit(scale=10, width=576), 3, 1),
]


@pytest.mark.parametrize(("fit", "width", "wanted"), FITS)
def test_our_own_rows_fit_the_paper(fit, width, wanted):
    """As they are if they do; else the whole picture smaller or larger, in its own shape, and never cut off."""
    picture = Raster(width, 90, random.Random(5).randbytes((width + 7) // 8 * 90))

    fitted = raster.from_document(raster.deflate(picture), Format.RASTER, width, 90, fit)

    assert (fitted.width, fitted.height) == (wanted, max(1, round(90 * wanted / width)))
    assert len(fitted.rows) == fitted.row_bytes * fitted.height
    assert raster.fits(width, fit) is (fitted == picture) is (wanted == width)


@pytest.mark.parametrize(("fit", "width", "wanted"), [(fit, *sizes) for fit, *sizes in FITS if fit.width])
@pytest.mark.parametrize("kind", [Format.PNG, Format.JPEG])
def test_pictures_of_others_fit_it_too(kind, fit, width, wanted):
    picture = raster.from_document(_bytes(Image.new("L", (width, 90)), kind), kind, 0, 0, fit)

    assert (picture.width, picture.height) == (wanted, max(1, round(90 * wanted / width)))


def test_the_job_knows_the_paper_better_than_the_document():
    data = _bytes(Image.new("L", (1000, 10)), Format.PNG)

    assert raster.from_document(data, Format.PNG, 384, 0, Fit(width=512)).width == 512
    assert raster.from_document(data, Format.PNG, 384, 0).width == 384


@given(st.integers(20, 100), st.integers(30, 90), st.booleans())
def test_no_thin_line_is_lost_in_a_smaller_picture(scale, at, upright):
    """A receipt's rules are one dot thin, wherever they fall between the dots of the smaller picture."""
    image = Image.new("1", (120, 120), 255)
    image.paste(0, (at, 0, at + 1, 120) if upright else (0, at, 120, at + 1))
    rows = raster.deflate(Raster(120, 120, image.point(lambda dot: 255 - dot).tobytes()))

    small = _image(raster.from_document(rows, Format.RASTER, 120, 120, Fit(scale=scale, width=120)))

    left, top, right, bottom = small.getbbox()
    length, thick = (bottom - top, right - left) if upright else (right - left, bottom - top)
    assert (length, thick) in {(small.width, 1), (small.width, 2)}


def test_black_stays_black_and_white_white_in_every_size():
    for black, rows in ((0, b"\0" * 720), (1, b"\xff" * 720)):
        for scale in (10, 33, 75, 130, 400):
            picture = raster.from_document(zlib.compress(rows), Format.RASTER, 72, 80, Fit(scale=scale, width=576))
            assert _black(picture) == black * picture.width * picture.height


def test_shades_of_our_own_rows_stay_shades():
    image = Image.linear_gradient("L").resize((256, 256)).convert("1")
    rows = raster.deflate(Raster(256, 256, image.point(lambda dot: 255 - dot).tobytes()))

    small = raster.from_document(rows, Format.RASTER, 256, 256, Fit(scale=50, width=576))

    assert _black(small) / (128 * 128) == pytest.approx(0.5, abs=0.06)


def test_too_many_pixels_are_never_made():
    with pytest.raises(ProtocolError, match="pixels"):
        raster.from_document(zlib.compress(bytes(128 * 4000)), Format.RASTER, 1024, 4000, Fit(scale=400, width=4096))


def test_too_long_a_picture_is_refused_once_enlarged_too():
    with pytest.raises(ProtocolError, match="long"):
        raster.from_document(zlib.compress(bytes(13_000)), Format.RASTER, 8, 13_000, Fit(scale=200, width=576))


def _bytes(image, kind):
    data = io.BytesIO()
    image.save(data, kind.value.upper(), **({"quality": 92} if kind is Format.JPEG else {}))
    return data.getvalue()


def _from(image):
    return raster.from_document(_bytes(image, Format.PNG), Format.PNG, 0, 0)


def _image(picture):
    """255 = black."""
    return Image.frombytes("1", (picture.width, picture.height), picture.rows).convert("L")


def _black(picture):
    return _image(picture).histogram()[255]
