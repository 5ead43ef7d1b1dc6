"""The cable between a printer and whoever prints on it: it can be held, cut, and made to say nonsense or nothing."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from tests.support.e2e_forwarder import Forwarder, first_of
from tests.support.e2e_loop import BackgroundLoop

PIECE = 512
LITTLE = 4096
"""Bytes that the cable itself keeps: whoever prints knows soon that it does not go on."""


class Cable(Forwarder):
    """Forwards to a printer on a port of this machine."""

    def __init__(self, loop: BackgroundLoop, printer: int) -> None:
        self._printer = printer
        self._answers: Callable[[bytes], bytes] = bytes
        self._left: int | None = None
        self._held = threading.Event()
        self._open: asyncio.Event
        super().__init__(loop)

    async def _start(self) -> int:
        self._open = asyncio.Event()
        self._open.set()
        near = socket.socket()
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)  # what the sender's end keeps goes by that
        near.bind(("127.0.0.1", 0))
        self._server = await asyncio.start_server(self._welcome, sock=near, limit=LITTLE)
        return int(near.getsockname()[1])

    @contextlib.contextmanager
    def held_in(self, count: int) -> Iterator[threading.Event]:
        """Until the end of the block nothing more passes once so many bytes have gone to the printer: the event."""
        self.loop.run(self._hold(count))
        try:
            yield self._held
        finally:
            self.loop.run(self._release())

    def silence(self) -> None:
        """From here on the printer's answers get lost."""
        self._answers = lambda _data: b""

    def garble(self) -> None:
        """From here on its answers are noise."""
        self._answers = lambda data: b"\xff" * len(data)

    def mend(self) -> None:
        """What passed so far is forgotten with its connections; new ones are well."""
        self._answers = bytes
        self.cut()

    def cut(self) -> None:
        """Resets every connection."""
        self.loop.run(self._cut())

    async def _cut(self) -> None:
        self.abort_all()

    async def _hold(self, count: int) -> None:
        self._held.clear()
        self._left = count

    async def _release(self) -> None:
        self._left = None
        self._open.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer, printer = await self.connect(self._printer)
        try:
            down, up = _or_reset(self._down(reader, printer), printer), _or_reset(self._up(answer, writer), writer)
            await first_of(asyncio.ensure_future(down), asyncio.ensure_future(up), every=True)
        finally:
            self.writers.discard(printer)
            printer.close()

    async def _down(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(PIECE):
            await self._open.wait()
            target.write(data)
            await target.drain()
            if self._left is not None:
                self._left -= len(data)
                if self._left <= 0:
                    self._left = None
                    self._open.clear()
                    self._held.set()
        with contextlib.suppress(OSError):
            target.write_eof()

    async def _up(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(PIECE):
            target.write(self._answers(data))
            await target.drain()
        with contextlib.suppress(OSError):
            target.write_eof()


async def _or_reset(passing: Coroutine[Any, Any, None], other: asyncio.StreamWriter) -> None:
    """Whoever is at the other end hears of a connection that broke, as of one that was closed."""
    try:
        await passing
    except OSError:
        other.transport.abort()
