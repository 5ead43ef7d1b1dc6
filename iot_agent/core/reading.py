"""Reading from a wire with a bound on time and size."""

from __future__ import annotations

import asyncio

from ..errors import ProtocolError
from .transport import Transport

PIECE = 1 << 16
"""Bytes asked for at once."""


async def drain(wire: Transport) -> None:
    """Throw away what already arrived, so that an answer to an older question is not taken for ours."""
    try:
        async with asyncio.timeout(0):
            while await wire.read():
                pass
    except TimeoutError:
        return


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
