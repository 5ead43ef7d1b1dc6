"""What scales have in common that are asked for each weight: nobody believes a line that has just garbled an answer."""

from __future__ import annotations

from abc import abstractmethod

from ...core.kinds import Scale
from ...core.reading import drain, read_exactly, read_until
from ...errors import ProtocolError, TransportError
from ...values import Balance, Weight

ANSWER = 1.0
"""Seconds within which a scale answers."""
DOUBT = 20
"""Readings that must be said twice on a line that was just opened, or that garbled an answer."""


class AskedScale(Scale):
    """Asks again and again; a driver says how to ask once."""

    _doubt = DOUBT

    @abstractmethod
    async def _ask(self) -> Weight:
        """One reading; TransportError if nothing answers."""

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

    async def _say(self, asked: bytes) -> None:
        """What arrived before is the answer to an older question."""
        await drain(self.wire)
        await self.wire.write(asked)

    async def _hear(self, end: bytes, *, most: int, seconds: float = 0.0) -> bytes:
        """The answer up to and with `end`, of at most `most` bytes."""
        answer = await read_until(self.wire, end, most=most, seconds=seconds or ANSWER)
        if answer is None:
            raise TransportError("the scale does not answer")
        return answer

    async def _count(self, count: int) -> bytes:
        """The answer, of so many bytes."""
        try:
            return await read_exactly(self.wire, count, seconds=ANSWER)
        except TimeoutError as error:
            raise TransportError("the scale does not answer") from error
