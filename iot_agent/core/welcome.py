"""The status ticket: the box's address and pairing code on paper, for whoever sets up a box without a screen.

Found is not adopted: nothing is printed on a printer because it was seen. This is the one exception, which users were
promised: while the box belongs to nobody, each receipt or label printer on its USB prints one ticket. What prints is
remembered before it prints, so it is one whatever happens, until the box has belonged to somebody. Printers on the
network or of the spooler may be anybody's, and get none. `status_ticket = false` in agent.toml switches it off.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .. import wire
from ..errors import StorageError
from ..wire import Code, Health, Kind, State, WireError
from .clock import Clock
from .entry import Entry, Sheet
from .jobs import Jobs
from .pairing_code import PairingCode
from .store import Store
from .tasks import within

LIFE = 120.0
"""Seconds in which a ticket begins to print or never does."""
FRESH = 600.0
"""Seconds that a code must be good for to be worth printing."""
NETWORK = 5.0
"""Seconds between looks for an address: one who starts with the printer may get his later than it."""
ANSWER, PAUSE = 10.0, 10.0
"""Seconds the owner waits for his ticket, and until the next one: a box that belongs to nobody does as anybody says."""
MENDED = frozenset({Code.PAPER_OUT, Code.COVER_OPEN, Code.OFFLINE, Code.CANCELLED})
"""Why a ticket did not come out, of what somebody mends by hand; nothing is tried twice for another reason."""

_logger = logging.getLogger(__name__)


class Welcome:
    """Prints status tickets: by itself where `on`, and for the owner. `server` is the database's, "" = no database."""

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        code: PairingCode,
        clock: Clock,
        *,
        on: bool,
        box: Callable[[], wire.Box],
        server: Callable[[], str],
        devices: Callable[[], tuple[wire.Device, ...]],
        settled: asyncio.Event,
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._code = code
        self._clock = clock
        self._on = on
        self._box = box
        self._server = server
        self._devices = devices
        self._settled = settled
        self._turned = asyncio.Event()
        self._wished = -PAUSE

    def look(self) -> None:
        """To be called when a device, or the one the box belongs to, is another."""
        self._turned.set()

    async def recover(self) -> None:
        """A ticket that has not begun by the end of a run names the code of that run: it may be made afresh."""
        for key in self._store.welcomed().values():
            await self._jobs.cancel(key)

    async def run(self) -> None:
        await self._settled.wait()  # or a printer of the spooler might be taken for one of ours
        while True:
            self._turned.clear()
            try:
                await self._greet()
            except (StorageError, OSError, WireError) as error:  # what cannot be remembered is not printed
                _logger.warning("no status ticket: %s", error)
            await within(None if self._box().addresses else NETWORK, self._turned)

    async def wish(self) -> None:
        """Print one on every such printer at once; WireError says why none did."""
        printers = self._printers()
        if not printers:
            raise WireError(Code.UNKNOWN_DEVICE, "printer")
        if self._clock.uptime() < self._wished + PAUSE:
            raise WireError(Code.TOO_MANY, "ticket")
        self._wished = self._clock.uptime()
        ended = await asyncio.gather(*(self._wish(printer) for printer in printers))
        if (code := ended[0]) and None not in ended:
            raise WireError(code, "printer")

    async def _wish(self, printer: wire.Device) -> Code | None:
        """Why it did not print; None = it did, or is about to."""
        if printer.health is Health.LOST:
            return Code.OFFLINE
        key = await self._print(printer)
        entry = await self._jobs.outcome(key, ANSWER)
        if entry and entry.state is State.QUEUED:
            await self._jobs.cancel(key)
            entry = await self._jobs.outcome(key)
        if entry and entry.state is State.CANCELLED:
            return Code.BUSY
        return Code(entry.code or Code.INTERNAL) if entry and _not_out(entry) else None

    async def _greet(self) -> None:
        """Print where it is due."""
        if self._server() or not self._on or not self._box().addresses:
            return
        for printer in self._printers():
            if printer.health is Health.CONNECTED and await self._due(printer.identifier):
                await self._print(printer)

    async def _due(self, identifier: str) -> bool:
        """Whether this printer has not tried, or could not and was mended since."""
        key = self._store.welcomed().get(identifier)
        if key is None:
            return True
        entry = await self._jobs.outcome(key)
        return entry is not None and _not_out(entry) and (entry.state is not State.FAILED or entry.code in MENDED)

    async def _print(self, printer: wire.Device) -> str:
        """The key of the job; remembered first, so that it is one at most."""
        free = not self._server()
        if free and self._code.left < FRESH:
            self._code.renew()
        key, now = secrets.token_hex(16), self._clock.now()
        self._store.welcome({**self._store.welcomed(), printer.identifier: key})
        job = wire.Job(key=key, box="", device=printer.identifier, action="print", deadline=now + LIFE, issued=now)
        blocks = _blocks(self._box(), self._code if free else None, self._server())
        sheet = Sheet(wire.Format.TICKET, 0, 0, json.dumps({"blocks": blocks}).encode())
        await self._jobs.submit(job, sheet, wire.Path.DIRECT)
        if free and self._server():  # it was paired in this very moment
            await self._jobs.cancel(key)
        return key

    def _printers(self) -> list[wire.Device]:
        return [device for device in self._devices() if device.kind is Kind.PRINTER and _suits(device)]


def _suits(printer: wire.Device) -> bool:
    """Whether it is on our USB, be it through the kernel's driver, and not the spooler's business."""
    usb = printer.connection == "usb" or (printer.connection == "file" and printer.identifier.startswith("usb-"))
    return usb and printer.subtype in ("receipt", "label")


def _not_out(entry: Entry) -> bool:
    return entry.state in (State.FAILED, State.EXPIRED, State.CANCELLED)


# --- what stands on it ------------------------------------------------------------------------------------------------


def _blocks(box: wire.Box, code: PairingCode | None, server: str) -> list[dict[str, Any]]:
    """The code first: a label may be short."""
    at = box.addresses[0] if box.addresses else ""
    page = [_gap(), {"type": "qr", "data": at}, _gap()] if at else []
    return [
        _line("IoT Box", bold=True, wide=2, tall=2),
        _line(box.name),
        *(_code(code) if code else [_line(f"Connected to {server}")]),
        *page,
        *(_line(address) for address in box.addresses[:3] or ["No network"]),
        *([_line("In Odoo's IoT app: Connect, Use Pairing Code.")] if code else []),
        *([_line("The square leads to the page of the box.")] if at else []),
    ]


def _code(code: PairingCode) -> list[dict[str, Any]]:
    minutes = int(code.left // 60)
    ends = datetime.fromtimestamp(code.expires, UTC).astimezone()
    return [
        _line("Pairing Code", bold=True),
        _line(f"{code.text[:4]} {code.text[4:]}", bold=True, wide=3, tall=3),
        _line(f"Valid for {minutes // 60} h {minutes % 60:02} min, until {ends:%H:%M} ({ends:%Z})"),
    ]


def _line(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, "align": "center", **look}


def _gap() -> dict[str, Any]:
    """White that a QR code needs around it."""
    return {"type": "feed", "lines": 1}
