"""Measuring tools over Bluetooth Low Energy. Source: see codecs/ble_gauge.py, which has a profile for each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from ...codecs import ble_gauge
from ...core.match import Match
from ...core.reading import read_line
from ...errors import DeviceError, ProtocolError, TransportError
from ...values import Measure
from ...wire import Code, Quality
from .lines import Lines

SERVICES = 2.0
"""Seconds for what a tool that is connected offers."""


class BleGauge(Lines):
    """The tool sends its values by itself; some can be asked."""

    quality = Quality.SIMULATED
    matches = (Match("ble"),)
    END, LONGEST = ble_gauge.END, ble_gauge.LONGEST
    _profile: ble_gauge.Profile | None = None

    async def probe(self) -> None:
        """What it offers tells what it is."""
        await self.wire.write(ble_gauge.ASK_SERVICES)
        try:
            line = await read_line(self.wire, self.END, most=self.LONGEST, seconds=SERVICES)
        except TimeoutError:
            raise TransportError("the tool does not answer") from None
        self._profile = ble_gauge.profile_of(ble_gauge.read_services(line))
        if self._profile is None:
            raise ProtocolError("a tool of no known profile")

    async def measures(self) -> AsyncIterator[Measure]:
        for characteristic in (await self._known()).values:
            await self.wire.write(ble_gauge.listen(characteristic))
        async for measure in super().measures():
            yield measure

    async def measure(self) -> Measure:
        profile = await self._known()
        if not profile.ask:
            raise DeviceError(Code.NOT_SUPPORTED)
        self.ASK = ble_gauge.write(profile.command, profile.ask)
        return await super().measure()

    async def heard(self, line: bytes) -> list[Measure]:
        measure = ble_gauge.read(line, await self._known())
        return [replace(measure, unit=self.options.get("unit", ""))] if measure else []

    async def _known(self) -> ble_gauge.Profile:
        if self._profile is None:
            await self.probe()
        assert self._profile is not None  # noqa: S101 - or probe had raised
        return self._profile
