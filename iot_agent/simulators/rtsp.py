"""A camera of the network that is spoken to by RTSP: it streams the wall of simulators/v4l2.py, whose pictures have
numbers, as JPEG, H.264 or H.265.

At the end of a cable it speaks as the docstring of transports/fetched.py says. Of our codecs nothing is used here.
Source: RFC 2326, RFC 3550, RFC 2435, RFC 6184, RFC 7798, RFC 2617.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import itertools
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..libraries import need
from .http_camera import md5
from .v4l2 import wall

WIDTH, HEIGHT = 320, 240
MTU = 1400
RATE, PAYLOAD = 90_000, {"JPEG": 26, "H264": 96, "H265": 97}
REALM, NONCE = "camera", "5ca1ab1e"
CODECS = {"H264": ("libx264", "aud=0:bframes=0"), "H265": ("libx265", "log-level=none:bframes=0:aud=0")}


@dataclass
class Rtsp:
    """The machine: `keys`: every how many pictures one needs none before it; `kept`: pictures it has kept, and sends
    at once; `trouble`: "", silent, cut, garbage, refuses, nothing (at this path), endless, foreign (another encoding).
    """

    password: str = ""
    proof: str = "digest"
    encoding: str = "JPEG"
    keys: int = 10
    kept: int = 0
    trouble: str = ""
    pace: float = 0.04
    number: int = 0
    in_band: bool = True
    """Whether parameter sets come with the pictures, and not in the description alone."""
    _sequence: Iterator[int] = field(default_factory=lambda: itertools.count(65_530))
    _codec: Any = None
    _heard: bytes = b""

    def describe(self) -> bytes:
        """What it says of its streams."""
        payload = PAYLOAD[self.encoding]
        name = "MP4V-ES" if self.trouble == "foreign" else self.encoding
        lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=Wall", "t=0 0", "a=control:*", "m=audio 0 RTP/AVP 0"]
        lines += ["a=control:track1", f"m=video 0 RTP/AVP {payload}", "a=control:track2"]
        if self.encoding != "JPEG" or self.trouble == "foreign":
            lines += [f"a=rtpmap:{payload} {name}/{RATE}"]
        if self.encoding == "H264" and not self.in_band:
            sets = ",".join(base64.b64encode(unit).decode() for unit in self._sets())
            lines += [f"a=fmtp:{payload} packetization-mode=1;sprop-parameter-sets={sets};profile-level-id=42C01F"]
        return "\r\n".join([*lines, ""]).encode()

    def start(self) -> None:
        """Somebody begins to look: the first picture needs none before it."""
        self._codec = None

    def packets(self) -> list[bytes]:
        """What it sees, a moment later than the last time."""
        self.number += 1
        if self.encoding == "JPEG":
            pieces = list(jpeg_pieces(self._jpeg(), 9 if self.trouble == "garbage" else 1))
        else:
            pieces = [piece for unit in self._units() for piece in _unit_pieces(unit, self.encoding)]
        stamp = int(self.number * self.pace * RATE) & 0xFFFFFFFF if self.trouble != "endless" else 0
        made = []
        for place, piece in enumerate(pieces):
            last = 0x80 if place == len(pieces) - 1 and self.trouble != "endless" else 0
            head = (0x80, PAYLOAD[self.encoding] | last, next(self._sequence) & 0xFFFF, stamp, 0x1057)
            made.append(struct.pack(">BBHII", *head) + piece)
        return made

    def _image(self) -> Any:
        return (
            need("PIL.Image", "images").frombytes("L", (WIDTH, HEIGHT), wall(self.number, WIDTH, HEIGHT)).convert("RGB")
        )

    def _jpeg(self) -> bytes:
        out = io.BytesIO()
        self._image().save(out, "JPEG", quality=80, subsampling=2)
        return out.getvalue()

    def _units(self) -> list[bytes]:
        """The network units of the next picture."""
        av = need("av", "cameras")
        self._codec = codec = self._codec or self._coder()
        coded = b"".join(bytes(packet) for packet in codec.encode(av.VideoFrame.from_image(self._image())))
        units = re.split(b"\0\0\0?\1", coded)[1:]
        if not self.in_band:
            units = [unit for unit in units if unit[0] & 31 not in (7, 8)]
        return [unit[:2] + bytes(len(unit)) for unit in units] if self.trouble == "garbage" else units

    def _sets(self) -> list[bytes]:
        """A coder gives the same ones again."""
        before, self.in_band = self.in_band, True
        units = self._units()
        self.in_band, self._codec = before, None
        return [unit for unit in units if unit[0] & 31 in (7, 8)]

    def _coder(self) -> Any:
        name, params = CODECS[self.encoding]
        codec = need("av", "cameras").CodecContext.create(name, "w")
        codec.width, codec.height, codec.pix_fmt, codec.gop_size = WIDTH, HEIGHT, "yuv420p", self.keys
        codec.time_base, codec.thread_count = Fraction(1, 25), 1
        library = name.removeprefix("lib")
        codec.options = {"preset": "ultrafast", "tune": "zerolatency", f"{library}-params": params}
        return codec

    def receive(self, data: bytes) -> bytes:
        """At the end of a cable: what comes back for these bytes; further packets the cable is given by its test."""
        self._heard += data
        *lines, self._heard = self._heard.split(b"\n")
        return b"" if self.trouble == "silent" else b"".join(map(self._line, lines))

    def _line(self, line: bytes) -> bytes:
        if line == b"here":
            return b"here\n"
        if not line.startswith(b"get "):
            return b""
        if self.trouble in ("refuses", "nothing"):
            return b"401 \n0\n" if self.trouble == "refuses" else b"404 \n0\n"
        self.start()
        return b"200 application/sdp\n" + piece(self.describe())


def piece(data: bytes) -> bytes:
    """As it goes over a cable."""
    return b"%d\n%s" % (len(data), data)


def jpeg_pieces(jpeg: bytes, kind: int) -> Iterator[bytes]:
    """What its packets have of a JPEG of Pillow's: its tables, and its scan in pieces."""
    tables, at = b"", 2
    while jpeg[at + 1] != 0xDA:
        size = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] == 0xDB:
            tables += b"".join(jpeg[start + 1 : start + 65] for start in range(at + 4, at + 2 + size, 65))
        at += 2 + size
    scan = jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big") :]
    for start in range(0, len(scan), MTU):
        head = struct.pack(">BBHBBBB", 0, start >> 16, start & 0xFFFF, kind, 255, WIDTH // 8, HEIGHT // 8)
        quantised = struct.pack(">BBH", 0, 0, len(tables)) + tables if not start else b""
        yield head + quantised + scan[start : start + MTU]


def _unit_pieces(unit: bytes, encoding: str) -> Iterator[bytes]:
    """A small one goes whole, a large one in fragments."""
    if len(unit) <= MTU:
        yield unit
        return
    long = encoding == "H265"
    head = bytes((unit[0] & 0x81 | 49 << 1, unit[1])) if long else bytes((unit[0] & 0xE0 | 28,))
    kind, body = (unit[0] >> 1 & 63, unit[2:]) if long else (unit[0] & 31, unit[1:])
    for start in range(0, len(body), MTU):
        edge = (0x80 if not start else 0) | (0x40 if start + MTU >= len(body) else 0)
        yield head + bytes((kind | edge,)) + body[start : start + MTU]


class Served:
    """The camera on a port of this machine."""

    def __init__(self, machine: Rtsp | None = None, drip: int = 0) -> None:
        self.machine = machine or Rtsp()
        self.asked: list[str] = []
        """Each first line, and what was shown as a login."""
        self.looking = self.old = 0
        """How many look, and the number of the last picture that was taken before."""
        self._drip = drip
        """Bytes that go out at once, 0 = as they come."""
        self._server: asyncio.Server | None = None
        self._guests: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """Plug it in; the answer is its address without a path."""
        self._server = await asyncio.start_server(self._come, host, port)
        return f"rtsp://{host}:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Pull the plug."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            for guest in self._guests:
                guest.cancel()
            await asyncio.gather(*self._guests, return_exceptions=True)
            await server.wait_closed()
            await asyncio.sleep(0)  # connections are closed a moment after they are given up

    def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        guest = asyncio.ensure_future(Guest(self, reader, writer).serve())
        self._guests.add(guest)
        guest.add_done_callback(self._guests.discard)

    async def put(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        step = self._drip or len(data)
        for at in range(0, len(data), max(1, step)):
            writer.write(data[at : at + step])
            await writer.drain()
            if self._drip:
                await asyncio.sleep(0)


class Guest:
    """One who is connected."""

    def __init__(self, served: Served, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._served, self._machine, self._reader, self._writer = served, served.machine, reader, writer
        self._playing: asyncio.Task[None] | None = None
        self._channel = 0

    async def serve(self) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                while question := await self._reader.readuntil(b"\r\n\r\n"):
                    await self._heed(question.decode())
        finally:
            self._writer.transport.abort()
            if self._playing:
                self._playing.cancel()
                await asyncio.gather(self._playing, return_exceptions=True)

    async def _heed(self, question: str) -> None:
        first, *lines = question.strip().split("\r\n")
        method, url, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        shown, machine = headers.get("authorization", ""), self._machine
        self._served.asked.append(f"{first} {shown}")
        if machine.trouble == "silent":
            return
        status, more, body = "200 OK", "", b""
        if machine.password and not self._proves(method, url, shown):
            asks = f'Digest realm="{REALM}", nonce="{NONCE}"' if machine.proof == "digest" else f'Basic realm="{REALM}"'
            status, more = "401 Unauthorized", f"WWW-Authenticate: {asks}\r\n"
        elif machine.trouble == "nothing":
            status = "404 Not Found"
        elif method == "DESCRIBE":
            body = machine.describe()
            more = f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif method == "SETUP":
            more = f"Transport: {headers['transport']}\r\nSession: 77;timeout=60\r\n"
            status = status if url.endswith(("/track1", "/track2")) else "404 Not Found"
            if url.endswith("/track2"):
                self._channel = int(headers["transport"].partition("interleaved=")[2].partition("-")[0])
        elif method == "PLAY":
            more = "Session: 77\r\n"
            status = status if headers.get("session") == "77" else "454 Session Not Found"
        reply = f"RTSP/1.0 {status}\r\nCSeq: {headers['cseq']}\r\n{more}\r\n".encode() + body
        await self._served.put(self._writer, reply)
        if method == "PLAY" and status.startswith("200"):
            self._playing = asyncio.ensure_future(self._play())

    def _proves(self, method: str, url: str, shown: str) -> bool:
        password = self._machine.password
        if self._machine.proof == "basic":
            return shown == "Basic " + base64.b64encode(f"admin:{password}".encode()).decode()
        said: dict[str, str] = dict(re.findall(r'(\w+)="([^"]*)"', shown))
        proof = md5(f"{md5(f'admin:{REALM}:{password}')}:{NONCE}:{md5(f'{method}:{url}')}")
        return said.get("response") == proof and said.get("uri") == url

    async def _play(self) -> None:
        machine = self._machine
        machine.start()
        self._served.looking += 1
        try:
            with contextlib.suppress(OSError):
                kept = await asyncio.to_thread(lambda: [machine.packets() for _ in range(machine.kept)])
                self._served.old = machine.number
                for packets in kept:
                    await self._send(packets)
                while True:
                    await self._send(await asyncio.to_thread(machine.packets))
                    if machine.trouble == "cut":
                        self._writer.transport.abort()
                    await asyncio.sleep(machine.pace if machine.trouble != "endless" else 0)
        finally:
            self._served.looking -= 1

    async def _send(self, packets: list[bytes]) -> None:
        for packet in packets:
            await self._served.put(self._writer, struct.pack(">cBH", b"$", self._channel, len(packet)) + packet)
