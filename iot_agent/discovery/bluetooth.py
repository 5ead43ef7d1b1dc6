"""Measuring tools that advertise themselves over Bluetooth Low Energy.

A tool that is connected advertises no more, and one that sleeps neither: once seen, it stays listed, and its own
connection tells how it is. Without a radio, BlueZ or bleak nothing is looked for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..codecs.ble_gauge import PROFILES, profile_of
from ..core.match import Candidate
from ..errors import MissingLibrary
from ..libraries import need
from .sysfs import SYS, children, safe

LISTEN = 2.5
"""Seconds the radio listens at a time."""
PAUSE = 25.0
"""Seconds between two times: it serves the tools' connections, too."""
MOST = 64


class Bluetooth:
    """Every tool that was seen and whose profile is known."""

    name = "bluetooth"

    def __init__(self, root: Path = SYS, clock: Callable[[], float] = time.monotonic) -> None:
        self._root = root
        self._clock = clock
        self._due = 0.0
        self._seen: dict[str, Candidate] = {}

    async def scan(self) -> list[Candidate]:
        if self._clock() >= self._due and children(self._root / "class/bluetooth", "hci*"):
            await self._listen()
            self._due = self._clock() + PAUSE
        return list(self._seen.values())

    async def _listen(self) -> None:
        try:
            bleak = need("bleak", "bluetooth")
        except MissingLibrary:
            return
        services = [profile.service for profile in PROFILES]
        try:
            async with bleak.BleakScanner(self._heard, service_uuids=services):
                await asyncio.sleep(LISTEN)
        except (bleak.exc.BleakError, OSError, EOFError):
            return  # the radio is off, or BlueZ is not there

    def _heard(self, device: Any, told: Any) -> None:
        profile = profile_of(service.lower() for service in told.service_uuids)
        if profile is None or (device.address not in self._seen and len(self._seen) >= MOST):
            return
        self._seen[device.address] = Candidate(
            identifier=safe("ble", device.address.replace(":", "")),
            bus="ble",
            address=device.address,
            name=(told.local_name or device.name or profile.name)[:128],
            manufacturer=profile.name,
        )
