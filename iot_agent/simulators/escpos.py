"""A receipt printer that speaks ESC/POS, with paper that runs out, a cover that opens and bad habits on request.

`EscPos` is the machine (bytes in, answers out); `Served` puts it on a TCP port.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..values import Paper, Raster
from .escpos_reader import Reader
from .print_head import PrintHead, Sent

BUFFER = 64 << 10
"""Bytes the printer takes while it cannot print."""
_REAL_TIME = re.compile(
    rb"\x10(?:\x04([\x01-\x04])|\x14\x01([\x00\x01])([\x01-\x08])|(\x14\x08\x01\x03\x14\x01\x06\x02\x08))"
)
_LONGEST = 10


class Mode(Enum):
    """normal · silent: prints, never answers · hung: accepts, never reads · late: answers late · drop: hangs up."""

    NORMAL = "normal"
    SILENT = "silent"
    HUNG = "hung"
    LATE = "late"
    DROP = "drop"


@dataclass(frozen=True)
class Receipt:
    """What came out between two cuts."""

    picture: Raster
    text: tuple[str, ...]
    sent: tuple[Sent, ...]


@dataclass
class EscPos:
    """The machine. Its owner pumps bytes into `receive` and gives it `answer` to send with."""

    width: int = 576
    needles: bool = False
    paper: Paper = Paper.OK
    cover_open: bool = False
    drawer_open: bool = False
    receipts: list[Receipt] = field(default_factory=list)
    pulses: list[tuple[int, int]] = field(default_factory=list)
    received: int = 0
    watched: bool = False
    answer: Callable[[bytes], None] = lambda _: None
    reader: Reader = field(init=False)
    _waiting: bytearray = field(default_factory=bytearray)
    _tail: bytes = b""

    def __post_init__(self) -> None:
        self.reader = Reader(
            self.width, self._cut, self._pulse, lambda data: self.answer(data), self._watch, self.needles
        )

    @property
    def online(self) -> bool:
        return self.paper is not Paper.OUT and not self.cover_open

    @property
    def full(self) -> bool:
        """Whether it takes no more bytes until it can print."""
        return len(self._waiting) >= BUFFER

    def receive(self, data: bytes) -> None:
        """Take bytes off the wire: real-time commands at once, wherever they stand, the rest in turn."""
        self.received += len(data)
        self._waiting += data
        self._real_time(data)
        self.work()

    def work(self) -> None:
        """Print what waits, if it can."""
        if self.online and self._waiting:
            data = bytes(self._waiting)
            self._waiting.clear()
            self.reader.feed(data)

    def set(self, *, paper: Paper | None = None, cover_open: bool | None = None) -> None:
        """Change the state of the machine; what waited is printed once it can be."""
        self.paper = self.paper if paper is None else paper
        self.cover_open = self.cover_open if cover_open is None else cover_open
        if self.watched:
            self.answer(self._automatic())
        self.work()

    def _real_time(self, data: bytes) -> None:
        window = self._tail + data
        end = 0
        for found in _REAL_TIME.finditer(window):
            end = found.end()
            status, pin, time, clear = found.groups()
            if status:
                self.answer(bytes((self._status(status[0]),)))
            elif clear:
                self._waiting.clear()
                self.reader.clear()
                self.answer(b"\x37\x25\x00")
            else:
                self._pulse(5 if pin[0] else 2, time[0] * 100)
        self._tail = window[max(end, len(window) - _LONGEST + 1) :]

    def _status(self, which: int) -> int:
        out = self.paper is Paper.OUT
        return (
            0x12
            | {
                1: (0x08 if not self.online else 0) | (0 if self.drawer_open else 0x04),
                2: (0x04 if self.cover_open else 0) | (0x20 if out else 0),
                3: 0,
                4: (0x60 if out else 0) | (0x0C if self.paper is not Paper.OK else 0),
            }[which]
        )

    def _watch(self, what: int) -> None:
        self.watched = bool(what)
        if self.watched:
            self.answer(self._automatic())

    def _automatic(self) -> bytes:
        out, low = self.paper is Paper.OUT, self.paper is not Paper.OK
        first = (
            0x10 | (0 if self.drawer_open else 0x04) | (0 if self.online else 0x08) | (0x20 if self.cover_open else 0)
        )
        return bytes((first, 0, (0x0C if out else 0) | (0x03 if low else 0), 0))

    def _cut(self, done: PrintHead) -> None:
        self.receipts.append(Receipt(done.strip.picture(), tuple(done.text), tuple(done.sent)))

    def _pulse(self, pin: int, milliseconds: int) -> None:
        self.pulses.append((pin, milliseconds))


class Served:
    """A machine on a TCP port; one client at a time, as a real one, the next waits.

    Any printer can stand here that has `receive`, `full` and `answer` as `EscPos` has them.
    """

    def __init__(self, machine: Any = None) -> None:
        self.machine = machine or EscPos()
        self.mode = Mode.NORMAL
        self.late = 2.0
        self.drop_after = 1000
        self._passed = 0
        self._server: asyncio.Server | None = None
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen; the answer is `host:port`."""
        self._server = await asyncio.start_server(self._welcome, host, port, limit=BUFFER)
        self.address = "{}:{}".format(*self._server.sockets[0].getsockname()[:2])
        return self.address

    async def stop(self) -> None:
        """Hang up and stop listening."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        self.hang_up()
        clients = list(self._clients)
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    def hang_up(self) -> None:
        """Drop every connection at once, as a pulled cable does."""
        for writer in self._clients.values():
            writer.transport.abort()

    def behave(self, mode: Mode, *, late: float | None = None, drop_after: int | None = None) -> None:
        """Change its habits, for the connection that is open too; bytes to DROP after count from here."""
        self._passed = 0
        self.mode = mode
        self.late = self.late if late is None else late
        self.drop_after = self.drop_after if drop_after is None else drop_after
        self.poke()

    def poke(self) -> None:
        """Look again whether the machine can go on reading."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:
            writer.transport.abort()
            return
        client = asyncio.create_task(self._serve(reader, writer))
        self._clients[client] = writer
        client.add_done_callback(self._clients.pop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with self._turn:
                await self._pump(reader, writer)
        finally:
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.machine.answer = lambda data: self._answer(writer, data)
        self._passed = 0
        with contextlib.suppress(OSError):
            while not writer.is_closing():
                await self._able()
                data = await reader.read(4096)
                await self._able()
                left = self.drop_after - self._passed if self.mode is Mode.DROP else len(data)
                self._passed += len(data)
                self.machine.receive(data[:left])
                if not data or left < len(data):
                    return

    async def _able(self) -> None:
        """Return once it neither hangs nor is full."""
        while self.mode is Mode.HUNG or self.machine.full:
            await self._changed.wait()

    def _answer(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        if self.mode is Mode.SILENT or writer.is_closing():
            return
        if self.mode is Mode.LATE:
            asyncio.get_running_loop().call_later(self.late, self._send, writer, data)
        else:
            self._send(writer, data)

    @staticmethod
    def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)
