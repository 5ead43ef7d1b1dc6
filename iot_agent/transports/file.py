"""Device files such as /dev/usb/lp0, which the kernel's printer driver offers."""

from __future__ import annotations

import asyncio
import os
import stat

from ..core.match import Candidate
from ..errors import TransportError
from .descriptor import Descriptor, mode_of, open_fd

PAUSE = 0.05
"""Seconds between reads after an empty USB packet."""


async def open_(seen: Candidate, _baud: str) -> DeviceFile:
    """Open for both ways where the device answers, else for writing."""
    if stat.S_ISCHR(mode_of(seen.address)):
        try:
            return DeviceFile(open_fd(seen.address, os.O_RDWR), seen.address, answers=True)
        except TransportError as error:
            if not isinstance(error.__cause__, PermissionError):
                raise
    return DeviceFile(open_fd(seen.address, os.O_WRONLY | os.O_APPEND), seen.address, answers=False)


class DeviceFile(Descriptor):
    """One device file."""

    def __init__(self, fd: int, name: str, *, answers: bool) -> None:
        super().__init__(fd, name)
        self._answers = answers

    async def read(self, limit: int = 4096) -> bytes:
        if not self._answers:
            await self._ready(lambda *_: None, lambda _: None)
        return await super().read(limit)

    async def _nothing(self) -> None:
        """The kernel hands on empty packets; a device that is gone is an error instead."""
        await asyncio.sleep(PAUSE)
