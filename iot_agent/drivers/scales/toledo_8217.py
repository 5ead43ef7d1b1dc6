"""Mettler-Toledo 8217 scales (Ariva S and others; Magellan scanner scales set to this protocol).

Source: see codecs/toledo_8217.py.
"""

from __future__ import annotations

from ...codecs import toledo_8217
from ...core.match import ADAPTERS, Match
from ...errors import ProtocolError
from ...values import Weight
from ...wire import Quality
from .asked import AskedScale


class Toledo8217(AskedScale):
    """Asks for the weight; the answer says whether it is stable."""

    quality = Quality.MANUAL
    matches = (
        Match("serial", vendor=0x0EB8, turn=1),
        *(Match("serial", vendor=vendor, turn=1) for vendor in ADAPTERS),
        Match("serial", hints={"typed": "yes"}, turn=1),
    )
    baud = "9600 7E1"
    _width = 0

    async def _ask(self) -> Weight:
        await self._say(toledo_8217.ASK)
        frame = await self._hear(toledo_8217.END, most=toledo_8217.LONGEST)
        weight = toledo_8217.parse(frame)
        if weight.value is not None:
            self._same_width(toledo_8217.width(frame))
        return weight

    def _same_width(self, width: int) -> None:
        """A digit lost on the cable leaves a number that looks right: its length is what gives it away."""
        if self._width not in (0, width):
            raise ProtocolError(f"numbers of {width} characters after ones of {self._width}")
        self._width = width
