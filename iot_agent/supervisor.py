"""From what discovery sees to devices that serve: match, start a worker each, and answer for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from . import wire
from .core.calm import Calm
from .core.events import Events
from .core.jobs import Jobs
from .core.kinds import DeviceDriver
from .core.match import Candidate, Decision, Match, best_driver
from .core.options import Options
from .core.tasks import within
from .core.worker import OpenWire, Worker
from .discovery import Source, Voice
from .settings import DeviceSetting, Settings
from .wire import Code, Health, Kind, WireError

LONGEST_JOB = 600.0
"""Seconds for which a job may keep its device from being opened afresh before nobody waits for it."""
CALM = 5.0
"""How many rounds of looking around become one while nothing comes or goes: what comes is mostly told."""
SETTLED = 3.0
"""Seconds the first look around may take before unknown devices are refused."""

_logger = logging.getLogger(__name__)


class Supervisor:
    """All devices of the box."""

    def __init__(
        self,
        settings: Settings,
        sources: Iterable[Source],
        table: Mapping[str, tuple[Match, ...]],
        *,
        voices: Iterable[Voice],
        load: Callable[[str], type[DeviceDriver]],
        open_wire: OpenWire,
        jobs: Jobs,
        events: Events,
        told: Options,
    ) -> None:
        self._settings = settings
        self._pins: dict[str, DeviceSetting] = {device.identifier: device for device in settings.devices}
        self._sources = list(sources)
        self._table = table
        self._voices = tuple(voices)
        self._moved: list[asyncio.Event] = []
        self._load = load
        self._open_wire = open_wire
        self._jobs = jobs
        self._events = events
        self._told = told
        self._workers: dict[str, Worker] = {}
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._failing: set[str] = set()
        self._undecided: dict[str, Decision] = {}
        self._ports: dict[str, Candidate] = {}
        """Serial ports that no driver claims by itself."""
        self._edition = 0
        """Counts how often the drivers changed."""
        self._unsettled = {source.name for source in self._sources}
        self._tasks: asyncio.TaskGroup
        self._calm = Calm(time.monotonic)
        self.changed = asyncio.Event()
        """Set whenever a device came, went or is different."""
        self.settled = asyncio.Event()
        """Set once every source was looked at, so that the list of devices means something."""
        self.on_changed: Callable[[], None] = lambda: None
        """Called whenever `changed` is set."""
        jobs.kind_of = self._kind_of
        jobs.why_waiting = self._why_waiting
        jobs.on_queued = self._wake
        events.on_interest = self._wake
        told.on_changed = self._settle

    def devices(self) -> tuple[wire.Device, ...]:
        shown = [worker.device() for worker in self._workers.values() if worker.presence.shown]
        shown += [_port(seen) for seen in self._ports.values()]
        return tuple(sorted(shown, key=lambda device: (device.kind.value, device.identifier)))[: wire.MAX_DEVICES]

    async def run(self) -> None:
        async with asyncio.TaskGroup() as self._tasks:
            for source in self._sources:
                self._tasks.create_task(self._look_around(source))
            for voice in self._voices:
                self._tasks.create_task(self._heed(voice))
            await within(SETTLED, self.settled)
            self.settled.set()

    def renew(self, changed: Collection[str]) -> None:
        """Drivers of these names are others, or gone: their devices are opened afresh, and all is matched once more."""
        for worker in self._workers.values():
            if worker.driver in changed:
                worker.turn()
        self._edition += 1
        self._look_again()

    def serving(self) -> frozenset[str]:
        """The devices that are open and well enough to be spoken to."""
        return frozenset(identifier for identifier, worker in self._workers.items() if worker.serving)

    async def awaited(self, devices: Collection[str], patience: float) -> list[str]:
        """Those of the devices that are plugged in and are not open in time, each counted from the end of its job."""
        workers = [self._workers[identifier] for identifier in sorted(devices) if identifier in self._workers]
        back = await asyncio.gather(*(worker.serves(patience, LONGEST_JOB) for worker in workers))
        return [worker.seen.identifier for worker, well in zip(workers, back, strict=True) if not well]

    async def drain(self, patience: float) -> None:
        """Let the running jobs end; the rest stays in the journal."""
        self._jobs.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                for worker in list(self._workers.values()):
                    await worker.idle.wait()

    async def _heed(self, voice: Voice) -> None:
        """Look around at once when the kernel or the network says that something came or went."""
        async for _ in voice():
            self._look_again()

    def _look_again(self) -> None:
        self._calm.stir()
        for moved in self._moved:
            moved.set()

    async def _look_around(self, source: Source) -> None:
        there: dict[str, Candidate] = {}
        edition = self._edition
        moved = asyncio.Event()
        self._moved.append(moved)
        while True:
            moved.clear()
            afresh, edition = edition != self._edition, self._edition
            found = {seen.identifier: self._pinned(seen) for seen in await self._scan(source)}
            for identifier, seen in found.items():
                if afresh or there.get(identifier) != seen:
                    self._appeared(seen)
            for identifier in there.keys() - found.keys():
                self._vanished(identifier)
            if there != found:
                self._calm.stir()
            there = found
            self._unsettled.discard(source.name)
            if not self._unsettled:
                self.settled.set()
            await within(self._until_round(), moved)

    def _until_round(self) -> float:
        """Seconds until all look around together: a box at rest wakes once for them."""
        now, least = time.monotonic(), self._settings.scan
        return self._calm.next(now, least, CALM * least) - now

    async def _scan(self, source: Source) -> list[Candidate]:
        """What is there; a source that fails shows nothing, and says so once."""
        try:
            found = await source.scan()
        except Exception:
            if source.name not in self._failing:
                _logger.exception("looking for devices at %s failed", source.name)
            self._failing.add(source.name)
            return []
        self._failing.discard(source.name)
        return found

    def _pinned(self, seen: Candidate) -> Candidate:
        """With the use and the driver that somebody chose: the owner of the machine before Odoo."""
        use = self._options(seen.identifier).get("use", "")
        seen = replace(seen, use=use if use in wire.USES else "")
        pin = self._pins.get(seen.identifier) or DeviceSetting(seen.identifier)
        told = self._told.driver(seen.identifier)
        if told == wire.ANY_DRIVER and not pin.driver:
            return replace(seen, name=pin.name or seen.name, hints={**seen.hints, "typed": "yes"})
        told = told if told in self._table else ""  # another version may have had others
        return replace(seen, name=pin.name or seen.name, driver=pin.driver or told or seen.driver)

    def _options(self, identifier: str) -> Mapping[str, str]:
        pin = self._pins.get(identifier)
        return {**self._told.of(identifier), **(pin.options if pin else {})}

    def _settle(self) -> None:
        """Odoo settles other drivers or options."""
        for identifier, worker in self._workers.items():
            worker.settle(self._options(identifier))
        self._look_again()

    def _appeared(self, seen: Candidate) -> None:
        decision = best_driver(seen, self._table)
        drivers = decision.queue or ((decision.driver,) if decision.driver else ())
        if worker := self._workers.get(seen.identifier):
            before = worker.seen
            worker.appear(seen, drivers)
            if seen.bus == "serial" and not seen.driver and _said(before) != _said(seen):
                self._tasks.create_task(self._start_over(worker))
            return
        if decision.driver is None:
            if self._undecided.get(seen.identifier) != decision:
                _logger.info("%s (%s): %s", seen.identifier, seen.name or seen.bus, decision.reason)
            self._undecided[seen.identifier] = decision
            if seen.bus == "serial":
                self._ports[seen.identifier] = seen
                self._changed()
            return
        self._ports.pop(seen.identifier, None)
        worker = Worker(
            seen,
            drivers,
            load=self._load,
            open_wire=self._open_wire,
            options=self._options(seen.identifier),
            jobs=self._jobs,
            events=self._events,
            changed=self._changed,
        )
        self._workers[seen.identifier] = worker
        self._lives[seen.identifier] = self._tasks.create_task(worker.run(), name=f"device {seen.identifier}")

    async def _start_over(self, worker: Worker) -> None:
        """Nobody says any more what is behind this port: what its driver made of it is forgotten after the job under
        way, or what answered there once would pass for a device that is lost."""
        worker.turn()
        await within(LONGEST_JOB, worker.idle)
        identifier = worker.seen.identifier
        life = self._lives.pop(identifier)
        life.cancel()
        await asyncio.wait([life])
        del self._workers[identifier]
        if worker.present:
            self._appeared(worker.seen)
        self._changed()

    def _vanished(self, identifier: str) -> None:
        self._undecided.pop(identifier, None)
        if self._ports.pop(identifier, None):
            self._changed()
        if worker := self._workers.get(identifier):
            worker.vanish()

    # --- what jobs and listeners need to know -----------------------------------------------------------------------

    def _kind_of(self, device: str) -> Kind | None:
        worker = self._workers.get(device)
        if worker is None and self.settled.is_set():
            raise WireError(Code.UNKNOWN_DEVICE, "device")
        return worker.kind if worker else None

    def _why_waiting(self, device: str) -> Code:
        worker = self._workers.get(device)
        return worker.why_waiting if worker else Code.UNKNOWN_DEVICE

    def _changed(self) -> None:
        self.changed.set()
        self.on_changed()

    def _wake(self, device: str) -> None:
        for worker in self._workers.values() if device == "*" else filter(None, [self._workers.get(device)]):
            worker.wake()


def _said(seen: Candidate) -> tuple[str, str]:
    """What was said of what is behind a port: a driver, or that all may ask."""
    return seen.driver, seen.hints.get("typed", "")


def _port(seen: Candidate) -> wire.Device:
    """A port that nobody asks: its user may say what is behind it."""
    return wire.Device(
        identifier=seen.identifier,
        kind=Kind.SCALE,
        name=(seen.name or seen.identifier)[:128],
        manufacturer=seen.manufacturer[:128],
        connection=seen.bus,
        health=Health.LOST,
        code=Code.UNRECOGNISED.value,
    )
