"""A fake Odoo end of the line, built on the wire and the seals: real requests, real signatures, faults on demand."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from iot_agent import seal, wire
from iot_agent.wire import Code, State, WireError

from .waiting import until


@dataclass
class Paired:
    """What the database keeps of a box."""

    reference: str
    key: str
    exchange: str
    box: wire.Box
    devices: tuple[wire.Device, ...] = ()


@dataclass
class Faults:
    """What goes wrong, until told otherwise."""

    status: int = 0
    """Answer every request with this status."""
    hang: bool = False
    """Accept requests and never answer."""
    deaf: bool = False
    """Take no report: receipts stay empty."""
    silent_bus: bool = False
    """Lose every doorbell."""


class FakeOdoo:
    """Use it with `async with`; `url` says where it listens."""

    def __init__(self, database: str = "shop", *, port: int = 0, poll: float = 30.0) -> None:
        self.database = database
        self.seed = seal.new_seed()
        self.poll = poll
        self.port = port
        self.offset = 0.0
        self.faults = Faults()
        self.tokens: dict[str, str] = {}
        self.boxes: dict[str, Paired] = {}
        self.jobs: dict[str, wire.Job] = {}
        self.orders: list[wire.Message] = []
        self.documents: dict[str, bytes] = {}
        self.outcomes: dict[str, list[wire.Outcome]] = {}
        self.events: list[wire.Event] = []
        self.goodbyes: list[wire.Goodbye] = []
        self.announced: dict[str, wire.Announce] = {}
        self.typed: list[str] = []
        self.guess = ""
        """What a server that was not told the code puts in the place of its proof."""
        self.calls: list[str] = []
        self.cookies: list[dict[str, str]] = []
        self.nonces: set[str] = set()
        self.sockets: dict[str, web.WebSocketResponse] = {}
        self.connections = 0
        self._runner: web.AppRunner | None = None
        self._stopping = False
        self._last_id = 0
        self.printers_taken: list[float] = []
        self.options_taken: list[float] = []
        self.drivers: tuple[wire.Sealed, bytes] | None = None
        """The bundle of drivers that is offered, and its files."""
        self.drivers_taken: list[wire.DriversTaken] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        return seal.public_key(self.seed)

    def now(self) -> float:
        return time.time() + self.offset

    async def __aenter__(self) -> FakeOdoo:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._stopping = False
        app = web.Application(client_max_size=wire.MAX_MESSAGE + 1)
        for path, (cls, handler) in self._routes().items():
            app.router.add_post(path, self._serve(path, cls, handler))
        app.router.add_get("/websocket", self._websocket)
        app.router.add_get("/websocket/health", self._health)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """The server goes; what it knows stays, as in a database."""
        self._stopping = True
        for socket in list(self.sockets.values()):
            await socket.close(code=1001)
        self.sockets.clear()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    # --- what a test says -------------------------------------------------------------------------------------------

    def token(self) -> str:
        secret = secrets.token_hex(16)
        self.tokens[secret] = ""
        return seal.ConnectionToken(self.url, self.database, secret, self.key).write()

    @property
    def box(self) -> Paired:
        return next(iter(self.boxes.values()))

    def job(self, device: str, action: str, *, deadline: float = 30.0, **values: Any) -> wire.Job:
        """A job for the paired box; `post` sends it."""
        now = self.now()
        values = {"key": secrets.token_hex(8), "box": self.box.reference, "user": "2", "issued": now, **values}
        return wire.Job(device=device, action=action, deadline=now + deadline, **values)

    async def post(self, job: wire.Job, *, ring: bool = True) -> str:
        """Store the job as Odoo does, and ring."""
        self.jobs[job.key] = job
        if ring:
            await self.ring(job)
        return job.key

    async def ring(self, message: wire.Message) -> None:
        sealed = wire.to_json(seal.seal(self.seed, message))
        large = len(sealed["body"]) > wire.MAX_BELL
        await self.notify("iot.look" if large else "iot.order", {} if large else {"sealed": sealed})

    async def notify(self, name: str, payload: Any) -> None:
        self._last_id += 1
        if self.faults.silent_bus:
            return
        frame = json.dumps([{"id": self._last_id, "message": {"type": name, "payload": payload}}])
        for socket in list(self.sockets.values()):
            await socket.send_str(frame)

    async def outcome(self, key: str, seconds: float = 10.0) -> wire.Outcome:
        """The end of a job, once the box reported it."""
        return await until(lambda: next((o for o in self.outcomes.get(key, ()) if o.state.ended), None), seconds)

    def ticket(self, *, origin: str = "http://odoo.test", life: float = 3600.0, **values: Any) -> tuple[str, str]:
        """A ticket for the paired box and its secret."""
        now = self.now()
        values = {"box": self.box.reference, "devices": ("*",), "actions": ("*",), "user": "2", **values}
        claims = wire.Claims(ticket=secrets.token_hex(8), origin=origin, issued=now, expires=now + life, **values)
        ticket = seal.mint(self.seed, claims)
        return ticket, seal.ticket_secret(seal.shared_key(self.seed, self.box.exchange), ticket)

    @property
    def owner_code(self) -> str:
        return seal.owner_code(seal.shared_key(self.seed, self.box.exchange))

    # --- what a box says --------------------------------------------------------------------------------------------

    def _routes(self) -> dict[str, tuple[type[wire.Message], Callable[..., Any]]]:
        return {
            "/iot/box/announce": (wire.Sealed, self._announce),
            "/iot/box/pair": (wire.Pair, self._pair),
            "/iot/box/hello": (wire.Hello, self._hello),
            "/iot/box/devices": (wire.Devices, self._devices),
            "/iot/box/ask": (wire.Ask, self._ask),
            "/iot/box/report": (wire.Report, self._report),
            "/iot/box/document": (wire.Fetch, self._document),
            "/iot/box/printers": (wire.PrintersTaken, self._printers),
            "/iot/box/options": (wire.OptionsTaken, self._options),
            "/iot/box/drivers": (wire.AskDrivers, self._drivers),
            "/iot/box/driver_files": (wire.FetchDrivers, self._driver_files),
            "/iot/box/drivers_taken": (wire.DriversTaken, self._drivers_taken),
            "/iot/box/goodbye": (wire.Goodbye, self._goodbye),
        }

    def _serve(
        self, path: str, cls: type[wire.Message], handler: Callable[..., Any]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            self.calls.append(path.rpartition("/")[2])
            self.cookies.append(dict(request.cookies))
            body = await request.read()
            if await self._hung():
                return web.Response(status=503)
            if self.faults.status:
                return web.Response(status=self.faults.status, text="<html>not today</html>")
            if request.headers.get("X-Odoo-Database", self.database) != self.database:
                return web.Response(status=404, text="no such database")
            try:
                message = wire.loads(body, cls)
                box = () if path.endswith(("announce", "pair")) else (self._authenticated(request, body),)
                answer = getattr(self, handler.__name__)(*box, message)
            except WireError as error:
                return self._refuse(error)
            if isinstance(answer, bytes):
                return web.Response(body=answer)
            response = web.Response(text=wire.dumps(answer), content_type="application/json")
            if cls is wire.Hello and not request.cookies.get("session_id"):
                response.set_cookie("session_id", secrets.token_hex(8))
            return response

        return serve

    async def _hung(self) -> bool:
        """Whether this request was kept waiting."""
        hung = self.faults.hang
        while self.faults.hang and not self._stopping:  # noqa: ASYNC110 - a fault is a plain field
            await asyncio.sleep(0.01)
        return hung

    def _refuse(self, error: WireError) -> web.Response:
        said: wire.Message = wire.Refusal(code=error.code, detail=error.detail)
        if error.code is Code.UNKNOWN_BOX:
            said = seal.seal(self.seed, wire.Forget(box=error.detail, issued=self.now()))
        return web.Response(text=wire.dumps(said), status=403 if error.code is Code.UNKNOWN_BOX else 401)

    def _authenticated(self, request: web.Request, body: bytes) -> Paired:
        return self._check(request.headers.get("Authorization", ""), request.method, request.path, body)

    def _check(self, header: str, method: str, path: str, body: bytes) -> Paired:
        seen = seal.read_authorization(header)
        box = self.boxes.get(seen.who)
        if box is None:
            raise WireError(Code.UNKNOWN_BOX, seen.who)
        seal.check_authorization(box.key, seen, method, path, body, self.now())
        if seen.nonce in self.nonces:
            raise WireError(Code.REPLAYED)
        self.nonces.add(seen.nonce)
        return box

    def _pair(self, asked: wire.Pair) -> wire.Message:
        if self.tokens.get(asked.token, "none") not in ("", asked.key):
            raise WireError(Code.BAD_TOKEN)
        self.tokens[asked.token] = asked.key
        return self._paired(asked.box, asked.key, asked.exchange, nonce=asked.nonce)

    def _announce(self, sealed: wire.Sealed) -> wire.Message:
        asked = seal.unseal_own(sealed, wire.Announce)
        if asked.expires < self.now():
            raise WireError(Code.STALE, f"{self.now():.3f}")
        self.announced[asked.key] = asked
        if self.guess:
            return self._paired(asked.box, asked.key, asked.exchange, proof=self.guess)
        for code in self.typed:
            if seal.code_proof(code, asked.salt, asked.key + asked.exchange) == asked.proof:
                exchange = seal.exchange_key(self.seed)
                proof = seal.code_proof(code, asked.salt, self.key + exchange + asked.key)
                return self._paired(asked.box, asked.key, asked.exchange, proof=proof)
        return wire.Waiting(retry=0.5)

    def _paired(self, box: wire.Box, key: str, exchange: str, nonce: str = "", proof: str = "") -> wire.Sealed:
        known = next((paired for paired in self.boxes.values() if paired.key == key), None)
        paired = known or Paired(secrets.token_hex(16), key, exchange, box)
        self.boxes[paired.reference] = paired
        said = wire.Paired(
            box=paired.reference,
            key=self.key,
            exchange=seal.exchange_key(self.seed),
            server=self.url,
            database=self.database,
            name=f"{box.name} (test)",
            origins=("http://odoo.test",),
            nonce=nonce,
            proof=proof,
        )
        return seal.seal(self.seed, said)

    def _hello(self, box: Paired, asked: wire.Hello) -> wire.Message:
        box.box, box.devices = asked.box, asked.devices
        version = wire.negotiate(asked.box.oldest, asked.box.newest)
        origins = ("http://odoo.test",)
        return wire.Welcome(
            wire=version, now=self.now(), name=f"{box.box.name} (test)", origins=origins, poll=self.poll
        )

    def _devices(self, box: Paired, asked: wire.Devices) -> wire.Message:
        box.devices = asked.devices
        return wire.Done()

    def _ask(self, box: Paired, asked: wire.Ask) -> wire.Message:
        waiting = [job for job in self.jobs.values() if job.key not in self.outcomes and job.deadline > self.now()]
        orders = [seal.seal(self.seed, message) for message in (*waiting[: asked.limit], *self.orders)]
        return wire.Orders(orders=tuple(orders), more=len(waiting) > asked.limit)

    def _report(self, box: Paired, asked: wire.Report) -> wire.Message:
        if self.faults.deaf:
            return wire.Receipt()
        for outcome in asked.outcomes:
            self.outcomes.setdefault(outcome.key, []).append(outcome)
        self.events += [event for event in asked.events if event.id not in {known.id for known in self.events}]
        return wire.Receipt(taken=tuple(o.key for o in asked.outcomes) + tuple(e.id for e in asked.events))

    def _document(self, box: Paired, asked: wire.Fetch) -> bytes:
        if asked.digest not in self.documents:
            raise WireError(Code.UNKNOWN_JOB)
        return self.documents[asked.digest]

    def _printers(self, box: Paired, asked: wire.PrintersTaken) -> wire.Message:
        self.printers_taken.append(asked.issued)
        return wire.Done()

    def _options(self, box: Paired, asked: wire.OptionsTaken) -> wire.Message:
        self.options_taken.append(asked.issued)
        return wire.Done()

    def _drivers(self, box: Paired, asked: wire.AskDrivers) -> wire.Message:
        return wire.OfferedDrivers(drivers=self.drivers[0] if self.drivers else None)

    def _driver_files(self, box: Paired, asked: wire.FetchDrivers) -> bytes:
        return self.drivers[1] if self.drivers else b""

    def _drivers_taken(self, box: Paired, asked: wire.DriversTaken) -> wire.Message:
        self.drivers_taken.append(asked)
        return wire.Done()

    def _goodbye(self, box: Paired, asked: wire.Goodbye) -> wire.Message:
        self.goodbyes.append(asked)
        if asked.leave:
            del self.boxes[box.reference]
        return wire.Done()

    @staticmethod
    async def _health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "pass"})

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        if self.faults.status or "Origin" not in request.headers:
            return web.Response(status=self.faults.status or 400)
        if await self._hung():
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        box = None
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    continue
                asked = json.loads(frame.data)
                for channel in asked["data"]["channels"]:
                    shown = channel.removeprefix("iot.box:")
                    if shown != request.cookies.get("iot_box") or "session_id" not in request.cookies:
                        continue
                    box = self._check(f"IoT {shown}", "SUBSCRIBE", "/websocket", b"")
                    self.sockets[box.reference] = socket
        finally:
            if box and self.sockets.get(box.reference) is socket:
                del self.sockets[box.reference]
        return socket


def states(outcomes: list[wire.Outcome]) -> list[State]:
    return [outcome.state for outcome in outcomes]
