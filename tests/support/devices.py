"""Drivers and wires without any device behind them, for tests of what stands above drivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from iot_agent.core.kinds import DeviceDriver, Printer, Scale, Scanner
from iot_agent.core.match import Candidate, Match
from iot_agent.errors import TransportError
from iot_agent.values import Balance, Barcode, Confirmation, Finish, Page, Paper, PrinterState, Weight

PRINTER = Candidate("p1", "tcp", "nowhere:1", "A printer", "Maker", driver="printer")
SCALE = Candidate("s1", "serial", "/dev/nowhere", "A scale", driver="scale")
SCANNER = Candidate("c1", "hid", "/dev/nowhere", "A scanner", driver="scanner")
READY = PrinterState(online=True, cover_open=False, paper=Paper.OK)
SILENT = PrinterState()


class World:
    """What the fake devices do, and what was done to them."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.finishes: list[Finish] = []
        self.severed = 0
        self.spools = False
        self.takes = 0.0
        self.withdraws = False
        """Whether a page that is given up can be taken back."""
        self.outlasts: Confirmation | None = None
        """How a page ends that is waited for beyond its time."""
        self.pulses: list[tuple[int, int]] = []
        self.state = READY
        self.confirmation = Confirmation.PRINTED
        self.weight = Weight(Balance.STABLE, 1.0)
        self.weighed = 0
        self.scans: asyncio.Queue[str] = asyncio.Queue()
        self.beeps = 0
        self.opened = 0
        self.bauds: list[str] = []
        self.closed = 0
        self.unreachable = False
        self.trouble: dict[str, Exception] = {}
        """What a method raises, by its name; "print after" breaks it when the page is out already."""
        self.hung: set[str] = set()
        """Methods that never return."""

    async def met(self, name: str) -> None:
        if name in self.hung:
            await asyncio.Event().wait()
        if error := self.trouble.get(name):
            raise error
        await asyncio.sleep(0)

    async def open_wire(self, seen: Candidate, baud: str) -> Wire:
        await self.met("open")
        if self.unreachable:
            raise TransportError("unreachable")
        self.opened += 1
        self.bauds.append(baud)
        return Wire(self)

    def load(self, name: str) -> type[DeviceDriver]:
        return {"printer": self.printer(), "scale": self.scale(), "scanner": self.scanner()}[name]

    def table(self) -> dict[str, tuple[Match, ...]]:
        return {"printer": (Match("tcp"),), "scale": (Match("serial"),), "scanner": (Match("hid"),)}

    def printer(self) -> type[Printer]:
        return type("FakePrinter", (_Printer,), {"world": self})

    def scale(self) -> type[Scale]:
        return type("FakeScale", (_Scale,), {"world": self})

    def scanner(self) -> type[Scanner]:
        return type("FakeScanner", (_Scanner,), {"world": self})


class Wire:
    """Takes everything, says nothing."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.written = bytearray()

    async def write(self, data: bytes) -> None:
        await self._world.met("write")
        self.written += data

    async def read(self, limit: int = 4096) -> bytes:
        await self._world.met("read")
        return b"x"

    async def close(self) -> None:
        self._world.closed += 1


class _Printer(Printer):
    matches = (Match("tcp"),)
    world: World

    @property
    def spools(self) -> bool:  # type: ignore[override]
        return self.world.spools

    async def probe(self) -> None:
        await self.world.met("probe")

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        await self.world.met("print")
        await self.wire.write(b"page")
        self.world.pages.append(page)
        self.world.finishes.append(finish)
        self.saw(self.world.state)
        await self.world.met("print after")
        await asyncio.sleep(self.world.takes)
        return self.world.confirmation

    async def withdraw(self) -> bool:
        return self.world.withdraws

    async def outlast(self) -> Confirmation:
        return self.world.outlasts or await super().outlast()

    async def sever(self) -> None:
        self.world.severed += 1

    async def drawer(self, *, pin: int, pulse: int) -> None:
        await self.world.met("drawer")
        self.world.pulses.append((pin, pulse))

    async def status(self) -> PrinterState:
        await self.world.met("status")
        return self.world.state


class _Scale(Scale):
    matches = (Match("serial"),)
    world: World

    async def probe(self) -> None:
        await self.world.met("probe")

    async def weigh(self) -> Weight:
        await self.world.met("weigh")
        self.world.weighed += 1
        return self.world.weight


class _Scanner(Scanner):
    matches = (Match("hid"),)
    world: World

    async def scans(self) -> AsyncIterator[Barcode]:
        while True:
            await self.world.met("scans")
            yield Barcode(await self.world.scans.get())

    async def beep(self) -> None:
        await self.world.met("beep")
        self.world.beeps += 1


class Places:
    """A source of candidates that a test fills and empties."""

    def __init__(self, *there: Candidate, name: str = "places") -> None:
        self.name = name
        self.there = list(there)

    async def scan(self) -> list[Candidate]:
        return list(self.there)


class Plugs:
    """The kernel's word that something moved, said by the test."""

    def __init__(self) -> None:
        self._moves: asyncio.Queue[None] = asyncio.Queue()

    def move(self) -> None:
        self._moves.put_nowait(None)

    async def __call__(self) -> AsyncIterator[None]:
        while True:
            yield await self._moves.get()


def recorder() -> tuple[Callable[..., None], list[Any]]:
    """A callback and what it was called with."""
    calls: list[Any] = []
    return lambda *args: calls.append(args[0] if len(args) == 1 else args), calls
