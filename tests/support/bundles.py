"""Bundles of drivers, good ones and bad ones, and a database that offers them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iot_agent import seal, wire
from iot_agent.bundle import shipment
from iot_agent.bundle.bundles import Bundles
from iot_agent.bundle.renewal import Devices, Renewal, Server
from iot_agent.bundle.shelf import Shelf
from iot_agent.errors import LinkError

from .waiting import until

SEED = bytes(range(32))

CODEC = "MARK = {mark!r}\n"
DRIVER = '''"""Scales that nobody has built. Source: codecs/example.py"""

from __future__ import annotations

from ...codecs import example
from ...core.kinds import Scale
from ...core.match import Match
from ...values import Balance, Weight


class Example(Scale):
    """Weighs what it is told."""

    matches = (Match("serial", name="example*"),)
    mark = example.MARK

    async def weigh(self) -> Weight:
        return Weight(Balance.STABLE, 1.0)
'''
Files = Mapping[str, str | bytes]


def example(mark: str, **more: str | bytes) -> dict[str, str | bytes]:
    """The files of a driver called "example" whose class carries this mark."""
    return {"codecs/example.py": CODEC.format(mark=mark), "drivers/scales/example.py": DRIVER, **more}


def put(folder: Path, files: Files) -> Path:
    """Those files in a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


@dataclass
class Offer:
    """A bundle as a database would make it; a test spoils what it likes."""

    version: int
    files: Files
    seed: bytes = SEED
    packed: bytes = b""
    sealed: wire.Sealed = field(init=False)

    def __post_init__(self) -> None:
        data = [text.encode() if isinstance(text, str) else text for text in self.files.values()]
        self.packed = shipment.pack(data)
        listed = tuple(
            wire.DriverFile(path=path, size=len(one), digest=seal.digest(one))
            for path, one in zip(self.files, data, strict=True)
        )
        self.sealed = seal.seal(self.seed, wire.Drivers(version=self.version, files=listed))


class Database:
    """What the box asks about drivers, and what it says."""

    def __init__(self, offer: Offer | None = None) -> None:
        self.offer = offer
        self.automatic = True
        self.away = False
        self.owner = True
        self.asked: list[wire.AskDrivers] = []
        self.fetched = 0
        self.told: list[wire.DriversTaken] = []

    def server(self) -> Server:
        return Server(key=self._key, ask=self._ask, fetch=self._fetch, tell=self._tell)

    def _key(self) -> str:
        return seal.public_key(SEED) if self.owner else ""

    async def _ask(self, asked: wire.AskDrivers) -> wire.OfferedDrivers:
        self._reached()
        self.asked.append(asked)
        wanted = self.offer is not None and (self.automatic or asked.forced)
        return wire.OfferedDrivers(drivers=self.offer.sealed if wanted and self.offer else None)

    async def _fetch(self, _wanted: wire.FetchDrivers) -> bytes:
        self._reached()
        self.fetched += 1
        assert self.offer
        return self.offer.packed

    async def _tell(self, taken: wire.DriversTaken) -> None:
        self._reached()
        self.told.append(taken)

    def _reached(self) -> None:
        if self.away:
            raise LinkError("away")


class Bench:
    """The part of a box that takes drivers, on a state folder, with devices that a test commands."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.database = database
        self.shelf = Shelf()
        self.bundles = Bundles(folder / "bundles")
        self.well: Collection[str] = ("scale",)
        self.lost: dict[str, list[str]] = {}
        """By the mark of the driver in force: the devices that do not come back."""
        self.renewed: list[frozenset[str]] = []
        settled = asyncio.Event()
        settled.set()
        devices = Devices(settled, lambda: self.well, self._renew, self._awaited)
        self.renewal = Renewal(self.bundles, folder / "own", self.shelf, database.server(), devices)

    @property
    def mark(self) -> str:
        """Of the driver "example" that is in force; "" if there is none."""
        return str(vars(self.shelf.load("example")).get("mark")) if "example" in self.shelf.claims else ""

    def _renew(self, changed: Collection[str]) -> None:
        self.renewed.append(frozenset(changed))

    async def _awaited(self, devices: Collection[str], _patience: float) -> list[str]:
        return [device for device in self.lost.get(self.mark, []) if device in devices]

    async def says(self, version: int, code: str = "") -> wire.DriversTaken:
        """The last word to the database, once it is this one."""
        return await until(
            lambda: next((one for one in self.database.told[-1:] if (one.version, one.code) == (version, code)), None),
            20,
        )


@asynccontextmanager
async def bench(folder: Path, database: Database, **lost: list[str]) -> Any:
    """A box that has started and reached its database."""
    made = Bench(folder, database)
    made.lost = lost
    await made.renewal.open()
    task = asyncio.ensure_future(made.renewal.run())
    made.renewal.online()
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
