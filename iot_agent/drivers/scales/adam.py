"""Adam Equipment AZextra retail scales.

Source: see codecs/adam.py.
"""

from __future__ import annotations

from ...codecs import adam
from ...core.kinds import Scale
from ...core.match import Match
from ...core.reading import drain, read_until
from ...values import Balance, Weight
from ...wire import Quality

ANSWER = 0.5
"""Seconds within which it prints if it does."""


class Adam(Scale):
    """Has it print. It beeps when it is asked for what it has printed before, so it is asked seldom."""

    quality = Quality.MANUAL
    matches = (Match("serial", name="adam equipment*"),)
    baud = "4800 8N1"
    pace = 1.0

    async def probe(self) -> None:
        """Nothing tells it from an empty port."""
        await drain(self.wire)

    async def weigh(self) -> Weight:
        await drain(self.wire)
        await self.wire.write(adam.ASK)
        line = await read_until(self.wire, adam.END, most=adam.LONGEST, seconds=ANSWER)
        return Weight(Balance.MOVING) if line is None else adam.parse(line)

    async def tare(self) -> None:
        """It does not say whether it did."""
        await self.wire.write(adam.TARE)

    async def zero(self) -> None:
        await self.wire.write(adam.ZERO)
