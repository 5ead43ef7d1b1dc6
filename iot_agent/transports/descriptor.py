"""A non-blocking file descriptor on the event loop: what serial lines, device files and input devices share."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable

from ..errors import TransportError


class Descriptor:
    """Reads and writes `fd`. Nothing is buffered here: what is not read yet stays with the kernel."""

    def __init__(self, fd: int, name: str) -> None:
        os.set_blocking(fd, False)
        self._fd = fd
        self._name = name
        self._waiting: set[asyncio.Future[None]] = set()
        self._closed = False

    async def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._open(), rest) :]
            except BlockingIOError:
                await self._ready(asyncio.get_running_loop().add_writer, asyncio.get_running_loop().remove_writer)
            except OSError as error:
                raise self._lost(error) from error

    async def read(self, limit: int = 4096) -> bytes:
        while True:
            try:
                data = os.read(self._open(), limit)
            except BlockingIOError:
                await self._ready(asyncio.get_running_loop().add_reader, asyncio.get_running_loop().remove_reader)
                continue
            except OSError as error:
                raise self._lost(error) from error
            if data:
                return data
            await self._nothing()

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(TransportError(f"{self._name} was closed"))
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._fd)
        loop.remove_writer(self._fd)
        await self._give_back()

    async def _give_back(self) -> None:
        os.close(self._fd)

    async def _nothing(self) -> None:
        """A read gave no byte: the other end is gone."""
        raise TransportError(f"{self._name} was hung up")

    def _open(self) -> int:
        if self._closed:
            raise TransportError(f"{self._name} is closed")
        return self._fd

    def _lost(self, error: OSError) -> TransportError:
        return TransportError(f"{self._name}: {error.strerror or error}")

    async def _ready(self, watch: Callable[..., None], unwatch: Callable[[int], object]) -> None:
        """Wait until the kernel says so; a cancelled wait loses nothing."""
        ready = asyncio.get_running_loop().create_future()
        self._waiting.add(ready)
        watch(self._fd, wake, ready)
        try:
            await ready
        finally:
            self._waiting.discard(ready)
            if not self._closed:
                unwatch(self._fd)


def wake(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def mode_of(path: str) -> int:
    """What stands at the path, for stat.S_ISSOCK and its like; errors as TransportError."""
    try:
        return os.stat(path).st_mode  # noqa: PTH116 - a device node never blocks
    except OSError as error:
        raise TransportError(f"{path}: {error.strerror or error}") from error


def open_fd(path: str, flags: int) -> int:
    """os.open without blocking or becoming a terminal's owner; its errors as TransportError."""
    try:
        return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise TransportError(f"{path}: {error.strerror or error}") from error


async def connect_fd(path: str, kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """The descriptor of a connection to the Unix socket at `path`; its errors as TransportError."""
    sock = socket.socket(socket.AF_UNIX, kind)
    sock.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(sock, path)
    except OSError as error:
        sock.close()
        raise TransportError(f"{path}: {error.strerror}") from error
    return sock.detach()
