"""Where devices are looked for. A source yields candidates; which driver fits is decided elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..core.by_hand import ByHand
from ..core.match import Candidate, Match, best_driver
from ..settings import Settings
from .bluetooth import Bluetooth
from .cups import Queues
from .hidraw import HidRaw
from .hotplug import changed
from .input_devices import InputDevices
from .mdns import Mdns
from .printers import Book, Printers
from .screens import BUS, Kiosk, Screens
from .serial_ports import SerialPorts
from .static import Static
from .usb import Usb
from .video import Video

__all__ = ["Discovery", "Source", "Voice", "changed", "discovery"]

Voice = Callable[[], AsyncIterator[None]]
"""Yields whenever looking around is worth while."""


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


@dataclass(frozen=True)
class Discovery:
    """Every source this machine has, the devices typed by hand first, and what tells that something changed."""

    sources: tuple[Source, ...]
    printers: Printers
    voices: tuple[Voice, ...]


def discovery(
    settings: Settings,
    table: Mapping[str, Iterable[Match]],
    by_hand: ByHand,
    book: Book,
    mdns: Mdns | None = None,
    home: Callable[[], str] = str,
) -> Discovery:
    """`table`: what the drivers claim; `book` keeps the names of printers; `home` is the page for screens."""
    typed = [device.address for device in settings.devices]

    def drives(seen: Candidate) -> bool:
        return best_driver(seen, table).driver is not None

    static, network = Static([one for one in settings.devices if one.bus != BUS], by_hand), mdns or Mdns()
    printers = Printers(static, [*(Untyped(way, typed) for way in (Usb(), Queues())), network], drives, book)
    places = (SerialPorts(), InputDevices(), HidRaw(), Video(), Bluetooth())
    others = (Untyped(source, typed) for source in places)
    screens = Screens(Kiosk(settings.state / "screens", home, settings.browser), settings.devices)
    return Discovery((static, printers, *others, screens), printers, (changed, network.changed, by_hand.changes))
