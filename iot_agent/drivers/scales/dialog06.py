"""Checkout scales that speak Dialog 06 (Bizerba, Mettler-Toledo, Dibal and others), without a maker's key.

Source: see codecs/dialog06.py.
"""

from __future__ import annotations

from ...codecs import dialog06
from ...core.match import Match
from ...values import Balance, Weight
from ...wire import Quality
from .asked import AskedScale


class Dialog06(AskedScale):
    """Tells a price, asks for the weight, and asks why where there is none."""

    quality = Quality.MANUAL
    matches = (Match("serial", hints={"typed": "yes"}, turn=6),)
    baud = "9600 7O1"
    _told: Weight | None = None

    async def _ask(self) -> Weight:
        await self._say(dialog06.PRICE)
        record = await self._record()
        if record == dialog06.READY:
            await self.wire.write(dialog06.ASK)
            record = await self._record()
        if record == dialog06.REFUSED:
            await self.wire.write(dialog06.WHY)
            record = await self._record()
        weight = dialog06.parse(record, self._told)
        await self.wire.write(dialog06.OVER)
        self._told = weight if weight.balance is Balance.STABLE else None
        return weight

    async def _record(self) -> bytes:
        sign = await self._count(1)
        if sign in (dialog06.READY, dialog06.REFUSED):
            return sign
        return sign + await self._hear(dialog06.END, most=dialog06.LONGEST)
