"""A box of one device, with the real drivers and transports, whose events a test reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from iot_agent import drivers, wire
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.match import Candidate
from iot_agent.core.options import Options
from iot_agent.core.store import Store
from iot_agent.core.worker import OpenWire
from iot_agent.settings import Settings
from iot_agent.supervisor import Supervisor
from iot_agent.transports import open_transport
from tests.support.devices import Places, Plugs
from tests.support.waiting import until


def supervising(
    folder: Path, places: Places, plugs: Plugs, *, open_wire: OpenWire = open_transport, **parts: Any
) -> Supervisor:
    """Who serves what is there, with the real drivers, and looks around when it is told to."""
    return Supervisor(
        Settings(state=folder, scan=3600.0),
        [places],
        drivers.table(),
        voices=[plugs],
        load=drivers.load,
        open_wire=open_wire,
        **parts,
    )


class Solo:
    """The device is there from the start; `plug` and `unplug` are what discovery sees."""

    def __init__(self, journal: Journal, folder: Path, seen: Candidate) -> None:
        self.seen = seen
        self.places, self.plugs = Places(seen), Plugs()
        clock = Clock()
        self.events, self.told = Events(clock.now), Options(Store(folder))
        self.heard: list[tuple[str, dict[str, Any]]] = []
        """What the device did by itself, as a listener hears it."""
        self._issued = 0.0
        self.supervisor = supervising(
            folder, self.places, self.plugs, jobs=Jobs(journal, clock), events=self.events, told=self.told
        )

    @property
    def device(self) -> wire.Device | None:
        return next(iter(self.supervisor.devices()), None)

    def settle(self, **options: str) -> None:
        """Odoo settles options of the device."""
        self._issued += 1
        order = wire.DeviceOptions(identifier=self.seen.identifier, options=options)
        self.told.order([order] if options else [], self._issued)

    async def becomes(self, kind: wire.Kind, driver: str, health: wire.Health = wire.Health.CONNECTED) -> None:
        await until(lambda: (d := self.device) and (d.kind, d.driver, d.health) == (kind, driver, health))

    async def unplug(self) -> None:
        self.places.there.clear()
        self.plugs.move()
        await until(lambda: self.device is None or self.device.health is wire.Health.LOST)

    async def plug(self) -> None:
        self.places.there.append(self.seen)
        self.plugs.move()
        await until(lambda: self.device is not None and self.device.health is wire.Health.CONNECTED)

    async def listen(self) -> None:
        with self.events.subscribe(["*"]) as subscription:
            while True:
                event = await subscription.next()
                if event.name != "state":
                    self.heard.append((event.name, dict(event.value)))


@asynccontextmanager
async def solo(folder: Path, seen: Candidate) -> AsyncIterator[Solo]:
    async with Journal(folder / "journal") as journal:
        box = Solo(journal, folder, seen)
        tasks = [asyncio.ensure_future(each) for each in (box.supervisor.run(), box.listen())]
        try:
            yield box
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
