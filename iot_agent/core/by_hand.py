"""Printers and cameras of the network, typed by hand: on the homepage by the box's owner, in Odoo by its administrator.

What the homepage has stays when the box changes hands; what a database has goes with it. Odoo sends its whole list
each time, so that an order that is lost or arrives twice does no harm.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Collection, Iterable

from .. import wire
from ..settings import DeviceSetting
from ..wire import Code, NetworkCamera, NetworkPrinter, WireError
from .store import Store, Typed, TypedDevice

MOST = 32
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
DRIVERS = {wire.Protocol.RAW: "escpos", wire.Protocol.IPP: "ipp", wire.Protocol.IPPS: "ipp"}
"""The driver of a printer where none was chosen."""
CAMERAS = {"http": "http_camera", "rtsp": "rtsp"}
"""The driver of a camera, by the bus on which it is spoken to."""


class ByHand:
    """What was typed, kept in the state folder. `drivers` are those there are."""

    def __init__(self, store: Store, drivers: Collection[str]) -> None:
        self._store = store
        self._drivers = drivers
        self._typed = store.typed()
        self._moved = asyncio.Event()

    @property
    def typed(self) -> tuple[TypedDevice, ...]:
        """What was typed on the homepage first."""
        return (*self._typed.homepage, *self._typed.odoo)

    def homepage(self) -> list[DeviceSetting]:
        """Those that may be removed on the homepage."""
        return [setting(one) for one in self._typed.homepage if self._usable(one)]

    def devices(self) -> list[DeviceSetting]:
        """Each place once, under an identifier that is the place's."""
        found: dict[str, DeviceSetting] = {}
        for device in map(setting, filter(self._usable, self.typed)):  # another version may have taken others
            found.setdefault(device.identifier, device)
        return list(found.values())

    def check(self, typed: TypedDevice) -> DeviceSetting:
        """The device it would be; raises WireError for what cannot be used."""
        device = setting(typed)
        if device.driver not in self._drivers:
            raise WireError(Code.NOT_SUPPORTED, "driver")
        return device

    def add(self, typed: TypedDevice) -> str:
        """Keep a device of the homepage; at a place that is known it replaces what was typed there."""
        identifier = self.check(typed).identifier
        others = [one for one in self._typed.homepage if setting(one).identifier != identifier]
        if len(others) >= MOST:
            raise WireError(Code.TOO_MANY, "devices")
        self._keep(Typed((*others, typed), self._typed.odoo, self._typed.issued))
        return identifier

    def remove(self, identifier: str) -> None:
        """Forget a device of the homepage, if it is there."""
        left = tuple(one for one in self._typed.homepage if setting(one).identifier != identifier)
        self._keep(Typed(left, self._typed.odoo, self._typed.issued))

    def order(self, typed: Iterable[TypedDevice], issued: float) -> None:
        """All devices that Odoo has; an older list than the one that is kept is none."""
        if issued <= self._typed.issued:
            return
        self._keep(Typed(self._typed.homepage, tuple(one for one in typed if self._usable(one)), issued))

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

    def _usable(self, typed: TypedDevice) -> bool:
        try:
            self.check(typed)
        except WireError:
            return False
        return True

    def _keep(self, typed: Typed) -> None:
        self._store.keep_typed(typed)
        self._typed = typed
        self._moved.set()


def setting(typed: TypedDevice) -> DeviceSetting:
    """What was typed, as the settings would have it; raises WireError for an address that cannot be used."""
    return _camera(typed) if isinstance(typed, NetworkCamera) else _printer(typed)


def _camera(camera: NetworkCamera) -> DeviceSetting:
    """A recorder has many cameras at one port: a mark of the path tells which, without what is secret in it."""
    place = wire.camera_place(camera)
    path = wire.shown(place.path)
    mark = "" if path == "/" else f"-{hashlib.sha256(path.encode()).hexdigest()[:8]}"
    host = _UNSAFE.sub("_", place.host).strip("_")[:40]
    address = camera.address.strip()
    bus = "rtsp" if address.lower().startswith("rtsp:") else "http"
    return DeviceSetting(
        identifier=f"cam-{host}-{place.port}{mark}",
        bus=bus,
        address=address,
        name=camera.name or f"Camera at {place.host}",
        driver=CAMERAS[bus],
    )


def _printer(printer: NetworkPrinter) -> DeviceSetting:
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
