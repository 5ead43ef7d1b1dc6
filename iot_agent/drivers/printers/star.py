"""Star's receipt printers. Source: Star Micronics, "STAR Line Mode" and "StarPRNT Command Specifications"."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property

from ...codecs import star
from ...core.kinds import Printer, refuse
from ...core.match import Match
from ...errors import DeviceError
from ...values import Confirmation, Finish, Fit, Page, Pdf, PrinterState, Raster, Raw
from ...wire import Code

ANSWER = 0.5
"""Seconds within which a printer that answers at all has answered ESC ACK SOH."""
LOOK = 0.5
"""Seconds between looks at a printer that is not done yet."""
SILENCE = 3.0
"""Seconds after which a printer that used to answer is taken for one that does not."""
PATIENCE = 60.0
"""Seconds for a page to come out of a printer that is there but slow."""
WIDTH = 576
"""Dots across 80 mm paper at 203 dpi."""
PIECE = 4096
FILL = {"line": 256, "prnt": star.SLICE * 128}
"""Bytes that complete the longest command of each language, up to 1024 dots wide."""
PRNT_NAMES = ("mc-*", "mcp*", "mpop*", "sm-*", "tsp100iv*", "tsp143iv*", "sk1-v2*")
"""Models that know the newer language only."""
STAR = 0x0519


class Star(Printer):
    """Star line mode and StarPRNT printers; one that says it emulates ESC/POS is left to that driver.

    Options: `width` in dots, `language` "line" or "prnt" where neither the printer nor its name tells.
    """

    matches = (
        Match("usb", vendor=STAR, hints={"class": "7", "CMD": ""}),
        Match("usb", vendor=STAR, hints={"class": "7", "CMD": "[!E]*"}),
        Match("usb", hints={"class": "7", "CMD": "*STAR*"}),
        Match("file", vendor=STAR, hints={"class": "7", "CMD": ""}),
        Match("file", vendor=STAR, hints={"class": "7", "CMD": "[!E]*"}),
        Match("file", hints={"class": "7", "CMD": "*STAR*"}),
        Match("tcp", hints={"port": "9100", "CMD": "*STAR*"}),
    )

    _talks = False
    """Whether the printer has answered since it was opened."""
    _torn = False
    """Whether a page may not have left whole."""
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
        if isinstance(page, Pdf):
            raise DeviceError(Code.NOT_SUPPORTED)
        if self._torn:
            await self.sever()
        before = (await self._ask() if self._talks else None) or star.Status(PrinterState(), None)
        await self._send((*self._commands(page, finish), star.MARK))
        if not self._talks:
            return Confirmation.TAKEN
        if before.count is None:
            refuse(await self.status())
            return Confirmation.TAKEN
        return await self._worked_off(before.count)

    async def sever(self) -> None:
        """End whatever command the printer is in, then cut off what came of it."""
        await self.wire.write(bytes(FILL[self._language]) + star.QUIT + star.INIT + star.CUT)
        self._torn = False

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
            encode = star.prnt_raster if self._language == "prnt" else star.line_raster
            yield from encode(page, self._width)
        elif not isinstance(page, Pdf):
            yield star.text(page.lines)
        yield star.CUT if finish.cut else star.FEED_OUT

    async def _send(self, commands: Iterable[bytes]) -> None:
        """Write a page, unless the printer says meanwhile by itself that it cannot print it."""
        if not self._talks:
            return await self._write(commands)
        writing = asyncio.ensure_future(self._write(commands))
        refusing = asyncio.ensure_future(self._refused())
        try:
            await asyncio.wait((writing, refusing), return_when=asyncio.FIRST_COMPLETED)
            return (writing if writing.done() else refusing).result()
        finally:
            for task in (writing, refusing):
                task.cancel()
            await asyncio.gather(writing, refusing, return_exceptions=True)

    async def _write(self, commands: Iterable[bytes]) -> None:
        self._torn = True
        for command in commands:
            for start in range(0, len(command), PIECE):
                await self.wire.write(command[start : start + PIECE])
        self._torn = False

    async def _refused(self) -> None:
        while True:
            told = await self._listen(None)
            if told is not None:
                refuse(told.state)

    async def _worked_off(self, before: int) -> Confirmation:
        """Wait until the printer has counted this page, and those before it that it still owed."""
        reached = self._stalled[1] if self._stalled and self._stalled[0] == before else before
        due = (reached + 1) % star.COUNTS
        self._stalled = before, due
        clock = asyncio.get_running_loop().time
        start = heard = clock()
        while clock() - heard < SILENCE and clock() - start < PATIENCE:
            told = await self._ask()
            if told:
                heard = clock()
                if told.count == due:
                    self._stalled = None
                    return Confirmation.PRINTED
                self._stalled = before if told.count is None else told.count, due
                refuse(told.state)
            await self._listen(LOOK)
        self._talks = clock() - heard < SILENCE
        return Confirmation.TAKEN

    async def _ask(self) -> star.Status | None:
        while await self._listen(0):
            continue
        await self.wire.write(star.ASK)
        told = await self._listen(ANSWER)
        self._talks = self._talks or told is not None
        return told

    async def _listen(self, seconds: float | None) -> star.Status | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (told := self._answers.next()):
                    self._answers.feed(await self.wire.read())
                return told
        return None
