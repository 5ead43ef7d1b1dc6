"""A TCP port of this machine that forwards to others; what happens on the way is the business of its kinds."""

import asyncio
from abc import ABC, abstractmethod

from tests.support.e2e_loop import BackgroundLoop


class Forwarder(ABC):
    """Listens from its making until it is closed."""

    def __init__(self, loop: BackgroundLoop) -> None:
        self.loop = loop
        self.writers: set[asyncio.StreamWriter] = set()
        self._closed = False
        self._serving: set[asyncio.Task[None]] = set()
        self.port: int = loop.run(self._start())

    @abstractmethod
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it; its end closes the connection."""

    async def connect(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the other side, closed with all the others."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        self.writers.add(writer)
        return reader, writer

    def close(self) -> None:
        self.loop.run(self._close())

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        self._server.close()
        self._closed = True
        self.abort_all()
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def abort_all(self) -> None:
        """Resets every connection."""
        for writer in tuple(self.writers):
            writer.transport.abort()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closed:
            writer.transport.abort()
            return
        self.writers.add(writer)
        task = asyncio.ensure_future(self._served(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()


async def first_of(*pumps: "asyncio.Future[None]", every: bool = False) -> None:
    """Runs both directions until one ends, or until `every` one does."""
    try:
        await asyncio.wait(pumps, return_when=asyncio.ALL_COMPLETED if every else asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
