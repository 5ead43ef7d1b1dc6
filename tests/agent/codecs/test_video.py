"""Pictures that hang on one another, decoded."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import photo, video
from iot_agent.errors import MissingLibrary, ProtocolError
from iot_agent.simulators.v4l2 import number_on
from tests.support.film import coded

encoded = pytest.mark.parametrize("encoding", ["H264", "H265"])
PICTURES = {encoding: coded(encoding, 3) for encoding in ("H264", "H265")}


@encoded
@pytest.mark.parametrize("many", [1, 2, 13])
def test_the_last_picture(encoding, many):
    film = video.Film(encoding)
    for one in coded(encoding, many):
        film.feed(one)
    picture = film.picture(0)
    assert (picture.width, picture.height, number_on(picture.jpeg)) == (320, 240, many)


def test_made_small():
    film = video.Film("H264")
    film.feed(coded("H264", 1)[0])
    assert (picture := film.picture(100)).width == 100
    assert picture.jpeg.startswith(b"\xff\xd8")


@encoded
@pytest.mark.parametrize("damage", [b"", b"\0\0\0\1\x65", bytes(100), b"\0\0\0\1\x67\x42\xff" * 30])
def test_damage_is_no_picture(encoding, damage):
    film = video.Film(encoding)
    film.feed(damage or b"\0")
    with pytest.raises(ProtocolError):
        film.picture(0)


@encoded
def test_for_what_is_damaged_at_the_end_nothing_older_is_shown(encoding):
    film = video.Film(encoding)
    for one in coded(encoding, 3):
        film.feed(one)
    film.feed(coded(encoding, 1, trouble="garbage")[0])
    with pytest.raises(ProtocolError):
        film.picture(0)


@encoded
@given(st.integers(0, 2), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_whatever_is_damaged_what_comes_is_a_whole_picture(encoding, which, at, damage):
    film = video.Film(encoding)
    for number, one in enumerate(PICTURES[encoding]):
        place = at % len(one)
        film.feed(one[:place] + damage + one[place + len(damage) :] if number == which else one)
    try:
        picture = film.picture(0)
    except ProtocolError:
        return
    assert picture.width * picture.height <= video.MOST_DOTS
    assert photo.whole(picture.jpeg) == picture


def test_a_picture_of_too_many_dots_is_not_begun(monkeypatch):
    monkeypatch.setattr(video, "MOST_DOTS", 1000)
    film = video.Film("H264")
    film.feed(coded("H264", 1)[0])
    with pytest.raises(ProtocolError):
        film.picture(0)


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingLibrary, match="cameras"):
        video.Film("H264")
