"""Where devices are looked for. A source yields candidates; which driver fits is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from ..core.match import Candidate, Match, best_driver
from ..settings import Settings
from .cups import Printers, Queues
from .hotplug import changed
from .input_devices import InputDevices
from .serial_ports import SerialPorts
from .static import Static
from .usb import Usb

__all__ = ["Source", "changed", "sources"]


class Source(Protocol):
    """One place to look. `scan` is called again and again, returns what is there at the moment, and never raises."""

    name: str

    async def scan(self) -> list[Candidate]: ...


class Untyped:
    """A source without what the owner typed in: a port has one owner."""

    def __init__(self, source: Source, typed: Iterable[str]) -> None:
        self.name = source.name
        self._source = source
        self._names = frozenset(typed)
        self._typed = [Path(address) for address in self._names if address.startswith("/")]

    async def scan(self) -> list[Candidate]:
        return self._others(await self._source.scan())

    def _others(self, found: list[Candidate]) -> list[Candidate]:
        typed = {path.resolve() for path in self._typed}
        return [seen for seen in found if seen.address not in self._names and Path(seen.address).resolve() not in typed]


def sources(settings: Settings, table: Mapping[str, Iterable[Match]]) -> list[Source]:
    """Every source this machine has, the devices typed by hand first. `table`: what the drivers claim."""
    typed = [device.address for device in settings.devices]

    def drives(seen: Candidate) -> bool:
        return best_driver(seen, table).driver is not None

    found: tuple[Source, ...] = (Printers(Usb(), Queues(), drives), SerialPorts(), InputDevices())
    return [Static(settings.devices), *(Untyped(source, typed) for source in found)]
