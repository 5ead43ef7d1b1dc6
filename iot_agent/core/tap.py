"""The supervisor's hand on a device's wire."""

from __future__ import annotations

import asyncio
import logging

from ..log import DeviceLog
from .transport import Transport

STALL = 30.0
"""Seconds one write may take before the device counts as hung; drivers write pages in pieces."""

HEARD = 64
"""Bytes that are remembered of what a device said."""


class Tap:
    """A transport that knows whether a write is under way, and shows the bytes to whoever debugs."""

    def __init__(self, wire: Transport, log: DeviceLog) -> None:
        self._wire = wire
        self._log = log
        self.writing = False
        self.heard = b""
        """The last that the device said."""

    async def write(self, data: bytes) -> None:
        self._show(">", data)
        self.writing = True
        async with asyncio.timeout(STALL):
            await self._wire.write(data)
        self.writing = False

    async def read(self, limit: int = 4096) -> bytes:
        data = await self._wire.read(limit)
        self.heard = (self.heard + data)[-HEARD:]
        self._show("<", data)
        return data

    async def close(self) -> None:
        await self._wire.close()

    def _show(self, way: str, data: bytes) -> None:
        if self._log.isEnabledFor(logging.DEBUG):
            self._log.debug("%s %s%s (%d)", way, data[:32].hex(" "), " …" if len(data) > 32 else "", len(data))
