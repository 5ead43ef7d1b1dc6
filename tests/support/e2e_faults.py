"""What can go wrong while a page is printed: how each fault strikes, and how its cause goes away."""

from __future__ import annotations

from typing import Any

from native.odoo import Odoo
from tests.support.e2e_floor import Floor
from tests.support.e2e_wait import until

NOWHERE = "socket://127.0.0.1:1"
REFUSED = "be written yet"
"""What the agent's log says of what its disk did not take."""


class Fault:
    """How it strikes and how its cause goes away; `away` is what is gone meanwhile and cannot be asked."""

    away = ""

    def __init__(self, floor: Floor, station: Any, odoo: Odoo) -> None:
        self.floor = floor
        self.station = station
        self.odoo = odoo

    def strike(self) -> None: ...

    def settle(self) -> None:
        """Returns when the fault has had its effect on the page."""

    def heal(self) -> None: ...


class Silent(Fault):
    def strike(self) -> None:
        self.station.cable.silence()

    def heal(self) -> None:
        self.station.cable.mend()


class Garbage(Silent):
    def strike(self) -> None:
        self.station.cable.garble()


class Closes(Fault):
    def strike(self) -> None:
        self.station.cable.cut()


class PaperOut(Fault):
    def strike(self) -> None:
        self.station.paper(out=True)

    def heal(self) -> None:
        self.station.paper(out=False)


class CupsKilled(Fault):
    def strike(self) -> None:
        self.floor.spooler.kill()

    def heal(self) -> None:
        self.floor.ask(self.floor.spooler.start())


class QueuePaused(Fault):
    def strike(self) -> None:
        self.floor.ask(self.floor.spooler.ask("Pause-Printer", self.station.name))

    def heal(self) -> None:
        self.floor.ask(self.floor.spooler.ask("Resume-Printer", self.station.name))


class QueueStopped(Fault):
    """By CUPS itself: its owner wants that (stop-printer) when a page fails, as it does where nothing listens."""

    def strike(self) -> None:
        queue = self.floor.spooler.queue(self.station.name, NOWHERE, model=self.station.model, policy="stop-printer")
        self.floor.ask(queue)

    def heal(self) -> None:
        self.floor.ask(self.floor.spooler.move(self.station.name, self.station.uri))


class DiskFull(Fault):
    away = "disk"

    def strike(self) -> None:
        self._before = self.floor.box.log.read_text().count(REFUSED)
        self.floor.disk.fill(self.floor.box)

    def settle(self) -> None:
        until(self._refused, 30, "the disk refuses")

    def _refused(self) -> bool:
        return self.floor.box.log.read_text().count(REFUSED) > self._before

    def heal(self) -> None:
        self.floor.disk.make_room(self.floor.box)


class AgentKilled(Fault):
    away = "box"

    def strike(self) -> None:
        self.floor.box.kill()

    def heal(self) -> None:
        self.floor.box.start()


class OdooKilled(Fault):
    away = "odoo"

    def strike(self) -> None:
        self.odoo.kill()

    def heal(self) -> None:
        self.odoo.start()


FAULTS: dict[str, type[Fault]] = {
    "silent": Silent,
    "closes": Closes,
    "paper out": PaperOut,
    "garbage": Garbage,
    "CUPS killed": CupsKilled,
    "queue paused": QueuePaused,
    "queue stopped": QueueStopped,
    "disk full": DiskFull,
    "agent killed": AgentKilled,
    "Odoo killed": OdooKilled,
}
