"""A camera of the network: a web server with a picture, a stream of pictures, and a password if it has one.

At the end of a cable it speaks as the docstring of codecs/http_camera.py says, of which nothing is used here. Its
pictures are those of simulators/v4l2.py, so that a test can read their numbers.
Source: RFC 7617 (Basic), RFC 7616 (Digest).
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .v4l2 import jpeg_of

WIDTH, HEIGHT = 320, 240
BOUNDARY = "--frame"
"""As many cameras name it, with dashes of their own."""
REALM, NONCE = "camera", "5ca1ab1e"


@dataclass
class HttpCamera:
    """The machine: `password` of its user "admin", "" = none; `lengths`: whether its stream tells the length of each
    picture; `trouble`: "", silent, cut, garbage, refuses, broken."""

    password: str = ""
    proof: str = "digest"
    lengths: bool = True
    stream: bool = False
    trouble: str = ""
    number: int = 0
    pace: float = 0.02
    _heard: bytes = b""

    def jpeg(self) -> bytes:
        """What it sees, a moment later than the last time."""
        self.number += 1
        jpeg = jpeg_of(self.number, WIDTH, HEIGHT)
        return jpeg[: len(jpeg) // 2] if self.trouble == "cut" else bytes(99) if self.trouble == "garbage" else jpeg

    def part(self) -> bytes:
        """One picture of the stream."""
        jpeg = self.jpeg()
        length = b"Content-Length: %d\r\n" % len(jpeg) if self.lengths else b""
        return b"--%s\r\nContent-Type: image/jpeg\r\n%s\r\n%s\r\n" % (BOUNDARY.strip("-").encode(), length, jpeg)

    def receive(self, data: bytes) -> bytes:
        """At the end of a cable: what comes back for these bytes."""
        self._heard += data
        *lines, self._heard = self._heard.split(b"\n")
        return b"" if self.trouble == "silent" else b"".join(map(self._line, lines))

    def _line(self, line: bytes) -> bytes:
        if line == b"here":
            return b"here\n"
        if not line.startswith(b"get "):
            return b""
        if self.trouble in ("refuses", "broken"):
            return b"401 \n0\n" if self.trouble == "refuses" else b"500 text/plain\n0\n"
        if self.stream:
            body, kind = b"".join(self.part() for _ in range(3)), f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        else:
            body, kind = self.jpeg(), "image/jpeg"
        half = len(body) // 2
        return b"200 %s\n%d\n%s%d\n%s0\n" % (kind.encode(), half, body[:half], len(body) - half, body[half:])


class Served:
    """The camera on a port of this machine."""

    def __init__(self, machine: HttpCamera | None = None) -> None:
        self.machine = machine or HttpCamera()
        self._runner: web.AppRunner | None = None
        self.asked: list[str] = []
        """Each path that was asked for, with what was shown as a login."""

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """Plug it in; the answer is its address without a path."""
        app = web.Application()
        app.add_routes([web.get("/snapshot.jpg", self._snapshot), web.get("/video.mjpg", self._video)])
        app.add_routes([web.get("/moved.jpg", self._moved)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Pull the plug."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _snapshot(self, request: web.Request) -> web.StreamResponse:
        self._admit(request)
        return web.Response(body=self.machine.jpeg(), content_type="image/jpeg")

    async def _video(self, request: web.Request) -> web.StreamResponse:
        self._admit(request)
        kind = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):  # who watched has seen enough
            while self._runner is not None:
                await response.write(self.machine.part())
                await asyncio.sleep(self.machine.pace)
        return response

    async def _moved(self, _request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/snapshot.jpg")

    def _admit(self, request: web.Request) -> None:
        shown = request.headers.get("Authorization", "")
        self.asked.append(f"{request.path} {shown}")
        machine = self.machine
        if machine.trouble == "broken":
            raise web.HTTPInternalServerError
        if machine.password and not self._proves(request, shown):
            asks = f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth"' if machine.proof == "digest" else "Basic"
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": asks})

    def _proves(self, request: web.Request, shown: str) -> bool:
        if self.machine.proof == "basic":
            return shown == "Basic " + base64.b64encode(f"admin:{self.machine.password}".encode()).decode()
        said: dict[str, Any] = dict(re.findall(r'(\w+)="?([^",]+)"?', shown))
        who = md5(f"admin:{REALM}:{self.machine.password}")
        what = md5(f"{request.method}:{said.get('uri')}")
        told = ":".join(said.get(name, "") for name in ("nonce", "nc", "cnonce", "qop"))
        return bool(said.get("response") == md5(f"{who}:{told}:{what}"))


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
