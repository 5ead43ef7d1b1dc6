"""Printers that the machine itself prints on through its spooler. Source: RFC 8011, in codecs/ipp.py."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from ...codecs import escpos, escpos_images, ipp, spooler
from ...codecs.ipp import Attribute, Group, Operation, Tag
from ...core.kinds import Printer
from ...core.match import Match
from ...errors import DeviceError, TransportError
from ...values import Confirmation, Finish, Fit, Page, Pdf, PrinterState, Raster, Raw, Text
from ...wire import Code

QUICK = 1.0
"""Seconds within which a spooler tells what it knows."""
TAKES = 60.0
"""Seconds within which it has taken a document."""
FIRST_LOOK, LAST_LOOK = 0.1, 1.0
"""Seconds between looks at a job: soon at first, then calmly."""
USER = Attribute(Tag.NAME, "iot")
RAW = "application/vnd.cups-raw"
JOB = Attribute(Tag.KEYWORD, ("job-state", "job-state-reasons", "job-impressions-completed"))
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
        printer = await self._printer()
        if printer is None:
            return
        self.subtype = spooler.subtype(printer)
        self._hears = spooler.hears(printer)
        if spooler.is_raw(printer) and not self._hears:
            self._till = self.subtype == "receipt"
            self.prints = (Raw, Text, Raster) if self._till else (Raw, Text)

    async def status(self) -> PrinterState:
        printer = await self._printer()
        return PrinterState() if printer is None else spooler.state(printer)

    def fit(self, asked: Fit) -> Fit:
        return escpos_images.fit(asked, self.options, self.seen.address) if self._till else asked

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        data, mime = _document(Raw(b"".join(escpos.page(page, finish))) if self._till else page)
        more = {"job_name": Attribute(Tag.NAME, "Odoo"), "document_format": Attribute(Tag.MIME, mime)}
        answer = await self._ask(Operation.PRINT_JOB, TAKES, data, _wishes(finish), **more)
        if answer is None:
            raise TransportError("the spooler does not answer")
        if code := spooler.refusal(answer):
            raise DeviceError(code)
        self._job = next((ipp.number(job, "job-id") for job in answer.of(Group.JOB)), 0)
        return await self._printed()

    async def withdraw(self) -> bool:
        job, self._job = self._job, 0
        if not job:
            return False
        if ipp.number(await self._look_at(job), "job-state") not in (spooler.Job.PENDING, spooler.Job.STOPPED):
            return False
        answer = await self._ask(Operation.CANCEL_JOB, QUICK, job_id=Attribute(Tag.INTEGER, job))
        return answer is not None and answer.ok

    async def drawer(self, *, pin: int, pulse: int) -> None:
        if self.subtype != "receipt" or pin not in escpos.PINS:
            raise DeviceError(Code.NOT_SUPPORTED)
        await self.print(Raw(escpos.drawer(pin, pulse)), Finish())

    async def _printed(self) -> Confirmation:
        """Wait for the end of the job, telling meanwhile what the printer waits for."""
        pause = FIRST_LOOK
        while (state := ipp.number(job := await self._look_at(self._job), "job-state")) != spooler.Job.COMPLETED:
            if state != spooler.Job.PRINTING or pause == LAST_LOOK:
                self.saw(await self.status())
            await self._wait(pause)
            pause = min(LAST_LOOK, pause * 1.5)
        self._job = 0
        counted = ipp.number(job, "job-impressions-completed")  # a document the printer refused is completed, too
        return Confirmation.PRINTED if self._hears and counted else Confirmation.TAKEN

    async def _look_at(self, number: int) -> ipp.Attributes:
        """A job that may yet be printed or is; raises DeviceError for one that never will be."""
        answer = await self._ask(
            Operation.GET_JOB, TAKES, job_id=Attribute(Tag.INTEGER, number), requested_attributes=JOB
        )
        if answer is None:
            raise TransportError("the spooler does not answer")
        if code := spooler.refusal(answer):
            raise DeviceError(code)
        job = next(iter(answer.of(Group.JOB)), {})
        if code := spooler.failure(job):
            if ipp.number(job, "job-state") == spooler.Job.HELD:
                await self._ask(Operation.CANCEL_JOB, QUICK, job_id=Attribute(Tag.INTEGER, number))
            self._job = 0
            raise DeviceError(code)
        return job

    async def _printer(self) -> ipp.Attributes | None:
        answer = await self._ask(Operation.GET_PRINTER, QUICK, requested_attributes=ASKED)
        if answer is None:
            return None
        if not answer.ok:
            raise TransportError("no such queue")
        return next(iter(answer.of(Group.PRINTER)), {})

    async def _ask(
        self,
        operation: Operation,
        patience: float,
        document: bytes = b"",
        wishes: Mapping[str, Attribute] = MappingProxyType({}),
        **more: Attribute,
    ) -> ipp.Answer | None:
        """The answer to a request, None where none comes."""
        self._number += 1
        uri = f"ipp://localhost/printers/{self.seen.address}"
        groups = [ipp.asking(uri, **_user(more))]
        if wishes:
            groups.append((Group.JOB, wishes))
        await self.wire.write(ipp.request(operation, self._number, *groups) + document)
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


def _user(more: dict[str, Attribute]) -> dict[str, Attribute]:
    """The job first, then who asks, then the rest: the order of RFC 8011."""
    first = {name: more[name] for name in ("job_id",) if name in more}
    return first | {"requesting_user_name": USER} | more


def _document(page: Page) -> tuple[bytes, str]:
    match page:
        case Pdf():
            return page.data, "application/pdf"
        case Raw():
            return page.data, RAW
        case Text():
            return "\n".join((*page.lines, "")).encode(), "text/plain"
        case Raster():
            return spooler.png(page), "image/png"
    raise DeviceError(Code.NOT_SUPPORTED)


def _wishes(finish: Finish) -> dict[str, Attribute]:
    """How the job is to come out, said both as IPP does and as a queue's driver has it."""
    wishes: dict[str, Attribute] = {}
    if finish.copies > 1:
        wishes["copies"] = Attribute(Tag.INTEGER, finish.copies)
    if finish.duplex:
        wishes["sides"] = Attribute(Tag.KEYWORD, "two-sided-long-edge")
    if finish.tray:
        wishes["media-col"] = Attribute(Tag.COLLECTION, {"media-source": Attribute(Tag.KEYWORD, finish.tray)})
        wishes["InputSlot"] = Attribute(Tag.NAME, finish.tray)
    return wishes
