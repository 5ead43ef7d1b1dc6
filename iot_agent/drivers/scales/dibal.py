"""Dibal counter scales set to the cash register protocol TISA (DPOS, G, and others).

Source: see codecs/dibal.py.
"""

from __future__ import annotations

from ...codecs import dibal
from ...core.match import Match
from ...values import Balance, Weight
from ...wire import Quality
from .asked import AskedScale


class Dibal(AskedScale):
    """Asks with a price of nothing. A weight that is asked for again is called wrong, but it is the one told before."""

    quality = Quality.MANUAL
    matches = (Match("serial", hints={"typed": "yes"}, turn=5),)
    _told: float | None = None

    async def _ask(self) -> Weight:
        await self._say(dibal.ASK)
        weight = dibal.parse(await self._hear(dibal.END, most=dibal.LENGTH))
        if weight.balance is Balance.STABLE:
            self._told = weight.value
        elif weight.value is not None and weight.value == self._told:
            return Weight(Balance.STABLE, weight.value)
        return weight
