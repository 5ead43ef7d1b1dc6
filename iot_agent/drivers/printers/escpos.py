"""Receipt printers that speak ESC/POS. Source: Epson, "ESC/POS Command Reference"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, partial

from ...codecs import escpos, escpos_images, escpos_samples
from ...codecs.escpos import Said
from ...core.kinds import refuse
from ...core.match import Match
from ...errors import DeviceError
from ...values import Case, Confirmation, Finish, Fit, Page, PrinterState
from ...wire import Code, Quality
from .asked import Asked
from .profiles import Model, model

EPSON = 0x04B8
FILL = escpos_images.LONGEST
"""Bytes that complete whatever command a printer may still wait for the rest of."""


class EscPos(Asked):
    """Any ESC/POS printer on USB, a serial line, the network or a device file.

    Options: `image`, a way to send pictures of `codecs/escpos_images.py`; `scale` in percent; `width` in dots.
    """

    quality = Quality.MANUAL
    matches = (
        Match("usb", vendor=EPSON, hints={"class": "7"}),
        Match("usb", hints={"class": "7", "CMD": "*ESC/POS*"}),
        Match("file", vendor=EPSON, hints={"class": "7"}),
        Match("file", hints={"class": "7", "CMD": "*ESC/POS*"}),
        Match("tcp", hints={"port": "9100"}),
    )

    _settled = False
    """Whether it is known not to wait for the rest of a command."""
    _confirms = True
    """Whether it answers in turn with its work (GS r), as far as is known."""
    _due = 0
    """How often it was asked to, and has not."""
    _page = 0
    """The number of the last page, by which a printer that can name it says that it is out."""

    @cached_property
    def _answers(self) -> escpos.Answers:
        return escpos.Answers()

    @property
    def _model(self) -> Model:
        return model(self.seen.name)

    async def status(self) -> PrinterState:
        await self._forget()
        return await self._state()

    def fit(self, asked: Fit) -> Fit:
        return escpos_images.fit(asked, self.options, self.seen.name, self._model.fit)

    def case(self, fit: Fit) -> Case:
        return self._model.case(fit.width)

    async def print(self, page: Page, finish: Finish) -> Confirmation:
        await self._greet()
        await self._forget()
        await self._settle()
        try:
            await self._send(self._commands(page, finish), self._told)
            return await self._worked_off() if self._talks else Confirmation.TAKEN
        except DeviceError as refused:
            refused = await self._drop(refused)
            self._due = 0
            raise refused from None

    def samples(self) -> bytes:
        return escpos_samples.strip() + escpos.CUT

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
        if await self._in_turn(b""):
            return False
        for _ in range(FILL // self.PIECE + 1):
            if await self._in_turn(bytes(self.PIECE)):
                await self.wire.write(escpos.INIT + escpos.CUT)
                return True
        return False

    async def _in_turn(self, filling: bytes) -> bool:
        """Whether it answers in turn with its work, once it got this filling. What it was asked before is answered by
        then, or was taken for a part of something else."""
        await self.wire.write(filling + escpos.QUEUED_STATUS)
        answer = await self._hear(Said.WORKED_OFF, self.ANSWER)
        self._due = 0 if answer else self._due + 1
        return answer is not None

    def _commands(self, page: Page, finish: Finish) -> Iterable[bytes]:
        commands = escpos.page(page, finish, self._model.pages)
        if not self._talks:
            return commands
        self._due += 1
        self._page += 1
        name = escpos.name(self._identity) if self._names else b""
        return (escpos.WATCH, *commands, escpos.UNWATCH, name + escpos.QUEUED_STATUS)

    async def _clear(self) -> bool:
        await self.wire.write(escpos.CLEAR)
        return await self._hear(Said.CLEARED, self.SILENCE) is not None

    @property
    def _names(self) -> bool:
        """Whether it knows GS ( H: others may print what they do not know, so only Epson's own are asked."""
        epson = self.seen.vendor == EPSON or "EPSON" in f"{self.seen.manufacturer} {self.seen.name}".upper()
        return epson and self._model.raster

    @property
    def _identity(self) -> bytes:
        return b"%04d" % (self._page % 10_000)

    async def _write(self, commands: Iterable[bytes]) -> None:
        """What an earlier page owes is filled up first."""
        await self.wire.write(bytes(self._owed))
        await super()._write(commands)

    def _told(self) -> PrinterState | None:
        answer = self._answers.next(Said.CHANGED)
        return answer.state if answer else None

    async def _worked_off(self) -> Confirmation:
        """Wait until the printer has passed the page; its cut is part of it, so the paper is out by then."""
        if not self._confirms:
            refuse(await self._state())
            return Confirmation.TAKEN
        confirmation = await self._until_out(self._passed)
        self._confirms = confirmation is Confirmation.PRINTED or not self._talks
        return confirmation

    async def _passed(self) -> bool | None:
        if await self._listen(self._out, self.LOOK):
            return True
        state = await self._state()
        refuse(state)
        return None if state.online is None else False

    def _out(self) -> bool | None:
        """Whether it named this page, or answered as often as it was asked: an answer may be for an earlier page."""
        while answer := self._answers.next(Said.NAMED):
            if answer.identity == self._identity:
                return True
        self._count()
        return True if self._due <= 0 else None

    def _count(self) -> None:
        while self._answers.next(Said.WORKED_OFF):
            self._due = max(0, self._due - 1)

    async def _hush(self, seconds: float) -> None:
        await super()._hush(seconds)
        self._count()

    async def _state(self) -> PrinterState:
        while self._answers.next(Said.STATUS):
            pass  # the dots of a picture may read as a question, which the printer answers
        printer = await self._ask(1)
        if printer is None:
            return PrinterState()
        self._talks = True
        return escpos.state(printer, await self._ask(2), await self._ask(4))

    async def _ask(self, which: int) -> int | None:
        await self.wire.write(escpos.ask(which))
        answer = await self._answered(partial(self._answers.next, Said.STATUS))
        return answer.byte if answer else None

    async def _hear(self, said: Said, seconds: float) -> escpos.Answer | None:
        return await self._listen(partial(self._answers.next, said), seconds)
