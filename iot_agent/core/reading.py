"""Reading from a wire with a bound on time and size."""

from __future__ import annotations

import asyncio

from ..errors import ProtocolError
from .transport import Transport

PIECE = 1 << 16
"""Bytes asked for at once."""
MOST = 4096
"""Bytes that are kept of what nobody asked for."""


async def drain(wire: Transport) -> None:
    """Throw away what already arrived, so that an answer to an older question is not taken for ours."""
    await arrived(wire)


async def arrived(wire: Transport) -> bytes:
    """What already arrived; of a device that talks without end, the last of it."""
    got = b""
    try:
        async with asyncio.timeout(0):
            while True:
                got = (got + await wire.read())[-MOST:]
    except TimeoutError:
        return got


async def line_or_pause(wire: Transport, ends: bytes, *, most: int, seconds: float, pause: float) -> bytes:
    """The first line with something in it, without its end, which is one of `ends` or a pause; b"" = none came."""
    got = b""
    try:
        async with asyncio.timeout(seconds) as patience:
            while True:
                one = await wire.read(1)
                if one not in ends:
                    got += one
                    patience.reschedule(asyncio.get_running_loop().time() + pause)
                elif got:
                    return got
                if len(got) > most:
                    raise ProtocolError(f"no end within {most} bytes")
    except TimeoutError:
        return got


async def read_until(wire: Transport, end: bytes, *, most: int, seconds: float) -> bytes | None:
    """Bytes up to and with `end`; None if they do not come in time, ProtocolError beyond `most` bytes."""
    got = b""
    try:
        async with asyncio.timeout(seconds):
            while end not in got:
                if len(got) >= most:
                    raise ProtocolError(f"no end within {most} bytes")
                got += await wire.read(most - len(got))
    except TimeoutError:
        return None
    return got


async def read_line(wire: Transport, end: bytes, *, most: int, seconds: float) -> bytes:
    """Bytes up to and with `end`, and none of what follows; TimeoutError if they do not come in time, ProtocolError
    beyond `most` bytes."""
    got = bytearray()
    async with asyncio.timeout(seconds):
        while not got.endswith(end):
            if len(got) >= most:
                raise ProtocolError(f"no end within {most} bytes")
            got += await wire.read(1)
    return bytes(got)


async def read_exactly(wire: Transport, size: int, *, seconds: float) -> bytes:
    """So many bytes; TimeoutError if they do not come in time."""
    got = bytearray()
    async with asyncio.timeout(seconds):
        while len(got) < size:
            got += await wire.read(min(size - len(got), PIECE))
    return bytes(got)


async def read_within(wire: Transport, seconds: float | None) -> bytes:
    """What comes next; b"" if nothing comes in time, None = waits for ever."""
    try:
        async with asyncio.timeout(seconds):
            return await wire.read()
    except TimeoutError:
        return b""
