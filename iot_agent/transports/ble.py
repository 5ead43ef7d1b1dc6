"""A Bluetooth Low Energy device as a wire of lines, through bleak and BlueZ; codecs/ble_gauge.py has the words."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from ..codecs import ble_gauge
from ..core.match import Candidate
from ..errors import ProtocolError, TransportError
from ..libraries import need
from .words import Asked, Told

CONNECT = 8.0
AHEAD = 200
"""Values kept for a reader who is slow; beyond that the oldest is dropped."""


async def open_(seen: Candidate, _baud: str) -> Ble:
    """Connect to the device with that address; one that sleeps is out of reach until it wakes."""
    bleak = need("bleak", "bluetooth")
    wire = Ble(seen.address, bleak)
    await wire.connect()
    return wire


class Ble:
    """One connection."""

    def __init__(self, address: str, bleak: Any) -> None:
        self._name = address
        self._failures = (bleak.exc.BleakError, OSError, EOFError, TimeoutError, AssertionError, ValueError)
        self._client = bleak.BleakClient(address, disconnected_callback=self._lost, timeout=CONNECT)
        self._asked = Asked(ble_gauge.LONGEST)
        self._told = Told(address)

    async def connect(self) -> None:
        try:
            async with asyncio.timeout(CONNECT):
                await self._client.connect()
        except self._failures as error:
            raise TransportError(f"{self._name}: {error or 'no answer'}") from error

    async def write(self, data: bytes) -> None:
        self._told.check()
        for line in self._asked.lines(data):
            try:
                await self._obey(line)
            except (ProtocolError, *self._failures) as error:
                raise TransportError(f"{self._name}: {error}") from error

    async def _obey(self, line: bytes) -> None:
        if line == ble_gauge.ASK_SERVICES:
            self._tell(ble_gauge.tell_services(service.uuid for service in self._client.services))
            return
        characteristic, data = ble_gauge.read_order(line)
        if data:
            await self._client.write_gatt_char(characteristic, data, response=True)
        else:
            await self._client.start_notify(
                characteristic, lambda _, sent: self._tell(ble_gauge.tell(characteristic, bytes(sent)))
            )

    async def read(self, limit: int = 4096) -> bytes:
        return await self._told.read(limit)

    async def close(self) -> None:
        self._lost(None, "closed")
        with contextlib.suppress(*self._failures):
            await self._client.disconnect()

    def _tell(self, line: bytes) -> None:
        waiting = self._told.waiting
        if waiting.count(ble_gauge.END) >= AHEAD:
            del waiting[: waiting.index(ble_gauge.END) + 1]
        self._told.put(line)

    def _lost(self, _client: object, why: str = "out of reach") -> None:
        self._told.end(why)
