"""Receipt printers that speak ESC/POS. Source: Epson, "ESC/POS Command Reference"."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from functools import cached_property

from ...codecs import escpos, escpos_images
from ...codecs.escpos import Said
from ...core.kinds import Printer, refuse
from ...core.match import Match
from ...errors import DeviceError, TransportError
from ...values import Confirmation, Finish, Fit, Page, PrinterState
from ...wire import Code

ANSWER = 0.5
"""Seconds within which a printer that answers at all has answered DLE EOT."""
LOOK = 0.5
"""Seconds between looks at a printer that is not done yet."""
SILENCE = 3.0
"""Seconds after which a printer that used to answer is taken for one that does not."""
PATIENCE = 60.0
"""Seconds for a page to come out of a printer that is there but slow."""
PIECE = 4096
FILL = escpos_images.LONGEST
"""Bytes that complete whatever command a printer may still wait for the rest of."""


class EscPos(Printer):
    """Any ESC/POS printer on USB, a serial line, the network or a device file.

    Options: `image`, a way to send pictures of `codecs/escpos_images.py`; `scale` in percent; `width` in dots.
    """

    matches = (
        Match("usb", vendor=0x04B8, hints={"class": "7"}),
        Match("usb", hints={"class": "7", "CMD": "*ESC/POS*"}),
        Match("file", vendor=0x04B8, hints={"class": "7"}),
        Match("file", hints={"class": "7", "CMD": "*ESC/POS*"}),
        Match("tcp", hints={"port": "9100"}),
    )

    _talks = False
    """Whether the printer has answered since it was opened."""
    _settled = False
    """Whether it is known not to wait for the rest of a command."""
    _confirms = True
    """Whether it answers in turn with its work (GS r), as far as is known."""
    _owed = 0
    """Bytes of a command that may not have left when a page was given up: the printer still waits for them."""

    @cached_property
    def _answers(self) -> escpos.Answers:
        return escpos.Answers()

    async def probe(self) -> None:
        """A silent printer is welcome too."""
        await self.status()

    async def status(self) -> PrinterState:
        await self._forget()
        return await self._state()

    def fit(self, asked: Fit) -> Fit:
        return escpos_images.fit(asked, self.options, self.seen.name)

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        await self._forget()
        await self._settle()
        try:
            await self._send(escpos.page(page, finish))
            return await self._worked_off() if self._talks else Confirmation.TAKEN
        except DeviceError:
            await self._clear()
            raise

    async def sever(self) -> None:
        await self._forget()
        if not await self._settle():
            await self.wire.write(bytes(0 if self._talks else FILL) + escpos.INIT + escpos.CUT)

    async def drawer(self, *, pin: int, pulse: int) -> None:
        if pin not in escpos.PINS:
            raise DeviceError(Code.NOT_SUPPORTED)
        offline = (await self.status()).online is False
        await self.wire.write((escpos.drawer_at_once if offline else escpos.drawer)(pin, pulse))

    async def _settle(self) -> bool:
        """Once after opening; whether something was cut off.

        A page that ended with an earlier connection may have left the printer inside a command: it answers at once
        then, but not in turn, until that is complete. A busy printer takes the filling for nothing.
        """
        if self._settled or not self._talks or not (await self._state()).online:
            return False
        self._settled = True
        await self.wire.write(escpos.QUEUED_STATUS)
        if await self._hear(Said.WORKED_OFF, ANSWER):
            return False
        for _ in range(FILL // PIECE + 1):
            await self.wire.write(bytes(PIECE) + escpos.QUEUED_STATUS)
            if await self._hear(Said.WORKED_OFF, ANSWER):
                await self.wire.write(escpos.INIT + escpos.CUT)
                return True
        return False

    async def _send(self, commands: Iterable[bytes]) -> None:
        """Write a page, unless the printer says meanwhile that it cannot print it."""
        if not self._talks:
            return await self._write(commands)
        writing = asyncio.ensure_future(self._write((escpos.WATCH, *commands, escpos.UNWATCH, escpos.QUEUED_STATUS)))
        refusing = asyncio.ensure_future(self._refused())
        try:
            await asyncio.wait((writing, refusing), return_when=asyncio.FIRST_COMPLETED)
            return (writing if writing.done() else refusing).result()
        finally:
            for task in (writing, refusing):
                task.cancel()
            await asyncio.gather(writing, refusing, return_exceptions=True)

    async def _write(self, commands: Iterable[bytes]) -> None:
        await self.wire.write(bytes(self._owed))
        for command in commands:
            self._owed = len(command)
            for start in range(0, len(command), PIECE):
                await self.wire.write(command[start : start + PIECE])
        self._owed = 0

    async def _refused(self) -> None:
        while True:
            answer = await self._hear(Said.CHANGED, None)
            if answer is not None:
                refuse(answer.state)

    async def _worked_off(self) -> Confirmation:
        """Wait until the printer has passed the page; its cut is part of it, so the paper is out by then."""
        if not self._confirms:
            refuse(await self._state())
            return Confirmation.TAKEN
        clock = asyncio.get_running_loop().time
        start = heard = clock()
        while clock() - heard < SILENCE and clock() - start < PATIENCE:
            if await self._hear(Said.WORKED_OFF, LOOK):
                return Confirmation.PRINTED
            state = await self._state()
            refuse(state)
            heard = heard if state.online is None else clock()
        self._talks = clock() - heard < SILENCE
        self._confirms = not self._talks
        return Confirmation.TAKEN

    async def _clear(self) -> None:
        """The page failed: it must not come out when paper is put in."""
        with contextlib.suppress(TimeoutError, TransportError):
            async with asyncio.timeout(ANSWER):
                await self.wire.write(escpos.CLEAR)

    async def _state(self) -> PrinterState:
        printer = await self._ask(1)
        if printer is None:
            return PrinterState()
        self._talks = True
        return escpos.state(printer, await self._ask(2), await self._ask(4))

    async def _ask(self, which: int) -> int | None:
        await self.wire.write(escpos.ask(which))
        answer = await self._hear(Said.STATUS, ANSWER)
        return answer.byte if answer else None

    async def _hear(self, said: Said, seconds: float | None) -> escpos.Answer | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (answer := self._answers.next(said)):
                    self._answers.feed(await self.wire.read())
                return answer
        return None

    async def _forget(self) -> None:
        """Take what already arrived off the wire and drop every answer nobody waited for."""
        await self._hear(Said.CLEARED, 0)
        self._answers.forget()
