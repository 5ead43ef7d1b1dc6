"""Network printers typed by hand: on the homepage by the box's owner, in Odoo by its administrator.

What the homepage has stays when the box changes hands; what a database has goes with it. Odoo sends its whole list
each time, so that an order that is lost or arrives twice does no harm.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Iterable

from .. import wire
from ..settings import DeviceSetting
from ..wire import Code, NetworkPrinter, WireError
from .store import Store, Typed

MOST = 32
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
DRIVERS = {wire.Protocol.RAW: "escpos", wire.Protocol.IPP: "ipp", wire.Protocol.IPPS: "ipp"}
"""The driver where none was chosen."""


class ByHand:
    """What was typed, kept in the state folder. `drivers` are those there are."""

    def __init__(self, store: Store, drivers: Collection[str]) -> None:
        self._store = store
        self._drivers = drivers
        self._typed = store.typed()
        self._moved = asyncio.Event()

    @property
    def printers(self) -> tuple[NetworkPrinter, ...]:
        """Those of the homepage first."""
        return (*self._typed.homepage, *self._typed.odoo)

    def homepage(self) -> list[DeviceSetting]:
        """Those that may be removed on the homepage."""
        return [setting(printer) for printer in self._typed.homepage if self._usable(printer)]

    def devices(self) -> list[DeviceSetting]:
        """Each place once, under an identifier that is the place's."""
        found: dict[str, DeviceSetting] = {}
        for device in map(setting, filter(self._usable, self.printers)):  # another version may have taken others
            found.setdefault(device.identifier, device)
        return list(found.values())

    def check(self, printer: NetworkPrinter) -> DeviceSetting:
        """The device it would be; raises WireError for what cannot be used."""
        if printer.driver and printer.driver not in self._drivers:
            raise WireError(Code.NOT_SUPPORTED, "driver")
        return setting(printer)

    def add(self, printer: NetworkPrinter) -> str:
        """Keep a printer of the homepage; at a place that is known it replaces what was typed there."""
        identifier = self.check(printer).identifier
        others = [one for one in self._typed.homepage if setting(one).identifier != identifier]
        if len(others) >= MOST:
            raise WireError(Code.TOO_MANY, "printers")
        self._keep(Typed((*others, printer), self._typed.odoo, self._typed.issued))
        return identifier

    def remove(self, identifier: str) -> None:
        """Forget a printer of the homepage, if it is there."""
        left = tuple(one for one in self._typed.homepage if setting(one).identifier != identifier)
        self._keep(Typed(left, self._typed.odoo, self._typed.issued))

    def order(self, printers: Iterable[NetworkPrinter], issued: float) -> None:
        """All printers that Odoo has; an older list than the one that is kept is none."""
        if issued <= self._typed.issued:
            return
        self._keep(Typed(self._typed.homepage, tuple(one for one in printers if self._usable(one)), issued))

    def leave(self) -> None:
        """The box changes hands."""
        if self._typed.odoo or self._typed.issued:
            self._keep(Typed(self._typed.homepage))

    async def changes(self) -> AsyncIterator[None]:
        """Yields after something was typed."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            yield None

    def _usable(self, printer: NetworkPrinter) -> bool:
        try:
            self.check(printer)
        except WireError:
            return False
        return True

    def _keep(self, typed: Typed) -> None:
        self._store.keep_typed(typed)
        self._typed = typed
        self._moved.set()


def setting(printer: NetworkPrinter) -> DeviceSetting:
    """What was typed, as the settings would have it; raises WireError for an address that cannot be used."""
    place = wire.printer_place(printer)
    raw = printer.protocol is wire.Protocol.RAW
    path = "" if raw or place.path == "/ipp/print" else place.path
    port = f":{place.port}"
    host = f"[{place.host}]" if ":" in place.host else place.host
    return DeviceSetting(
        identifier=_UNSAFE.sub("_", f"net-{place.host}-{place.port}{path}").strip("_")[:64],
        bus="tcp" if raw else "ipp",
        address=f"{host}{port}" if raw else f"{printer.protocol.value}://{host}{port}{place.path}",
        name=printer.name or f"Printer at {place.host}",
        driver=printer.driver or DRIVERS[printer.protocol],
    )
