"""What the database orders, done once each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from .. import wire
from ..core import actions
from ..core.by_hand import ByHand
from ..core.clock import Clock
from ..core.entry import Sheet
from ..core.events import Events
from ..core.jobs import Jobs
from ..core.journal import Journal
from ..core.options import Options
from ..core.store import Pairing
from ..errors import StorageError
from ..wire import Code, WireError
from . import orders
from .http import Http, Oversized, Refused
from .outbox import Outbox
from .parts import Renewing

DOCUMENT, PRINTERS, OPTIONS = (f"/iot/box/{name}" for name in ("document", "printers", "options"))

_logger = logging.getLogger(__name__)


class Errands:
    """Verifies an order, then does it; `again` has Odoo asked once more for what could not be taken."""

    def __init__(
        self,
        clock: Clock,
        journal: Journal,
        jobs: Jobs,
        events: Events,
        http: Http,
        outbox: Outbox,
        restart: Callable[[], None],
        again: Callable[[], None],
        by_hand: ByHand,
        options: Options,
        renewal: Callable[[], Renewing],
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._jobs = jobs
        self._events = events
        self._http = http
        self._outbox = outbox
        self._restart = restart
        self._again = again
        self._full = False
        self._by_hand = by_hand
        self._options = options
        self._renewal = renewal
        self._turn = asyncio.Lock()
        """The bell and an answer may bring the same jobs: each is taken once, in the order they came."""

    async def run(self, pairing: Pairing, sealed: wire.Sealed) -> bool:
        """Obey; True = the database has forgotten the box. Raises LinkError while a document cannot be fetched."""
        try:
            order = orders.read(pairing, sealed, self._clock.now())
        except WireError as error:
            _logger.warning("refused an order: %s", error)
            return False
        match order:
            case wire.Job():
                await self._take(pairing, order)
            case wire.Cancel():
                await self._jobs.cancel(order.key)
            case wire.Release():
                with contextlib.suppress(StorageError):  # Odoo says it again
                    await self._jobs.release(order.key)
            case wire.Watch():
                self._watch(order)
            case wire.Restart() | wire.UpdateDrivers():
                await self._once(order)
            case wire.NetworkPrinters():
                self._by_hand.order(order.printers, order.issued)
                await self._http.ask(pairing, PRINTERS, wire.PrintersTaken(issued=order.issued), wire.Done)
            case wire.AllOptions():
                self._options.order(order.devices, order.issued)
                await self._http.ask(pairing, OPTIONS, wire.OptionsTaken(issued=order.issued), wire.Done)
        return isinstance(order, wire.Forget)

    async def _once(self, order: wire.Restart | wire.UpdateDrivers) -> None:
        """What comes again until it is too late, and is done the first time."""
        restart = isinstance(order, wire.Restart)
        with contextlib.suppress(StorageError):  # what cannot be remembered might be done twice; Odoo says it again
            if await self._journal.first_time(f"{'restart' if restart else 'drivers'} {order.key}", order.deadline):
                self._restart() if restart else self._renewal().wish(forced=True)

    def is_replay(self, pairing: Pairing, sealed: wire.Sealed, since: float) -> bool:
        """Whether the bus repeats a job from before we listened: it may be cancelled by now, so asking decides."""
        try:
            order = orders.read(pairing, sealed, self._clock.now())
        except WireError:
            return False
        return isinstance(order, wire.Job) and order.issued < since

    async def _take(self, pairing: Pairing, job: wire.Job) -> None:
        """Accept the job with its document; one that cannot be accepted is answered for ever with why."""
        async with self._turn:
            try:
                await self._accept(pairing, job)
                self._full = False
            except StorageError as error:
                if not self._full:
                    _logger.error("job %s stays with Odoo, it cannot be written yet: %s", job.key, error)
                self._full = True
                self._again()

    async def _accept(self, pairing: Pairing, job: wire.Job) -> None:
        if await self._jobs.known(job.key):
            return
        try:
            await self._jobs.submit(job, await self._sheet(pairing, job), wire.Path.RELAY)
        except WireError as error:
            await self._jobs.refuse(job, error.code)

    async def _sheet(self, pairing: Pairing, job: wire.Job) -> Sheet | None:
        document = job.document
        if document is None:
            return None
        if document.data or not document.digest:
            return actions.sheet_of(document)
        try:
            fetch = wire.Fetch(key=job.key, digest=document.digest)
            data = await self._http.raw(pairing, DOCUMENT, fetch, wire.MAX_DOCUMENT)
        except Refused as refusal:
            if refusal.forget:
                raise
            raise WireError(Code.BAD_DOCUMENT, refusal.code.value) from refusal
        except Oversized as error:
            raise WireError(Code.TOO_LARGE, "document") from error
        return actions.sheet_from(document, data)

    def _watch(self, order: wire.Watch) -> None:
        """Whoever begins to look sees the latest value at once."""
        self._events.watch(order.device, order.until)
        if latest := self._events.latest(order.device, "weight"):
            self._outbox.stream(latest)
