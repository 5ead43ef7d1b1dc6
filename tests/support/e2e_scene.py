"""Boxes to attack: one that is paired, one of somebody else, one that is free."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iot_agent import seal, wire
from iot_agent.local.routes import Route
from tests.support.e2e_box import BoxProcess
from tests.support.e2e_shop import Shop
from tests.support.e2e_simulators import Simulators
from tests.support.e2e_till import Answer, Till, send


@dataclass
class Scene:
    """`till` holds a ticket for the printer of `box`, `owner` is its owner code; the strange ones are of `other`."""

    shop: Shop
    simulators: Simulators
    box: BoxProcess
    other: BoxProcess
    free: BoxProcess
    till: Till
    strange_till: Till
    owner: str
    strange_owner: str

    def ask(self, route: Route, body: bytes, **headers: str) -> Answer:
        """A request to `box` with these headers alone."""
        return send(self.box.url + route.path, route.method, body, {"Content-Type": "application/json", **headers})

    def ticketed(self, route: Route, body: bytes, till: Till | None = None, **changed: str) -> Answer:
        """A request with a ticket and its proof; `changed` headers replace the right ones."""
        till = till or self.till
        headers = {"Authorization": f"Ticket {till.ticket}", "IoT-Proof": prove(till.secret, route, body)}
        return self.ask(route, body, **{**headers, "Origin": till.origin, **changed})

    def owned(self, route: Route, body: bytes, code: str, at: float = 0.0, **headers: str) -> Answer:
        """A request with an owner code."""
        shown = prove(seal.owner_secret(code), route, body, at)
        return self.ask(route, body, Authorization="Owner", **{"IoT-Proof": shown}, **headers)

    def forge(self, **changed: object) -> Till:
        """A till with a ticket that the database itself would sign, were it not for what is changed."""
        [seed] = self.shop.read("ir.config_parameter", [("key", "=", "iot.seed")], "value")
        claims = {**json.loads(seal.unb64(self.till.ticket.partition(".")[0])), **changed}
        ticket = seal.mint(seal.unb64(seed["value"]), wire.from_json(claims, wire.Claims))
        exchange = self.shop.box(self.box.identifier, "exchange_key")["exchange_key"]
        secret = seal.ticket_secret(seal.shared_key(seal.unb64(seed["value"]), exchange), ticket)
        return self.holding(ticket, secret)

    def holding(self, ticket: str, secret: str) -> Till:
        """A till at the right page, with whatever ticket."""
        return Till(self.box.url, {"ticket": ticket, "secret": secret}, self.till.origin)

    def traces(self) -> list[Any]:
        """What any act of the box would change, how long it is up first."""
        status = self.box.status()
        assert status
        return [status["uptime"], status["paired"], self.simulators.receipts(), self.simulators.drawer_kicks()]


def prove(secret: str, route: Route, body: bytes, at: float = 0.0) -> str:
    """The IoT-Proof header for a request to that route."""
    return seal.prove(secret, route.method, route.path, body, at or time.time())


def build(shop: Shop, folder: Path) -> Scene:
    """Starts and pairs; `tear_down` is the end."""
    simulators = Simulators(folder / "simulators").start()
    strange = Simulators(folder / "strange", "printer").start()
    box = BoxProcess(folder / "guarded", "guarded", simulators).start()
    other = BoxProcess(folder / "strange-box", "strange", strange).start()
    free = BoxProcess(folder / "free", "free").start()
    number, strange_number = shop.pair(box, 3), shop.pair(other, 1)
    till = shop.till(box, shop.device(number, "printer"))
    strange_till = shop.till(other, shop.device(strange_number, "printer"))
    owners = [shop.box(which.identifier, "owner_code")["owner_code"] for which in (box, other)]
    strange.stop()
    return Scene(shop, simulators, box, other, free, till, strange_till, *owners)


def tear_down(scene: Scene) -> None:
    for box in (scene.box, scene.other, scene.free):
        box.stop()
        scene.shop.delete_box(box.identifier)
    scene.simulators.stop()
