"""A printer's driver, its simulator and the cable between them, the same way for each language."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from iot_agent.core.match import Candidate
from iot_agent.drivers.printers.asked import Asked
from iot_agent.drivers.printers.epl import Epl
from iot_agent.drivers.printers.escpos import EscPos
from iot_agent.drivers.printers.star import Star
from iot_agent.drivers.printers.zpl import Zpl
from iot_agent.errors import DeviceError
from iot_agent.simulators import epl, escpos, star, zpl
from iot_agent.values import Finish, Page, Raster
from iot_agent.wire import Code
from tests.support.cables import Cable

SEEN = Candidate("printer", "tcp", "somewhere")


class Bench:
    """A driver and its printer; `state` is the machine's, as its `set` takes it."""

    driver_type: type[Asked]
    machine_type: Any
    page: Raster
    covered = "cover_open"
    """How the machine calls an open cover."""

    def __init__(self, cable=Cable, *, seen=SEEN, options=None, machine=None, **state):
        self.machine = machine or self.machine_type(**state)
        self.cable = cable(self.machine.receive)
        self.machine.answer = self.cable.arrive
        self.driver = self.driver_type(self.cable, seen, options or {})

    def mute(self):
        self.machine.answer = lambda _: None

    async def refusal(self, page: Page | None = None) -> Code:
        with pytest.raises(DeviceError) as refused:
            await self.driver.print(page or self.page, Finish())
        return refused.value.code

    async def break_off(self) -> None:
        """Give a page up once no more of it goes through a cable that gets `Full`, which then has room."""
        assert isinstance(self.cable, Full)
        printing = asyncio.create_task(self.driver.print(self.page, Finish()))
        await self.cable.full.wait()
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing
        self.cable.room.set()

    @property
    def pictures(self) -> list[Raster]:
        return [receipt.picture for receipt in self.machine.receipts]


class EscPosBench(Bench):
    driver_type, machine_type = EscPos, escpos.EscPos
    page = Raster(576, 300, random.Random(1).randbytes(72 * 300))


class StarBench(Bench):
    driver_type, machine_type = Star, star.Star
    page = Raster(576, 200, b"".join(random.Random(1).randbytes(71) + b"\x01" for _ in range(200)))

    def __init__(self, cable=Cable, language="", **values):
        super().__init__(cable, options={"language": language} if language else {}, **values)


class ZplBench(Bench):
    driver_type, machine_type = Zpl, zpl.Zpl
    page = Raster(832, 100, random.Random(1).randbytes(104 * 100))
    covered = "head_open"

    def __init__(self, cable=Cable, **options):
        super().__init__(cable, options=options)

    @property
    def pictures(self) -> list[Raster]:
        return [label.picture for label in self.machine.labels]


class EplBench(ZplBench):
    driver_type, machine_type = Epl, epl.Epl


BENCHES = (EscPosBench, StarBench, ZplBench, EplBench)


class Full(Cable):
    """Takes some bytes, then none until `room` is set: a printer whose buffer is full."""

    def __init__(self, far):
        super().__init__(far)
        self.room = asyncio.Event()
        self.full = asyncio.Event()

    async def write(self, data):
        if len(self.written) > 8000 and not self.room.is_set():
            self.full.set()
            await self.room.wait()
        await super().write(data)


@pytest.fixture
def quick(monkeypatch):
    """The printer is next door: what takes seconds in a shop takes tenths here."""
    for driver in (Asked, Epl, Zpl):
        monkeypatch.setattr(driver, "ANSWER", 0.3)
    monkeypatch.setattr(Asked, "HUSH", 0.03)
    monkeypatch.setattr(Asked, "LOOK", 0.02)
    monkeypatch.setattr(Asked, "SILENCE", 0.9)
