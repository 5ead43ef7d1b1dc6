"""JPEGs out of packets, against Pillow, which scales the same tables."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from iot_agent.codecs import photo
from iot_agent.codecs.rtp_jpeg import Jpeg, by_quality
from iot_agent.errors import ProtocolError

PICTURE = Image.effect_noise((64, 48), 40).convert("RGB")


def coded(quality, subsampling=2, **more):
    out = io.BytesIO()
    PICTURE.save(out, "JPEG", quality=quality, subsampling=subsampling, **more)
    return out.getvalue()


def scan_of(jpeg):
    at = jpeg.index(b"\xff\xda")
    return jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big") :]


def head(at=0, kind=1, quality=80, width=8, height=6):
    """As RFC 2435, 3.1 draws it."""
    return struct.pack(">BBHBBBB", 0, at >> 16, at & 0xFFFF, kind, quality, width, height)


@given(st.integers(1, 99))
def test_tables_by_quality_are_those_of_everybody(quality):
    jpeg = coded(quality)
    at, tables = 2, b""
    while jpeg[at + 1] != 0xDA:
        size = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] == 0xDB:
            tables += jpeg[at : at + 2 + size]
        at += 2 + size
    assert by_quality(quality) == tables


@pytest.mark.parametrize(("kind", "subsampling"), [(0, 1), (1, 2)])
@pytest.mark.parametrize("step", [7, 100, 5000])
def test_a_picture_in_pieces_is_the_picture(kind, subsampling, step):
    jpeg, put = coded(80, subsampling), Jpeg()
    scan = scan_of(jpeg)
    for at in range(0, len(scan), step):
        put.add(head(at, kind) + scan[at : at + step])
    made, key = put.take()
    assert key
    assert (photo.whole(made).width, photo.whole(made).height) == (64, 48)
    assert Image.open(io.BytesIO(made)).tobytes() == Image.open(io.BytesIO(jpeg)).tobytes()
    assert put.take() == (b"", True)


def test_tables_that_come_along_and_scans_that_begin_again():
    jpeg, put = coded(30, restart_marker_blocks=4), Jpeg()
    tables = by_quality(30).replace(b"\xff\xdb\x00\x43\x00", b"").replace(b"\xff\xdb\x00\x43\x01", b"")
    told = struct.pack(">HH", 4, 0xFFFF) + struct.pack(">BBH", 0, 0, len(tables)) + tables
    put.add(head(0, 65, 255) + told + scan_of(jpeg))
    made = Image.open(io.BytesIO(put.take()[0]))
    assert made.tobytes() == Image.open(io.BytesIO(jpeg)).tobytes()


def test_tables_of_two_bytes_a_number():
    put = Jpeg()
    put.add(head(0, 1, 255) + struct.pack(">BBH", 0, 3, 256) + bytes(range(256)) + b"scan")
    made, _ = put.take()
    assert made.count(b"\xff\xdb\x00\x83") == 2
    assert made[6:8] == b"\x10\x00"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        head()[:7],
        head(at=5) + b"later",
        head(kind=2) + b"scan",
        head(kind=200) + b"scan",
        head(quality=0) + b"scan",
        head(width=0) + b"scan",
        head(quality=255) + b"\0\0\0\0scan",
        head(quality=255) + b"\0\0\0\x80half",
        head(quality=255) + struct.pack(">BBH", 0, 3, 128) + bytes(128),
    ],
)
def test_what_is_no_part_of_a_picture(data):
    put = Jpeg()
    with pytest.raises(ProtocolError):
        put.add(data)
    assert put.take()[0] == b""


def test_a_piece_that_is_missing_costs_the_picture_and_not_the_next():
    scan, put = scan_of(coded(80)), Jpeg()
    put.add(head() + scan[:50])
    for at in (100, 50):
        with pytest.raises(ProtocolError):
            put.add(head(at) + scan[at:])
    assert put.take()[0] == b""
    put.add(head() + scan)
    assert put.take()[0].endswith(b"\xff\xd9")
