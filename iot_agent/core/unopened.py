"""The wire of a device that is listed and no more."""

from __future__ import annotations

import asyncio

from ..errors import TransportError


class Unopened:
    """A Transport behind which nothing is open: it takes nothing, and gives nothing until it is closed."""

    def __init__(self) -> None:
        self._closed = asyncio.Event()

    async def write(self, _data: bytes) -> None:
        raise TransportError("it is not open")

    async def read(self, _limit: int = 4096) -> bytes:
        await self._closed.wait()
        raise TransportError("it is not open")

    async def close(self) -> None:
        self._closed.set()
