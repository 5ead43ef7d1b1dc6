"""A camera of the network that answers by HTTP, as a wire. TLS keeps listeners out and tells nothing of who answers:
cameras sign their certificates themselves."""

from __future__ import annotations

import base64
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver

from ..codecs import http_camera
from ..core.match import Candidate
from ..errors import MissingLibrary
from ..wire import is_apart
from .fetched import CONNECT, SILENCE, Fetched

if TYPE_CHECKING:  # younger than the oldest aiohttp we run on
    from aiohttp.abc import ResolveResult

PIECE = 1 << 16

Digest: TypeAlias = Mapping[str, Any]
"""What a request is given to answer a camera that wants a proof of the password instead of the password."""


async def open_(seen: Candidate, _baud: str) -> Http:
    """The camera at `http://user:password@host:port/path`; whether one answers, its driver finds out."""
    return Http(seen.address, seen.place)


class Neighbours(AbstractResolver):
    """Finds machines by their names, but only those that might as well have been typed by their address."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        near = [one for one in found if is_apart(one["host"])] if host != "localhost" else found
        if not near:
            raise OSError(f"{host} is not on the local network")
        return near

    async def close(self) -> None:
        await self._resolver.close()


class Http(Fetched):
    """One camera."""

    schemes = ("http", "https")
    failures = (aiohttp.ClientError, OSError, TimeoutError, ValueError)

    def __init__(self, address: str, name: str) -> None:
        super().__init__(address, name)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=False, force_close=True, resolver=Neighbours()),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=SILENCE),
            headers={"Cache-Control": "no-cache"},
            auto_decompress=False,
        )

    async def close(self) -> None:
        await super().close()
        await self._session.close()

    def ready(self) -> None:
        if self.login and not hasattr(aiohttp, "DigestAuthMiddleware"):
            raise MissingLibrary("pip install 'iot-agent[cameras]'")

    async def pieces(self, url: str) -> AsyncGenerator[bytes, None]:
        async with self._session.get(url, allow_redirects=False, **self._digest()) as answer:
            asks = answer.headers.get("WWW-Authenticate", "")
            if answer.status != 401 or self.login is None or not asks.lower().startswith("basic"):
                async for piece in _told(answer):
                    yield piece
                return
        basic = base64.b64encode(":".join(self.login).encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        async with self._session.get(url, allow_redirects=False, headers=headers) as answer:
            async for piece in _told(answer):
                yield piece

    def _digest(self) -> Digest:
        return {"middlewares": (aiohttp.DigestAuthMiddleware(*self.login),)} if self.login else {}


async def _told(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    yield http_camera.tell_head(answer.status, answer.headers.get("Content-Type", ""))
    if answer.status == 200:
        async for piece in answer.content.iter_chunked(PIECE):
            yield http_camera.tell_piece(piece)
    yield http_camera.tell_piece(b"")
