"""What a camera answers by RTSP, whole and in pieces; its description, and what it asks for as a login."""

from iot_agent.codecs import rtsp, rtsp_login, sdp
from iot_agent.errors import ProtocolError

from ..pieces import pieces

URL = "rtsp://10.0.0.5/live"


def fuzz(data: bytes) -> None:
    reader, got = rtsp.Reader(), []
    try:
        for piece in pieces(data):
            got += reader.feed(piece)
    except ProtocolError:
        return
    assert rtsp.Reader().feed(data[1:]) == got, "the pieces matter"
    for message in got:
        if isinstance(message, rtsp.Reply):
            heed(message)


def heed(reply: rtsp.Reply) -> None:
    asks = rtsp_login.challenge(reply.every("www-authenticate"))
    more = rtsp.session(reply)
    if asks is not None:
        more["Authorization"] = rtsp_login.shown(rtsp_login.Login("a", "b"), asks, "SETUP", URL, 1, "once")
    assert 0 <= rtsp.channel(reply) < 1000
    try:
        track = sdp.video(reply.body)
        url = rtsp.track_url(reply, URL, track.control if track else "")
        asked = rtsp.ask("SETUP", url, 1, more)
    except ProtocolError:
        return
    assert asked.count(b"\r\n\r\n") == 1, "an answer makes a question of its own"
    assert asked.endswith(b"\r\n\r\n")
