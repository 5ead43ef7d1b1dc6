"""Label printers that speak EPL2. Source: Zebra, "EPL Programming Guide", as codecs/epl.py names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from ...codecs import epl
from ...core.kinds import refuse
from ...core.match import Match
from ...errors import DeviceError
from ...values import Confirmation, Finish, Fit, Page, PrinterState, Raster, Raw, Text
from ...wire import Code, Quality
from .asked import Asked

WIDTH = 832
"""Dots across 4 inches at 203 dpi."""


class Epl(Asked):
    """Any EPL2 printer; one that names ZPL too is left to that. None says that a label came out: it was taken.

    Options: `width` in dots; `gap` from label to label in dots, 0 = paper without gaps.
    """

    quality = Quality.MANUAL
    subtype = "label"
    matches = (
        Match("usb", hints={"CMD": "*EPL*"}),
        Match("file", hints={"CMD": "*EPL*"}),
        Match("tcp", hints={"port": "9100", "CMD": "*EPL*"}),
    )

    ANSWER = 1.0
    prints: tuple[type[Page], ...] = (Raster, Text, Raw)

    @cached_property
    def _answers(self) -> epl.Answers:
        return epl.Answers()

    async def status(self) -> PrinterState:
        told = await self._question(epl.ASK, self._answers.next)
        self._talks = told is not None
        return told.state if told else PrinterState()

    def fit(self, asked: Fit) -> Fit:
        return replace(asked, width=asked.width or self._setting("width", WIDTH))

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        commands = self._commands(page, finish)
        if self._owed:
            await self.sever()
        await self._greet()
        if self._talks:
            refuse(await self.status())  # while it has nothing of the page
        try:
            await self._write(commands)
            if self._talks:
                refuse(await self.status())
                self._doubtful = not self._talks  # too busy with the label to answer: the next one asks again
        except DeviceError as refused:
            raise await self._drop(refused) from None
        return Confirmation.TAKEN

    async def sever(self) -> None:
        """Empty lines are the rest of a picture or nothing at all; what was drawn is forgotten."""
        await self.wire.write(b"\n" * max(self._owed, epl.LARGEST) + epl.CLEAR)
        self._owed = 0

    async def drawer(self, *, pin: int, pulse: int) -> None:  # noqa: ARG002 - a label printer has none
        raise DeviceError(Code.NOT_SUPPORTED)

    def _commands(self, page: Page, finish: Finish) -> Iterator[bytes]:
        """What to send: a label in the printer's own language says itself how many it is."""
        width, gap = finish.width or self._setting("width", WIDTH), self._setting("gap", epl.GAP, least=0)
        if isinstance(page, Raw):
            return iter([page.data] * finish.copies)
        if isinstance(page, Raster):
            return epl.label(page, width=width, gap=gap, copies=finish.copies)
        if not isinstance(page, Text):
            raise DeviceError(Code.NOT_SUPPORTED)
        if epl.is_label(page.lines):
            return iter([("\n".join(page.lines) + "\n").encode()] * finish.copies)
        return epl.text(page.lines, width=width, gap=gap, copies=finish.copies)

    async def _clear(self) -> bool:
        """The language has no command to forget a label that waits."""
        return False
