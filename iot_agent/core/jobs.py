"""Jobs on the box: accepted once, queued per device, ended once, and awaited by whoever asked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace

from .. import wire
from ..errors import StorageError
from ..wire import Code, Kind, State
from .clock import Clock
from .entry import Entry, Sheet, fingerprint
from .journal import Journal
from .tasks import within

_logger = logging.getLogger(__name__)

MAX_QUEUE = 500
AGAIN = 2.0
"""Seconds between tries to write on a disk that refuses."""
KNOWN_BOOT = 30 * 86400.0
"""Seconds for which a start of the machine is remembered."""
LATEST = 86400.0
"""A deadline further away than a day is a mistake."""


class Jobs:
    """The only door to the devices' queues."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._queues: defaultdict[str, deque[Entry]] = defaultdict(deque)
        self._waiters: defaultdict[str, set[asyncio.Future[Entry]]] = defaultdict(set)
        self._torn: set[str] = set()
        self._unwritten: deque[Entry] = deque()
        """Jobs that have ended, which the disk did not take."""
        self._undated: set[str] = set()
        """What was left by a run before a power cut, while the box has yet to learn the time: no machine without a
        battery for its clock knows how old they are."""
        self._sooner = asyncio.Event()
        self._stopped = False
        self.kind_of: Callable[[str], Kind | None] = lambda _device: None
        """The kind of a device; None while it is not known yet. Raises `unknown_device` where it never will be."""
        self.why_waiting: Callable[[str], Code] = lambda _device: Code.EXPIRED
        """Why a device's queue did not move in time."""
        self.on_queued: Callable[[str], None] = lambda _device: None
        self.on_due: Callable[[], None] = lambda: None
        """Called whenever Odoo has something to be told."""

    async def recover(self, boot: str = "") -> None:
        """Take up what the last run left; after another `boot` of the machine nobody knows how long ago that was."""
        now = self._clock.now()
        left = await self._journal.recover(now)
        for entry in left:
            self._queues[entry.device].append(entry)
        if boot and await self._journal.first_time(f"boot {boot}", now + KNOWN_BOOT) and not self._clock.learned:
            self._undated = {entry.key for entry in left}
        self._torn = await self._journal.torn()
        self._sooner.set()

    # --- from those who ask -----------------------------------------------------------------------------------------

    async def submit(self, job: wire.Job, sheet: Sheet | None, path: wire.Path) -> Entry:
        """Durable once this returns; a repeated key gives the first one's entry. Raises WireError if it is no job."""
        params = _params(job, sheet)
        if await self._journal.find(job.key) is None:
            self._admit(job)
        now = self._clock.now()
        entry = Entry(
            key=job.key,
            device=job.device,
            action=job.action,
            params=params,
            deadline=min(job.deadline, now + LATEST),
            issued=job.issued,
            user=job.user,
            path=path,
            since=now,
            ask_after=job.ask_after,
        )
        mark = fingerprint(job.device, job.action, params, sheet)
        # Who asks may go away meanwhile; a job that is written and in no queue would wait for the next start.
        return await asyncio.shield(self._accept(entry, mark, sheet))

    async def _accept(self, entry: Entry, mark: str, sheet: Sheet | None) -> Entry:
        known, new = await self._journal.accept(entry, mark, sheet, entry.since)
        if new:
            self._queues[entry.device].append(known)
            self._sooner.set()
            self.on_queued(entry.device)
        if entry.path is wire.Path.RELAY:
            self.on_due()
        return known

    def _admit(self, job: wire.Job) -> None:
        """Return if the box can take this job on; raises WireError."""
        kind = self.kind_of(job.device)
        if kind is not None:
            wire.action_of(kind, job.action)
        if self._clock.now() >= job.deadline:
            raise wire.WireError(Code.EXPIRED, "deadline")
        if len(self._queues[job.device]) >= MAX_QUEUE:
            raise wire.WireError(Code.BUSY, "queue")

    async def refuse(self, job: wire.Job, code: Code) -> None:
        """Remember a job of Odoo's that cannot be done, so that Odoo is told and told the same again."""
        now = self._clock.now()
        entry = Entry(
            key=job.key,
            device=job.device,
            action=job.action,
            deadline=job.deadline,
            issued=job.issued,
            user=job.user,
            path=wire.Path.RELAY,
        ).end(State.EXPIRED if code is Code.EXPIRED else State.FAILED, code, {}, now)
        with contextlib.suppress(wire.WireError):  # the key is taken: its first outcome is reported again
            await self._journal.accept(entry, f"refused {code.value}", None, now)
        self.on_due()

    async def outcome(self, key: str, wait: float = 0.0) -> Entry | None:
        """How the job stands, once it ended or after `wait` seconds; None = no such job."""
        future: asyncio.Future[Entry] = asyncio.get_running_loop().create_future()
        self._waiters[key].add(future)
        try:
            entry = await self._journal.find(key)
            if entry is None or entry.state.ended or wait <= 0:
                return entry
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(future, wait)
            return entry
        finally:
            self._waiters[key].discard(future)
            if not self._waiters[key]:
                del self._waiters[key]

    async def known(self, key: str) -> bool:
        """Whether the box has this job; if so Odoo is told again how it stands."""
        if known := await self._journal.tell_again(key):
            self.on_due()
        return known

    async def cancel(self, key: str) -> None:
        """End a job that has not been taken by its device yet; a running one runs on."""
        for queue in self._queues.values():
            for entry in queue:
                if entry.key == key:
                    queue.remove(entry)
                    await self.end(entry, State.CANCELLED, Code.CANCELLED)
                    return

    async def release(self, key: str) -> None:
        """Print what was held back; whatever became of it, Odoo is told how it stands."""
        found = (entry for queue in self._queues.values() for entry in queue if entry.key == key and entry.held)
        if entry := next(found, None):
            now, queue = self._clock.now(), self._queues[entry.device]
            await self._journal.release(key, now)
            if entry in queue:
                queue[queue.index(entry)] = replace(entry, code="", since=now)
                self.on_queued(entry.device)
        await self.known(key)

    async def clear(self) -> None:
        """The box changes hands: nothing of the old database is printed or told."""
        self._queues.clear()
        self._unwritten.clear()
        await self._journal.clear()

    # --- from the devices' workers ----------------------------------------------------------------------------------

    def take(self, device: str) -> Entry | None:
        queue = self._queues[device]
        entry = next((entry for entry in queue if not entry.held and entry.key not in self._undated), None)
        if entry is None or self._stopped:
            return None
        queue.remove(entry)
        return entry

    def now(self) -> float:
        """The moment by the clock that jobs are kept by."""
        return self._clock.now()

    async def hold(self, device: str, away_since: float) -> None:
        """The device is back: pages that waited for it for long come out when somebody says so, not by themselves."""
        await self._hold([entry for entry in self._queues[device] if entry.outwaited(away_since, self._clock.now())])

    async def _hold(self, late: list[Entry]) -> None:
        keys = {entry.key for entry in late if not entry.held}
        if not keys:
            return
        await self._journal.hold(keys)
        for queue in self._queues.values():
            for place, entry in enumerate(queue):
                if entry.key in keys:
                    queue[place] = replace(entry, code=Code.HELD.value)
        _logger.warning("after an outage %d jobs wait for somebody to have them printed", len(keys))
        self.on_due()

    async def _date(self) -> None:
        """The box knows the time again: what is recent goes on, what is old is held back."""
        now = self._clock.now()
        undated = [entry for queue in self._queues.values() for entry in queue if entry.key in self._undated]
        with contextlib.suppress(StorageError):
            await self._hold([entry for entry in undated if entry.outwaited(0.0, now)])
            self._undated.clear()
            for entry in undated:
                self.on_queued(entry.device)

    def stop(self) -> None:
        """Begin no job any more; the journal keeps them for the next start."""
        self._stopped = True

    def left(self, entry: Entry) -> float:
        """Seconds until its deadline."""
        return max(0.0, entry.deadline - self._clock.now())

    def put_back(self, entry: Entry) -> None:
        """It could not even begin: it stays the next one until its deadline."""
        self._queues[entry.device].appendleft(entry)
        self._sooner.set()

    async def sheet(self, entry: Entry) -> Sheet | None:
        return await self._journal.sheet(entry.key)

    def torn(self, device: str) -> bool:
        """Whether the last page that this device began may not have come out whole."""
        return device in self._torn

    async def begin(self, entry: Entry) -> None:
        await self._journal.start(entry.key, entry.attempts)
        if entry.action == "print":
            self._torn.add(entry.device)

    async def end(
        self, entry: Entry, state: State, code: Code | None = None, value: dict[str, object] | None = None
    ) -> None:
        """Durable, then told to whoever waits; where the disk refuses, as soon as it takes it."""
        if entry.action == "print" and state in (State.DONE, State.SENT):
            self._torn.discard(entry.device)
        done = entry.end(state, code, value or {}, self._clock.now())
        try:
            await self._end(done)
        except StorageError as error:
            _logger.error("the end of job %s cannot be written yet: %s", done.key, error)
            self._unwritten.append(done)
            self._sooner.set()

    async def _end(self, done: Entry) -> None:
        await self._journal.end(done)
        for future in self._waiters.get(done.key, ()):
            if not future.done():
                future.set_result(done)
        self.on_due()

    async def _catch_up(self) -> None:
        with contextlib.suppress(StorageError):
            while self._unwritten:
                await self._end(done := self._unwritten[0])
                if done in self._unwritten:  # the box may have changed hands meanwhile
                    self._unwritten.remove(done)

    # --- deadlines --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """End queued jobs at their deadline, whatever their device does."""
        while True:
            self._sooner.clear()
            await self._expire()
            await self._catch_up()
            if self._undated and self._clock.learned:
                await self._date()
            nearest = min((entry.deadline for queue in self._queues.values() for entry in queue), default=None)
            due = None if nearest is None else max(0.0, nearest - self._clock.now())
            await within(AGAIN if self._unwritten or self._undated else due, self._sooner)

    async def _expire(self) -> None:
        now = self._clock.now()
        late = [entry for queue in self._queues.values() for entry in queue if entry.deadline <= now]
        for entry in late:
            self._queues[entry.device].remove(entry)
        for entry in late:
            await self.end(entry, State.EXPIRED, Code.HELD if entry.held else self.why_waiting(entry.device))


def _params(job: wire.Job, sheet: Sheet | None) -> dict[str, object]:
    """The parameters, completed and checked by the table of actions alone; raises WireError."""
    if not job.key:
        raise wire.WireError(Code.BAD_MESSAGE, "key")
    action = next((found for known in wire.ACTIONS.values() if (found := known.get(job.action))), None)
    if action is None:
        raise wire.WireError(Code.UNKNOWN_ACTION, "action")
    if action.document != (sheet is not None):
        raise wire.WireError(Code.BAD_DOCUMENT, "document")
    return wire.check_params(action, job.params)
