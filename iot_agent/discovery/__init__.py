"""Where devices are looked for. A source yields candidates; which driver fits is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from ..core.match import Candidate
from ..settings import Settings
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
        self._typed = [Path(address) for address in typed if address.startswith("/")]

    async def scan(self) -> list[Candidate]:
        return self._others(await self._source.scan())

    def _others(self, found: list[Candidate]) -> list[Candidate]:
        typed = {path.resolve() for path in self._typed}
        return [seen for seen in found if Path(seen.address).resolve() not in typed]


def sources(settings: Settings) -> list[Source]:
    """Every source this machine has, the devices typed by hand first."""
    typed = [device.address for device in settings.devices]
    found: tuple[Source, ...] = (Usb(), SerialPorts(), InputDevices())
    return [Static(settings.devices), *(Untyped(source, typed) for source in found)]
