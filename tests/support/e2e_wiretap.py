"""The cable to a printer on the network, cut open: bytes are counted, and something happens at a given one."""

import asyncio
from collections.abc import Callable

from tests.support.e2e_forwarder import Forwarder, first_of
from tests.support.e2e_loop import BackgroundLoop

PIECE = 512
"""Bytes that pass at once, so that a page takes its time as on a real cable."""


class Wiretap(Forwarder):
    """Forwards to a device on a port of this machine; `at` calls back between two bytes on their way to it."""

    def __init__(self, loop: BackgroundLoop, device: int) -> None:
        self._device = device
        self._left = 0
        self._then: Callable[[], None] | None = None
        super().__init__(loop)

    def at(self, count: int, then: Callable[[], None] | None) -> None:
        """Calls `then` once that many bytes have passed to the device from here on; None forgets it."""
        self.loop.run(self._arm(count, then))

    async def _arm(self, count: int, then: Callable[[], None] | None) -> None:
        self._left, self._then = count, then

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer, device = await self.connect(self._device)
        try:
            await first_of(
                asyncio.ensure_future(self._down(reader, device)), asyncio.ensure_future(_up(answer, writer))
            )
        finally:
            self.writers.discard(device)
            device.close()

    async def _down(self, source: asyncio.StreamReader, device: asyncio.StreamWriter) -> None:
        while data := await source.read(min(PIECE, self._left) if self._then else PIECE):
            device.write(data)
            await device.drain()
            self._left -= len(data)
            if self._then and self._left <= 0:
                then, self._then = self._then, None
                then()


async def _up(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(PIECE):
        target.write(data)
        await target.drain()
