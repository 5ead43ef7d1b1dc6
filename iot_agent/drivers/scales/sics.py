"""Mettler-Toledo scales and balances with the command set MT-SICS (NewClassic, XS, ICS, IND and others).

Source: see codecs/sics.py.
"""

from __future__ import annotations

from ...codecs import sics
from ...core.match import Match
from ...errors import ProtocolError
from ...values import Weight
from ...wire import Quality
from .asked import AskedScale

SETTLE = 8.0
"""Seconds the scale may wait for its platform to come to rest before it takes it for the container, or for nothing."""


class Sics(AskedScale):
    """Asks for the weight as it is at that moment. A question ends with a line feed, which is not for every device."""

    quality = Quality.MANUAL
    matches = (
        Match("serial", vendor=0x0EB8, turn=2),
        Match("serial", hints={"typed": "yes"}, turn=3),
    )

    async def probe(self) -> None:
        """Whoever asked here before in another language has left half a line, which spoils the first question."""
        try:
            await self._ask()
        except ProtocolError:
            await self._ask()

    async def _ask(self) -> Weight:
        await self._say(sics.ASK)
        return sics.parse(await self._hear(sics.END, most=sics.LONGEST))

    async def tare(self) -> None:
        await self._do(sics.TARE)

    async def zero(self) -> None:
        await self._do(sics.ZERO)

    async def _do(self, command: bytes) -> None:
        await self._say(command)
        sics.done(await self._hear(sics.END, most=sics.LONGEST, seconds=SETTLE))
