"""Sylvac's measuring tools on their serial and USB cables. Source: see codecs/sylvac.py."""

from __future__ import annotations

from dataclasses import replace

from ...codecs import sylvac
from ...core.match import Match
from ...values import Measure
from ...wire import Quality
from .lines import Lines

UNIT = 0.3
"""Seconds within which a tool tells its settings; one on a simplex cable cannot be asked."""


class Sylvac(Lines):
    """Its user may change the unit at any time: it is asked for with each value, unless the tool's form says it."""

    quality = Quality.MANUAL
    matches = (Match("serial", name="*sylvac*"), Match("serial", name="*opto*rs*"))
    baud = "4800 7E2"
    ASK, END, LONGEST = sylvac.ASK, sylvac.END, sylvac.LONGEST
    _held: Measure | None = None

    async def heard(self, line: bytes) -> list[Measure]:
        if not line:
            return self._let_go("")
        told = sylvac.parse(line)
        if isinstance(told, str):
            return self._let_go(told) if told else []
        if unit := self.options.get("unit", ""):
            return [replace(told, unit=unit)]
        before = self._let_go("")
        self._held, self._patience = told, UNIT
        await self.wire.write(sylvac.ASK_UNIT)
        return before

    def _let_go(self, unit: str) -> list[Measure]:
        held, self._held, self._patience = self._held, None, None
        return [replace(held, unit=unit)] if held else []
