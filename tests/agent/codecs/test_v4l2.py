"""The words on the wire to a camera, and which mode is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.photo import READABLE
from iot_agent.codecs.v4l2 import (
    MOST_MODES,
    Head,
    Mode,
    ask_frame,
    best,
    read_ask,
    read_head,
    read_modes,
    size_of_modes,
    tell_head,
    tell_modes,
)
from iot_agent.errors import ProtocolError

modes = st.builds(Mode, st.sampled_from(READABLE), st.integers(1, 16384), st.integers(1, 16384))
WEBCAM = tuple(
    Mode(name, *size)
    for name in ("YUYV", "MJPG")
    for size in ((640, 480), (320, 240), (1280, 720), (1920, 1080), (1280, 960))
)


def test_the_lines_of_the_docstring():
    mode = Mode("MJPG", 1280, 720)
    assert ask_frame(mode) == b"frame MJPG 1280 720\n"
    assert tell_head(Head(mode, 0, 48213)) == b"frame MJPG 1280 720 0 48213\n"
    assert tell_modes([mode]) == b"modes 14\nMJPG 1280 720\n"


@given(modes, st.integers(0, 60000), st.integers(0, 1 << 20))
def test_what_is_told_is_read(mode, row, size):
    assert read_ask(ask_frame(mode)) == mode
    assert read_head(tell_head(Head(mode, row, size))) == Head(mode, row, size)


@given(st.lists(modes, max_size=MOST_MODES + 20))
def test_all_modes_within_bounds_are_told(given_):
    first, _, body = tell_modes(given_).partition(b"\n")
    assert size_of_modes(first + b"\n") == len(body)
    assert read_modes(body) == tuple(given_[:MOST_MODES])


def test_what_nobody_can_read_is_not_offered():
    assert tell_modes([Mode("H264", 640, 480), Mode("A\x00\n ", 1, 1), Mode("MJPG", 0, 480)]) == b"modes 0\n"


@given(st.binary(max_size=80))
def test_anything_else_is_a_protocol_error(data):
    for read in (read_ask, read_head, size_of_modes, read_modes):
        try:
            read(data)
        except ProtocolError:
            continue


@pytest.mark.parametrize(
    "line",
    [
        b"frame MJPG 1280\n",
        b"frame MJPG 1280 720 0\n",
        b"frame MJPG -1 720 0 1\n",
        b"frame MJPG 1280 720 0 99999999999\n",
        b"frame MJPG 1280 720 0 100000000\n",
        b"frame XXXX 1280 720 0 1\n",
        "frame MJPG ١ 720 0 1\n".encode(),
        b"",
    ],
)
def test_heads_that_are_none(line):
    with pytest.raises(ProtocolError):
        read_head(line)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ((0, 0), Mode("MJPG", 1280, 720)),
        ((320, 0), Mode("MJPG", 320, 240)),
        ((321, 0), Mode("MJPG", 640, 480)),
        ((1280, 721), Mode("MJPG", 1280, 960)),
        ((0, 1080), Mode("MJPG", 1920, 1080)),
        ((4096, 4096), Mode("MJPG", 1920, 1080)),
    ],
)
def test_the_mode_that_is_just_large_enough(wanted, chosen):
    assert best(WEBCAM, *wanted) == chosen


def test_a_camera_of_raw_frames_only():
    assert best([Mode("NV12", 640, 480), Mode("YUYV", 640, 480)], 0, 0) == Mode("YUYV", 640, 480)


def test_a_camera_of_nothing_readable():
    with pytest.raises(ProtocolError):
        best([Mode("H264", 640, 480)], 0, 0)


@given(st.lists(modes, min_size=1), st.integers(0, 20000), st.integers(0, 20000))
def test_there_is_always_one_and_none_smaller_would_do(some, width, height):
    chosen = best(some, width, height)
    assert chosen in some
    if width or height:
        enough = [mode for mode in some if mode.width >= width and mode.height >= height]
        assert not enough or chosen.width * chosen.height == min(mode.width * mode.height for mode in enough)
