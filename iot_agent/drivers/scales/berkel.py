"""Avery Berkel checkout scales, and those of other makers that can be set to their protocol.

Source: see codecs/berkel.py.
"""

from __future__ import annotations

from ...codecs import berkel
from ...core.match import Match
from ...errors import ProtocolError
from ...values import Balance, Weight
from ...wire import Quality
from .asked import AskedScale


class Berkel(AskedScale):
    """Calls the scale, asks it, and says what it heard, which the scale confirms."""

    quality = Quality.MANUAL
    matches = (Match("serial", hints={"typed": "yes"}, turn=4),)
    baud = "2400 7E1"

    async def _ask(self) -> Weight:
        await self._say(berkel.CALL)
        sign = await self._count(1)
        if sign in (berkel.AGAIN, berkel.NOTHING):
            return Weight(Balance.MOVING)
        if sign != berkel.READY:
            raise ProtocolError(f"not the answer of a scale to a call: {sign!r}")
        await self.wire.write(berkel.ASK)
        frame = await self._count(berkel.LENGTH)
        weight = berkel.parse(frame)
        await self.wire.write(frame)
        if (sign := await self._count(1)) != berkel.CONFIRMED:
            raise ProtocolError(f"the scale said something else: {sign!r}")
        return weight

    async def tare(self) -> None:
        """It does not say whether it did."""
        await self._say(berkel.TARE)

    async def zero(self) -> None:
        await self._say(berkel.ZERO)
