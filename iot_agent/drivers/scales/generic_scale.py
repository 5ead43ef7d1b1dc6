"""Any serial scale that sends its weight as text, described on its form in Odoo.

Source: see codecs/generic_scale.py.
"""

from __future__ import annotations

from functools import cached_property

from ...codecs import generic_scale
from ...core.kinds import Scale
from ...core.match import Match
from ...core.reading import arrived, drain, line_or_pause
from ...errors import DeviceError, TransportError
from ...pattern import Pattern, PatternError
from ...values import Balance, Weight
from ...wire import Code, Quality

ANSWER = 2.0
"""Seconds within which it answers, or sends the next line by itself."""


class GenericScale(Scale):
    """Asks if it has something to ask, else listens. Text has no check character, so what it says counts twice."""

    quality = Quality.SIMULATED
    matches = (Match("serial", hints={"described": "yes"}),)  # no port says so of itself: it is chosen
    _rest = b""
    """What has arrived of a line that has not ended."""
    _before: Weight | None = None

    @cached_property
    def _pattern(self) -> Pattern:
        try:
            pattern = Pattern(self.options.get("answer") or generic_scale.ANSWER)
        except PatternError as error:
            raise DeviceError(Code.UNREADABLE) from error
        if "value" not in pattern.names:
            raise DeviceError(Code.UNREADABLE)
        return pattern

    async def probe(self) -> None:
        """A line that begins before it is listened to is not whole."""
        if not self.options.get("ask"):
            await self._line()
        await self.weigh()

    async def weigh(self) -> Weight:
        weight = generic_scale.parse(await self._ask(), self._pattern, self.options.get("unit", ""))
        same, self._before = weight == self._before, weight
        return weight if same else Weight(Balance.MOVING, weight.value, weight.unit)

    async def _ask(self) -> bytes:
        """The answer to what is asked, or the latest line that it sent by itself."""
        if asked := generic_scale.unescape(self.options.get("ask", "")):
            await drain(self.wire)
            await self.wire.write(asked)
            return await self._line()
        data = self._rest + await arrived(self.wire)
        line, self._rest = generic_scale.last_line(data)
        if line:
            return line
        rest, self._rest = self._rest, b""
        return rest + await self._line()

    async def _line(self) -> bytes:
        line = await line_or_pause(
            self.wire, generic_scale.ENDS, most=generic_scale.LONGEST, seconds=ANSWER, pause=generic_scale.PAUSE
        )
        if not line:
            raise TransportError("the scale sends nothing")
        return line
