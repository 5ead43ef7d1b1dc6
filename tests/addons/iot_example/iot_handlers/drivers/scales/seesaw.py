"""Seesaw scales.

Source: see codecs/seesaw.py.
"""

from __future__ import annotations

from ...codecs import seesaw
from ...core.kinds import Scale
from ...core.match import Match
from ...core.reading import drain, read_until
from ...errors import TransportError
from ...values import Weight


class Seesaw(Scale):
    """Asks for the weight."""

    matches = (Match("serial", name="seesaw*", hints={"typed": "yes"}),)

    async def probe(self) -> None:
        await self.weigh()

    async def weigh(self) -> Weight:
        await drain(self.wire)
        await self.wire.write(seesaw.ASK)
        line = await read_until(self.wire, seesaw.END, most=seesaw.LONGEST, seconds=1.0)
        if line is None:
            raise TransportError("the scale does not answer")
        return seesaw.parse(line)
