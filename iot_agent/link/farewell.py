"""Telling the database that the box goes: for a while, or for good."""

from __future__ import annotations

import asyncio

from .. import wire
from ..core.backoff import Backoff
from ..core.store import Pairing, Store
from ..errors import LinkError
from ..wire import Code
from .http import Http, Refused

GOODBYE = "/iot/box/goodbye"
PATIENCE = 3.0
FIRST_RETRY, LAST_RETRY = 30.0, 3600.0


class Farewell:
    """A database that cannot be reached when the owner takes the box back is told later."""

    def __init__(self, store: Store, http: Http) -> None:
        self._store = store
        self._http = http

    async def leave(self, pairing: Pairing) -> None:
        """For good."""
        if not await self._say(pairing, leave=True):
            self._store.owe_farewell(pairing)

    async def pause(self, pairing: Pairing) -> None:
        """The agent stops; it need not be missed first."""
        await self._say(pairing, leave=False)

    async def make_up(self) -> None:
        """Say what is owed, however long it takes."""
        retry = Backoff(FIRST_RETRY, LAST_RETRY)
        while owed := self._store.farewell():
            if await self._say(owed, leave=True):
                self._store.said_farewell()
            else:
                await asyncio.sleep(retry.next())

    async def _say(self, pairing: Pairing, *, leave: bool) -> bool:
        """Whether the database knows."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._http.ask(pairing, GOODBYE, wire.Goodbye(leave=leave), wire.Done)
        except Refused as refusal:
            return refusal.code is Code.UNKNOWN_BOX
        except (LinkError, TimeoutError):
            return False
        return True
