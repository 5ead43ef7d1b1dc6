"""`iot-agent capture`: what goes over the wire of a real device, in a file that a test can play back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import commands
from .bundle import loose
from .bundle.shelf import Shelf
from .codecs import capture
from .codecs.capture import FROM, TO, Piece
from .core import store
from .core.kinds import DeviceDriver, Gauge, Pedal, Printer, Scale, Scanner
from .core.match import Candidate
from .core.tasks import first, within
from .core.transport import Transport
from .drivers import missing
from .errors import AgentError, SettingsError, TransportError
from .settings import Settings
from .transports import open_transport, tcp

WITH_BYTES = ("serial", "tcp", "usb", "hid", "file")
"""Buses whose transport moves the device's own bytes; a queue of the spooler has none."""
MOST = 1 << 20
"""Bytes after which a recording ends by itself."""
PAUSE = 0.1
"""Seconds between two questions to the device."""
CLOSE = 2.0
EXAMPLES = "BUS:ADDRESS, such as serial:/dev/ttyUSB0 or tcp:192.168.1.20:9100"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """How long to record, and what is said to the device: what its driver would say, or `send`, or nothing."""

    file: Path
    seconds: float = 0.0
    """0 = until Ctrl+C."""
    baud: str = ""
    driver: str = ""
    """The name of one that the box has, or a file."""
    send: tuple[str, ...] = ()


async def record(wish: Wish, seen: Candidate, options: Mapping[str, str], shelf: Shelf, say: Say) -> None:
    """Record into the file and show each piece; errors say why nothing was."""
    if wish.file.exists():
        raise SettingsError(f"{wish.file} is there already: name another file")
    sends = tuple(map(capture.unescape, wish.send))
    driver = _driver(wish.driver, shelf) if wish.driver else None
    baud = wish.baud or options.get("baud") or (driver or DeviceDriver).baud
    facts = {"device": seen.identifier, "name": seen.name, "bus": seen.bus, "driver": wish.driver}
    tape = Tape(facts | ({"baud": baud} if seen.bus == "serial" else {}), say)
    wire = Recorder(await _open(seen, baud), tape)
    talk = _converse(driver(wire, seen, options), wire) if driver else _listen(wire, sends)
    try:
        await _until(wish.seconds, tape, talk)
    finally:
        _keep(tape, wish.file)
        with contextlib.suppress(TransportError, TimeoutError):
            async with asyncio.timeout(CLOSE):
                await wire.close()
    say(capture.remark(f"{tape.pieces} pieces are in {wish.file}"))


class Tape:
    """The lines of the file, bounded."""

    def __init__(self, facts: dict[str, str], say: Say) -> None:
        self.lines: list[str] = []
        self.pieces = 0
        self.full = asyncio.Event()
        self._room = MOST
        self._remark = ""
        self._say = say
        self._clock = asyncio.get_running_loop().time
        self._start = self._clock()
        for line in capture.head(facts):
            self._add(line)

    def heard(self, way: str, data: bytes) -> None:
        data = data[: self._room]
        self._room -= len(data)
        if data:
            self.pieces += 1
            self._add(capture.line(Piece(int(1000 * (self._clock() - self._start)), way, data)))
        if not self._room:
            self.full.set()

    def remark(self, words: str) -> None:
        """What the driver makes of it, said once for as long as it stays the same."""
        if words != self._remark:
            self._remark = words
            self._add(capture.remark(words))

    def _add(self, line: str) -> None:
        self.lines.append(line)
        self._say(line)


class Recorder:
    """A transport that puts what passes on tape, and knows when the wire itself is gone."""

    def __init__(self, wire: Transport, tape: Tape) -> None:
        self._wire = wire
        self.tape = tape
        self.gone = False

    async def write(self, data: bytes) -> None:
        self.tape.heard(TO, data)
        with self._watched():
            await self._wire.write(data)

    async def read(self, limit: int = 4096) -> bytes:
        with self._watched():
            data = await self._wire.read(limit)
        self.tape.heard(FROM, data)
        return data

    async def close(self) -> None:
        await self._wire.close()

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except TransportError:
            self.gone = True
            raise


# --- which device ---------------------------------------------------------------------------------------------------


def find(settings: Settings, device: str) -> Candidate:
    """The device that is meant by an identifier, as `iot-agent devices` shows it, or by BUS:ADDRESS.

    Nobody else may be talking to it.
    """
    there = commands.survey(settings)
    bus, _, address = device.partition(":")
    typed = Candidate(device, bus, address) if bus in WITH_BYTES and address else None
    fits = (each for each in there.found if (_same(each, typed) if typed else each.identifier == device))
    seen = next(fits, typed)
    if seen is None:
        raise SettingsError(f"there is no {device}: `iot-agent devices` lists what there is; or give {EXAMPLES}")
    if seen.bus not in WITH_BYTES:
        raise SettingsError(f"{device} is reached by {seen.bus}, where no bytes of its own can be heard")
    if any(each.identifier in there.said and _same(each, seen) for each in there.found):
        raise SettingsError(
            f"{device} is in the hands of the agent that runs at {there.url}:"
            " stop that for the time of the capture (systemctl stop iot-agent)"
        )
    return seen


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether both are opened at the same place, which may have several names."""
    return one.bus == other.bus and _place(one) == _place(other)


def _place(seen: Candidate) -> object:
    return tcp.split(seen.address) if seen.bus == "tcp" else os.path.realpath(seen.address)


def _driver(name: str, shelf: Shelf) -> type[DeviceDriver]:
    """One of the box's, or one in a file."""
    if name.endswith(".py"):
        return loose.driver(Path(name))
    if name not in shelf.claims:
        known = ", ".join(shelf.claims)
        lacks = {**missing(), **shelf.resting}.get(name)
        raise SettingsError(lacks or f"no driver {name}; there are: {known}; or name its file, drivers/<kind>/X.py")
    return shelf.load(name)


async def _open(seen: Candidate, baud: str) -> Transport:
    try:
        return await open_transport(seen, baud)
    except TransportError as error:
        raise TransportError(f"{error} (whoever else has it open must close it first)") from error


# --- what is said to it ---------------------------------------------------------------------------------------------


async def _listen(wire: Recorder, sends: tuple[bytes, ...]) -> None:
    """Send what was asked for, one after the other, and hear what comes."""
    await first(_hear(wire), _send(wire, sends))


async def _hear(wire: Recorder) -> None:
    while True:
        await wire.read()


async def _send(wire: Recorder, sends: tuple[bytes, ...]) -> None:
    for data in sends:
        await wire.write(data)
        await asyncio.sleep(PAUSE)
    await asyncio.Event().wait()


async def _converse(driver: DeviceDriver, wire: Recorder) -> None:
    """What the agent would say to it, again and again, and what the driver makes of the answers."""
    while True:
        try:
            await driver.probe()
            async for value in _values(driver):
                wire.tape.remark(str(value))
        except AgentError as error:
            if wire.gone:
                raise
            wire.tape.remark(f"{type(error).__name__}: {error}")
        await asyncio.sleep(PAUSE)


async def _values(driver: DeviceDriver) -> AsyncIterator[Any]:
    match driver:
        case Scanner():
            happenings: AsyncIterator[Any] = driver.scans()
        case Gauge():
            happenings = driver.measures()
        case Pedal():
            happenings = driver.keys()
        case Scale():
            happenings = _again(driver.weigh)
        case Printer():
            happenings = _again(driver.status)
        case _:
            raise SettingsError(f"a {driver.kind.value} has no bytes to record")
    async for value in happenings:
        yield value


async def _again(ask: Callable[[], Any]) -> AsyncIterator[Any]:
    while True:
        yield await ask()
        await asyncio.sleep(PAUSE)


# --- its end --------------------------------------------------------------------------------------------------------


async def _until(seconds: float, tape: Tape, talk: Coroutine[Any, Any, None]) -> None:
    """Until the time is over, Ctrl+C, the tape is full or the device is gone: what was heard by then is kept."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        await first(within(seconds or None, stop), tape.full.wait(), talk)
    except AgentError as error:
        tape.remark(f"ended: {error}")
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _keep(tape: Tape, file: Path) -> None:
    if not tape.pieces:
        raise TransportError(
            "nothing went over the wire, so no file was written: use the device meanwhile, give --send or --driver, or"
            " try other line settings with --baud"
        )
    try:
        store.write(file, "\n".join([*tape.lines, ""]).encode())
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
