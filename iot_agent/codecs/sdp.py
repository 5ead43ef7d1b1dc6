"""What a camera says of its stream: the video track that we can show, out of all it describes.

Source: RFC 4566 (lines), RFC 3551 (payload type 26), RFC 6184, 8.2.1 and RFC 7798, 7.1 for parameter sets in it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from ..errors import ProtocolError

ENCODINGS = ("JPEG", "H264", "H265")
MOST = 1 << 16
MOST_SETS = 16

_MAP = re.compile(r"rtpmap:(\d{1,3}) +([\w.-]+)/(\d{1,7})")
_FORMAT = re.compile(r"fmtp:(\d{1,3}) +(.*)")
_SET = re.compile(r"sprop-(?:parameter-sets|vps|sps|pps) *= *([A-Za-z0-9+/=,]+)")


@dataclass(frozen=True)
class Track:
    """A stream of pictures: its payload type, ticks in a second, where it is set up, and what its decoder is told
    before the first picture."""

    encoding: str
    payload: int
    rate: int
    control: str = ""
    sets: tuple[bytes, ...] = ()


def video(text: bytes) -> Track | None:
    """The first video track of an encoding that we can show; None = none of them. What describes no video raises
    ProtocolError."""
    media = [part.split("\n") for part in text[:MOST].decode("latin-1").replace("\r", "").split("\nm=")[1:]]
    tracks = [_track(lines) for lines in media if lines[0].startswith("video ")]
    if not tracks:
        raise ProtocolError("a description without video")
    return next((track for track in tracks if track), None)


def _track(lines: list[str]) -> Track | None:
    offered = [int(word) for word in lines[0].split()[3:] if word.isdecimal() and len(word) < 4]
    told = [line.removeprefix("a=") for line in lines[1:] if line.startswith("a=")]
    maps = {int(found[1]): found for line in told if (found := _MAP.match(line))}
    control = next((line.removeprefix("control:") for line in told if line.startswith("control:")), "")
    for payload in offered:
        if payload == 26 and payload not in maps:
            return Track("JPEG", payload, 90_000, control)
        found = maps.get(payload)
        if found and found[2].upper() in ENCODINGS and int(found[3]):
            sets = [_sets(line[2]) for row in told if (line := _FORMAT.match(row)) and int(line[1]) == payload]
            return Track(found[2].upper(), payload, int(found[3]), control.strip(), sum(sets, ())[:MOST_SETS])
    return None


def _sets(told: str) -> tuple[bytes, ...]:
    """Those that are whole; a camera sends them in its stream as well."""
    found: list[bytes] = []
    for value in _SET.findall(told):
        for word in value.split(","):
            try:
                found.append(base64.b64decode(word + "=" * (-len(word) % 4), validate=True))
            except binascii.Error:
                continue
    return tuple(filter(None, found))
