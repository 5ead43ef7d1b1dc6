"""The line between a box and its server, with the faults of real networks."""

import asyncio
import contextlib
import re
from dataclasses import dataclass

from tests.support.e2e_forwarder import Forwarder, first_of
from tests.support.e2e_loop import BackgroundLoop

HEAD_END = b"\r\n\r\n"
BELLS = (b"iot.order", b"iot.look")


@dataclass
class Seen:
    """What passed, and what was lost."""

    websockets: int = 0
    bells_lost: int = 0


class Proxy(Forwarder):
    """Forwards to a server, one request per connection, as long as nothing is wrong.

    `deaf` loses the doorbells of the bus and nothing else; `refuse` hangs up on every new connection.
    """

    def __init__(self, loop: BackgroundLoop, server: int) -> None:
        self.deaf = False
        self.refuse = False
        self.seen = Seen()
        self._server_port = server
        self._open = asyncio.Event()
        self._open.set()
        super().__init__(loop)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def freeze(self) -> None:
        """From here on nothing passes in either direction and nobody is told; new connections hang as well."""
        self.loop.run(self._freeze())

    async def _freeze(self) -> None:
        self._open.clear()

    def thaw(self) -> None:
        """New connections pass; those of before stay silent, as behind a router that forgot them."""
        self.loop.run(self._thaw())

    async def _thaw(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    def cut(self) -> None:
        """Resets every connection."""
        self.loop.run(self._cut())

    async def _cut(self) -> None:
        self.abort_all()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuse:
            return
        opened = self._open
        head = await reader.readuntil(HEAD_END)
        await opened.wait()
        websocket = re.search(rb"\r\nupgrade: *websocket", head, re.IGNORECASE) is not None
        answer, server = await self.connect(self._server_port)
        try:
            server.write(head if websocket else _one_request(head))
            down = self._frames(answer, writer, opened) if websocket else _bytes(answer, writer, opened)
            up = _bytes(reader, server, opened)
            await first_of(asyncio.ensure_future(up), asyncio.ensure_future(down), every=not websocket)
        finally:
            self.writers.discard(server)
            server.close()

    async def _frames(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, opened: asyncio.Event) -> None:
        """Server to client: the handshake, then frame by frame, so that a doorbell can be lost alone."""
        target.write(await source.readuntil(HEAD_END))
        self.seen.websockets += 1
        while True:
            frame = await _read_frame(source)
            await opened.wait()
            if self.deaf and any(bell in frame for bell in BELLS):
                self.seen.bells_lost += 1
                continue
            target.write(frame)
            await target.drain()


async def _bytes(source: asyncio.StreamReader, target: asyncio.StreamWriter, opened: asyncio.Event) -> None:
    while data := await source.read(65536):
        await opened.wait()
        target.write(data)
        await target.drain()
    with contextlib.suppress(OSError):
        target.write_eof()


def _one_request(head: bytes) -> bytes:
    """The request head, asking the server to close after its answer."""
    lines = [line for line in head[: -len(HEAD_END)].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + HEAD_END


async def _read_frame(source: asyncio.StreamReader) -> bytes:
    """One unmasked websocket frame, header included."""
    head = await source.readexactly(2)
    size = head[1] & 0x7F
    if size >= 126:
        more = await source.readexactly(2 if size == 126 else 8)
        head += more
        size = int.from_bytes(more, "big")
    return head + await source.readexactly(size)
