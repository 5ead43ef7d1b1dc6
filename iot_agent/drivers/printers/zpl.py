"""Label printers that speak ZPL. Source: Zebra, "ZPL II Programming Guide"."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ...codecs import zpl, zpl_ticket
from ...core.match import Match
from ...errors import DeviceError
from ...values import Case, Confirmation, Finish, Fit, Page, Paper, Pdf, PrinterState, Raster, Raw, Ticket
from ...wire import Code, Quality
from .asked import Asked

LETTER = 16
"""Dots of one letter, a little more than most of them take."""
WIDTH = 832
"""Dots across 4 inches at 203 dpi."""
ZEBRA = 0x0A5F


class Zpl(Asked):
    """Any ZPL printer; one on the network is chosen by its owner, as port 9100 says nothing of the language.

    Options: `width` in dots; `encoding` "z64" for a shorter encoding that old printers do not know.
    """

    quality = Quality.MANUAL
    subtype = "label"
    matches = (
        Match("usb", vendor=ZEBRA, hints={"class": "7", "CMD": ""}),
        Match("usb", vendor=ZEBRA, hints={"class": "7", "CMD": "*ZPL*"}),
        Match("usb", hints={"class": "7", "CMD": "*ZPL*"}),
        Match("file", vendor=ZEBRA, hints={"class": "7", "CMD": ""}),
        Match("file", vendor=ZEBRA, hints={"class": "7", "CMD": "*ZPL*"}),
        Match("file", hints={"class": "7", "CMD": "*ZPL*"}),
        Match("tcp", hints={"port": "9100", "CMD": "*ZPL*"}),
    )

    ANSWER = 1.0
    _idle = 0
    """Times in a row that the printer had nothing left to do."""

    @cached_property
    def _answers(self) -> zpl.Answers:
        return zpl.Answers()

    @property
    def _width(self) -> int:
        return self._setting("width", WIDTH)

    async def status(self) -> PrinterState:
        told = await self._ask()
        return told.state if told else PrinterState()

    def fit(self, asked: Fit) -> Fit:
        return replace(asked, width=asked.width or self._width)

    def case(self, fit: Fit) -> Case:
        return Case(fit.width // LETTER, zpl_ticket.PAGES, even=False)

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        labels, times = self._labels(page, finish.copies, finish.width or self._width)
        if self._owed:
            await self.sever()
        await self._greet()
        try:
            await self._write([labels] * times)
            self._idle = 0
            return await self._until_out(self._came_out) if self._talks else Confirmation.TAKEN
        except DeviceError as refused:
            raise await self._drop(refused) from None

    async def sever(self) -> None:
        """The printer forgets the label it has not got whole."""
        await self.wire.write(zpl.CANCEL)
        self._owed = 0

    async def drawer(self, *, pin: int, pulse: int) -> None:  # noqa: ARG002 - a label printer has none
        raise DeviceError(Code.NOT_SUPPORTED)

    def _labels(self, page: Page, copies: int, width: int) -> tuple[bytes, int]:
        """What to send, and how often: a label in the printer's own language says itself how many it is."""
        if isinstance(page, Pdf):
            raise DeviceError(Code.NOT_SUPPORTED)
        if isinstance(page, Raw):
            return page.data, copies
        if isinstance(page, Raster):
            encode = zpl.z64 if self.options.get("encoding") == "z64" else zpl.run_length
            return zpl.label(page, width=width, copies=copies, encode=encode), 1
        if isinstance(page, Ticket):
            return zpl_ticket.label(page, width=width, copies=copies), 1
        if zpl.is_label(page.lines):
            return ("\n".join(page.lines) + "\n").encode(), copies
        return zpl.text(page.lines, width=width, copies=copies), 1

    async def _came_out(self) -> bool | None:
        """Whether the printer has nothing left to do, twice in a row: between two labels it may look so once."""
        told = await self._ask()
        if told:
            _refuse(told)
            self._idle = self._idle + 1 if told.idle else 0
        if self._idle < 2:
            await self._listen(self._answers.next, self.LOOK)
        return self._idle == 2 if told else None

    async def _clear(self) -> bool:
        await self.wire.write(zpl.CANCEL)
        told = await self._ask()
        return told is not None and told.idle

    async def _ask(self) -> zpl.Status | None:
        return await self._question(zpl.ASK, self._answers.next)


def _refuse(told: zpl.Status) -> None:
    """Raise for what keeps a label from coming out. A pause is somebody's wish: the printer goes on after it."""
    if told.state.paper is Paper.OUT:
        raise DeviceError(Code.PAPER_OUT)
    if told.head_up:
        raise DeviceError(Code.COVER_OPEN)
    if told.state.error:
        raise DeviceError(Code.DEVICE_ERROR)
