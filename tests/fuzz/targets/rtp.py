"""Packets of video in each encoding: whatever comes, pictures are bounded and the first is a key."""

from iot_agent.codecs import photo, rtp
from iot_agent.codecs.sdp import ENCODINGS, Track
from iot_agent.errors import ProtocolError


def fuzz(data: bytes) -> None:
    """The first byte says which encoding; then packets, each after its length."""
    encoding = ENCODINGS[data[0] % len(ENCODINGS)] if data else "JPEG"
    stream, clock = rtp.Stream(Track(encoding, 96, 90_000, sets=(b"\x67set",))), rtp.Clock(90_000)
    at, pictures = 1, 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        try:
            found = stream.feed(data[at + 2 : at + 2 + size])
        except ProtocolError:
            found = []
        for coded in found:
            assert coded.key or pictures, "it begins with what hangs on another"
            assert coded.data
            assert clock.taken(coded.stamp, 5.0) <= 5.0 + 1e-6, "taken after it arrived"
            pictures += 1
            if encoding == "JPEG":
                look(coded.data)
        at += 2 + size


def look(jpeg: bytes) -> None:
    try:
        photo.whole(jpeg)
    except ProtocolError:
        return
