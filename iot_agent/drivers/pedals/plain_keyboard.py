"""Keyboards nobody has given a use. Source: none is needed, for no key of theirs is read."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ...core.kinds import Pedal
from ...core.match import Match
from ...values import Key
from ...wire import Quality


class PlainKeyboard(Pedal):
    """Listed, so that its user can say what it is; until then it is neither opened nor read nor taken away."""

    quality = Quality.SIMULATED
    matches = (Match("hid"), Match("hid", use="keyboard"))
    idle = True

    async def keys(self) -> AsyncIterator[Key]:
        """Nothing, whatever the wire may bring."""
        while await self.wire.read():
            pass
        yield Key("")
