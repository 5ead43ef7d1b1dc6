"""A camera of the network as a wire: a line asks for a picture, its answer comes in pieces; codecs/http_camera.py has
the words. User name and password stand in the address, and nowhere else: no message of ours names them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from ..codecs import http_camera
from ..core.match import Candidate
from ..errors import MissingLibrary, ProtocolError, TransportError
from ..wire import is_apart, is_local

if TYPE_CHECKING:  # younger than the oldest aiohttp we run on
    from aiohttp.abc import ResolveResult

CONNECT, SILENCE = 3.0, 8.0
PIECE = 1 << 16
AHEAD = 16
"""Pieces kept for a reader who is slower than the camera."""

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


class Http:
    """One camera; `name` is what messages call it. TLS keeps listeners out and tells nothing of who answers: cameras
    sign their certificates themselves."""

    def __init__(self, address: str, name: str) -> None:
        self._name = name
        try:
            to = urlsplit(address)
            self._host, self._port = to.hostname or "", to.port or (443 if to.scheme == "https" else 80)
        except ValueError:
            raise TransportError(f"not an address: {name}") from None
        if to.scheme not in ("http", "https") or not is_local(self._host) or to.fragment:
            raise TransportError(f"not an address: {name}")
        self._url = to._replace(netloc=to.netloc.rpartition("@")[2]).geturl()
        self._login = (unquote(to.username), unquote(to.password or "")) if to.username else None
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=False, force_close=True, resolver=Neighbours()),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=SILENCE),
            headers={"Cache-Control": "no-cache"},
            auto_decompress=False,
        )
        self._asked = bytearray()
        self._answers: asyncio.Queue[bytes | TransportError] = asyncio.Queue(AHEAD)
        self._rest = b""
        self._fetching: asyncio.Task[None] | None = None

    async def write(self, data: bytes) -> None:
        if self._session.closed:
            raise TransportError(f"{self._name} is closed")
        self._asked += data
        if len(self._asked) > http_camera.LONGEST_LINE and http_camera.END not in self._asked:
            raise TransportError("no question")
        while http_camera.END in self._asked:
            line, _, rest = bytes(self._asked).partition(http_camera.END)
            self._asked[:] = rest
            await self._heed(line + http_camera.END)

    async def _heed(self, line: bytes) -> None:
        await self._stop()
        digest = self._digest()
        if line == http_camera.ASK_HERE:
            await self._knock()
            await self._answers.put(http_camera.HERE)
        elif line != http_camera.STOP:
            try:
                url = urljoin(self._url, http_camera.read_ask(line))
            except ProtocolError as error:
                raise TransportError(str(error)) from error
            self._fetching = asyncio.create_task(self._fetch(url, digest))

    async def read(self, limit: int = 4096) -> bytes:
        if not self._rest:
            if self._session.closed:
                raise TransportError(f"{self._name} is closed")
            got = await self._answers.get()
            if isinstance(got, TransportError):
                raise got
            self._rest = got
        data, self._rest = self._rest[:limit], self._rest[limit:]
        return data

    async def close(self) -> None:
        await self._stop()
        await self._session.close()
        with contextlib.suppress(asyncio.QueueFull):
            self._answers.put_nowait(TransportError(f"{self._name} is closed"))

    async def _stop(self) -> None:
        fetching, self._fetching = self._fetching, None
        if fetching is not None:
            fetching.cancel()
            await asyncio.wait({fetching})
        self._rest = b""
        while not self._answers.empty():
            self._answers.get_nowait()

    async def _knock(self) -> None:
        try:
            async with asyncio.timeout(CONNECT):
                _, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise TransportError(f"{self._name} does not answer") from error
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _fetch(self, url: str, digest: Digest) -> None:
        """The answer, in pieces; what goes wrong is read in its place."""
        try:
            async with contextlib.aclosing(self._pieces(url, digest)) as pieces:
                async for piece in pieces:
                    await self._answers.put(piece)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            await self._answers.put(TransportError(f"{self._name}: {type(error).__name__}"))

    async def _pieces(self, url: str, digest: Digest) -> AsyncGenerator[bytes, None]:
        async with self._session.get(url, allow_redirects=False, **digest) as answer:
            asks = answer.headers.get("WWW-Authenticate", "")
            if answer.status != 401 or self._login is None or not asks.lower().startswith("basic"):
                async for piece in _told(answer):
                    yield piece
                return
        basic = base64.b64encode(":".join(self._login).encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        async with self._session.get(url, allow_redirects=False, headers=headers) as answer:
            async for piece in _told(answer):
                yield piece

    def _digest(self) -> Digest:
        if self._login is None:
            return {}
        if not hasattr(aiohttp, "DigestAuthMiddleware"):
            raise MissingLibrary("pip install 'iot-agent[cameras]'")
        return {"middlewares": (aiohttp.DigestAuthMiddleware(*self._login),)}


async def _told(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    yield http_camera.tell_head(answer.status, answer.headers.get("Content-Type", ""))
    if answer.status == 200:
        async for piece in answer.content.iter_chunked(PIECE):
            yield http_camera.tell_piece(piece)
    yield http_camera.tell_piece(b"")
