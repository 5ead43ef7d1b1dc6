"""The words on the wire to a camera of the network, and streams of pictures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import http_camera as module
from iot_agent.codecs.http_camera import (
    Head,
    Pictures,
    ask_picture,
    read_ask,
    read_head,
    read_size,
    tell_head,
    tell_piece,
)
from iot_agent.errors import ProtocolError
from iot_agent.simulators.http_camera import HttpCamera

STREAM = (
    b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n\xff\xd8123"
    b"\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8456\r\n--frame\n\n\xff\xd8789--frame--\r\n"
)


def test_the_lines_of_the_docstring():
    assert ask_picture("/snap.jpg") == b"get /snap.jpg\n"
    assert tell_head(200, "image/jpeg") == b"200 image/jpeg\n"
    assert tell_piece(b"abc") + tell_piece(b"") == b"3\nabc0\n"


@pytest.mark.parametrize("path", ["", "/", "/cgi-bin/snapshot.cgi?channel=1&user=x"])
def test_what_is_asked_is_read(path):
    assert read_ask(ask_picture(path)) == path


@pytest.mark.parametrize(
    "path", ["snap.jpg", "//ümlaut", "/a b", "/a\nstop", "//other/x", "http://elsewhere/", "/" + "x" * 301]
)
def test_what_is_no_path_is_not_asked(path):
    with pytest.raises(ProtocolError):
        ask_picture(path)


@pytest.mark.parametrize("line", [b"get\n", b"got /x\n", b"get x\n", b"get \xff\n"])
def test_what_is_no_question(line):
    with pytest.raises(ProtocolError):
        read_ask(line)


@pytest.mark.parametrize(
    ("line", "head"),
    [
        (b"200 image/jpeg\n", Head(200)),
        (b"401 \n", Head(401)),
        (b"200 multipart/x-mixed-replace;boundary=frame\n", Head(200, "frame")),
        (b'200 Multipart/x-mixed-replace; Boundary="--my"; x=y\n', Head(200, "my")),
    ],
)
def test_heads(line, head):
    assert read_head(line) == head


@pytest.mark.parametrize(
    "line", [b"", b"20 x\n", b"200 \xff\n", b"200 x", b"200 multipart/mixed\n", b"200 multipart/x; boundary=--\n"]
)
def test_what_is_no_head(line):
    with pytest.raises(ProtocolError):
        read_head(line)


@pytest.mark.parametrize("line", [b"", b"-1\n", b"1", b"99999999\n", b"x\n"])
def test_what_is_no_size(line):
    with pytest.raises(ProtocolError):
        read_size(line)


@given(st.integers(1, 60))
def test_a_stream_in_any_pieces(size):
    pictures, got = Pictures("frame"), []
    for at in range(0, len(STREAM), size):
        got += pictures.feed(STREAM[at : at + size])

    assert [part.strip() for part in got] == [b"\xff\xd8123", b"\xff\xd8456", b"\xff\xd8789"]


@pytest.mark.parametrize("lengths", [True, False])
def test_the_stream_of_a_camera(lengths):
    machine = HttpCamera(lengths=lengths)
    parts = [machine.part() for _ in range(3)]
    got = Pictures("frame").feed(b"".join(parts))

    assert len(got) == (3 if lengths else 2)
    assert all(part.startswith(b"\xff\xd8") for part in got)


def test_what_never_ends_is_a_protocol_error(monkeypatch):
    monkeypatch.setattr(module, "MOST", 1000)
    with pytest.raises(ProtocolError):
        Pictures("frame").feed(b"--frame\r\n\r\n" + bytes(2000))
    with pytest.raises(ProtocolError):
        Pictures("frame").feed(b"--frame" + bytes(6000))


def test_what_stands_before_the_first_picture_does_not_grow():
    pictures = Pictures("frame")
    for _ in range(100):
        pictures.feed(bytes(10000))
    assert len(pictures._bytes) < 100
