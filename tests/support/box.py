"""A box without devices or LAN side: its store, journal and link, for tests of the line to Odoo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from iot_agent import wire
from iot_agent.core.by_hand import ByHand
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.options import Options
from iot_agent.core.pairing_code import PairingCode
from iot_agent.core.store import Announced, Store
from iot_agent.link.http import Http
from iot_agent.link.link import Link
from iot_agent.link.parts import Parts

IDENTITY = wire.Box(identifier="serial1", name="Front desk", agent="0.0", oldest=1, newest=wire.VERSION)
PRINTER = wire.Device(identifier="p1", kind=wire.Kind.PRINTER, name="A printer")
SCALE = wire.Device(identifier="s1", kind=wire.Kind.SCALE, name="A scale")
SCANNER = wire.Device(identifier="c1", kind=wire.Kind.SCANNER, name="A scanner")


class Renewing:
    """Remembers what it is told about drivers."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def online(self) -> None:
        self.told.append("online")

    def wish(self, *, forced: bool = False) -> None:
        self.told.append("forced" if forced else "wish")

    def leave(self) -> None:
        self.told.append("leave")


class Box:
    """The parts of a box, with the link running."""

    def __init__(self, folder: Path, journal: Journal, http: Http, store: Store, clock: Clock, **parts: Any) -> None:
        self.store = store
        self.clock = clock
        self.journal = journal
        self.http = http
        self.events = Events(clock.now)
        self.jobs = Jobs(journal, clock)
        self.jobs.kind_of = lambda _device: wire.Kind.PRINTER
        self.code = PairingCode(clock)
        self.devices: tuple[wire.Device, ...] = (PRINTER,)
        self.devices_changed = asyncio.Event()
        self.settled = asyncio.Event()
        self.settled.set()
        self.identity = IDENTITY
        self.restarts = 0
        self.by_hand = ByHand(store, ("escpos", "ipp", "http_camera"))
        self.options = Options(store)
        self.renewal = Renewing()
        self.parts = Parts(
            store=store,
            clock=clock,
            code=self.code,
            journal=journal,
            jobs=self.jobs,
            events=self.events,
            box=lambda: self.identity,
            devices=lambda: self.devices,
            settled=self.settled,
            devices_changed=self.devices_changed,
            restart=self._restart,
            by_hand=self.by_hand,
            options=self.options,
            renewal=lambda: self.renewal,
            server=parts.get("server", Announced()),
        )
        self.link = Link(self.parts, http)

    def _restart(self) -> None:
        self.restarts += 1

    def change_devices(self, *devices: wire.Device) -> None:
        self.devices = devices
        self.devices_changed.set()

    async def serve(self) -> None:
        """Be a device: every drawer opens at once."""
        queued = asyncio.Event()
        self.jobs.on_queued = lambda _device: queued.set()
        while True:
            queued.clear()
            while entry := self.jobs.take("p1"):
                await self.jobs.begin(entry)
                await self.jobs.end(entry, wire.State.SENT)
            await queued.wait()


@asynccontextmanager
async def running(folder: Path, *, serve: bool = False, **parts: Any) -> AsyncIterator[Box]:
    """A box whose link runs; with `serve`, its printer's drawer works."""
    store, clock = Store(folder), Clock()
    async with Journal(store.journal) as journal, Http(store.seed, clock) as http:
        box = Box(folder, journal, http, store, clock, **parts)
        await box.jobs.recover()
        lives = [box.link.run(), *([box.serve()] if serve else [])]
        tasks = [asyncio.ensure_future(life) for life in lives]
        try:
            yield box
        finally:
            for task in tasks:
                task.cancel()
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended
