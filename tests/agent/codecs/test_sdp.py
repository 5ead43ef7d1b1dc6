"""What cameras say of their streams."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot_agent.codecs.sdp import Track, video
from iot_agent.errors import ProtocolError

SPS, PPS = b"\x67\x42\x00\x1f", b"\x68\xce\x38\x80"
CAMERA = (
    "v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=Live\r\nt=0 0\r\na=control:*\r\n"
    "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/8000\r\na=control:track2\r\n"
    "m=video 0 RTP/AVP 96\r\nb=AS:2000\r\na=rtpmap:96 H264/90000\r\n"
    "a=fmtp:96 packetization-mode=1; profile-level-id=42001F; sprop-parameter-sets=Z0IAHw==,aM44gA==\r\n"
    "a=control:rtsp://10.0.0.5/live/track1\r\nm=application 0 RTP/AVP 107\r\n"
)


def test_a_camera():
    assert video(CAMERA.encode()) == Track("H264", 96, 90_000, "rtsp://10.0.0.5/live/track1", (SPS, PPS))


def test_the_sets_of_h265_and_a_camera_that_ends_lines_its_way():
    sets = [base64.b64encode(one).decode() for one in (b"vps", b"sps1", b"pps")]
    told = f"m=video 0 RTP/AVP 98\na=rtpmap:98 h265/90000\na=fmtp:98 sprop-vps={sets[0]};sprop-sps={sets[1]};sprop-pps={sets[2]}"
    assert video(f"v=0\n{told}".encode()) == Track("H265", 98, 90_000, "", (b"vps", b"sps1", b"pps"))


def test_jpeg_needs_no_map():
    assert video(b"v=0\r\nm=video 0 RTP/AVP 26\r\na=control:trackID=0\r\n") == Track("JPEG", 26, 90_000, "trackID=0")


def test_the_first_that_we_can_show():
    foreign = "m=video 0 RTP/AVP 99\na=rtpmap:99 MP4V-ES/90000\n"
    assert video(f"v=0\n{foreign}".encode()) is None
    ours = "m=video 0 RTP/AVP 26\n"
    assert video(f"v=0\n{foreign}{ours}".encode()) == Track("JPEG", 26, 90_000)


@pytest.mark.parametrize("text", [b"", b"v=0", b"v=0\nm=audio 0 RTP/AVP 0", b"\xff\xfe", b"m=video 0 RTP/AVP 26"])
def test_without_video(text):
    with pytest.raises(ProtocolError):
        video(text)


@pytest.mark.parametrize("told", ["a=rtpmap:96 H264/0", "a=rtpmap:96 H264", "a=rtpmap:999 H264/90000", "a=rtpmap:"])
def test_a_map_of_nothing(told):
    assert video(f"v=0\nm=video 0 RTP/AVP 96 x 96666\n{told}".encode()) is None


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5))
def test_sets_are_read_as_they_were_written(sets):
    told = ",".join(base64.b64encode(one).decode() for one in sets)
    text = f"v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets={told}\n"
    assert video(text.encode()).sets == tuple(sets)


@given(st.text(alphabet="mva=:0 96/rtpHJ\r\n", max_size=300))
def test_anything_is_a_track_or_none(text):
    try:
        found = video(text.encode())
    except ProtocolError:
        return
    assert found is None or found.rate > 0
