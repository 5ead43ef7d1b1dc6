"""Whole JPEGs and broken ones, raw frames of each format, and pictures that must be smaller."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.codecs import photo
from iot_agent.codecs.photo import TABLES, compressed, fitted, whole
from iot_agent.errors import ProtocolError
from iot_agent.values import Photo


def jpeg(width=64, height=48, colour=(200, 30, 60), **options):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", **options)
    return out.getvalue()


def opened(taken):
    image = Image.open(io.BytesIO(taken.jpeg))
    image.load()
    assert image.size == (taken.width, taken.height)
    return image.convert("RGB")


def near(one, other, most=6):
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def test_a_good_one_is_left_as_it_is():
    data = jpeg()
    assert whole(data) == Photo(data, 64, 48)
    assert whole(data + bytes(500)) == Photo(data, 64, 48)


def test_the_tables_that_webcams_leave_out_are_put_back():
    data = jpeg()
    assert TABLES in data
    bare = data.replace(TABLES, b"")

    assert near(opened(whole(bare)).getpixel((5, 5)), (200, 30, 60))
    assert whole(bare).jpeg == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"GIF89a" + bytes(100),
        bytes(1000),
        jpeg()[:-40],
        jpeg()[:200],
        b"\xff\xd8\xff\xda\x00\x04ab\xff\xd9",
        b"\xff\xd8\xff\xc0\x00\x01",
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x00\x00\x00\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9",
    ],
)
def test_what_is_no_whole_jpeg(data):
    with pytest.raises(ProtocolError):
        whole(data)


@given(st.integers(0, 2**32), st.integers(1, 700))
def test_damage_is_told_or_harmless(seed, at):
    data = bytearray(jpeg())
    data[at % len(data)] = seed & 0xFF
    try:
        taken = whole(bytes(data))
    except ProtocolError:
        return
    assert taken.jpeg.startswith(b"\xff\xd8")
    assert taken.jpeg.endswith(b"\xff\xd9")


RAW = {  # one dot of light grey-blue, as the kernel's documents write it down
    "YUYV": bytes((0x80, 0xA0, 0x80, 0x70)),
    "UYVY": bytes((0xA0, 0x80, 0x70, 0x80)),
    "RGB3": bytes((112, 128, 185)) * 2,
    "BGR3": bytes((185, 128, 112)) * 2,
    "GREY": bytes((0x80, 0x80)),
}
SEEN = {"YUYV": (106, 128, 185), "UYVY": (106, 128, 185), "RGB3": (112, 128, 185), "BGR3": (112, 128, 185)}


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("pad", [0, 12])
def test_raw_frames(name, pad):
    row = RAW[name] * 8
    taken = compressed((row + bytes(pad)) * 8, name, 16, 8, len(row) + pad if pad else 0)

    assert near(opened(taken).getpixel((3, 3)), SEEN.get(name, (128, 128, 128)))


def test_a_frame_in_two_planes():
    frame = bytes((0x80,)) * 16 * 8 + bytes((0xA0, 0x70)) * 8 * 4

    assert near(opened(compressed(frame, "NV12", 16, 8)).getpixel((3, 3)), (106, 128, 185))


@pytest.mark.parametrize("name", [*RAW, "NV12"])
def test_half_a_raw_frame(name):
    with pytest.raises(ProtocolError):
        compressed(bytes(20), name, 16, 8)


def test_a_frame_of_half_a_dot():
    with pytest.raises(ProtocolError):
        compressed(bytes(2000), "YUYV", 15, 8)


def test_a_picture_is_made_as_wide_as_it_may_be():
    taken = whole(jpeg(640, 480))
    assert fitted(taken) is taken
    assert fitted(taken, 640) is taken
    small = fitted(taken, 160)
    assert opened(small).size == (160, 120)


def test_a_picture_is_made_as_small_as_it_must_be():
    noise = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(400 * 300 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=100)
    taken = whole(out.getvalue())

    less = fitted(taken, most=60_000)
    tiny = fitted(taken, most=5_000)

    assert len(less.jpeg) <= 60_000
    assert less.width == 400
    assert len(tiny.jpeg) <= 5_000
    assert opened(tiny).width < 400


def test_a_size_that_nothing_has():
    with pytest.raises(ProtocolError):
        fitted(whole(jpeg()), most=100)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:300] + b"\xff\xd9", lambda data: data.replace(b"\xff\xc4", b"\xff\xc5")]
)
def test_one_that_cannot_be_decoded(damage):
    with pytest.raises(ProtocolError):
        fitted(Photo(damage(jpeg()), 64, 48), 10)


def test_one_of_more_dots_than_anybody_looks_at(monkeypatch):
    monkeypatch.setattr(photo, "MOST_DOTS", 100)
    for make in (lambda: whole(jpeg()), lambda: fitted(Photo(jpeg(), 64, 48), 10)):
        with pytest.raises(ProtocolError):
            make()
