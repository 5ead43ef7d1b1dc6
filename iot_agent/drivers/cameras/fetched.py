"""Cameras of the network, which answer a question with pieces: what they have in common.
Source: see codecs/http_camera.py."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator

from ...codecs import http_camera
from ...core.kinds import Camera
from ...core.reading import drain, read_exactly, read_line
from ...errors import DeviceError, ProtocolError, TransportError
from ...values import Photo
from ...wire import Code

ANSWER = 2.5
"""Seconds in which it takes a connection."""
PICTURE = 15.0
"""Seconds for a picture, however slow the network, and however seldom the camera sends one that needs no other."""

_CODES = {401: Code.BAD_LOGIN, 403: Code.BAD_LOGIN, 404: Code.WRONG_PATH, 415: Code.UNREADABLE}


class Fetched(Camera):
    """Asks for each picture anew."""

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
                head = _good(http_camera.read_head(await self._line(PICTURE)))
                return await self._taken(head, width or self._setting("width"))
        except TimeoutError:
            raise TransportError("the camera stopped in the middle") from None
        finally:
            await self.wire.write(http_camera.STOP)

    @abstractmethod
    async def _taken(self, head: http_camera.Head, width: int) -> Photo:
        """A picture out of what follows its head."""

    async def _pieces(self, most: int = http_camera.MOST) -> AsyncGenerator[bytes, None]:
        """ProtocolError for more than `most` bytes."""
        while size := http_camera.read_size(await self._line(PICTURE)):
            yield await read_exactly(self.wire, size, seconds=PICTURE)
            most -= size
            if most < 0:
                raise ProtocolError("a picture without an end")

    async def _line(self, seconds: float) -> bytes:
        try:
            return await read_line(self.wire, http_camera.END, most=http_camera.LONGEST_LINE, seconds=seconds)
        except TimeoutError:
            raise TransportError("the camera does not answer") from None


def _good(head: http_camera.Head) -> http_camera.Head:
    if head.status != 200:
        raise DeviceError(_CODES.get(head.status, Code.DEVICE_ERROR))
    return head
