"""Odoo's end of the line on this machine, which the agent in the guest reaches over the guest's network."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from iot_agent import wire
from iot_agent.values import Raster
from native.lab import HOST
from tests.support.e2e_loop import BackgroundLoop
from tests.support.odoo import FakeOdoo

from .guest import PATIENCE, Guest, until


class LabOdoo(FakeOdoo):
    """Known to boxes by the address at which the guest finds this machine."""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


class Shop:
    """What a test asks of the database, from a thread without a loop."""

    def __init__(self, odoo: LabOdoo, loop: BackgroundLoop) -> None:
        self.odoo = odoo
        self._loop = loop

    def pair(self, guest: Guest) -> None:
        """Make the agent a box of this database."""
        guest.pair(self.odoo.token())
        until(lambda: self.odoo.sockets)

    def device(self, identifier: str, *, health: str = "connected") -> wire.Device:
        """The device as the database has it, once its health is that."""
        return until(lambda: self._found(identifier, health))

    def connected(self, least: int) -> list[str]:
        """The devices that are well, if there are so many; none otherwise."""
        well = [device.identifier for device in self.odoo.box.devices if device.health is wire.Health.CONNECTED]
        return well if len(well) >= least else []

    def print(self, device: str, picture: Raster, **values: Any) -> str:
        """Sends a picture to a printer; the job's key."""
        data = base64.b64encode(zlib.compress(picture.rows)).decode()
        document = wire.Document(format=wire.Format.RASTER, width=picture.width, height=picture.height, data=data)
        return self._post(device, "print", document=document, **values)

    def ask(self, device: str, action: str, **values: Any) -> str:
        """Asks a device for something without a document; the job's key."""
        return self._post(device, action, **values)

    def print_text(self, device: str, text: str) -> str:
        """Sends lines to a printer; the job's key."""
        document = wire.Document(format=wire.Format.TEXT, data=base64.b64encode(text.encode()).decode())
        return self._post(device, "print", document=document)

    def outcome(self, key: str) -> wire.Outcome:
        """The end of the job."""
        return self._loop.run(self.odoo.outcome(key, PATIENCE), PATIENCE + 5)

    def settle(self, options: dict[str, dict[str, Any]]) -> None:
        """Odoo settles options of devices, and none of others."""
        devices = tuple(wire.DeviceOptions(identifier=name, options=told) for name, told in options.items())
        box = self.odoo.box.reference
        self._loop.run(self.odoo.ring(wire.AllOptions(box=box, devices=devices, issued=self.odoo.now())))

    def heard(self, identifier: str) -> list[Any]:
        """What the database was told that the device scanned or that was pressed on it."""
        told = (event for event in self.odoo.events if event.device == identifier and event.name != "state")
        return [next(iter(event.value.values())) for event in told]

    def _post(self, device: str, action: str, **values: Any) -> str:
        return self._loop.run(self.odoo.post(self.odoo.job(device, action, deadline=PATIENCE, **values)))

    def _found(self, identifier: str, health: str) -> wire.Device | None:
        found = (d for d in self.odoo.box.devices if d.identifier == identifier and d.health.value == health)
        return next(found, None)


@contextmanager
def shop_of(guest: Guest) -> Iterator[Shop]:
    """A database that the guest's agent is paired with."""
    loop = BackgroundLoop()
    odoo = LabOdoo()
    try:
        loop.run(odoo.start())
        shop = Shop(odoo, loop)
        shop.pair(guest)
        yield shop
        loop.run(odoo.stop())
    finally:
        loop.close()
