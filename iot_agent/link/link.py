"""The box's side of the line to its database: announce, pair, hello, ask, obey, report, say goodbye."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from .. import wire
from ..core.events import Lagging
from ..core.store import Announced, Pairing
from ..core.tasks import earliest, first, within
from ..errors import LinkError, StorageError
from ..wire import Code, WireError
from .errands import Errands
from .farewell import Farewell
from .http import Http, Refused, Silence
from .outbox import Outbox
from .pairing import Pairer
from .parts import Parts
from .session import LAST_RETRY, Session, Turn
from .websocket import Bell, SessionExpired

HELLO, DEVICES, ASK, REPORT = (f"/iot/box/{name}" for name in ("hello", "devices", "ask", "report"))

FRESH = 6 * 3600.0
"""Seconds after which hello is said again, for the time of day."""

ANOTHER = 5.0
"""Seconds after which a hello that hangs gets another one beside it."""

FULL_RETRY = 2.0
"""Seconds until Odoo is asked again for a job that the disk did not take."""

_logger = logging.getLogger(__name__)


class Link:
    """Runs for the whole life of the agent; whether the box is paired is its business."""

    def __init__(self, parts: Parts, http: Http) -> None:
        self._parts = parts
        self._http = http
        self._bell = Bell(http)
        self._session = Session()
        self._pairer = Pairer(parts.store.seed, parts.code, parts.box, http)
        self._outbox = Outbox(parts.journal, parts.clock, self._report)
        self._errands = Errands(parts, http, self._outbox, self._ask_again)
        self._farewell = Farewell(parts.store, http)
        self._listening_since = 0.0
        self._online = asyncio.Event()
        self._lost = asyncio.Event()
        self._look = asyncio.Event()
        self._changed = asyncio.Event()
        self._said: wire.Box | None = None
        self._heard = 0.0
        self.pairing = parts.store.pairing()
        self.on_turn: Callable[[], None] = lambda: None
        """Called when the box belongs to somebody else, or to nobody."""
        parts.jobs.on_due = self._outbox.due

    @property
    def online(self) -> bool:
        return self._session.online

    # --- from the local side ----------------------------------------------------------------------------------------

    async def pair(self, token: str) -> None:
        """Pair with a connection token; raises WireError."""
        if self.pairing:
            raise WireError(Code.ALREADY_PAIRED)
        await self._paired(await self._pairer.by_token(token))

    def know(self, server: str, database: str) -> None:
        """Announce the box there from here on."""
        self._parts.store.announce(Announced(server, database))
        self._changed.set()

    @property
    def announced(self) -> Announced:
        return self._parts.store.announced() or self._parts.server

    async def disconnect(self) -> None:
        """The owner takes the box back; Odoo is told if it can be."""
        pairing = self.pairing
        if pairing is None:
            raise WireError(Code.NOT_PAIRED)
        await self._farewell.leave(pairing)
        await self._forget()

    async def leave(self) -> None:
        """The agent stops: Odoo need not wait for a time-out to know."""
        if self.pairing and self.online:
            await self._farewell.pause(self.pairing)

    # --- the life ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            self._changed.clear()
            try:
                await first(self._changed.wait(), self._live(), self._make_up())
            except Exception:
                _logger.exception("the link failed; it starts afresh")
                await asyncio.sleep(LAST_RETRY)

    async def _live(self) -> None:
        if self.pairing:
            self._session.paired()
            await self._serve(self.pairing)
        else:
            self._session.forgotten()
            await self._announce()

    async def _make_up(self) -> None:
        await self._farewell.make_up()
        await self._changed.wait()

    async def _announce(self) -> None:
        """Tell the server the box knows of, if any, that a code typed there may be this box's."""
        if self.announced.server:
            await self._paired(await self._pairer.until_typed(self.announced, self._session.announcing))
        await self._changed.wait()

    async def _paired(self, pairing: Pairing) -> None:
        """What the box did while it belonged to nobody is not the database's business."""
        self._parts.store.pair(pairing)
        self.pairing = pairing
        self._http.session = ""
        with contextlib.suppress(StorageError):  # too late to say no
            await self._parts.jobs.clear()
        _logger.info("paired with %s (database %s) as %s", pairing.server, pairing.database, pairing.box)
        self._changed.set()
        self.on_turn()

    async def _forget(self) -> None:
        """The box is free: nothing of the old database stays on it."""
        self._parts.store.unpair()
        self._parts.code.renew()
        self.pairing = None
        await self._parts.jobs.clear()
        self._parts.by_hand.leave()
        self._parts.options.leave()
        self._parts.renewal().leave()
        _logger.info("not paired any more")
        self._changed.set()
        self.on_turn()

    async def _serve(self, pairing: Pairing) -> None:
        self._online.clear()
        await first(
            self._keep(pairing),
            self._hear(pairing),
            self._forward(),
            self._while_online(self._outbox.pump),
            self._while_online(lambda: self._tell_devices(pairing)),
        )

    async def _keep(self, pairing: Pairing) -> None:
        """Hello, then ask from time to time; after a failure hello again."""
        await self._parts.settled.wait()
        while True:
            self._lost.clear()
            try:
                await self._hello(pairing)
                await self._ask(pairing)
            except LinkError as error:
                await self._failed(error)
            await asyncio.sleep(self._session.next_hello())

    async def _hello(self, pairing: Pairing) -> None:
        self._parts.devices_changed.clear()
        self._said = self._parts.box()
        hello = wire.Hello(box=self._said, devices=self._parts.devices())
        # Behind a line that died silently an attempt may hang long after the line is mended.
        attempt = partial(self._http.ask, pairing, HELLO, hello, wire.Welcome)
        welcome = await earliest(attempt, ANOTHER, silence=Silence)
        self._parts.clock.learn(welcome.now)
        self._heard = self._parts.clock.uptime()
        if (welcome.name, welcome.origins) != (pairing.name, pairing.origins) and self.pairing:
            self.pairing = replace(self.pairing, name=welcome.name, origins=welcome.origins)
            self._parts.store.pair(self.pairing)
        if self._session.welcomed(welcome.poll) is not Turn.NONE:
            _logger.info("connected to %s", pairing.server)
        self._online.set()
        self._outbox.due()
        self._parts.renewal().online()

    async def _ask(self, pairing: Pairing) -> None:
        while not self._lost.is_set():
            self._look.clear()
            if self._parts.box() != self._said or self._parts.clock.uptime() > self._heard + FRESH:
                await self._hello(pairing)  # the machine got another address, or its clock may have drifted
            orders = await self._http.ask(pairing, ASK, wire.Ask(), wire.Orders)
            for sealed in orders.orders:
                await self._obey(sealed)
            if orders.more:
                await self._outbox.flush()  # or the server would give the same jobs again
            else:
                await first(within(self._session.next_ask(self._parts.clock.uptime()), self._look), self._lost.wait())

    def _ask_again(self) -> None:
        asyncio.get_running_loop().call_later(FULL_RETRY, self._look.set)

    async def _obey(self, sealed: wire.Sealed) -> None:
        if self.pairing and await self._errands.run(self.pairing, sealed):
            await self._forget()

    async def _hear(self, pairing: Pairing) -> None:
        """The doorbell; while it is down the box asks more often."""
        retry = self._session.bell_retry
        while True:
            await self._online.wait()
            try:
                async with contextlib.aclosing(self._bell.rings(pairing, self._bell_up)) as rings:
                    async for name, payload in rings:
                        await self._rung(name, payload)
            except SessionExpired:
                self._http.session = ""
                self._online.clear()
                self._lost.set()
            except LinkError as error:
                _logger.debug("websocket: %s", error)
            self._session.bell_since = None
            self._look.set()
            await asyncio.sleep(retry.next())

    def _bell_up(self) -> None:
        self._session.bell_since = self._parts.clock.uptime()
        self._listening_since = self._parts.clock.now()
        self._session.bell_retry.reset()
        self._look.set()  # what was rung while nobody listened

    async def _rung(self, name: str, payload: object) -> None:
        if name == "iot.look":
            self._look.set()
        elif name == "iot.order":
            try:
                sealed = wire.from_json(payload.get("sealed") if isinstance(payload, dict) else None, wire.Sealed)
                if self.pairing and self._errands.is_replay(self.pairing, sealed, self._listening_since):
                    self._look.set()
                else:
                    await self._obey(sealed)
            except (WireError, LinkError) as error:
                _logger.warning("order refused: %s", error)
                self._look.set()

    async def _forward(self) -> None:
        """What devices do by themselves, as far as Odoo wants to know."""
        while True:
            with contextlib.suppress(Lagging), self._parts.events.subscribe(("*",), looks=False) as events:
                while True:
                    event = await events.next()
                    if event.name in ("scan", "measure", "key"):
                        await self._outbox.keep(event)
                    elif event.name == "weight" and self._parts.events.watched(event.device):
                        self._outbox.stream(event)

    async def _tell_devices(self, pairing: Pairing) -> None:
        while True:
            await self._parts.devices_changed.wait()
            self._parts.devices_changed.clear()
            await self._http.ask(pairing, DEVICES, wire.Devices(devices=self._parts.devices()), wire.Done)

    async def _report(self, report: wire.Report) -> wire.Receipt:
        if self.pairing is None:
            raise LinkError("not paired")
        return await self._http.ask(self.pairing, REPORT, report, wire.Receipt)

    async def _while_online(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._online.wait()
            try:
                await work()
            except LinkError as error:
                await self._failed(error)

    async def _failed(self, error: LinkError) -> None:
        refused = isinstance(error, Refused)
        if isinstance(error, Refused) and error.forget:
            try:
                await self._obey(error.forget)
            except WireError as wrong:
                _logger.warning("refused a word to forget the database: %s", wrong)
        if self._session.failed(refused=refused) is Turn.LOST:
            _logger.warning("no connection to %s: %s", self.pairing.server if self.pairing else "the server", error)
        self._online.clear()
        self._lost.set()
        self._parts.devices_changed.set()
