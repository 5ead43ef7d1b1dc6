"""Odoo's end of the line on this machine, which the agent in the guest reaches over the guest's network."""

from __future__ import annotations

import base64
import urllib.request
import zlib
from typing import Any

from iot_agent import wire
from iot_agent.values import Raster
from native.lab import HOST
from tests.support.e2e_loop import BackgroundLoop
from tests.support.odoo import FakeOdoo

from .guest import Guest, until


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
        asked = wire.dumps(wire.Setup(token=self.odoo.token())).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{guest.url}/setup/pair", asked), timeout=30) as answer:
            assert answer.status == 200
        until(lambda: self.odoo.sockets, 30)

    def device(self, identifier: str, *, seconds: float = 15.0, health: str = "connected") -> wire.Device:
        """The device as the database has it, once its health is that."""
        return until(lambda: self._found(identifier, health), seconds)

    def print(self, device: str, picture: Raster, **values: Any) -> str:
        """Sends a picture to a printer; the job's key."""
        data = base64.b64encode(zlib.compress(picture.rows)).decode()
        document = wire.Document(format=wire.Format.RASTER, width=picture.width, height=picture.height, data=data)
        return self._loop.run(self.odoo.post(self.odoo.job(device, "print", document=document, **values)))

    def outcome(self, key: str, seconds: float = 30.0) -> wire.Outcome:
        """The end of the job."""
        return self._loop.run(self.odoo.outcome(key, seconds), seconds + 5)

    def _found(self, identifier: str, health: str) -> wire.Device | None:
        found = (d for d in self.odoo.box.devices if d.identifier == identifier and d.health.value == health)
        return next(found, None)
