"""Cameras of the network as wires: a line asks for a picture, and pieces of an answer come; codecs/http_camera.py has
the words. User name and password stand in the address, and nowhere else: no message of ours names them."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from typing import ClassVar
from urllib.parse import unquote, urljoin, urlsplit

from ..codecs import http_camera
from ..errors import ProtocolError, TransportError
from ..wire import CAMERAS, is_local
from .words import Asked

CONNECT, SILENCE = 3.0, 8.0
AHEAD = 16
"""Pieces kept for a reader who is slower than the camera."""


class Fetched(ABC):
    """One camera; `name` is what messages call it."""

    schemes: ClassVar[tuple[str, ...]]
    failures: ClassVar[tuple[type[Exception], ...]] = (OSError, TimeoutError, ValueError, ProtocolError, TransportError)
    """What may go wrong while it answers."""

    def __init__(self, address: str, name: str) -> None:
        self.name = name
        try:
            to = urlsplit(address)
            scheme = to.scheme.lower()
            self.host, self.port = to.hostname or "", to.port or CAMERAS.get(scheme, 0)
        except ValueError:
            raise TransportError(f"not an address: {name}") from None
        if scheme not in self.schemes or not is_local(self.host) or to.fragment:
            raise TransportError(f"not an address: {name}")
        self.url = to._replace(netloc=to.netloc.rpartition("@")[2]).geturl()
        self.login = (unquote(to.username), unquote(to.password or "")) if to.username else None
        self._asked = Asked(http_camera.LONGEST_LINE)
        self._answers: asyncio.Queue[bytes | TransportError] = asyncio.Queue(AHEAD)
        self._rest = b""
        self._fetching: asyncio.Task[None] | None = None
        self._closed = False

    @abstractmethod
    def pieces(self, url: str) -> AsyncGenerator[bytes, None]:
        """The camera's answer in the words of codecs/http_camera.py."""

    def ready(self) -> None:
        """Raise MissingLibrary for what will be needed."""

    async def write(self, data: bytes) -> None:
        self._check()
        for line in self._asked.lines(data):
            await self._heed(line)

    async def read(self, limit: int = 4096) -> bytes:
        if not self._rest:
            self._check()
            got = await self._answers.get()
            if isinstance(got, TransportError):
                raise got
            self._rest = got
        data, self._rest = self._rest[:limit], self._rest[limit:]
        return data

    async def close(self) -> None:
        self._closed = True
        await self._stop()
        with contextlib.suppress(asyncio.QueueFull):
            self._answers.put_nowait(TransportError(f"{self.name} is closed"))

    def _check(self) -> None:
        if self._closed:
            raise TransportError(f"{self.name} is closed")

    async def _heed(self, line: bytes) -> None:
        await self._stop()
        self.ready()
        if line == http_camera.ASK_HERE:
            await self._knock()
            await self._answers.put(http_camera.HERE)
        elif line != http_camera.STOP:
            try:
                url = urljoin(self.url, http_camera.read_ask(line))
            except ProtocolError as error:
                raise TransportError(str(error)) from error
            self._fetching = asyncio.create_task(self._fetch(url))

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
                _, writer = await asyncio.open_connection(self.host, self.port)
        except (OSError, TimeoutError) as error:
            raise TransportError(f"{self.name} does not answer") from error
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _fetch(self, url: str) -> None:
        """The answer, in pieces; what goes wrong is read in its place."""
        try:
            async with contextlib.aclosing(self.pieces(url)) as pieces:
                async for piece in pieces:
                    await self._answers.put(piece)
        except self.failures as error:
            await self._answers.put(TransportError(f"{self.name}: {type(error).__name__}"))
