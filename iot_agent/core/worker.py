"""One device's life: open, probe, serve, lose, open again. Nothing it meets delays another device."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any

from .. import wire
from ..errors import AgentError, DeviceError, MissingLibrary, ProtocolError, TransportError
from ..log import DeviceLog
from ..values import Paper, PrinterState, Weight
from ..wire import Code, Health, State
from . import actions
from .backoff import Backoff
from .events import Events
from .jobs import Jobs
from .journal import Entry
from .kinds import DeviceDriver, Printer, Scale, Scanner
from .match import Candidate
from .tap import Tap
from .tasks import first, within
from .transport import Transport

OPEN = 10.0
LOOK = 5.0
CLOSE = 2.0
FIRST_RETRY, LAST_RETRY, UNKNOWN_RETRY = 0.5, 10.0, 30.0
PRINTER_LOOK, SILENT_PRINTER_LOOK = 10.0, 60.0
SCALE_LOOK, SCALE_STREAM = 5.0, 0.015
NOISE = 5
"""Unreadable answers in a row after which it is not noise any more."""

OpenWire = Callable[[Candidate, str], Awaitable[Transport]]
Load = Callable[[], type[DeviceDriver]]


class Worker:
    """Serves one device until cancelled."""

    def __init__(
        self,
        seen: Candidate,
        driver: str,
        *,
        load: Load,
        open_wire: OpenWire,
        options: Mapping[str, str],
        jobs: Jobs,
        events: Events,
    ) -> None:
        self.seen = seen
        self.driver = driver
        self.kind: wire.Kind | None = None
        self.shown = False
        """Whether Odoo hears of it: a port that merely might be a scale is nobody's business."""
        self._load = load
        self._open_wire = open_wire
        self._options = options
        self._jobs = jobs
        self._events = events
        self._type: type[DeviceDriver] | None = None
        self._health = Health.CONNECTING
        self._code = ""
        self._state: dict[str, Any] = {}
        self._answers = False
        self._noise = 0
        self._down: bool | None = None
        self._present = asyncio.Event()
        self._present.set()
        self._absent = asyncio.Event()
        self._wake = asyncio.Event()
        self._retry = Backoff(FIRST_RETRY, UNKNOWN_RETRY)
        self.idle = asyncio.Event()
        self.idle.set()
        self._log = DeviceLog(logging.getLogger("iot_agent.device"), seen.identifier)

    # --- from the supervisor ----------------------------------------------------------------------------------------

    def wake(self) -> None:
        """A job, a listener or a sign of life: do not sleep on."""
        self._wake.set()

    def appear(self, seen: Candidate) -> None:
        self.seen = seen
        self._absent.clear()
        self._present.set()
        self._retry.reset()
        self.wake()

    def vanish(self) -> None:
        self._present.clear()
        self._absent.set()

    def device(self) -> wire.Device:
        assert self.kind is not None  # noqa: S101 - shown devices only
        return wire.Device(
            identifier=self.seen.identifier,
            kind=self.kind,
            name=(self.seen.name or self.seen.identifier)[:128],
            manufacturer=self.seen.manufacturer[:128],
            connection=self.seen.bus,
            subtype=getattr(self._type, "subtype", "")[:20],
            driver=self.driver[:60],
            verified=bool(self._type and self._type.verified),
            health=self._health,
            code=self._code,
            state=self._state,
        )

    @property
    def why_waiting(self) -> Code:
        return Code.BUSY if self._health is Health.CONNECTED else Code.OFFLINE

    # --- the life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            try:
                await self._live()
            except (AgentError, TimeoutError) as error:
                self._lose(error)
            except Exception as error:  # noqa: BLE001 - a driver's mistake costs its own device only
                self._log.error("driver %s failed", self.driver, exc_info=error)
                self._lose(ProtocolError("driver failed"))
            await self._pause()

    async def _live(self) -> None:
        self._type = self._load()
        self.kind = self._type.kind
        self.shown |= bool(self.seen.driver)
        async with asyncio.timeout(OPEN):
            transport = await self._open_wire(self.seen, self._type.baud)
        tap = Tap(transport, self._log)
        try:
            driver = self._type(tap, self.seen, self._options)
            async with asyncio.timeout(OPEN):
                await driver.probe()
            self._noise = 0
            self._set(Health.CONNECTED)
            await self._look(driver)
            self._found()
            await first(self._unplugged(), self._work(driver, tap), *self._streams(driver))
        finally:
            self._events.forget(self.seen.identifier)
            with contextlib.suppress(TransportError, TimeoutError):
                async with asyncio.timeout(CLOSE):
                    await tap.close()

    async def _unplugged(self) -> None:
        await self._absent.wait()
        raise TransportError("unplugged")

    def _streams(self, driver: DeviceDriver) -> list[Coroutine[Any, Any, None]]:
        return [self._listen(driver)] if isinstance(driver, Scanner) else []

    async def _listen(self, scanner: Scanner) -> None:
        async for code in scanner.scans():
            self._events.publish(self.seen.identifier, "scan", {"text": code.text})
        raise TransportError("the scanner ended")

    async def _work(self, driver: DeviceDriver, tap: Tap) -> None:
        """Jobs first, in order; in between, look how the device is."""
        loop = asyncio.get_running_loop()
        looked = loop.time()
        while True:
            self._wake.clear()
            if entry := self._jobs.take(self.seen.identifier):
                self.idle.clear()
                try:
                    await self._serve(driver, tap, entry)
                finally:
                    self.idle.set()
                continue
            if (due := looked + self._interval(driver) - loop.time()) <= 0:
                looked = loop.time()
                await self._look(driver)
                continue
            await within(due, self._wake)

    def _interval(self, driver: DeviceDriver) -> float:
        if isinstance(driver, Scale):
            return SCALE_STREAM if self._events.wanted(self.seen.identifier) else SCALE_LOOK
        if isinstance(driver, Printer):
            return PRINTER_LOOK if self._answers else SILENT_PRINTER_LOOK
        return 86400.0

    async def _pause(self) -> None:
        """Wait before opening again: a little longer each time, or until it is plugged in, or until it is needed."""
        if not self._present.is_set():
            await self._present.wait()
            return
        self._wake.clear()
        await within(self._retry.next(), self._wake)

    # --- one job ----------------------------------------------------------------------------------------------------

    async def _serve(self, driver: DeviceDriver, tap: Tap, entry: Entry) -> None:
        """Bring the job to its end, or put it back if nothing of it has begun and trying again may help."""
        action = wire.ACTIONS[driver.kind].get(entry.action)
        if action is None:
            await self._jobs.end(entry, State.FAILED, Code.UNKNOWN_ACTION)
            return
        entry = replace(entry, attempts=entry.attempts + 1)
        began = False

        async def begin() -> None:
            nonlocal began
            await self._jobs.begin(entry)
            began = True

        sheet = await self._jobs.sheet(entry) if action.document else None
        wish = actions.Wish(entry.action, entry.params, sheet, self._answers)
        try:
            async with asyncio.timeout(min(self._jobs.left(entry), action.deadline)):
                result = await actions.perform(driver, wish, begin)
        except DeviceError as error:
            result = actions.Result(State.FAILED, error.code)
        except ProtocolError:
            result = actions.Result(State.UNKNOWN if began else State.FAILED, Code.DEVICE_ERROR)
        except BaseException as error:
            end = _broken(error, entry, began=began, writing=tap.writing)
            if end is None:
                self._jobs.put_back(entry)
            else:
                await self._jobs.end(entry, end.state, end.code)
            raise
        await self._jobs.end(entry, result.state, result.code, dict(result.value))

    # --- how it is --------------------------------------------------------------------------------------------------

    async def _look(self, driver: DeviceDriver) -> None:
        async with asyncio.timeout(LOOK):
            if isinstance(driver, Printer):
                self._saw(await driver.status())
            elif isinstance(driver, Scale):
                await self._read(driver)

    async def _read(self, scale: Scale) -> None:
        try:
            weight = await scale.weigh()
        except ProtocolError:
            self._noise += 1
            if self._noise >= NOISE:
                raise
            return
        self._noise = 0
        self._weighed(weight)

    def _weighed(self, weight: Weight) -> None:
        value = actions.plain(weight)
        last = self._events.latest(self.seen.identifier, "weight")
        if last is None or last.value != value:
            self._events.publish(self.seen.identifier, "weight", value)

    def _saw(self, state: PrinterState) -> None:
        self._answers |= state != PrinterState()
        if self._answers and state == PrinterState():
            self._note_silence()
            return
        self._state = {**self._state, **actions.plain(state)}
        code = _fault(state)
        low = Code.PAPER_LOW.value if state.paper is Paper.LOW else ""
        self._set(Health.FAULT if code else Health.CONNECTED, code.value if code else low)

    def _note_silence(self) -> None:
        if self._code != Code.NO_ANSWER.value:
            self._log.warning("does not answer")
        self._set(Health.FAULT, Code.NO_ANSWER.value)

    def _found(self) -> None:
        self.shown = True
        self._retry.most = LAST_RETRY
        if self._down:
            self._log.info("back")
        elif self._down is None:
            self._log.info("connected (driver %s%s)", self.driver, "" if self.device().verified else ", unverified")
        self._down = False
        self._retry.reset()
        self._tell()

    def _lose(self, error: Exception) -> None:
        if not self._down and (self.shown or isinstance(error, MissingLibrary)):
            self._log.warning("lost: %s", error or "no answer in time")
        self._down = True if self.shown else self._down
        match error:
            case TransportError():
                self._set(Health.LOST, Code.OFFLINE.value)
            case TimeoutError():
                self._set(Health.FAULT, Code.NO_ANSWER.value)
            case MissingLibrary():
                self._set(Health.FAULT, Code.NOT_SUPPORTED.value)
            case _:
                self._set(Health.FAULT, Code.DEVICE_ERROR.value)

    def _set(self, health: Health, code: str = "") -> None:
        changed = (health, code) != (self._health, self._code)
        self._health, self._code = health, code
        if changed:
            self._tell()

    def _tell(self) -> None:
        if self.shown:
            value = {"health": self._health.value, "code": self._code, "state": self._state}
            last = self._events.latest(self.seen.identifier, "state")
            if last is None or last.value != value:
                self._events.publish(self.seen.identifier, "state", value)


def _fault(state: PrinterState) -> Code | None:
    if state.paper is Paper.OUT:
        return Code.PAPER_OUT
    if state.cover_open:
        return Code.COVER_OPEN
    if state.error:
        return Code.DEVICE_ERROR
    return Code.OFFLINE if state.online is False else None


def _broken(error: BaseException, entry: Entry, *, began: bool, writing: bool) -> actions.Result | None:
    """What a broken wire means for its job; None = nothing has happened yet, so it may be tried again."""
    match error:
        case TimeoutError() if not began or writing:  # bytes were left over, so the page cannot be whole
            return actions.Result(State.FAILED, Code.NO_ANSWER)
        case TimeoutError():
            return actions.Result(State.UNKNOWN, Code.NO_ANSWER)
        case actions.Silent() if entry.attempts > 1:
            return actions.Result(State.FAILED, Code.NO_ANSWER)
        case TransportError() | asyncio.CancelledError() if not began:
            return None
        case TransportError() | asyncio.CancelledError():
            return actions.Result(State.UNKNOWN, Code.INTERRUPTED)
    return actions.Result(State.UNKNOWN if began else State.FAILED, Code.INTERNAL)
