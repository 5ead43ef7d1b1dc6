"""How an open device is: how often it is asked in between its jobs, and what of its answers is believed."""

from __future__ import annotations

import asyncio

from ..errors import ProtocolError
from .events import Events
from .kinds import DeviceDriver, Display, Printer, Scale
from .presence import Presence

LOOK = 5.0
PRINTER_LOOK, SILENT_PRINTER_LOOK = 10.0, 60.0
DISPLAY_LOOK = 2.0
SCALE_LOOK, SCALE_STREAM = 5.0, 0.015
UNWATCHED = 86400.0
NOISE = 5
"""Unreadable answers in a row after which it is not noise any more."""


class Looks:
    """The looks at one device, from its opening to its loss."""

    def __init__(self, driver: DeviceDriver, presence: Presence, events: Events, identifier: str) -> None:
        self._driver = driver
        self._presence = presence
        self._events = events
        self._identifier = identifier
        self._noise = 0

    @property
    def pause(self) -> float:
        """Seconds until the next one is due."""
        driver = self._driver
        if isinstance(driver, Scale):
            if self._watched:
                return max(SCALE_STREAM, driver.pace)
            return UNWATCHED if driver.pace else SCALE_LOOK
        if isinstance(driver, Printer):
            return PRINTER_LOOK if self._presence.answers else SILENT_PRINTER_LOOK
        return DISPLAY_LOOK if isinstance(driver, Display) else UNWATCHED

    async def look(self) -> None:
        driver = self._driver
        async with asyncio.timeout(LOOK):
            if isinstance(driver, Printer):
                self._presence.saw(await driver.status())
            elif isinstance(driver, Scale) and (not driver.pace or self._watched):
                await self._read(driver)
            elif isinstance(driver, Display):
                await driver.look()

    @property
    def _watched(self) -> bool:
        return self._events.wanted(self._identifier)

    async def _read(self, scale: Scale) -> None:
        try:
            weight = await scale.weigh()
        except ProtocolError:
            self._noise += 1
            if self._noise >= NOISE:
                raise
        else:
            self._noise = 0
            self._presence.weighed(weight)
