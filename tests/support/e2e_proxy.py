"""A TCP proxy between a box and its server, with the faults of real networks."""

import asyncio
import contextlib
import re
from dataclasses import dataclass, field

from tests.support.e2e_loop import BackgroundLoop

HEAD_END = b"\r\n\r\n"
BELLS = (b"iot.order", b"iot.look")


@dataclass
class Faults:
    """What goes wrong at the moment. `frozen`: nothing passes, nothing closes. `deaf`: doorbells are lost."""

    frozen: bool = False
    deaf: bool = False
    refuse: bool = False


@dataclass
class Counts:
    """What passed, and what was lost."""

    connections: int = 0
    websockets: int = 0
    bells_lost: int = 0
    requests: list[str] = field(default_factory=list)


class Proxy:
    """Forwards to `port`, and websockets to `websocket_port`, as a reverse proxy in front of Odoo does.

    One request per connection, so that each is routed by its own path.
    """

    def __init__(self, loop: BackgroundLoop, port: int, websocket_port: int | None = None) -> None:
        self.faults = Faults()
        self.seen = Counts()
        self._loop = loop
        self._ports = (port, websocket_port or port)
        self._streams: set[asyncio.StreamWriter] = set()
        self._closed = False
        self._serving: set[asyncio.Task[None]] = set()
        self._thaw: asyncio.Event
        self._server: asyncio.Server
        self.port: int = loop.run(self._start())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _start(self) -> int:
        self._thaw = asyncio.Event()
        self._thaw.set()
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        self._loop.run(self._close())

    async def _close(self) -> None:
        self._server.close()
        self._closed = True
        await self._cut()
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def freeze(self) -> None:
        """From here on nothing passes in either direction and nobody is told; new connections hang as well."""
        self._loop.run(self._set_frozen(True))

    def thaw(self, *, resume: bool = False) -> None:
        """New connections pass. Those of before come back to life only with `resume`, else they stay silent."""
        self._loop.run(self._set_frozen(False, resume))

    async def _set_frozen(self, frozen: bool, resume: bool = True) -> None:
        self.faults.frozen = frozen
        if frozen:
            self._thaw.clear()
        else:
            held, self._thaw = self._thaw, asyncio.Event()
            self._thaw.set()
            if resume:
                held.set()

    def cut(self) -> None:
        """Resets every connection."""
        self._loop.run(self._cut())

    async def _cut(self) -> None:
        for stream in tuple(self._streams):
            stream.transport.abort()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closed:
            writer.transport.abort()
            return
        self._streams.add(writer)
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen.connections += 1
        upstream: asyncio.StreamWriter | None = None
        try:
            if self.faults.refuse:
                return
            head = await reader.readuntil(HEAD_END)
            await self._thaw.wait()
            websocket = re.search(rb"\r\nupgrade: *websocket", head, re.IGNORECASE) is not None
            self.seen.requests.append(head.split(b" ", 2)[1].decode())
            answer, upstream = await asyncio.open_connection("127.0.0.1", self._ports[websocket])
            self._streams.add(upstream)
            upstream.write(head if websocket else _one_request(head))
            await self._pump_both(reader, writer, answer, upstream, websocket)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            for stream in (writer, upstream):
                if stream is not None:
                    self._streams.discard(stream)
                    stream.close()

    async def _pump_both(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: asyncio.StreamReader,
        upstream: asyncio.StreamWriter,
        websocket: bool,
    ) -> None:
        down = self._frames(answer, writer) if websocket else self._bytes(answer, writer)
        thaw = self._thaw
        self.seen.websockets += websocket
        pumps = {asyncio.ensure_future(self._bytes(reader, upstream, thaw)), asyncio.ensure_future(down)}
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED if websocket else asyncio.ALL_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _bytes(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, thaw: asyncio.Event | None = None
    ) -> None:
        thaw = thaw or self._thaw
        while data := await source.read(65536):
            await thaw.wait()
            target.write(data)
            await target.drain()
        with contextlib.suppress(OSError):
            target.write_eof()

    async def _frames(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Server to client: the handshake, then frame by frame, so that a doorbell can be lost alone."""
        thaw = self._thaw
        target.write(await source.readuntil(HEAD_END))
        while True:
            frame = await _read_frame(source)
            await thaw.wait()
            if self.faults.deaf and any(bell in frame for bell in BELLS):
                self.seen.bells_lost += 1
                continue
            target.write(frame)
            await target.drain()


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
