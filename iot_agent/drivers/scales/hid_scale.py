"""Scales on USB that are human interface devices: Mettler-Toledo PS60, Dymo M and S, Stamps.com, Fairbanks and others.

Source: see codecs/hid_scale.py.
"""

from __future__ import annotations

import asyncio

from ...codecs import hid_scale
from ...core.kinds import Scale
from ...core.match import Match
from ...errors import ProtocolError, TransportError
from ...values import Weight
from ...wire import Quality

FIRST, NEXT = 2.0, 1.0
"""Seconds within which a scale sends its first report, and the next if it sends them without being moved."""


class HidScale(Scale):
    """Listens. Some scales report all the time, some when the weight changes: then the last one stands."""

    quality = Quality.SIMULATED
    matches = (Match("hidraw", hints={"usages": "*8d:*"}),)
    _last = b""
    _repeats = False
    """Whether it has said the same twice, so that silence means something."""

    async def probe(self) -> None:
        await self.weigh()

    async def weigh(self) -> Weight:
        if not (report := await self._newest()):
            if not self._last or self._repeats:
                raise TransportError("the scale sends nothing")
            report = self._last
        return hid_scale.parse(report)

    async def zero(self) -> None:
        await self.wire.write(hid_scale.ZERO)

    async def _newest(self) -> bytes:
        """The latest of the reports that wait; b"" = none came in time."""
        newest, patience = b"", NEXT if self._last else FIRST
        while report := await self._report(patience):
            self._repeats |= report == self._last
            newest = self._last = report
            patience = 0
        return newest

    async def _report(self, seconds: float) -> bytes:
        report = b""
        try:
            async with asyncio.timeout(seconds):
                while len(report) < hid_scale.LENGTH:
                    report += await self.wire.read(hid_scale.LENGTH - len(report))
                    if report[0] not in hid_scale.DATA:
                        report = b""
        except TimeoutError:
            if report:
                raise ProtocolError(f"half a report: {report.hex(' ')}") from None
        return report
