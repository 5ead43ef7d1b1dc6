"""RTSP 1.0 as somebody who looks speaks it, over one connection in which the camera's packets come between its replies.

    DESCRIBE rtsp://10.0.0.5/live RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n
    RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 26\r\n\r\nv=0\r\nm=video 0 RTP/AVP 26\r\n
    $ 00 04d2 …                                a packet of channel 0, of 1234 bytes

Source: RFC 2326, 6 and 7 for messages, 10.12 for packets between them, C.1.1 for the addresses of tracks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..errors import ProtocolError

MOST_HEAD = 8192
MOST_BODY = 1 << 16
ACCEPT = {"Accept": "application/sdp"}
TRANSPORT = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}
FROM_NOW = {"Range": "npt=0.000-"}
"""As everybody asks for what is live."""

_END = re.compile(rb"\r?\n\r?\n")
_FIRST = re.compile(r"RTSP/1\.\d (\d{3})(?: .*)?")
_ASKS = re.compile(r"[A-Z_]{3,20} \S+ RTSP/1\.\d")
_HEADER = re.compile(r"([\w-]{1,64})[ \t]*:[ \t]*(.*)")
_CHANNEL = re.compile(r"interleaved=(\d{1,3})")
_URL = re.compile(r"rtsp://[\x21-\x7e]{1,600}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x21-\x7e]{1,300}")


@dataclass(frozen=True)
class Reply:
    """What the camera answers; names of headers in small letters."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    @property
    def sequence(self) -> int:
        """Of the question it answers; -1 = it does not say."""
        told = self.first("cseq")
        return int(told) if told.isdecimal() and len(told) < 10 else -1


@dataclass(frozen=True)
class Packet:
    """What came on a channel."""

    channel: int
    data: bytes


Message: TypeAlias = Reply | Packet


def ask(method: str, url: str, sequence: int, headers: Mapping[str, str]) -> bytes:
    """The bytes of a question; a URL or header that would break it raises ProtocolError."""
    lines = [f"{method} {url} RTSP/1.0", f"CSeq: {sequence}", "User-Agent: iot-agent"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if not _URL.fullmatch(url) or not all(line.isascii() and line.isprintable() for line in lines):
        raise ProtocolError("not a question")
    return "\r\n".join([*lines, "", ""]).encode()


def track_url(described: Reply, url: str, control: str) -> str:
    """Where a track of what was described at `url` is set up; "" or "*" = the whole."""
    base = described.first("content-base") or described.first("content-location") or url
    if not _URL.fullmatch(base):
        base = url
    if control in ("", "*"):
        return base
    if not _CONTROL.fullmatch(control):
        raise ProtocolError("a track without an address")
    return control if _URL.fullmatch(control) else f"{base.rstrip('/')}/{control.lstrip('/')}"


def channel(reply: Reply) -> int:
    """On which the packets of a track that was set up come."""
    told = _CHANNEL.search(reply.first("transport"))
    return int(told[1]) if told else 0


def session(reply: Reply) -> dict[str, str]:
    """The header that names the session in what is asked next."""
    name = reply.first("session").partition(";")[0].strip()
    return {"Session": name} if name else {}


@dataclass
class Reader:
    """Feed it what the camera sends in any pieces; it gives whole messages. What the camera asks is left out: it may
    want to know whether anybody is there, and sees that its packets are taken."""

    _bytes: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[Message]:
        self._bytes += data
        found: list[Message] = []
        while (message := self._next()) is not None:
            if isinstance(message, Packet) or message.status:
                found.append(message)
        return found

    def _next(self) -> Message | None:
        """A message of status 0 is a question."""
        while self._bytes and self._bytes[0] in b"\r\n":
            del self._bytes[0]
        if self._bytes[:1] != b"$":
            return self._message()
        size = int.from_bytes(self._bytes[2:4], "big")
        if len(self._bytes) < 4 + size:
            return None
        packet = Packet(self._bytes[1], bytes(self._bytes[4 : 4 + size]))
        del self._bytes[: 4 + size]
        return packet

    def _message(self) -> Reply | None:
        end = _END.search(self._bytes)
        if (end.start() if end else len(self._bytes)) > MOST_HEAD:
            raise ProtocolError("an answer without an end")
        if end is None:
            if self._bytes and not self._bytes[:1].isalpha():
                raise ProtocolError("not an answer")
            return None
        reply = _head(bytes(self._bytes[: end.start()]))
        told = reply.first("content-length") or "0"
        if not told.isdecimal() or len(told) > 6 or int(told) > MOST_BODY:
            raise ProtocolError("an answer too long")
        after = end.end() + int(told)
        if len(self._bytes) < after:
            return None
        body = bytes(self._bytes[end.end() : after])
        del self._bytes[:after]
        return Reply(reply.status, reply.headers, body)


def _head(head: bytes) -> Reply:
    first, *lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    answers = _FIRST.fullmatch(first)
    if not answers and not _ASKS.fullmatch(first):
        raise ProtocolError("not an answer")
    headers = tuple((header[1].lower(), header[2].strip()) for line in lines if (header := _HEADER.fullmatch(line)))
    return Reply(int(answers[1]) if answers else 0, headers)
