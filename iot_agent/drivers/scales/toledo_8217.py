"""Mettler-Toledo 8217 scales (Ariva S and others; Magellan scanner scales set to this protocol).

Source: see codecs/toledo_8217.py.
"""

from __future__ import annotations

from ...codecs import toledo_8217
from ...core.kinds import Scale
from ...core.match import Match
from ...core.reading import drain, read_until
from ...errors import ProtocolError, TransportError
from ...values import Balance, Weight

ADAPTERS = (0x0403, 0x067B, 0x10C4, 0x1A86, 0x110A, 0x9710)
"""Chips that turn RS-232 into USB: FTDI, Prolific, Silicon Labs, QinHeng, Moxa, MosChip. To ask behind one is harmless;
a port of the board may be a console, and is asked only where its owner typed it in."""
ANSWER = 1.0
"""Seconds within which the scale answers; the line itself needs 15 ms."""
DOUBT = 20
"""Readings that must be said twice on a line that was just opened, or that garbled an answer."""


class Toledo8217(Scale):
    """Asks for the weight; the answer says whether it is stable."""

    matches = (
        Match("serial", vendor=0x0EB8),
        *(Match("serial", vendor=vendor) for vendor in ADAPTERS),
        Match("serial", hints={"typed": "yes"}),
    )
    baud = "9600 7E1"
    _width = 0
    _doubt = DOUBT

    async def probe(self) -> None:
        """One reading: nothing but a scale of this kind answers in this form."""
        await self._ask()

    async def weigh(self) -> Weight:
        try:
            weight = await self._ask()
            return await self._twice(weight) if self._doubt else weight
        except ProtocolError:
            self._doubt = DOUBT
            raise

    async def _twice(self, weight: Weight) -> Weight:
        """Two readings that differ are none: the scale moves, or the cable lies."""
        self._doubt -= 1
        return weight if await self._ask() == weight else Weight(Balance.MOVING)

    async def _ask(self) -> Weight:
        await drain(self.wire)
        await self.wire.write(toledo_8217.ASK)
        frame = await read_until(self.wire, toledo_8217.END, most=toledo_8217.LONGEST, seconds=ANSWER)
        if frame is None:
            raise TransportError("the scale does not answer")
        weight = toledo_8217.parse(frame)
        if weight.value is not None:
            self._same_width(toledo_8217.width(frame))
        return weight

    def _same_width(self, width: int) -> None:
        """A digit lost on the cable leaves a number that looks right: its length is what gives it away."""
        if self._width not in (0, width):
            raise ProtocolError(f"numbers of {width} characters after ones of {self._width}")
        self._width = width
