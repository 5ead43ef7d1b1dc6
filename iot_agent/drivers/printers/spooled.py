"""A printer that is itself spoken to by IPP: jobs are given to it, looked after and taken back."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

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
JOB = Attribute(Tag.KEYWORD, ("job-state", "job-state-reasons", "job-impressions-completed"))


class Spooled(Printer):
    """A conversation by IPP: the other end keeps what it was given until it can print."""

    spools = True
    asked: tuple[str, ...] = spooler.ASKED
    """What the printer is asked of itself."""

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
        return PrinterState() if printer is None else spooler.state(printer, itself=self._hears)

    async def withdraw(self) -> bool:
        """Take back what waits. What is being printed is never cancelled: half a page is worse than a late one."""
        if not self._job:
            return False
        seen = await self._look_at(self._job)
        waits = ipp.number(seen, "job-state") in (spooler.Job.PENDING, spooler.Job.STOPPED)
        if not waits or ipp.number(seen, "job-impressions-completed"):
            return False
        answer = await self._ask(Operation.CANCEL_JOB, QUICK, job_id=Attribute(Tag.INTEGER, self._job))
        cancelled = answer is not None and answer.ok
        self._job = 0 if cancelled else self._job
        return cancelled

    async def outlast(self) -> Confirmation:
        return await self._printed() if self._job else await super().outlast()

    async def _submit(self, data: bytes, mime: str, wishes: Mapping[str, Attribute]) -> Confirmation:
        """Give the document, and wait for its end; raises DeviceError for what is refused."""
        more = {"job_name": Attribute(Tag.NAME, "Odoo"), "document_format": Attribute(Tag.MIME, mime)}
        answer = await self._ask(Operation.PRINT_JOB, TAKES, data, wishes, **more)
        if answer is None:
            raise TransportError(f"{self.uri} does not answer")
        if code := spooler.refusal(answer):
            raise DeviceError(code)
        self._job = next((ipp.number(job, "job-id") for job in answer.of(Group.JOB)), 0)
        return await self._printed()

    async def _printed(self) -> Confirmation:
        """Wait for the end of the job, telling meanwhile what the printer waits for."""
        pause = FIRST_LOOK
        while (state := ipp.number(job := await self._look_at(self._job), "job-state")) != spooler.Job.COMPLETED:
            if state != spooler.Job.PRINTING or pause == LAST_LOOK:
                self.saw(await self.status())
            await self._wait(pause)
            pause = min(LAST_LOOK, pause * 1.5)
        self._job = 0
        return Confirmation.PRINTED if self._hears and self._came_out(job) else Confirmation.TAKEN

    def _came_out(self, job: ipp.Attributes) -> bool:
        """Whether there is paper: for a spooler a document that its printer refused is completed, too."""
        return bool(ipp.number(job, "job-impressions-completed"))

    async def _look_at(self, number: int) -> ipp.Attributes:
        """A job that may yet be printed or is; raises DeviceError for one that never will be."""
        answer = await self._ask(
            Operation.GET_JOB, TAKES, job_id=Attribute(Tag.INTEGER, number), requested_attributes=JOB
        )
        if answer is None:
            raise TransportError(f"{self.uri} does not answer")
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
        wanted = Attribute(Tag.KEYWORD, self.asked)
        answer = await self._ask(Operation.GET_PRINTER, QUICK, requested_attributes=wanted)
        if answer is None:
            return None
        if not answer.ok:
            raise TransportError(f"no printer at {self.uri}")
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
        groups = [ipp.asking(self.uri, USER, **more)]
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
        """A while in which the other end, that only speaks when asked, has nothing to say."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self._answers.feed(await self.wire.read())
