"""Takes drivers from the database while devices are served, and goes back by itself where that does no good."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from .. import wire
from ..core.tasks import first
from ..errors import LinkError
from ..wire import Code, WireError
from . import check, shipment
from .bundles import Bundle, Bundles, mark, version_of
from .edition import AGENT
from .shelf import Shelf, Stack

COMEBACK = 30.0
"""Seconds within which each device has to be back with its driver."""
TRIALS = 3
"""Starts of the agent after which drivers on trial are given up: it may be they that end it."""
RETRY = 60.0
"""Seconds until drivers that did not arrive are asked for again."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Server:
    """The database, as far as drivers are concerned; each raises LinkError while it cannot be reached."""

    key: Callable[[], str]
    """The public key of the database the box belongs to; "" = it belongs to nobody."""
    ask: Callable[[wire.AskDrivers], Awaitable[wire.OfferedDrivers]]
    fetch: Callable[[wire.FetchDrivers], Awaitable[bytes]]
    """Raises WireError for more bytes than a bundle has."""
    tell: Callable[[wire.DriversTaken], Awaitable[object]]


@dataclass(frozen=True)
class Devices:
    """Those that the box serves."""

    settled: asyncio.Event
    serving: Callable[[], Collection[str]]
    renew: Callable[[Collection[str]], None]
    awaited: Callable[[Collection[str], float], Awaitable[list[str]]]


class Renewal:
    """What is on the shelf, and why it is not something else."""

    def __init__(self, bundles: Bundles, own: Path, shelf: Shelf, server: Server, devices: Devices) -> None:
        self._bundles = bundles
        self._own = own
        self._shelf = shelf
        self._server = server
        self._devices = devices
        self._owns: tuple[Stack, ...] = ()
        self._broken = ""
        """Why the owner's own drivers rest."""
        self._due, self._forced = True, False
        self._told: wire.DriversTaken | None = None
        self._wake = asyncio.Event()
        self._left = asyncio.Event()

    # --- from the others ----------------------------------------------------------------------------------------------

    def online(self) -> None:
        """The database can be reached: what waited for that may be done."""
        self._wake.set()

    def wish(self, *, forced: bool = False) -> None:
        """Ask the database for drivers, with `forced` even for those that were not taken before."""
        self._due, self._forced = True, self._forced or forced
        self._wake.set()

    def leave(self) -> None:
        """The box changes hands: nothing of the old database stays."""
        self._bundles.forget()
        self._due, self._forced, self._told = True, False, None
        self._left.set()

    @property
    def state(self) -> wire.DriversTaken:
        """What the database hears."""
        ledger = self._bundles.ledger
        code, detail = ledger.code, ledger.detail
        if not code and self._broken:
            code, detail = Code.DRIVERS_BROKEN.value, f"own: {self._broken}"
        elif not code and self._shelf.resting:
            resting = (f"{name}: {lacks}" for name, lacks in sorted(self._shelf.resting.items()))
            code, detail = Code.MISSING_LIBRARY.value, "; ".join(resting)
        return wire.DriversTaken(version=version_of(ledger.current), code=code, detail=detail[:200])

    # --- the life -----------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Before any device is served: a complete set of drivers, the best there is."""
        await self._open_own()
        if not self._server.key():
            self._bundles.forget()
        elif (trial := self._bundles.ledger.trial) >= TRIALS:
            self._take_back(Code.DRIVERS_BROKEN, f"the agent stopped {trial} times with them")
        elif trial:
            self._bundles.started()
        await self._load()
        self._bundles.sweep()

    async def run(self) -> None:
        """Until cancelled."""
        await self._devices.settled.wait()
        while True:
            self._left.clear()
            await first(self._left.wait(), self._serve())
            self._devices.renew(await self._load())

    async def _serve(self) -> None:
        """For one owner of the box."""
        if self._bundles.ledger.trial:
            await self._try(self._bundles.ledger.expected)
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                if self._due and self._server.key():
                    await self._ask()
                await self._tell()
            except LinkError as error:
                _logger.info("drivers: %s", error)
                asyncio.get_running_loop().call_later(RETRY, self._wake.set)

    async def _tell(self) -> None:
        state = self.state
        if self._server.key() and state != self._told:
            await self._server.tell(state)
            self._told = state

    # --- one bundle ---------------------------------------------------------------------------------------------------

    async def _ask(self) -> None:
        """Ask, and take what is offered. What is wished for meanwhile is another wish."""
        forced, self._due, self._forced = self._forced, False, False
        try:
            await self._ask_for(forced=forced)
        except LinkError:
            self._due, self._forced = True, self._forced or forced
            raise

    async def _ask_for(self, *, forced: bool) -> None:
        """One that cannot be taken is remembered with the reason."""
        offer = await self._server.ask(wire.AskDrivers(version=self.state.version, forced=forced))
        if offer.drivers is not None and (forced or mark(offer.drivers) != self._bundles.ledger.refused):
            try:
                await self._take(offer.drivers)
            except WireError as error:
                _logger.warning("drivers of the database are not taken: %s", error)
                self._bundles.refuse(offer.drivers, error.code, error.detail)

    async def _take(self, sealed: wire.Sealed) -> None:
        listed = shipment.read(self._server.key(), sealed)
        ledger = self._bundles.ledger
        has = version_of(ledger.current)
        if ledger.current.endswith(f"-{mark(sealed)[:16]}"):
            self._bundles.content()
            return
        if listed.version <= has:
            raise WireError(Code.DRIVERS_OLDER, f"{listed.version}, not after {has}")
        packed = await self._server.fetch(wire.FetchDrivers(version=listed.version))
        try:
            await self._put_in_force(await self._bring(sealed, listed, packed))
        except OSError as error:
            raise WireError(Code.STORAGE, error.strerror or "") from error

    async def _bring(self, sealed: wire.Sealed, listed: wire.Drivers, packed: bytes) -> Bundle:
        """Onto the disk, whole and known to load."""
        staged = await asyncio.to_thread(self._bundles.stage)
        try:
            await asyncio.to_thread(self._bundles.fill, staged, sealed, listed, packed)
            own = await asyncio.to_thread(shipment.stands, listed, AGENT)
            found = None if own else await check.examine(self._bundles.files(staged))
            return await asyncio.to_thread(self._bundles.adopt, staged, sealed, listed.version, found)
        finally:
            await asyncio.to_thread(shutil.rmtree, staged, ignore_errors=True)

    async def _put_in_force(self, bundle: Bundle) -> None:
        """From the ledger to the devices; if they do not come back, back again."""
        serving = tuple(sorted(self._devices.serving()))
        self._bundles.activate(bundle.name, serving)
        self._devices.renew(await self._load(bundle))
        _logger.info("drivers: version %s of the database", self.state.version)
        if self._bundles.ledger.trial:
            await self._try(serving)

    async def _try(self, expected: tuple[str, ...]) -> None:
        missing = await self._devices.awaited(expected, COMEBACK)
        if missing:
            self._take_back(Code.DRIVERS_NO_DEVICE, ", ".join(missing))
            self._devices.renew(await self._load())
        else:
            self._bundles.confirm()
        self._wake.set()

    # --- the shelf ----------------------------------------------------------------------------------------------------

    async def _load(self, bundle: Bundle | None = None) -> frozenset[str]:
        """Put the bundle in force on the shelf; one that cannot be loaded is taken back, and so on down to none."""
        while True:
            try:
                stacks = [*self._owns, *await self._stack(bundle)]
                return self._shelf.put(await asyncio.to_thread(self._shelf.prepare, tuple(stacks)))
            except WireError as error:
                self._give_up(error)
                bundle = None

    def _give_up(self, error: WireError) -> None:
        """Of what could not be loaded, what the owner put there stands above what the database sent."""
        if self._bundles.ledger.current:
            self._take_back(error.code, error.detail)
        elif self._owns:
            self._owns, self._broken = (), error.detail
        else:
            raise error

    async def _stack(self, bundle: Bundle | None) -> list[Stack]:
        name = self._bundles.ledger.current
        if not name:
            return []
        if bundle is None:
            bundle = await asyncio.to_thread(self._bundles.load, name, self._server.key())
        if bundle.own:
            return []
        found = bundle.found
        if found is None:  # by another agent or Python
            found = await check.examine(bundle.folder)
            await asyncio.to_thread(self._bundles.note, bundle.folder.parent, found)
        return [Stack(bundle.folder, found)]

    async def _open_own(self) -> None:
        """The owner's own drivers, if there are any; those that do not load rest, all of them."""
        if not await asyncio.to_thread(lambda: any(self._own.glob("drivers/*/*.py"))):
            return
        try:
            self._owns = (Stack(self._own, await check.examine(self._own)),)
        except WireError as error:
            self._broken = error.detail
            _logger.error("the drivers in %s are not used: %s", self._own, error.detail)

    def _take_back(self, code: Code, detail: str) -> None:
        _logger.warning("drivers of the database are taken back: %s %s", code.value, detail)
        self._bundles.take_back(code, detail)
