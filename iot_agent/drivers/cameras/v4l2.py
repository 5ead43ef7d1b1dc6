"""Cameras that the kernel knows: USB webcams and others of Video4Linux. Source: see codecs/v4l2.py."""

from __future__ import annotations

import asyncio
import contextlib

from ...codecs import photo, v4l2
from ...core.kinds import Camera
from ...core.match import Match
from ...core.reading import drain, read_exactly, read_line
from ...errors import ProtocolError, TransportError
from ...values import Photo
from ...wire import Quality

ANSWER = 2.0
"""Seconds for what the camera knows without looking."""
FRAME = 8.0
"""Seconds for a frame of a camera that must wake first."""
TRIES = 3
"""Frames asked for before one that arrives damaged is the camera's fault."""


class V4l2(Camera):
    """Takes the mode that is just large enough; a JPEG of the camera's own goes on as it is."""

    quality = Quality.SIMULATED
    matches = (Match("v4l2"),)
    _modes: tuple[v4l2.Mode, ...] = ()

    async def probe(self) -> None:
        """A camera says what it can send."""
        await drain(self.wire)
        await self.wire.write(v4l2.ASK_MODES)
        size = v4l2.size_of_modes(await self._line(ANSWER))
        self._modes = v4l2.read_modes(await self._bytes(size, ANSWER))
        v4l2.best(self._modes, 0, 0)

    async def picture(self, width: int) -> Photo:
        if not self._modes:
            await self.probe()
        wide, high = self._setting("width"), self._setting("height")
        mode = v4l2.best(self._modes, width or wide, 0 if width else high)
        for _ in range(TRIES - 1):
            with contextlib.suppress(ProtocolError):
                return await self._taken(mode, width or wide)
        return await self._taken(mode, width or wide)

    async def _taken(self, mode: v4l2.Mode, width: int) -> Photo:
        await drain(self.wire)
        await self.wire.write(v4l2.ask_frame(mode))
        head = v4l2.read_head(await self._line(FRAME))
        frame = await self._bytes(head.size, FRAME)
        return await asyncio.to_thread(_photo, head, frame, width)

    async def _line(self, seconds: float) -> bytes:
        try:
            return await read_line(self.wire, v4l2.END, most=v4l2.LONGEST_LINE, seconds=seconds)
        except TimeoutError:
            raise TransportError("the camera does not answer") from None

    async def _bytes(self, size: int, seconds: float) -> bytes:
        try:
            return await read_exactly(self.wire, size, seconds=seconds)
        except TimeoutError:
            raise TransportError("the camera stopped in the middle") from None


def _photo(head: v4l2.Head, frame: bytes, width: int) -> Photo:
    mode = head.mode
    if mode.format in photo.COMPRESSED:
        return photo.fitted(photo.whole(frame), width)
    return photo.fitted(photo.compressed(frame, mode.format, mode.width, mode.height, head.row), width)
