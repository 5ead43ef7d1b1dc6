"""Printers that the machine itself prints on through its spooler. Source: RFC 8011, in codecs/ipp.py."""

from __future__ import annotations

import asyncio
import contextlib
from functools import cached_property

from ...codecs import escpos, escpos_images, ipp, spooler
from ...codecs.ipp import Attribute, Group, Operation, Tag
from ...core.kinds import Printer
from ...core.match import Match
from ...errors import DeviceError, TransportError
from ...values import Case, Confirmation, Finish, Fit, Page, Pdf, PrinterState, Raster, Raw, Text, Ticket
from ...wire import Code
from .profiles import model

QUICK = 1.0
"""Seconds within which a spooler tells what it knows."""
TAKES = 60.0
"""Seconds within which it has taken a document."""
FIRST_LOOK, HEARD_LOOK, LAST_LOOK = 0.1, 0.25, 1.0
"""Seconds between looks at a job: soon at first (a printer that is heard takes a second at least), then calmly."""
COMEBACK = 60.0
"""Seconds within which a spooler that went away is back, if it is restarted: it keeps its jobs."""
RESUME, LAST_RESUME = 5.0, 300.0
"""Seconds until a queue that the spooler stopped for an error is tried again: soon at first, then calmly."""
TRIES = 6
"""Times that it is tried again if each try may leave half a page."""
JOB = Attribute(Tag.KEYWORD, spooler.JOB_ASKED)
ASKED = Attribute(Tag.KEYWORD, spooler.ASKED)


class Cups(Printer):
    """One queue of the spooler: it keeps what it was given until the printer can print."""

    matches = (Match("cups"),)
    subtype = "office"
    prints: tuple[type[Page], ...] = (Pdf, Raw, Raster, Text)
    spools = True

    _number = 0
    _hears = False
    """Whether a completed job means that the paper came out."""
    _till = False
    """Whether it passes on what it gets to what must be a receipt printer: pages are made ESC/POS here."""
    _job = 0
    """The job that is under way."""

    @cached_property
    def _answers(self) -> ipp.Answers:
        return ipp.Answers()

    async def probe(self) -> None:
        """What kind of queue it is; nothing is changed about it."""
        if (printer := await self._printer()) is None:
            return
        self.subtype = spooler.subtype(printer)
        self._hears = spooler.hears(printer)
        if spooler.is_raw(printer) and not self._hears:
            self._till = self.subtype == "receipt"
            self.prints = (Raw, Text, Raster, Ticket) if self._till else (Raw, Text)

    async def status(self) -> PrinterState:
        return PrinterState() if (printer := await self._printer()) is None else spooler.state(printer)

    def fit(self, asked: Fit) -> Fit:
        known = model(self.seen.address).fit
        return escpos_images.fit(asked, self.options, self.seen.address, known) if self._till else asked

    def case(self, fit: Fit) -> Case:
        return model(self.seen.address).case(fit.width)

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        if self._till:
            page = Raw(b"".join(escpos.page(page, finish, model(self.seen.address).pages)))
        data, mime = spooler.document(page)
        more = {"job_name": Attribute(Tag.NAME, "Odoo"), "document_format": Attribute(Tag.MIME, mime)}
        answer = await self._answer(Operation.PRINT_JOB, data, *spooler.wishes(finish), **more)
        if code := spooler.refusal(answer):
            raise DeviceError(code)
        self._job = next((ipp.number(job, "job-id") for job in answer.of(Group.JOB)), 0)
        return await self._printed()

    async def withdraw(self) -> bool:
        job, printer = await self._look() if self._job else None, await self._printer()
        if job is None or printer is None or not spooler.is_untouched(job, printer):
            return False
        cancelled = await self._cancelled()
        self._job = 0 if cancelled else self._job
        return cancelled

    async def outlast(self) -> Confirmation:
        return await self._printed() if self._job else await super().outlast()

    async def drawer(self, *, pin: int, pulse: int) -> None:
        if self.subtype != "receipt" or pin not in escpos.PINS:
            raise DeviceError(Code.NOT_SUPPORTED)
        await self.print(Raw(escpos.drawer(pin, pulse)), Finish())

    async def _printed(self) -> Confirmation:
        """Wait for the end of the job, telling meanwhile what the printer waits for."""
        clock = asyncio.get_running_loop().time
        pause, tried, due = HEARD_LOOK if self._hears else FIRST_LOOK, 0, clock() + RESUME
        while (job := await self._sought()) and (state := ipp.number(job, "job-state")) != spooler.Job.COMPLETED:
            if state != spooler.Job.PRINTING or pause == LAST_LOOK:
                with contextlib.suppress(TransportError):  # the next look at the job says so
                    self.saw(await self.status())
                    if clock() >= due and await self._resumed(tried):
                        tried, due = tried + 1, clock() + min(LAST_RESUME, RESUME * 2**tried)
            await self._wait(pause)
            pause = min(LAST_LOOK, pause * 1.5)
        self._job = 0
        counted = ipp.number(job, "job-impressions-completed")  # a document the printer refused is completed, too
        return Confirmation.PRINTED if self._hears and counted else Confirmation.TAKEN

    async def _resumed(self, tried: int) -> bool:
        """Whether a queue was tried again that the spooler stopped for an error; one somebody paused is left alone."""
        printer = await self._printer() or {}
        if not spooler.is_stopped(printer) or (tried >= TRIES and not spooler.is_unreached(printer)):
            return False
        jobs = await self._ask(Operation.GET_JOBS, QUICK, requested_attributes=JOB)
        if not jobs or not spooler.stopped_by_itself(printer, jobs.of(Group.JOB)):
            return False
        await self._ask(Operation.RESUME_PRINTER, QUICK)
        return True

    async def _sought(self) -> ipp.Attributes:
        """The job, also if the spooler is restarted meanwhile; nothing once it is kept no longer."""
        clock = asyncio.get_running_loop().time
        patience = clock() + COMEBACK
        while True:
            try:
                return await self._look() or {}
            except TransportError:
                if clock() > patience:
                    raise
            self.saw(PrinterState(online=False))
            await self._wait(LAST_LOOK)

    async def _look(self) -> ipp.Attributes | None:
        """The job, if it may yet be printed or is; raises DeviceError if it never will be."""
        answer = await self._answer(Operation.GET_JOB, job_id=self._job_id, requested_attributes=JOB)
        if spooler.is_forgotten(answer):
            return None
        if code := spooler.refusal(answer):
            raise DeviceError(code)
        job = next(iter(answer.of(Group.JOB)), {})
        if code := spooler.failure(job):
            if ipp.number(job, "job-state") == spooler.Job.HELD:
                await self._cancelled()
            self._job = 0
            raise DeviceError(code)
        return job

    async def _cancelled(self) -> bool:
        answer = await self._ask(Operation.CANCEL_JOB, QUICK, job_id=self._job_id)
        return answer is not None and answer.ok

    @property
    def _job_id(self) -> Attribute:
        return Attribute(Tag.INTEGER, self._job)

    async def _printer(self) -> ipp.Attributes | None:
        answer = await self._ask(Operation.GET_PRINTER, QUICK, requested_attributes=ASKED)
        if answer and not answer.ok:
            raise TransportError("no such queue")
        return next(iter(answer.of(Group.PRINTER)), {}) if answer else None

    async def _answer(
        self, operation: Operation, document: bytes = b"", *groups: ipp.Sent, **more: Attribute
    ) -> ipp.Answer:
        if answer := await self._ask(operation, TAKES, document, *groups, **more):
            return answer
        raise TransportError("the spooler does not answer")

    async def _ask(
        self, operation: Operation, patience: float, document: bytes = b"", *groups: ipp.Sent, **more: Attribute
    ) -> ipp.Answer | None:
        """The answer to a request, None where none comes."""
        self._number += 1
        asking = ipp.asking(f"ipp://localhost/printers/{self.seen.address}", "iot", **more)
        await self.wire.write(ipp.request(operation, self._number, asking, *groups) + document)
        return await self._hear(patience)

    async def _hear(self, seconds: float) -> ipp.Answer | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (answer := self._answers.next()) or answer.number != self._number:
                    if answer is None:
                        self._answers.feed(await self.wire.read())
                return answer
        return None

    async def _wait(self, seconds: float) -> None:
        """A while in which the spooler, that only speaks when asked, has nothing to say."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self._answers.feed(await self.wire.read())
