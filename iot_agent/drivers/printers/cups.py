"""Printers that the machine itself prints on through its spooler. Source: RFC 8011, in codecs/ipp.py."""

from __future__ import annotations

import asyncio
import contextlib

from ...codecs import escpos, escpos_images, ipp, media, spooler
from ...codecs.ipp import Group, Operation
from ...core.match import Match
from ...errors import DeviceError, TransportError
from ...values import Case, Confirmation, Finish, Fit, Page, Pdf, PrinterState, Raster, Raw, Text, Ticket
from ...wire import Code, Quality
from .profiles import model
from .spooled import FIRST_LOOK, JOB, LAST_LOOK, QUICK, Spooled

HEARD_LOOK = 0.5
"""Seconds until the first look at a job whose printer is heard: it takes a second at least."""
COMEBACK = 60.0
"""Seconds within which a spooler that went away is back, if it is restarted: it keeps its jobs."""
RESUME, LAST_RESUME = 5.0, 300.0
"""Seconds until a queue that the spooler stopped for an error is tried again: soon at first, then calmly."""
TRIES = 6
"""Times that it is tried again if each try may leave half a page."""


class Cups(Spooled):
    """One queue of the spooler."""

    quality = Quality.MANUAL
    matches = (Match("cups"),)
    subtype = "office"
    prints: tuple[type[Page], ...] = (Pdf, Raw, Raster, Text)
    itself = False

    _till = False
    """Whether it passes on what it gets to what must be a receipt printer: pages are made ESC/POS here."""
    _tried, _due = 0, 0.0
    """How often a stopped queue was tried again for this job, and when it is to be next."""

    @property
    def uri(self) -> str:
        return f"ipp://localhost/printers/{self.seen.address}"

    @property
    def _first_look(self) -> float:
        return HEARD_LOOK if self._hears else FIRST_LOOK

    async def probe(self) -> None:
        """What kind of queue it is; nothing is changed about it."""
        if (printer := await self._printer()) is None:
            return
        self.subtype = spooler.subtype(printer)
        self._hears = spooler.hears(printer)
        if spooler.is_raw(printer) and not self._hears:
            self._till = self.subtype == "receipt"
            self.prints = (Raw, Text, Raster, Ticket) if self._till else (Raw, Text)

    def fit(self, asked: Fit) -> Fit:
        known = model(self.seen.address).fit
        return escpos_images.fit(asked, self.options, self.seen.address, known) if self._till else asked

    def case(self, fit: Fit) -> Case:
        return model(self.seen.address).case(fit.width)

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        if self._till:
            page = Raw(b"".join(escpos.page(page, finish, model(self.seen.address).pages)))
        return await self._submit(*spooler.document(page, media.resolution(finish)), *spooler.wishes(page, finish))

    async def drawer(self, *, pin: int, pulse: int) -> None:
        if self.subtype != "receipt" or pin not in escpos.PINS:
            raise DeviceError(Code.NOT_SUPPORTED)
        await self.print(Raw(escpos.drawer(pin, pulse)), Finish())

    async def _printed(self) -> Confirmation:
        self._tried, self._due = 0, asyncio.get_running_loop().time() + RESUME
        return await super()._printed()

    async def _untouched(self, job: ipp.Attributes) -> bool:
        """The printer behind the queue may have got some of it already."""
        printer = await self._printer()
        return printer is not None and spooler.is_untouched(job, printer)

    async def _watched(self) -> None:
        """Have a queue that the spooler stopped go on, once it is time to try."""
        clock = asyncio.get_running_loop().time
        with contextlib.suppress(TransportError):  # the next look at the job says so
            await super()._watched()
            if clock() >= self._due and await self._resumed():
                self._due = clock() + min(LAST_RESUME, RESUME * 2**self._tried)
                self._tried += 1

    async def _resumed(self) -> bool:
        """Whether a queue was tried again that the spooler stopped for an error; one somebody paused is left alone."""
        printer = await self._printer() or {}
        if not spooler.is_stopped(printer) or (self._tried >= TRIES and not spooler.is_unreached(printer)):
            return False
        jobs = await self._ask(Operation.GET_JOBS, QUICK, requested_attributes=JOB)
        if not jobs or not spooler.stopped_by_itself(printer, jobs.of(Group.JOB)):
            return False
        await self._ask(Operation.RESUME_PRINTER, QUICK)
        return True

    async def _sought(self) -> ipp.Attributes:
        """The job, also if the spooler is restarted meanwhile."""
        clock = asyncio.get_running_loop().time
        patience = clock() + COMEBACK
        while True:
            try:
                return await super()._sought()
            except TransportError:
                if clock() > patience:
                    raise
            self.saw(PrinterState(online=False))
            await self._wait(LAST_LOOK)
