"""Tells Odoo what happened: at once when something did, in batches, again until it is taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from .. import wire
from ..core.clock import Clock
from ..core.journal import Journal
from ..core.tasks import within
from ..errors import StorageError
from .http import Refused

AGAIN = 30.0
"""Seconds until something is told again that the server heard but did not take."""

ROOM = wire.MAX_MESSAGE - 2048
"""Bytes of all that one report tells."""

_logger = logging.getLogger(__name__)

Send = Callable[[wire.Report], Awaitable[wire.Receipt]]


class Outbox:
    """Outcomes and scans from the journal, and the latest value of each watched stream."""

    def __init__(self, journal: Journal, clock: Clock, send: Send) -> None:
        self._journal = journal
        self._clock = clock
        self._send = send
        self._streams: dict[str, wire.Event] = {}
        self._due = asyncio.Event()
        self._due.set()
        self._most = wire.MAX_BATCH

    def due(self) -> None:
        """Something new waits in the journal."""
        self._due.set()

    def stream(self, event: wire.Event) -> None:
        """Only the latest counts, and only while the line is up."""
        self._streams[event.device] = event
        self._due.set()

    async def keep(self, event: wire.Event) -> None:
        """A scan must not get lost with a restart; where the disk refuses, it is told while the line is up."""
        try:
            await self._journal.remember(event)
        except StorageError as error:
            _logger.error("event %s cannot be kept: %s", event.id, error)
            self._streams[event.id] = event
            while len(self._streams) > wire.MAX_BATCH:
                del self._streams[next(iter(self._streams))]
        self._due.set()

    async def pump(self) -> None:
        """Send for as long as the line holds; raises LinkError when it does not."""
        while True:
            self._due.clear()
            waiting, progress = await self.flush()
            if waiting and not progress:
                await within(AGAIN, self._due)
            elif not waiting:
                await self._due.wait()

    async def flush(self) -> tuple[bool, bool]:
        """Send one batch: whether there was anything, and whether the server took any of it."""
        kept = await self._journal.unreported(self._clock.now(), self._most)
        waiting: tuple[wire.Outcome | wire.Event, ...]
        waiting = (*map(_told, kept.outcomes), *kept.events, *self._streams.values())
        report = _bounded(waiting[:1] if self._most == 1 else waiting)
        self._streams = {name: event for name, event in self._streams.items() if event not in report.events}
        if not report.outcomes and not report.events:
            self._most = wire.MAX_BATCH
            return False, False
        most = self._most
        try:
            taken = set((await self._send(report)).taken)
        except Refused as refusal:
            taken = self._refused(report, refusal)
        try:
            await self._journal.reported(kept, taken)
        except StorageError as error:  # told again until the disk takes that it was
            _logger.error("what Odoo took cannot be noted yet: %s", error)
            return True, False
        return True, bool(taken) or self._most < most

    def _refused(self, report: wire.Report, refusal: Refused) -> set[str]:
        """One bad report must not hold up the others: send them singly, and drop the one that is refused alone."""
        if refusal.forget or refusal.code not in (wire.Code.BAD_MESSAGE, wire.Code.TOO_LARGE):
            raise refusal
        names = {outcome.key for outcome in report.outcomes} | {event.id for event in report.events}
        if self._most > 1:
            self._most = 1
            return set()
        _logger.error("Odoo refuses %s (%s); it is dropped", ", ".join(sorted(names)), refusal)
        self._most = wire.MAX_BATCH
        return names


def _told(outcome: wire.Outcome) -> wire.Outcome:
    """Who asked the box itself has the picture, and it is nobody else's business."""
    if outcome.path is wire.Path.DIRECT and "picture" in outcome.value:
        return replace(outcome, value={name: value for name, value in outcome.value.items() if name != "picture"})
    return outcome


def _bounded(items: Iterable[wire.Outcome | wire.Event]) -> wire.Report:
    """The first of them, as many as one message may carry; one at least."""
    told: list[wire.Outcome | wire.Event] = []
    room = ROOM
    for item in items:
        room -= len(wire.dumps(item).encode()) + 1
        if told and room < 0:
            break
        told.append(item)
    outcomes = tuple(item for item in told if isinstance(item, wire.Outcome))
    events = tuple(item for item in told if isinstance(item, wire.Event))
    return wire.Report(outcomes=outcomes, events=events[: wire.MAX_BATCH])
