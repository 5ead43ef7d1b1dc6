"""Puts the parts together and runs them in one task group; no logic lives here."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import signal
import socket
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from . import __version__, discovery, transports, wire
from .bundle.bundles import Bundles
from .bundle.known import Known
from .bundle.renewal import Devices, Renewal
from .bundle.shelf import Shelf
from .core.by_hand import ByHand
from .core.clock import Clock
from .core.events import Events
from .core.jobs import Jobs
from .core.journal import Journal
from .core.logs import Logs
from .core.options import Options
from .core.pairing_code import PairingCode
from .core.serial_choice import SerialChoice
from .core.store import Announced, Store
from .core.welcome import Welcome
from .errors import StorageError
from .host import facts, spooler
from .link import drivers
from .link.http import Http
from .link.link import Link
from .link.parts import Parts as LinkParts
from .local.parts import Parts as LocalParts
from .local.server import Server, application
from .settings import Settings
from .supervisor import Supervisor

DRAIN = 5.0
TIDY = 600.0


class Exit(enum.Enum):
    """Why the agent ended."""

    STOP = "stop"
    RESTART = "restart"


async def run(settings: Settings, ready: Callable[[int], None] = lambda _port: None) -> Exit:
    """Serve until told to stop or restart; `ready` gets the port of the LAN side."""
    store = Store(settings.state)
    with store.lock():
        clock = Clock()
        ending: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()
        async with Journal(store.journal) as journal, Http(store.seed, clock) as http:
            agent = _Agent(settings, store, clock, journal, http, ending)
            with agent.logs:
                await agent.run(ready)
        return ending.result()


class _Agent:
    """The parts of one run."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        journal: Journal,
        http: Http,
        ending: asyncio.Future[Exit],
    ) -> None:
        self.settings = settings
        self.store = store
        self.ending = ending
        self.clock = clock
        self.journal = journal
        self.events = Events(clock.now)
        self.jobs = Jobs(journal, clock)
        self.logs = Logs()
        self.shelf = Shelf(Known(store.folder / "drivers.json"))
        claims = self.shelf.claims
        self.by_hand = ByHand(store, claims.keys())
        self.options = Options(store)
        self.found = discovery.discovery(settings, claims, self.by_hand, store, home=self.home)
        self.supervisor = self._supervisor()
        fixed = {device.identifier for device in settings.devices if device.driver}
        self.serial = SerialChoice(self.options, self.events, self.supervisor.devices, claims, fixed)
        self.code = PairingCode(clock)
        self.link = Link(self._link_parts(), http)
        self.renewal = self._renewal(http)
        self.welcome = self._welcome()
        self.supervisor.on_changed = self.welcome.look
        self.link.on_turn = self._turned
        names = [name for at in settings.advertise if (name := urlsplit(at).hostname)]
        self.server = Server(application(self._local_parts(), names), settings.listen)
        self.born = time.monotonic()
        self.port = settings.listen.port

    def _supervisor(self) -> Supervisor:
        return Supervisor(
            self.settings,
            self.found.sources,
            self.shelf.claims,
            voices=self.found.voices,
            load=self.shelf.load,
            open_wire=transports.open_transport,
            jobs=self.jobs,
            events=self.events,
            told=self.options,
        )

    def _renewal(self, http: Http) -> Renewal:
        return Renewal(
            Bundles(self.store.folder / "bundles"),
            self.store.folder / "own",
            self.shelf,
            drivers.server(http, lambda: self.link.pairing),
            Devices(self.supervisor.settled, self.supervisor.serving, self.supervisor.renew, self.supervisor.awaited),
        )

    def _welcome(self) -> Welcome:
        return Welcome(
            self.store,
            self.jobs,
            self.code,
            self.clock,
            on=self.settings.status_ticket,
            box=self.box,
            server=lambda: self.link.pairing.server if self.link.pairing else "",
            devices=self.supervisor.devices,
            settled=self.supervisor.settled,
        )

    def _link_parts(self) -> LinkParts:
        return LinkParts(
            store=self.store,
            clock=self.clock,
            code=self.code,
            journal=self.journal,
            jobs=self.jobs,
            events=self.events,
            box=self.box,
            devices=self.supervisor.devices,
            settled=self.supervisor.settled,
            devices_changed=self.supervisor.changed,
            restart=self.restart,
            by_hand=self.by_hand,
            options=self.options,
            renewal=lambda: self.renewal,
            server=Announced(self.settings.server, self.settings.database),
        )

    def _local_parts(self) -> LocalParts:
        return LocalParts(
            seed=self.store.seed,
            clock=self.clock,
            code=self.code,
            jobs=self.jobs,
            events=self.events,
            line=self.link,
            box=self.box,
            devices=self.supervisor.devices,
            facts=self.facts,
            restart=self.restart,
            update_drivers=lambda: self.renewal.wish(forced=True),
            by_hand=self.by_hand,
            serial=self.serial,
            logs=self.logs,
            status_ticket=self.welcome.wish,
            ways=self.found.printers.told,
            first_time=self.journal.first_time,
        )

    async def run(self, ready: Callable[[int], None]) -> None:
        self._heed_signals()
        await self.jobs.recover(facts.boot())
        await self.welcome.recover()
        await self.renewal.open()
        async with self.server:
            self.port = self.server.port
            self.store.serve_at(self.here)
            await self._live(ready)

    async def _live(self, ready: Callable[[int], None]) -> None:
        async with asyncio.TaskGroup() as tasks:
            ready(self.port)
            line = tasks.create_task(self.link.run())
            running = (self.supervisor.run(), self.jobs.run(), self.welcome.run(), self._tidy(), self.renewal.run())
            lives = [tasks.create_task(life) for life in running]
            await self.ending
            await self.supervisor.drain(DRAIN)
            line.cancel()
            await asyncio.wait([line])  # or its last word after the goodbye would tell Odoo that the box is there
            await self.link.leave()
            for life in lives:
                life.cancel()

    def _turned(self) -> None:
        """Paired, or free again: the next owner does not read what was logged for the last one."""
        if self.link.pairing is None:
            self.logs.forget()
        self.welcome.look()

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDY)
            with contextlib.suppress(StorageError):  # whoever writes next says so
                await self.journal.tidy(self.clock.now())

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.end, Exit.STOP)

    def end(self, how: Exit) -> None:
        if not self.ending.done():
            self.ending.set_result(how)

    def restart(self) -> None:
        """Soon, so that whoever asked still gets an answer."""
        asyncio.get_running_loop().call_later(0.2, self.end, Exit.RESTART)

    def box(self) -> wire.Box:
        at = self.settings.advertise or tuple(f"http://{address}:{self.port}" for address in facts.lan_addresses())
        return identity(self.settings, at)

    @property
    def here(self) -> str:
        """Where this machine itself reaches the LAN side."""
        return f"http://{_reachable(self.settings.listen.host)}:{self.port}"

    def home(self) -> str:
        """The page for screens that are to show nothing else."""
        return f"{self.here}/screen"

    def facts(self) -> dict[str, Any]:
        return {
            "internet": facts.has_internet(),
            "addresses": list(self.box().addresses),
            "host": socket.gethostname(),
            "spooler": spooler.access(),
            "status_ticket": self.settings.status_ticket,
            "drivers": {"version": self.renewal.state.version, "code": self.renewal.state.code},
            "uptime": time.monotonic() - self.born,
        }


def identity(settings: Settings, addresses: tuple[str, ...]) -> wire.Box:
    """Who this machine is."""
    identifier = settings.identifier or facts.serial_number()
    return wire.Box(
        identifier=identifier,
        name=settings.name or identifier,
        agent=__version__,
        oldest=wire.OLDEST_SUPPORTED,
        newest=wire.VERSION,
        addresses=addresses[:16],
    )


def _reachable(host: str) -> str:
    """Where this machine itself reaches what listens on `host`."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
