"""Star's receipt printers. Source: Star Micronics, "STAR Line Mode" and "StarPRNT Command Specifications"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property, partial

from ...codecs import star, star_ticket
from ...core.kinds import refuse
from ...core.match import Match
from ...errors import DeviceError
from ...values import Case, Confirmation, Finish, Fit, Page, Pdf, PrinterState, Raster, Raw, Text, Ticket
from ...wire import Code, Quality
from .asked import Asked

LETTER = 12
"""Dots of one letter."""
WIDTH = 576
"""Dots across 80 mm paper at 203 dpi."""
FILL = {"line": 256, "prnt": star.SLICE * 128}
"""Bytes that complete the longest command of each language, up to 1024 dots wide."""
PRNT_NAMES = ("mc-*", "mcp*", "mpop*", "sm-*", "tsp100iv*", "tsp143iv*", "sk1-v2*")
"""Models that know the newer language only."""
STAR = 0x0519


class Star(Asked):
    """Star line mode and StarPRNT printers; one that says it emulates ESC/POS is left to that driver.

    Options: `width` in dots, `language` "line" or "prnt" where neither the printer nor its name tells.
    """

    quality = Quality.MANUAL
    matches = (
        Match("usb", vendor=STAR, hints={"class": "7", "CMD": ""}),
        Match("usb", vendor=STAR, hints={"class": "7", "CMD": "[!E]*"}),
        Match("usb", hints={"class": "7", "CMD": "*STAR*"}),
        Match("file", vendor=STAR, hints={"class": "7", "CMD": ""}),
        Match("file", vendor=STAR, hints={"class": "7", "CMD": "[!E]*"}),
        Match("file", hints={"class": "7", "CMD": "*STAR*"}),
        Match("tcp", hints={"port": "9100", "CMD": "*STAR*"}),
    )

    _stalled: tuple[int, int] | None = None
    """Where the counter stood, and is to come to, while a page is owed."""

    @cached_property
    def _answers(self) -> star.Answers:
        return star.Answers()

    @property
    def _language(self) -> str:
        told = self.options.get("language", "")
        new = "PRNT" in self.seen.hints.get("CMD", "") or any(
            fnmatchcase(self.seen.name.lower(), n) for n in PRNT_NAMES
        )
        return told if told in FILL else "prnt" if new else "line"

    @property
    def _width(self) -> int:
        return self._setting("width", WIDTH)

    async def status(self) -> PrinterState:
        told = await self._ask()
        return told.state if told else PrinterState()

    def fit(self, asked: Fit) -> Fit:
        return replace(asked, width=asked.width or self._width)

    def case(self, fit: Fit) -> Case:
        return Case(fit.width // LETTER, tuple(star_ticket.PAGES))

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        if isinstance(page, Pdf):
            raise DeviceError(Code.NOT_SUPPORTED)
        if self._owed:
            await self.sever()
        await self._greet()
        before = await self._ask() if self._talks else None
        self._talks = before is not None
        if before:
            refuse(before.state)  # while it has nothing of the page
        try:
            return await self._put(page, finish, before)
        except DeviceError as refused:
            raise await self._drop(refused) from None

    async def _put(self, page: Page, finish: Finish, before: star.Status | None) -> Confirmation:
        marked = before is not None and before.count == 0
        begin = star.MARK if marked else b""  # off 0, which is how a printer says that it has dropped the page
        await self._send((begin, *self._commands(page, finish), star.MARK), self._told)
        if before is None:
            return Confirmation.TAKEN
        if before.count is None:
            refuse(await self.status())
            return Confirmation.TAKEN
        return await self._worked_off(before.count, marks=1 + marked)

    async def _clear(self) -> bool:
        """It says so by its counter, unless that stood at 0 before."""
        stood = await self._ask()
        await self.wire.write(star.CANCEL)
        told = await self._ask()
        if not (stood and stood.count and told and told.count == 0):
            return False
        self._owed, self._stalled = 0, None
        return True

    async def sever(self) -> None:
        """End whatever command the printer is in, then cut off what came of it."""
        await self.wire.write(bytes(FILL[self._language]) + star.QUIT + star.INIT + star.CUT)
        self._owed = 0

    async def drawer(self, *, pin: int, pulse: int) -> None:
        if pin not in star.PINS:
            raise DeviceError(Code.NOT_SUPPORTED)
        offline = (await self.status()).online is False
        await self.wire.write(star.drawer(pin, pulse, at_once=offline))

    def _commands(self, page: Page, finish: Finish) -> Iterator[bytes]:
        if isinstance(page, Raw):
            yield page.data
            return
        yield star.INIT
        if isinstance(page, Raster):
            yield from self._picture(page)
        elif isinstance(page, Ticket):
            yield from star_ticket.draw(page, self._picture)
        elif isinstance(page, Text):
            yield star.text(page.lines)
        yield star.CUT if finish.cut else star.FEED_OUT

    def _picture(self, picture: Raster) -> Iterator[bytes]:
        encode = star.prnt_raster if self._language == "prnt" else star.line_raster
        return encode(picture, self._width)

    def _told(self) -> PrinterState | None:
        told = self._answers.next()
        return told.state if told else None

    async def _worked_off(self, before: int, marks: int) -> Confirmation:
        """Wait until the printer has counted this page, and those before it that it still owed."""
        reached = self._stalled[1] if self._stalled and self._stalled[0] == before else before
        due = (reached + marks) % star.COUNTS
        self._stalled = before, due
        return await self._until_out(partial(self._counted, before, due))

    async def _counted(self, before: int, due: int) -> bool | None:
        told = await self._ask()
        if told and told.count == due:
            self._stalled = None
            return True
        if told:
            self._stalled = before if told.count is None else told.count, due
            refuse(told.state)
        await self._listen(self._answers.next, self.LOOK)
        return False if told else None

    async def _ask(self) -> star.Status | None:
        return await self._question(star.ASK, self._answers.next)
