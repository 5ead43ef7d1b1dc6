"""One job at one open device: from its place in the queue to its end, whatever the driver and the wire do."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from .. import wire
from ..errors import DeviceError, ProtocolError
from ..wire import Code, State
from . import actions
from .endings import broken, lasting
from .entry import Entry
from .jobs import Jobs
from .kinds import DeviceDriver, Printer
from .presence import Presence
from .tap import Tap

WITHDRAW = 5.0
OVERTIME = 60.0
"""Seconds for the end of a page whose printing has begun by its deadline; Odoo waits a little longer."""


class Service:
    """What a driver does for those who ask, from its opening to its loss."""

    def __init__(self, driver: DeviceDriver, tap: Tap, jobs: Jobs, presence: Presence) -> None:
        self._driver = driver
        self._tap = tap
        self._jobs = jobs
        self._presence = presence

    async def serve(self, entry: Entry) -> None:
        """Bring the job to its end, or put it back if nothing of it has begun and trying again may help."""
        action = wire.ACTIONS[self._driver.kind].get(entry.action)
        if action is None:
            await self._jobs.end(entry, State.FAILED, Code.UNKNOWN_ACTION)
            return
        entry = replace(entry, attempts=entry.attempts + 1)
        self._tap.writing = began = False

        async def begin() -> None:
            nonlocal began
            await self._jobs.begin(entry)
            began = True

        sheet = await self._jobs.sheet(entry) if action.document else None
        wish = actions.Wish(entry.action, entry.params, sheet, self._presence.answers, self._jobs.torn(entry.device))
        try:
            left = self._jobs.left(entry)
            seconds = left if lasting(self._driver, wish) else min(left, action.deadline)
            result = await self._perform(wish, begin, seconds)
        except DeviceError as error:
            result = actions.Result(State.FAILED, error.code)
        except ProtocolError:
            result = actions.Result(State.UNKNOWN if began else State.FAILED, Code.DEVICE_ERROR)
        except BaseException as error:
            end = broken(error, entry, began=began, writing=self._tap.writing)
            if end is None:
                self._jobs.put_back(entry)
            else:
                await self._jobs.end(entry, end.state, end.code)
            raise
        await self._jobs.end(entry, result.state, result.code, dict(result.value))

    async def _perform(self, wish: actions.Wish, begin: actions.Begin, seconds: float) -> actions.Result:
        """Do it in time; what can still be taken back by then has not happened, what cannot is waited for."""
        try:
            async with asyncio.timeout(seconds):
                return await actions.perform(self._driver, wish, begin)
        except TimeoutError:
            if not isinstance(self._driver, Printer):
                raise
            async with asyncio.timeout(WITHDRAW):
                withdrawn = await self._driver.withdraw()
            if actions.in_parts(self._driver, wish):  # what became of this one says nothing of the others
                raise
            if withdrawn:
                return actions.Result(State.EXPIRED, Code(self._presence.code or Code.OFFLINE))
            async with asyncio.timeout(OVERTIME):
                return actions.printed(await self._driver.outlast())
