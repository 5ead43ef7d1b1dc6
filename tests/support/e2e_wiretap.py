"""The cable to a printer on the network, cut open: bytes are counted, and something happens at a given one."""

import asyncio
import contextlib
from collections.abc import Callable

from tests.support.e2e_loop import BackgroundLoop

PIECE = 512
"""Bytes that pass at once, so that a page takes its time as on a real cable."""


class Wiretap:
    """Forwards one TCP port of this machine to another; `at` calls back between two bytes to the device."""

    def __init__(self, loop: BackgroundLoop, address: str) -> None:
        self._loop = loop
        self._target = address.rsplit(":", 1)
        self._left = 0
        self._then: Callable[[], None] | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self.address: str = loop.run(self._start())

    def at(self, count: int, then: Callable[[], None] | None) -> None:
        """Calls `then` once that many bytes have passed to the device from here on; None forgets it."""
        self._loop.run(self._arm(count, then))

    async def _arm(self, count: int, then: Callable[[], None] | None) -> None:
        self._left, self._then = count, then

    async def _start(self) -> str:
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        return "{}:{}".format(*self._server.sockets[0].getsockname())

    def close(self) -> None:
        self._loop.run(self._close())

    async def _close(self) -> None:
        self._server.close()
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer, device = await asyncio.open_connection(*self._target)
        pumps = {asyncio.ensure_future(self._down(reader, device)), asyncio.ensure_future(_up(answer, writer))}
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            writer.close()
            device.close()

    async def _down(self, source: asyncio.StreamReader, device: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(min(PIECE, self._left) if self._then else PIECE):
                device.write(data)
                await device.drain()
                if self._then:
                    self._left -= len(data)
                    if self._left <= 0:
                        then, self._then = self._then, None
                        then()


async def _up(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(PIECE):
            target.write(data)
            await target.drain()
