"""What the database orders, done once each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from .. import wire
from ..core import documents
from ..core.entry import Sheet
from ..core.store import Pairing
from ..errors import StorageError
from ..wire import Code, WireError
from . import orders
from .http import Http, Oversized, Refused
from .outbox import Outbox
from .parts import Parts

DOCUMENT, PRINTERS, OPTIONS = (f"/iot/box/{name}" for name in ("document", "printers", "options"))

_logger = logging.getLogger(__name__)


class Errands:
    """Verifies an order, then does it; `again` has Odoo asked once more for what could not be taken."""

    def __init__(self, parts: Parts, http: Http, outbox: Outbox, again: Callable[[], None]) -> None:
        self._parts = parts
        self._http = http
        self._outbox = outbox
        self._again = again
        self._full = False
        self._turn = asyncio.Lock()
        """The bell and an answer may bring the same jobs: each is taken once, in the order they came."""

    async def run(self, pairing: Pairing, sealed: wire.Sealed) -> bool:
        """Obey; True = the database has forgotten the box. Raises LinkError while a document cannot be fetched."""
        try:
            order = orders.read(pairing, sealed, self._parts.clock.now())
        except WireError as error:
            _logger.warning("refused an order: %s", error)
            return False
        match order:
            case wire.Job():
                await self._take(pairing, order)
            case wire.Cancel():
                await self._parts.jobs.cancel(order.key)
            case wire.Release():
                with contextlib.suppress(StorageError):  # Odoo says it again
                    await self._parts.jobs.release(order.key)
            case wire.Watch():
                self._watch(order)
            case wire.Restart() | wire.UpdateDrivers():
                await self._once(order)
            case wire.NetworkPrinters() | wire.AllOptions():
                try:
                    await self._keep(pairing, order)
                except StorageError as error:  # nobody says that it is kept, so Odoo sends it again
                    _logger.error("%s", error)
        return isinstance(order, wire.Forget)

    async def _keep(self, pairing: Pairing, order: wire.NetworkPrinters | wire.AllOptions) -> None:
        """What Odoo settles, kept before it hears so. Raises StorageError."""
        if isinstance(order, wire.NetworkPrinters):
            self._parts.by_hand.order((*order.printers, *order.cameras), order.issued)
            await self._http.ask(pairing, PRINTERS, wire.PrintersTaken(issued=order.issued), wire.Done)
        else:
            self._parts.options.order(order.devices, order.issued)
            await self._http.ask(pairing, OPTIONS, wire.OptionsTaken(issued=order.issued), wire.Done)

    async def _once(self, order: wire.Restart | wire.UpdateDrivers) -> None:
        """What comes again until it is too late, and is done the first time."""
        restart = isinstance(order, wire.Restart)
        key = f"{'restart' if restart else 'drivers'} {order.key}"
        with contextlib.suppress(StorageError):  # what cannot be remembered might be done twice; Odoo says it again
            if await self._parts.journal.first_time(key, order.deadline):
                self._parts.restart() if restart else self._parts.renewal().wish(forced=True)

    def is_replay(self, pairing: Pairing, sealed: wire.Sealed, since: float) -> bool:
        """Whether the bus repeats a job from before we listened: it may be cancelled by now, so asking decides."""
        try:
            order = orders.read(pairing, sealed, self._parts.clock.now())
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
        if await self._parts.jobs.known(job.key):
            return
        try:
            await self._parts.jobs.submit(job, await self._sheet(pairing, job), wire.Path.RELAY)
        except WireError as error:
            await self._parts.jobs.refuse(job, error.code)

    async def _sheet(self, pairing: Pairing, job: wire.Job) -> Sheet | None:
        document = job.document
        if document is None:
            return None
        if document.data or not document.digest:
            return documents.sheet_of(document)
        try:
            fetch = wire.Fetch(key=job.key, digest=document.digest)
            data = await self._http.raw(pairing, DOCUMENT, fetch, wire.MAX_DOCUMENT)
        except Refused as refusal:
            if refusal.forget:
                raise
            raise WireError(Code.BAD_DOCUMENT, refusal.code.value) from refusal
        except Oversized as error:
            raise WireError(Code.TOO_LARGE, "document") from error
        return documents.sheet_from(document, data)

    def _watch(self, order: wire.Watch) -> None:
        """Whoever begins to look sees the latest value at once."""
        self._parts.events.watch(order.device, order.until)
        if latest := self._parts.events.latest(order.device, "weight"):
            self._outbox.stream(latest)
