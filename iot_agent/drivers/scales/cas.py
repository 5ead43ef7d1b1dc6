"""CAS counter scales (PD-II, AP, ER and others), and those of other makers that can be set to their protocol.

Source: see codecs/cas.py.
"""

from __future__ import annotations

from ...codecs import cas
from ...core.match import ADAPTERS, Match
from ...errors import ProtocolError
from ...values import Weight
from ...wire import Quality
from .asked import AskedScale


class Cas(AskedScale):
    """Calls the scale, then asks it. To call is one control character that no printer prints and no modem heeds."""

    quality = Quality.MANUAL
    matches = (
        *(Match("serial", vendor=vendor, turn=2) for vendor in ADAPTERS),
        Match("serial", hints={"typed": "yes"}, turn=2),
    )

    async def _ask(self) -> Weight:
        await self._say(cas.CALL)
        if (sign := await self._count(1)) != cas.READY:
            raise ProtocolError(f"not the answer of a scale to a call: {sign!r}")
        await self.wire.write(cas.ASK)
        return cas.parse(await self._hear(cas.END, most=cas.LONGEST))
