"""Label printers that speak ZPL. Source: Zebra, "ZPL II Programming Guide"."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from functools import cached_property

from ...codecs import zpl
from ...core.kinds import Printer
from ...core.match import Match
from ...errors import DeviceError, TransportError
from ...values import Confirmation, Finish, Fit, Page, Paper, Pdf, PrinterState, Raster, Raw
from ...wire import Code

ANSWER = 1.0
"""Seconds within which a printer that answers at all has answered ~HS."""
LOOK = 0.5
"""Seconds between looks at a printer that is not done yet."""
SILENCE = 3.0
"""Seconds after which a printer that used to answer is taken for one that does not."""
PATIENCE = 60.0
"""Seconds for the labels to come out of a printer that is there but slow."""
WIDTH = 832
"""Dots across 4 inches at 203 dpi."""
PIECE = 4096
ZEBRA = 0x0A5F


class Zpl(Printer):
    """Any ZPL printer; one on the network is chosen by its owner, as port 9100 says nothing of the language.

    Options: `width` in dots; `encoding` "z64" for a shorter encoding that old printers do not know.
    """

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

    _talks = False
    """Whether the printer has answered since it was opened."""
    _torn = False
    """Whether a label may not have left whole."""

    @cached_property
    def _answers(self) -> zpl.Answers:
        return zpl.Answers()

    @property
    def _width(self) -> int:
        width = self.options.get("width", "")
        return int(width) if width.isdecimal() and int(width) else WIDTH

    async def probe(self) -> None:
        """A silent printer is welcome too."""
        await self.status()

    async def status(self) -> PrinterState:
        told = await self._ask()
        return told.state if told else PrinterState()

    def fit(self, asked: Fit) -> Fit:
        return replace(asked, width=asked.width or self._width)

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        labels, times = self._labels(page, finish.copies)
        if self._torn:
            await self.sever()
        try:
            self._torn = True
            for start in list(range(0, len(labels), PIECE)) * times:
                await self.wire.write(labels[start : start + PIECE])
            self._torn = False
            return await self._came_out() if self._talks else Confirmation.TAKEN
        except DeviceError:
            await self._clear()
            raise

    async def sever(self) -> None:
        """The printer forgets the label it has not got whole."""
        await self.wire.write(zpl.CANCEL)
        self._torn = False

    async def drawer(self, *, pin: int, pulse: int) -> None:  # noqa: ARG002 - a label printer has none
        raise DeviceError(Code.NOT_SUPPORTED)

    def _labels(self, page: Page, copies: int) -> tuple[bytes, int]:
        """What to send, and how often: a label in the printer's own language says itself how many it is."""
        if isinstance(page, Pdf):
            raise DeviceError(Code.NOT_SUPPORTED)
        if isinstance(page, Raw):
            return page.data, copies
        if isinstance(page, Raster):
            encode = zpl.z64 if self.options.get("encoding") == "z64" else zpl.run_length
            return zpl.label(page, width=self._width, copies=copies, encode=encode), 1
        if zpl.is_label(page.lines):
            return ("\n".join(page.lines) + "\n").encode(), copies
        return zpl.text(page.lines, width=self._width, copies=copies), 1

    async def _came_out(self) -> Confirmation:
        """Wait until the printer has nothing left to do, twice in a row: between two labels it may look so once."""
        clock = asyncio.get_running_loop().time
        start = heard = clock()
        idle = 0
        while clock() - heard < SILENCE and clock() - start < PATIENCE:
            told = await self._ask()
            if told:
                _refuse(told)
                heard = clock()
                idle = idle + 1 if told.idle else 0
            if idle == 2:
                return Confirmation.PRINTED
            await self._listen(LOOK)
        self._talks = clock() - heard < SILENCE
        return Confirmation.TAKEN

    async def _clear(self) -> None:
        """The labels failed: they must not come out when paper is put in."""
        with contextlib.suppress(TimeoutError, TransportError):
            async with asyncio.timeout(ANSWER):
                await self.wire.write(zpl.CANCEL)

    async def _ask(self) -> zpl.Status | None:
        while await self._listen(0):
            continue
        self._answers.forget()
        await self.wire.write(zpl.ASK)
        told = await self._listen(ANSWER)
        self._talks = self._talks or told is not None
        return told

    async def _listen(self, seconds: float) -> zpl.Status | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (told := self._answers.next()):
                    self._answers.feed(await self.wire.read())
                return told
        return None


def _refuse(told: zpl.Status) -> None:
    """Raise for what keeps a label from coming out. A pause is somebody's wish: the printer goes on after it."""
    if told.state.paper is Paper.OUT:
        raise DeviceError(Code.PAPER_OUT)
    if told.head_up:
        raise DeviceError(Code.COVER_OPEN)
    if told.state.error:
        raise DeviceError(Code.DEVICE_ERROR)
