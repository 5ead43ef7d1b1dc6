"""How an open device is: how often it is asked in between its jobs, and what of its answers is believed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from ..errors import ProtocolError
from .calm import Calm
from .events import Events
from .kinds import DeviceDriver, Display, Printer, Scale
from .presence import Presence
from .transport import Transport

LOOK = 5.0
PRINTER_LOOK, SILENT_PRINTER_LOOK = 10.0, 60.0
DISPLAY_LOOK = 2.0
SCALE_LOOK, SCALE_STREAM = 5.0, 0.015
CALM_LOOK = 20.0
"""Seconds between looks at what was at rest for a minute: nothing happened to it, and nobody wanted anything of it."""
UNWATCHED = 86400.0
NOISE = 5
"""Unreadable answers in a row after which it is not noise any more."""


@runtime_checkable
class Telling(Protocol):
    """A wire that hears of its end while nobody reads."""

    ended: asyncio.Event


class Looks:
    """The looks at one device, from its opening to its loss."""

    def __init__(self, driver: DeviceDriver, presence: Presence, events: Events, identifier: str) -> None:
        self._driver = driver
        self._presence = presence
        self._events = events
        self._identifier = identifier
        self._noise = 0
        self._ended = False
        self._calm = Calm(asyncio.get_running_loop().time)
        self.stir = self._calm.stir

    def next(self, last: float) -> float:
        """The moment of the loop's time for the look after the one at `last`."""
        if self._ended:
            return last
        driver = self._driver
        if isinstance(driver, Scale):
            if self._watched:
                return last + max(SCALE_STREAM, driver.pace)
            return last + UNWATCHED if driver.pace else self._calm.next(last, SCALE_LOOK, CALM_LOOK)
        if isinstance(driver, Printer):
            least = PRINTER_LOOK if self._presence.answers else SILENT_PRINTER_LOOK
            return self._calm.next(last, least, max(least, CALM_LOOK))
        return last + (DISPLAY_LOOK if isinstance(driver, Display) else UNWATCHED)

    async def heed(self, wire: Transport, wake: Callable[[], None]) -> None:
        """Look at once when the other end hangs up: a device at rest is lost as soon as the kernel knows."""
        if isinstance(wire, Telling):
            await wire.ended.wait()
            self._ended = True
            wake()
        await asyncio.get_running_loop().create_future()

    async def look(self) -> None:
        driver, known = self._driver, self._known
        self._ended = False
        async with asyncio.timeout(LOOK):
            if isinstance(driver, Printer):
                self._presence.saw(await driver.status())
            elif isinstance(driver, Scale) and (not driver.pace or self._watched):
                await self._read(driver)
            elif isinstance(driver, Display):
                await driver.look()
        if self._known != known:
            self.stir()

    @property
    def _known(self) -> tuple[object, ...]:
        presence = self._presence
        return presence.health, presence.code, presence.state

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
