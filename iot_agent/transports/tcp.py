"""Raw TCP, as network printers speak it on port 9100."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from ..core.match import Candidate
from ..errors import TransportError

CONNECT = 5.0
PORT = 9100


async def open_(seen: Candidate, _baud: str) -> Tcp:
    """Connect to `host:port`; the port defaults to 9100."""
    host, port = split(seen.address)
    try:
        async with asyncio.timeout(CONNECT):
            return await connect(host, port)
    except TimeoutError:
        raise TransportError(f"{seen.address} does not answer") from None
    except OSError as error:
        raise TransportError(f"{seen.address}: {error.strerror or error}") from error


async def connect(host: str, port: int) -> Tcp:
    """A connection; OSError if there is none."""
    loop = asyncio.get_running_loop()
    reader = Reader(loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    transport, _ = await loop.create_connection(lambda: protocol, host, port)
    return Tcp(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


class Reader(asyncio.StreamReader):
    """One that tells of the end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self.ended = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.ended.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.ended.set()


def split(address: str) -> tuple[str, int]:
    """Host and port of `host`, `host:port`, `[v6]:port` or a bare IPv6 address."""
    if address.startswith("["):
        host, _, rest = address[1:].partition("]")
        port = rest.removeprefix(":")
    elif address.count(":") == 1:
        host, port = address.split(":")
    else:
        host, port = address, ""
    if not host or (port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536)):
        raise TransportError(f"not an address: {address}")
    return host, int(port or PORT)


def keep_alive(sock: socket.socket, idle: int, every: int, times: int) -> None:
    """Have the kernel ask for a sign of life after so many idle seconds, and give up after so many questions."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", idle), ("TCP_KEEPINTVL", every), ("TCP_KEEPCNT", times)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class Tcp:
    """One connection. Keep-alive tells within 11 s of a printer that was switched off without a word."""

    def __init__(self, reader: Reader, writer: asyncio.StreamWriter) -> None:
        self.ended = reader.ended
        self._reader = reader
        self._writer = writer
        writer.transport.set_write_buffer_limits(high=0)
        keep_alive(writer.get_extra_info("socket"), 5, 2, 3)

    async def write(self, data: bytes) -> None:
        if self._writer.is_closing():
            raise TransportError("closed")
        self._writer.write(data)
        try:
            await self._writer.drain()
        except OSError as error:
            raise TransportError(str(error)) from error

    async def read(self, limit: int = 4096) -> bytes:
        try:
            data = await self._reader.read(limit)
        except OSError as error:
            raise TransportError(str(error)) from error
        if not data:
            raise TransportError("the other end closed the connection")
        return data

    async def close(self) -> None:
        """Drop what a hung peer never took: waiting for it could last for ever."""
        transport = self._writer.transport
        if transport.get_write_buffer_size():
            transport.abort()
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
