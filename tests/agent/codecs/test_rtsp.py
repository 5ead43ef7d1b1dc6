"""Questions and answers of RTSP, and packets between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs import rtsp as module
from iot_agent.codecs.rtsp import Packet, Reader, Reply, ask, channel, session, track_url
from iot_agent.errors import ProtocolError

URL = "rtsp://10.0.0.5/live"
# RFC 2326, 10.2 and 10.12, of which the packet is made short.
DESCRIBED = (
    b"RTSP/1.0 200 OK\r\nCSeq: 312\r\nDate: 23 Jan 1997 15:35:06 GMT\r\nContent-Type: application/sdp\r\n"
    b"Content-Length: 4\r\n\r\nv=0\n"
)
SET_UP = (
    b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nDate: 05 Jun 1997 18:57:18 GMT\r\n"
    b"Transport: RTP/AVP/TCP;interleaved=0-1\r\nSession: 12345678;timeout=60\r\n\r\n"
)
PACKET = b"$\x00\x00\x05bytes"
OF_THE_CAMERA = b"GET_PARAMETER rtsp://10.0.0.5/live RTSP/1.0\r\nCSeq: 1\r\n\r\n"
STREAM = SET_UP + PACKET + OF_THE_CAMERA + b"\r\n" + PACKET + DESCRIBED
READ = [
    Reply(
        200,
        (
            ("cseq", "2"),
            ("date", "05 Jun 1997 18:57:18 GMT"),
            ("transport", "RTP/AVP/TCP;interleaved=0-1"),
            ("session", "12345678;timeout=60"),
        ),
    ),
    Packet(0, b"bytes"),
    Packet(0, b"bytes"),
    Reply(
        200,
        (
            ("cseq", "312"),
            ("date", "23 Jan 1997 15:35:06 GMT"),
            ("content-type", "application/sdp"),
            ("content-length", "4"),
        ),
        b"v=0\n",
    ),
]


def test_a_question():
    asked = ask("DESCRIBE", URL, 1, {"Accept": "application/sdp"})
    assert asked == (
        b"DESCRIBE rtsp://10.0.0.5/live RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: iot-agent\r\nAccept: application/sdp\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("url", "header"),
    [("http://10.0.0.5/", "x"), ("rtsp://a b/", "x"), ("rtsp://a/\r\nX: y", "x"), (URL, "x\r\nY: z"), (URL, "ü")],
)
def test_what_would_break_a_question_is_not_asked(url, header):
    with pytest.raises(ProtocolError):
        ask("PLAY", url, 1, {"Session": header})


@given(st.integers(1, len(STREAM)))
def test_answers_and_packets_in_any_pieces(size):
    reader, got = Reader(), []
    for at in range(0, len(STREAM), size):
        got += reader.feed(STREAM[at : at + size])
    assert got == READ


def test_what_stands_in_an_answer():
    set_up, _, _, described = READ
    assert (set_up.sequence, described.sequence) == (2, 312)
    assert session(set_up) == {"Session": "12345678"}
    assert channel(set_up) == 0
    assert channel(Reply(200, (("transport", "RTP/AVP/TCP;unicast;interleaved=4-5"),))) == 4
    assert (session(Reply(200)), channel(Reply(200)), Reply(200).sequence) == ({}, 0, -1)


@pytest.mark.parametrize(
    ("base", "control", "url"),
    [
        ("", "", URL),
        ("", "*", URL),
        ("", "track1", f"{URL}/track1"),
        ("", "/track1", f"{URL}/track1"),
        ("rtsp://10.0.0.5/live/", "trackID=1", f"{URL}/trackID=1"),
        ("no address", "trackID=1", f"{URL}/trackID=1"),
        ("", "rtsp://192.168.1.1:8554/other", "rtsp://192.168.1.1:8554/other"),
    ],
)
def test_where_a_track_is(base, control, url):
    assert track_url(Reply(200, (("content-base", base),)), URL, control) == url


@pytest.mark.parametrize("control", ["a b", "x\r\nY: z", "x" * 400])
def test_a_track_that_is_nowhere(control):
    with pytest.raises(ProtocolError):
        track_url(Reply(200), URL, control)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 20 OK\r\n\r\n",
        b"hello\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_what_is_no_answer(data):
    with pytest.raises(ProtocolError):
        Reader().feed(data)


def test_what_never_ends_is_a_protocol_error():
    reader = Reader()
    reader.feed(b"RTSP/1.0 200 OK\r\nX: ".ljust(module.MOST_HEAD, b"y"))
    with pytest.raises(ProtocolError):
        reader.feed(b"y")
