"""Cameras of the network that answer with a JPEG, or with a stream of them. Source: see codecs/http_camera.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from ...codecs import http_camera, photo
from ...core.kinds import Camera
from ...core.match import Match
from ...core.reading import drain, read_exactly, read_line
from ...errors import DeviceError, ProtocolError, TransportError
from ...values import Photo
from ...wire import Code, Quality

ANSWER = 2.5
"""Seconds in which it takes a connection."""
PICTURE = 12.0
"""Seconds for a picture, however slow the network."""
BEGUN_BEFORE = 1
"""Pictures of a stream that may have been taken before anybody asked."""


class HttpCamera(Camera):
    """A single picture is taken when it is fetched; of a stream, the first one may be older than the wish."""

    quality = Quality.SIMULATED
    matches = (Match("http"),)

    async def probe(self) -> None:
        """It takes connections: no picture is fetched unless somebody wants one."""
        await drain(self.wire)
        await self.wire.write(http_camera.ASK_HERE)
        if await self._line(ANSWER) != http_camera.HERE:
            raise ProtocolError("not a camera's wire")

    async def picture(self, width: int) -> Photo:
        await drain(self.wire)
        await self.wire.write(http_camera.ask_picture(self.options.get("address", "")))
        try:
            async with asyncio.timeout(PICTURE):
                jpeg = await self._jpeg(_good(http_camera.read_head(await self._line(PICTURE))))
        except TimeoutError:
            raise TransportError("the camera stopped in the middle") from None
        finally:
            await self.wire.write(http_camera.STOP)
        return await asyncio.to_thread(_photo, jpeg, width or self._setting("width"))

    async def _jpeg(self, head: http_camera.Head) -> bytes:
        if not head.boundary:
            return b"".join([piece async for piece in self._pieces()])
        pictures, older = http_camera.Pictures(head.boundary), BEGUN_BEFORE
        async for piece in self._pieces():
            for jpeg in pictures.feed(piece):
                if not older:
                    return jpeg
                older -= 1
        raise TransportError("the stream ended")

    async def _pieces(self) -> AsyncIterator[bytes]:
        left = http_camera.MOST
        while size := http_camera.read_size(await self._line(PICTURE)):
            yield await read_exactly(self.wire, size, seconds=PICTURE)
            left -= size
            if left < 0:
                raise ProtocolError("a picture without an end")

    async def _line(self, seconds: float) -> bytes:
        try:
            return await read_line(self.wire, http_camera.END, most=http_camera.LONGEST_LINE, seconds=seconds)
        except TimeoutError:
            raise TransportError("the camera does not answer") from None


def _good(head: http_camera.Head) -> http_camera.Head:
    if head.status in (401, 403):
        raise DeviceError(Code.BAD_LOGIN)
    if head.status != 200:
        raise DeviceError(Code.DEVICE_ERROR)
    return head


def _photo(jpeg: bytes, width: int) -> Photo:
    return photo.fitted(photo.whole(jpeg), width)
