"""The LAN side of a box on a real port, paired with a database that exists only as its keys."""

from __future__ import annotations

import io
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from iot_agent import seal, wire
from iot_agent.core.by_hand import ByHand
from iot_agent.core.clock import Clock
from iot_agent.core.events import Events
from iot_agent.core.jobs import Jobs
from iot_agent.core.journal import Journal
from iot_agent.core.logs import Logs
from iot_agent.core.match import Match
from iot_agent.core.options import Options
from iot_agent.core.pairing_code import PairingCode
from iot_agent.core.serial_choice import SerialChoice
from iot_agent.core.store import Announced, Pairing, Store
from iot_agent.local.parts import Parts
from iot_agent.local.server import Server, application
from iot_agent.settings import Listen
from iot_agent.wire import Code, State, WireError

ORIGIN = "http://odoo.test"
IDENTITY = wire.Box(identifier="serial1", name="Front desk", agent="0.0", oldest=1, newest=wire.VERSION)
DEVICE = wire.Device(identifier="p1", kind=wire.Kind.PRINTER, name="A printer", state={"secret": 1})
PORT = wire.Device(
    identifier="port1",
    kind=wire.Kind.SCALE,
    name="A port",
    connection="serial",
    health=wire.Health.LOST,
    code=Code.UNRECOGNISED.value,
)
"""A serial port of which nobody has said what is behind it."""


class FakeLine:
    """The line to Odoo as the LAN side sees it; remembers what was asked."""

    def __init__(self) -> None:
        self.pairing: Pairing | None = None
        self.online = False
        self.announced = Announced()
        self.tokens: list[str] = []
        self.refuse: Code | None = None
        self.disconnects = 0

    async def pair(self, token: str) -> None:
        if self.refuse:
            raise WireError(self.refuse)
        self.tokens.append(token)

    def know(self, server: str, database: str) -> None:
        self.announced = Announced(server, database)

    async def disconnect(self) -> None:
        if self.pairing is None:
            raise WireError(Code.NOT_PAIRED)
        self.disconnects += 1


class Lan:
    """A box's LAN side, and what its callers need to know."""

    def __init__(self, folder: Path, journal: Journal, http: aiohttp.ClientSession) -> None:
        self.http = http
        self.seed, self.database = seal.new_seed(), seal.new_seed()
        self.clock = Clock()
        self.events = Events(self.clock.now)
        self.jobs = Jobs(journal, self.clock)
        self.jobs.kind_of = self._kind_of
        self.code = PairingCode(self.clock)
        self.line = FakeLine()
        self.restarts = 0
        self.driver_updates = 0
        self.status_tickets = 0
        self.ticketless: Code | None = None
        """Why no status ticket is printed."""
        self.born = time.monotonic()
        self.by_hand = ByHand(Store(folder), ("escpos", "ipp", "http_camera", "rtsp"))
        self.options = Options(Store(folder))
        claims = {name: (Match("serial", name=name),) for name in ("cas", "line_display", "own_one", "serial_scanner")}
        self.devices: list[wire.Device] = [DEVICE]
        self.serial = SerialChoice(self.options, self.events, lambda: self.devices, claims, fixed={"fixed"})
        self.logs = Logs()
        self.parts = Parts(
            seed=self.seed,
            clock=self.clock,
            code=self.code,
            jobs=self.jobs,
            events=self.events,
            line=self.line,
            box=lambda: IDENTITY,
            devices=lambda: tuple(self.devices),
            facts=self._facts,
            restart=self._restart,
            update_drivers=self._update_drivers,
            by_hand=self.by_hand,
            serial=self.serial,
            logs=self.logs,
            status_ticket=self._status_ticket,
            ways=list,
            first_time=journal.first_time,
        )
        self.url = ""

    def _restart(self) -> None:
        self.restarts += 1

    def _update_drivers(self) -> None:
        self.driver_updates += 1

    def _facts(self) -> dict[str, Any]:
        drivers = {"version": 1_800_000_000, "code": ""}
        uptime = time.monotonic() - self.born
        addresses = list(IDENTITY.addresses)
        return {"internet": True, "addresses": addresses, "host": "box", "uptime": uptime, "drivers": drivers}

    async def _status_ticket(self) -> None:
        if self.ticketless:
            raise WireError(self.ticketless)
        self.status_tickets += 1

    @staticmethod
    def _kind_of(device: str) -> wire.Kind:
        if device not in ("p1", "p2"):
            raise WireError(Code.UNKNOWN_DEVICE, "device")
        return wire.Kind.PRINTER

    def pair(self) -> None:
        self.line.pairing = Pairing(
            server="http://odoo.test",
            database="shop",
            box="reference1",
            key=seal.public_key(self.database),
            exchange=seal.exchange_key(self.database),
            name="Front desk (shop)",
            origins=(ORIGIN,),
        )
        self.line.online = True

    # --- credentials

    def ticket(self, *, life: float = 3600.0, by: bytes = b"", **claims: Any) -> tuple[str, str]:
        """A ticket and its secret; `by` signs it instead of the paired database."""
        now = self.clock.now()
        values = {"box": "reference1", "devices": ("*",), "actions": ("*",), "user": "2", "origin": ORIGIN, **claims}
        made = wire.Claims(ticket=secrets.token_hex(8), issued=now, expires=now + life, **values)
        text = seal.mint(by or self.database, made)
        shared = seal.shared_key(self.database, seal.exchange_key(self.seed))
        return text, seal.ticket_secret(shared, text)

    def ticketed(self, path: str, body: bytes, ticket: tuple[str, str] | None = None) -> dict[str, str]:
        """The headers of a ticket's holder."""
        text, secret = ticket or self.ticket()
        proof = seal.prove(secret, "POST", path, body, self.clock.now())
        return {"Authorization": f"Ticket {text}", "IoT-Proof": proof}

    def owned(self, path: str, body: bytes, code: str = "") -> dict[str, str]:
        """The headers of who knows the owner code."""
        known = code or seal.owner_code(seal.shared_key(self.database, seal.exchange_key(self.seed)))
        proof = seal.prove(seal.owner_secret(known), "POST", path, body, self.clock.now())
        return {"Authorization": "Owner", "IoT-Proof": proof}

    # --- requests

    async def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        async with self.http.get(self.url + path, headers=headers) as response:
            return response.status, response.headers, await response.read()

    async def post(self, path: str, message: wire.Message | bytes, headers: Mapping[str, str] | None = None) -> Answer:
        body = message if isinstance(message, bytes) else wire.dumps(message).encode()
        async with self.http.post(self.url + path, data=io.BytesIO(body), headers=headers) as response:
            return Answer(response.status, response.headers, await response.read())

    async def perform(self, ticket: tuple[str, str] | None = None, **values: Any) -> Answer:
        values = {"key": secrets.token_hex(8), "device": "p1", "action": "drawer", "wait": 0.0, **values}
        values.setdefault("deadline", self.clock.now() + 30)
        wish = wire.Perform(**values)
        return await self.post("/api/perform", wish, self.ticketed("/api/perform", wire.dumps(wish).encode(), ticket))

    async def finish(self, device: str = "p1", state: State = State.DONE) -> None:
        """Do what waits for the device."""
        entry = self.jobs.take(device)
        assert entry is not None
        await self.jobs.end(entry, state)


class Answer:
    """What the box answered."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"{self.status} {self.body[:200]!r}"

    @property
    def refused(self) -> Code:
        return wire.loads(self.body, wire.Refusal).code

    @property
    def outcome(self) -> wire.Outcome:
        return wire.loads(self.body, wire.Outcome)


@asynccontextmanager
async def lan(folder: Path, *, paired: bool = True) -> AsyncIterator[Lan]:
    async with Journal(folder / "journal") as journal, aiohttp.ClientSession() as http:
        made = Lan(folder, journal, http)
        await made.jobs.recover()
        if paired:
            made.pair()
        app = application(made.parts, ["iot.example.com"])
        with made.logs:
            async with Server(app, Listen("127.0.0.1", 0)) as server:
                made.url = f"http://127.0.0.1:{server.port}"
                yield made
