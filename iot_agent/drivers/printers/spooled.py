"""What is spoken to by IPP, a printer or a spooler: jobs are given to it, looked after and taken back."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from functools import cached_property
from typing import ClassVar

from ...codecs import ipp, spooler
from ...codecs.ipp import Attribute, Group, Operation, Tag
from ...core.kinds import Printer
from ...errors import DeviceError, TransportError
from ...values import Confirmation, PrinterState

QUICK = 1.0
"""Seconds within which it tells what it knows."""
TAKES = 60.0
"""Seconds within which it has taken a document."""
FIRST_LOOK, LAST_LOOK = 0.1, 1.0
"""Seconds between looks at a job: soon at first, then calmly."""
USER = "iot"
JOB = Attribute(Tag.KEYWORD, spooler.JOB_ASKED)


class Spooled(Printer):
    """A conversation by IPP: the other end keeps what it was given until it can print."""

    spools = True
    asked: tuple[str, ...] = spooler.ASKED
    """What the printer is asked of itself."""
    itself: ClassVar[bool] = True
    """Whether the other end is the printer, which speaks for itself."""

    _number = 0
    _hears = False
    """Whether a completed job means that the paper came out."""
    _job = 0
    """The job that is under way."""

    @property
    @abstractmethod
    def uri(self) -> str:
        """The printer as it calls itself."""

    @cached_property
    def _answers(self) -> ipp.Answers:
        return ipp.Answers()

    async def status(self) -> PrinterState:
        printer = await self._printer()
        return PrinterState() if printer is None else spooler.state(printer, itself=self.itself)

    async def withdraw(self) -> bool:
        """Take back what waits. What is being printed is never cancelled: half a page is worse than a late one."""
        job = await self._look() if self._job else None
        if job is None or not await self._untouched(job):
            return False
        cancelled = await self._cancelled()
        self._job = 0 if cancelled else self._job
        return cancelled

    async def outlast(self) -> Confirmation:
        return await self._printed() if self._job else await super().outlast()

    async def _submit(self, data: bytes, mime: str, *groups: ipp.Sent) -> Confirmation:
        """Give the document, and wait for its end; raises DeviceError for what is refused."""
        more = {"job_name": Attribute(Tag.NAME, "Odoo"), "document_format": Attribute(Tag.MIME, mime)}
        answer = await self._answer(Operation.PRINT_JOB, data, *groups, **more)
        if code := spooler.refusal(answer):
            raise DeviceError(code)
        self._job = next((ipp.number(job, "job-id") for job in answer.of(Group.JOB)), 0)
        return await self._printed()

    async def _printed(self) -> Confirmation:
        """Wait for the end of the job, telling meanwhile what the printer waits for."""
        pause = self._first_look
        while (job := await self._sought()) and (state := ipp.number(job, "job-state")) != spooler.Job.COMPLETED:
            if state != spooler.Job.PRINTING or pause == LAST_LOOK:
                await self._watched()
            await self._wait(pause)
            pause = min(LAST_LOOK, pause * 1.5)
        self._job = 0
        return Confirmation.PRINTED if self._hears and self._came_out(job) else Confirmation.TAKEN

    # --- where a printer and a spooler differ -----------------------------------------------------------------------

    @property
    def _first_look(self) -> float:
        return FIRST_LOOK

    async def _sought(self) -> ipp.Attributes:
        """The job that is waited for; nothing once it is kept no longer."""
        return await self._look() or {}

    async def _watched(self) -> None:
        """Tell how the printer is while its job waits or takes long."""
        self.saw(await self.status())

    async def _untouched(self, job: ipp.Attributes) -> bool:
        """Whether none of the job is on paper, nor will be once it is cancelled."""
        waits = ipp.number(job, "job-state") in (spooler.Job.PENDING, spooler.Job.STOPPED)
        return waits and not ipp.number(job, "job-impressions-completed")

    def _came_out(self, job: ipp.Attributes) -> bool:
        """Whether there is paper: for a spooler a document that its printer refused is completed, too."""
        return bool(ipp.number(job, "job-impressions-completed"))

    # --- the conversation -------------------------------------------------------------------------------------------

    async def _look(self) -> ipp.Attributes | None:
        """The job, if it may yet be printed or is; raises DeviceError if it never will be."""
        answer = await self._answer(Operation.GET_JOB, job_id=self._job_id, requested_attributes=JOB)
        if not self.itself and spooler.is_forgotten(answer):
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
        wanted = Attribute(Tag.KEYWORD, self.asked)
        answer = await self._ask(Operation.GET_PRINTER, QUICK, requested_attributes=wanted)
        if answer and not answer.ok:
            raise TransportError(f"no printer at {self.uri}")
        return next(iter(answer.of(Group.PRINTER)), {}) if answer else None

    async def _answer(
        self, operation: Operation, document: bytes = b"", *groups: ipp.Sent, **more: Attribute
    ) -> ipp.Answer:
        if answer := await self._ask(operation, TAKES, document, *groups, **more):
            return answer
        raise TransportError(f"{self.uri} does not answer")

    async def _ask(
        self, operation: Operation, patience: float, document: bytes = b"", *groups: ipp.Sent, **more: Attribute
    ) -> ipp.Answer | None:
        """The answer to a request, None where none comes."""
        self._number += 1
        asking = ipp.asking(self.uri, USER, **more)
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
        """A while in which the other end, that only speaks when asked, has nothing to say."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self._answers.feed(await self.wire.read())
