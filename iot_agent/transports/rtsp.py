"""A camera of the network that answers by RTSP, as a wire: its answer is what it says of its stream, and then each
packet of its first video track, for as long as nobody says stop.

Each picture has a connection of its own: what a camera kept for somebody who looked away is seen by nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import secrets
import socket
from collections import deque
from collections.abc import AsyncGenerator, Mapping

from ..codecs import http_camera, rtsp, rtsp_login, sdp
from ..codecs.rtsp import Packet, Reply
from ..codecs.rtsp_login import Login
from ..core.match import Candidate
from ..errors import ProtocolError, TransportError
from .fetched import CONNECT, SILENCE, Fetched
from .http import Neighbours
from .tcp import Tcp, connect

EARLY = 4096
"""Packets that may come before the camera says that it plays."""
UNSUPPORTED = 415
"""What is told of a camera none of whose tracks we can show."""
PIECE = 1 << 16


async def open_(seen: Candidate, _baud: str) -> Rtsp:
    """The camera at `rtsp://user:password@host:port/path`; whether one answers, its driver finds out."""
    return Rtsp(seen.address, seen.place)


class Rtsp(Fetched):
    """One camera."""

    schemes = ("rtsp",)

    async def pieces(self, url: str) -> AsyncGenerator[bytes, None]:
        talk = Talk(await self._connected(), Login(*self.login) if self.login else None)
        try:
            described = await talk.ask("DESCRIBE", url, rtsp.ACCEPT)
            track = sdp.video(described.body) if described.status == 200 else None
            status = UNSUPPORTED if described.status == 200 and track is None else described.status
            if track is not None:
                status, channel = await self._played(talk, described, url, track)
            yield http_camera.tell_head(status, "application/sdp")
            if track is None or status != 200:
                yield http_camera.tell_piece(b"")
                return
            yield http_camera.tell_piece(described.body)
            while True:
                packet = await talk.packet()
                if packet.channel == channel and packet.data:
                    yield http_camera.tell_piece(packet.data)
        finally:
            await talk.end()

    async def _played(self, talk: Talk, described: Reply, url: str, track: sdp.Track) -> tuple[int, int]:
        """How setting up and playing ended, and on which channel the packets come."""
        set_up = await talk.ask("SETUP", rtsp.track_url(described, url, track.control), rtsp.TRANSPORT)
        talk.session = rtsp.session(set_up)
        if set_up.status != 200:
            return set_up.status, 0
        talk.whole = rtsp.track_url(described, url, "")
        return (await talk.ask("PLAY", talk.whole, rtsp.FROM_NOW)).status, rtsp.channel(set_up)

    async def _connected(self) -> Tcp:
        """A name leads to no other place than might have been typed."""
        async with asyncio.timeout(CONNECT):
            host = self.host
            if not _is_number(host):
                names = Neighbours()
                try:
                    host = (await names.resolve(host, self.port, socket.AF_UNSPEC))[0]["host"]
                finally:
                    await names.close()
            return await connect(host, self.port)


def _is_number(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


class Talk:
    """One connection to a camera."""

    def __init__(self, wire: Tcp, login: Login | None) -> None:
        self._wire = wire
        self._login = login
        self._asks: Mapping[str, str] | None = None
        self._sequence = self._proved = 0
        self._reader = rtsp.Reader()
        self._arrived: deque[rtsp.Message] = deque()
        self._early: deque[Packet] = deque()
        self.session: dict[str, str] = {}
        self.whole = ""
        """The address that was played."""

    async def ask(self, method: str, url: str, headers: Mapping[str, str]) -> Reply:
        """The camera's answer; where it wants a proof of the password, the one to the proof."""
        reply = await self._asked(method, url, headers)
        asks = rtsp_login.challenge(reply.every("www-authenticate")) if reply.status == 401 else None
        if self._login is None or asks is None:
            return reply
        self._asks, self._proved = asks, 0
        return await self._asked(method, url, headers)

    async def packet(self) -> Packet:
        """The next one; answers to nothing are left out."""
        while not self._early:
            message = await self._message()
            if isinstance(message, Packet):
                return message
        return self._early.popleft()

    async def end(self) -> None:
        """Say good-bye, and wait for nothing."""
        with contextlib.suppress(TransportError, ProtocolError, TimeoutError):
            if self.whole:
                async with asyncio.timeout(0.5):
                    await self._wire.write(self._question("TEARDOWN", self.whole, {}))
        await self._wire.close()

    def _question(self, method: str, url: str, headers: Mapping[str, str]) -> bytes:
        self._sequence += 1
        proof: dict[str, str] = {}
        if self._login and self._asks is not None:
            self._proved += 1
            once = secrets.token_hex(8)
            proof["Authorization"] = rtsp_login.shown(self._login, self._asks, method, url, self._proved, once)
        return rtsp.ask(method, url, self._sequence, {**headers, **self.session, **proof})

    async def _asked(self, method: str, url: str, headers: Mapping[str, str]) -> Reply:
        await self._wire.write(self._question(method, url, headers))
        while True:
            message = await self._message()
            if isinstance(message, Packet):
                self._early.append(message)
                if len(self._early) > EARLY:
                    raise ProtocolError("packets and no answer")
            elif message.sequence in (self._sequence, -1) and message.status >= 200:
                return message

    async def _message(self) -> rtsp.Message:
        async with asyncio.timeout(SILENCE):
            while not self._arrived:
                self._arrived.extend(self._reader.feed(await self._wire.read(PIECE)))
        return self._arrived.popleft()
