"""Printers on the network that print without a driver (IPP Everywhere, AirPrint, Mopria).

Source: RFC 8011 and PWG 5100.14, in codecs/ipp.py.
"""

from __future__ import annotations

from ...codecs import driverless, ipp, media, spooler
from ...codecs.ipp import Group
from ...core.match import Match
from ...errors import DeviceError
from ...values import Confirmation, Finish, Page, Pdf
from ...wire import Code, Quality
from .spooled import Spooled


class Ipp(Spooled):
    """One printer at its own address: it says what it takes, and is given nothing else."""

    quality = Quality.MANUAL
    matches = (Match("ipp"),)
    subtype = "office"
    prints: tuple[type[Page], ...] = (Pdf,)
    asked = (*spooler.ASKED, *driverless.ASKED)

    _hears = True
    _takes = driverless.NOTHING

    @property
    def uri(self) -> str:
        return self.seen.address

    async def probe(self) -> None:
        """What it takes; this prints nothing. One that does not tell is asked again before the first page."""
        printer = await self._printer()
        if printer is None:
            return
        self._takes = driverless.takes(printer)
        self.subtype = driverless.purpose(printer)
        self.prints = self._takes.pages

    async def drawer(self, *, pin: int, pulse: int) -> None:  # noqa: ARG002 - the name of an argument is its contract
        raise DeviceError(Code.NOT_SUPPORTED)

    def _came_out(self, job: ipp.Attributes) -> bool:
        """A printer calls a job completed once its sheets are stacked (RFC 8011, 5.3.7); many count none."""
        return "job-completed-with-errors" not in ipp.words(job, "job-state-reasons")

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        if not self._takes.formats:
            self._takes = driverless.takes(await self._printer() or {})
        data, mime = driverless.document(page, self._takes, media.resolution(finish))
        wishes = driverless.wishes(page, finish, self._takes)
        return await self._submit(data, mime, *([(Group.JOB, wishes)] if wishes else []))
