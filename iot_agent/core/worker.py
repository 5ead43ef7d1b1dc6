"""One device's life: open, probe, serve, lose, open again. Nothing it meets delays another device."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from .. import wire
from ..errors import AgentError, ProtocolError, TransportError
from ..log import DeviceLog, of_device
from ..wire import Code, Health
from . import actions
from .backoff import Backoff
from .events import Events
from .jobs import Jobs
from .kinds import DeviceDriver, Gauge, Pedal, Printer, Scale, Scanner
from .looks import Looks
from .match import Candidate
from .presence import Presence
from .service import Service
from .tap import Tap
from .tasks import first, within
from .transport import Transport
from .turns import Turns
from .unopened import Unopened

OPEN = 10.0
CLOSE = 2.0
FIRST_RETRY, LAST_RETRY, UNKNOWN_RETRY = 0.5, 10.0, 30.0

OpenWire = Callable[[Candidate, str], Awaitable[Transport]]
Load = Callable[[str], type[DeviceDriver]]


class Worker:
    """Serves one device until cancelled."""

    def __init__(
        self,
        seen: Candidate,
        drivers: Sequence[str],
        *,
        load: Load,
        open_wire: OpenWire,
        options: Mapping[str, str],
        jobs: Jobs,
        events: Events,
        changed: Callable[[], None],
    ) -> None:
        self.seen = seen
        self.driver = drivers[0]
        self._turns = Turns(drivers)
        self._asking = False
        """Whether it is not known yet if the device is of the kind its driver speaks to."""
        self.kind: wire.Kind | None = None
        self._load = load
        self._open_wire = open_wire
        self._options = options
        self._jobs = jobs
        self._events = events
        self._type: type[DeviceDriver] | None = None
        self._subtype = ""
        self._memory: dict[str, str] = {}
        self._away_since: float | None = 0.0
        """None while it is there. What an earlier run left waited for as long as nobody knows."""
        self._turned = False
        """Whether its wire is to be opened afresh, for there is another or a better one."""
        self._present = asyncio.Event()
        self._present.set()
        self._absent = asyncio.Event()
        self._wake = asyncio.Event()
        self._retry = Backoff(FIRST_RETRY, UNKNOWN_RETRY)
        self._met = asyncio.Event()
        """While it is open and has shown that it is the device."""
        self.idle = asyncio.Event()
        self.idle.set()
        self._log = DeviceLog(of_device(seen.identifier), seen.identifier)
        self.presence = Presence(seen.identifier, events, self._log, changed)
        if (width := options.get("width", "")).isdecimal():
            self.presence.state["width"] = int(width)

    # --- from the supervisor ----------------------------------------------------------------------------------------

    def wake(self) -> None:
        """A job, a listener or a sign of life: do not sleep on."""
        self._wake.set()

    def settle(self, options: Mapping[str, str]) -> None:
        """Odoo settles other options: the device is opened afresh with them once the job under way has ended."""
        if options != self._options:
            self._options = options
            self._memory = {}
            self.turn()

    def turn(self) -> None:
        """Open it afresh once the job under way has ended."""
        self._turned = True
        self._met.clear()
        self._retry.reset()
        self.wake()

    @property
    def serving(self) -> bool:
        """Whether it is open, with all that was last told."""
        return self._met.is_set()

    async def serves(self, patience: float, longest_job: float) -> bool:
        """Whether it is open in time once the job under way has ended; nobody waits for what is not plugged in."""
        if not await within(longest_job, self.idle):
            return True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await first(self._met.wait(), self._absent.wait())
        return self.serving or self._absent.is_set()

    def appear(self, seen: Candidate, drivers: Sequence[str] = ()) -> None:
        """It is there, perhaps another way than before: that is taken once the job under way has ended."""
        moved = (seen.bus, seen.address) != (self.seen.bus, self.seen.address)
        self.seen = seen
        if (drivers and self._turns.offer(drivers)) or moved:
            self.turn()
        self._absent.clear()
        self._present.set()
        self._retry.reset()
        self.wake()

    @property
    def present(self) -> bool:
        """Whether it is plugged in."""
        return self._present.is_set()

    def vanish(self) -> None:
        self._present.clear()
        self._absent.set()
        self.wake()

    def device(self) -> wire.Device:
        assert self.kind is not None  # noqa: S101 - shown devices only
        return wire.Device(
            identifier=self.seen.identifier,
            kind=self.kind,
            name=(self.seen.name or self.seen.identifier)[:128],
            manufacturer=self.seen.manufacturer[:128],
            connection=self.seen.bus,
            subtype=(self._subtype or getattr(self._type, "subtype", ""))[:20],
            driver=self.driver[:60],
            verified=bool(self._type and self._type.quality.verified),
            health=self.presence.health,
            code=self.presence.code,
            state=self.presence.state,
            quality=self._type.quality.value if self._type else "",
        )

    @property
    def why_waiting(self) -> Code:
        return Code.BUSY if self.presence.health is Health.CONNECTED else Code.OFFLINE

    # --- the life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            try:
                await self._live()
            except (AgentError, TimeoutError) as error:
                if not (self._asking and self._strange):
                    self._lose(error)
                if self._asking and self._turns.next():
                    continue
                self._nobody_answered()
            except Exception as error:  # noqa: BLE001 - a driver's mistake costs its own device only
                self._log.error("driver %s failed", self.driver, exc_info=error)
                self._lose(error)
            if not self._turned:
                await self._pause()

    def _lose(self, error: Exception) -> None:
        if self._away_since is None:
            self._away_since = self._jobs.now()
        self.presence.lost(error)

    async def _live(self) -> None:
        self._turned = self._asking = False
        loaded = self._load(self._turns.driver)
        if self._type is None or not self._turns.shared:
            self._is(loaded)
        if self.seen.driver:
            self.presence.show()
        async with asyncio.timeout(OPEN):
            transport = await self._open(loaded)
        tap = Tap(transport, self._log)
        try:
            driver = loaded(tap, self.seen, self._options)
            driver.memory = self._memory
            if isinstance(driver, Printer):
                driver.saw = self.presence.saw  # type: ignore[method-assign]
            looks = Looks(driver, self.presence, self._events, self.seen.identifier)
            await self._meet(driver, looks)
            service = Service(driver, tap, self._jobs, self.presence)
            lives = (self._unplugged(), looks.heed(transport, self.wake), self._work(service, looks))
            await first(*lives, *self._streams(driver))
            self._retry.reset()
        except ProtocolError:
            self.presence.heard(tap.heard)
            raise
        finally:
            self._met.clear()
            with contextlib.suppress(TransportError, TimeoutError):
                async with asyncio.timeout(CLOSE):
                    await tap.close()

    async def _open(self, driver: type[DeviceDriver]) -> Transport:
        if driver.idle:
            return Unopened()
        return await self._open_wire(self.seen, self._options.get("baud", driver.baud))

    async def _meet(self, driver: DeviceDriver, looks: Looks) -> None:
        """Make sure that it is the device, and see how it is before it gets to work."""
        strange = self._turns.shared or self._strange
        if not strange:
            self.presence.connecting()
        self._asking = True
        async with asyncio.timeout(OPEN):
            await driver.probe()
        self._asking = False
        if strange:
            self.presence.connecting()
        self._turns.answered()
        self._is(type(driver))
        self.presence.heard(b"")
        self._subtype = getattr(driver, "subtype", "")
        await looks.look()
        if self._away_since is not None:
            await self._jobs.hold(self.seen.identifier, self._away_since)
        self._away_since = None
        self._retry = Backoff(FIRST_RETRY, LAST_RETRY)
        self.presence.found(f"driver {self.driver} ({driver.quality.value})")
        if not self._turned:
            self._met.set()

    def _is(self, loaded: type[DeviceDriver]) -> None:
        self._type, self.kind, self.driver = loaded, loaded.kind, self._turns.driver
        if issubclass(loaded, Scale) and (can := loaded.can()):
            self.presence.state["can"] = can
        else:
            self.presence.state.pop("can", None)

    @property
    def _strange(self) -> bool:
        """Whether it is listed as not recognised, and nobody has said what it is: another silence is no news."""
        return self.presence.stranger and not self.seen.driver

    def _nobody_answered(self) -> None:
        """A port has to be seen, or nobody could say what is behind it."""
        if self._asking and self.seen.bus == "serial" and not self.seen.driver:
            self.presence.unrecognised()

    async def _unplugged(self) -> None:
        await self._absent.wait()
        raise TransportError("unplugged")

    def _streams(self, driver: DeviceDriver) -> list[Coroutine[Any, Any, None]]:
        match driver:
            case Scanner():
                return [self._listen("scan", driver.scans())]
            case Gauge():
                return [self._listen("measure", driver.measures())]
            case Pedal():
                return [self._listen("key", driver.keys())]
        return []

    async def _listen(self, name: str, happenings: AsyncIterator[Any]) -> None:
        async for happening in happenings:
            self._events.publish(self.seen.identifier, name, actions.plain(happening))
        raise TransportError("the device ended")

    async def _work(self, service: Service, looks: Looks) -> None:
        """Jobs first, in order; in between, look how the device is. Ends when there is another way to it."""
        loop = asyncio.get_running_loop()
        looked = loop.time()
        while not self._turned:
            self._wake.clear()
            if entry := self._jobs.take(self.seen.identifier):
                self.idle.clear()
                try:
                    await service.serve(entry)
                finally:
                    self.idle.set()
                    looks.stir()
                continue
            if (due := looks.next(looked) - loop.time()) <= 0:
                looked = loop.time()
                await looks.look()
            elif await within(due, self._wake):
                looks.stir()

    async def _pause(self) -> None:
        """Wait before opening again: a little longer each time, or until it is plugged in, or until it is needed."""
        if self._present.is_set():
            self._wake.clear()
            await within(self._retry.next(), self._wake)
        if not self._present.is_set():
            self._lose(TransportError("unplugged"))  # whatever else was wrong with it
            await self._present.wait()
