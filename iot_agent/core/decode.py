"""Coded pictures made a JPEG in a process of their own, while they still arrive: no stream can hurt the agent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from ..codecs import video
from ..errors import MissingLibrary, ProtocolError
from ..values import Photo
from ..wire import MAX_PICTURE
from . import child

DECODER = "decoder"
PATIENCE = 10.0
"""Seconds for the picture, once all that it hangs on was handed over."""


@contextlib.asynccontextmanager
async def film(encoding: str, width: int) -> AsyncIterator[Film]:
    """A decoder that is told coded pictures from a key on, for one JPEG at most `width` dots wide (0 = any)."""
    process = await child.start(DECODER, json.dumps({"encoding": encoding, "width": width}))
    try:
        yield Film(process)
    finally:
        await child.end(process)


class Film:
    """What `film` lends."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin and process.stdout  # noqa: S101, PT018 - child.start asks for both
        self._process, self._to, self._from = process, process.stdin, process.stdout

    async def feed(self, coded: bytes) -> None:
        if self._to.is_closing():
            return  # how it ended, `picture` says
        with contextlib.suppress(OSError):
            self._to.write(video.LENGTH.pack(len(coded)) + coded)
            await self._to.drain()

    async def picture(self) -> Photo:
        """The last one that was fed, as far as it is whole; ProtocolError or MissingLibrary if none is."""
        await self.feed(b"")
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._read()
        except TimeoutError:
            raise ProtocolError("a picture that takes too long") from None

    async def _read(self) -> Photo:
        try:
            width, height, size = video.HEAD.unpack(await self._from.readexactly(video.HEAD.size))
            if size > MAX_PICTURE:
                raise ProtocolError("a picture too large")
            return Photo(await self._from.readexactly(size), width, height)
        except asyncio.IncompleteReadError:
            if await self._process.wait() == video.Exit.MISSING_LIBRARY:
                raise MissingLibrary("pip install 'iot-agent[cameras]'") from None
            raise ProtocolError("a picture that cannot be decoded") from None
