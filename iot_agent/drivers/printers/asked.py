"""What printers that can be asked share: writing while one listens, asking, and waiting until the paper is out.

It knows no language, so it is no driver: `escpos`, `star`, `zpl` and `epl` are, and name theirs.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar

from ...core.kinds import Printer, refuse
from ...errors import DeviceError, TransportError
from ...values import Confirmation, Page, PrinterState, Raster, Raw, Text, Ticket

Answer = TypeVar("Answer")
FETCHED = frozenset({"usb", "file"})
"""Buses on which a printer keeps what it has said until the host fetches it."""


class Answers(Protocol):
    """Finds answers in what a printer says."""

    def feed(self, data: bytes) -> None: ...

    def forget(self) -> None: ...


class Asked(Printer):
    """A printer that answers, or is silent, or falls silent; none of it keeps anybody waiting for long."""

    ANSWER: ClassVar[float] = 0.5
    """Seconds within which a printer that answers at all has answered."""
    LOOK: ClassVar[float] = 0.5
    """Seconds between looks at a printer that is not done yet."""
    SILENCE: ClassVar[float] = 3.0
    """Seconds after which a printer that used to answer is taken for one that does not."""
    PATIENCE: ClassVar[float] = 60.0
    """Seconds for a page to come out of a printer that is there but slow."""
    HUSH: ClassVar[float] = 0.1
    """Seconds without a word after which an answer that is owed is not on its way any more."""
    FETCH: ClassVar[float] = 0.02
    """Seconds to fetch what a printer has said, where it keeps that until somebody does."""
    PIECE: ClassVar[int] = 4096
    """Bytes that are written at a time: a slow line takes them in half of what it may take."""
    NETWORK_PIECE: ClassVar[int] = 4 * PIECE
    """The same where the line is fast: each write costs the box as much as some kilobytes."""

    prints: tuple[type[Page], ...] = (Raster, Text, Raw, Ticket)

    _talks = False
    """Whether the printer has answered since it was opened."""
    _doubtful = False
    """Whether it was silent when it was opened, and has not been asked again."""
    _unanswered = True
    """Whether an answer may still be on its way: to a question of an earlier connection, or one it was late for."""
    _owed = 0
    """Bytes of the command that a page was given up in, 0 if it left whole: the printer may wait for them."""

    @cached_property
    @abstractmethod
    def _answers(self) -> Answers:
        """What the printer says, sorted."""

    async def probe(self) -> None:
        """A silent printer is welcome too."""
        await self.status()
        self._doubtful = not self._talks

    async def _greet(self) -> None:
        """Before a page: one that was only too busy to answer in time can say later that the paper is out."""
        if self._doubtful and not self._talks:
            await self.status()
        self._doubtful = False

    async def _send(self, commands: Iterable[bytes], told: Callable[[], PrinterState | None]) -> None:
        """Write a page, unless the printer says meanwhile by itself that it cannot print it: `told` finds that."""
        if not self._talks:
            return await self._write(commands)
        writing = asyncio.ensure_future(self._write(commands))
        refusing = asyncio.ensure_future(self._refused(told))
        try:
            await asyncio.wait((writing, refusing), return_when=asyncio.FIRST_COMPLETED)
            return (writing if writing.done() else refusing).result()
        finally:
            for task in (writing, refusing):
                task.cancel()
            await asyncio.gather(writing, refusing, return_exceptions=True)

    async def _write(self, commands: Iterable[bytes]) -> None:
        piece = self.NETWORK_PIECE if self.seen.bus == "tcp" else self.PIECE
        for command in commands:
            self._owed = len(command)
            for start in range(0, len(command), piece):
                await self.wire.write(command[start : start + piece])
        self._owed = 0

    async def _refused(self, told: Callable[[], PrinterState | None]) -> None:
        while True:
            state = await self._listen(told, None)
            if state is not None:
                refuse(state)

    async def _until_out(self, look: Callable[[], Awaitable[bool | None]]) -> Confirmation:
        """Wait until the paper is out; `look` says whether it is, or None where it got no answer."""
        clock = asyncio.get_running_loop().time
        start = heard = clock()
        while clock() - heard < self.SILENCE and clock() - start < self.PATIENCE:
            out = await look()
            if out:
                return Confirmation.PRINTED
            heard = heard if out is None else clock()
        self._talks = clock() - heard < self.SILENCE
        return Confirmation.TAKEN

    async def _drop(self, refused: DeviceError) -> DeviceError:
        """What to raise for a page that failed: unless it is gone for sure, it may come out when paper is put in."""
        with contextlib.suppress(TimeoutError, TransportError):
            async with asyncio.timeout(self.SILENCE):
                if await self._clear():
                    return refused
        return DeviceError(refused.code, pending=True)

    @abstractmethod
    async def _clear(self) -> bool:
        """Tell the printer to forget what it was sent; whether it says that it did."""

    async def _listen(self, take: Callable[[], Answer | None], seconds: float | None) -> Answer | None:
        """What `take` finds among the answers, as soon as it is there."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (answer := take()) is None:
                    self._answers.feed(await self.wire.read())
                return answer
        return None

    async def _answered(self, take: Callable[[], Answer | None]) -> Answer | None:
        """What `take` finds of the answer to a question that was just asked, if it comes in time."""
        answer = await self._listen(take, self.ANSWER)
        self._unanswered |= answer is None
        return answer

    async def _question(self, ask: bytes, take: Callable[[], Answer | None]) -> Answer | None:
        """Ask once the wire is clear, and take the answer; whoever gives one talks."""
        await self._forget()
        await self.wire.write(ask)
        answer = await self._answered(take)
        self._talks |= answer is not None
        return answer

    async def _forget(self) -> None:
        """Take what was said off the wire and drop every answer nobody waited for, or the next question gets it."""
        await self._hush(self.HUSH if self._unanswered else self.FETCH if self.seen.bus in FETCHED else 0)
        self._unanswered = False
        self._answers.forget()

    async def _hush(self, seconds: float) -> None:
        """Listen until the printer says nothing for so long; one that never ends is not waited for."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.ANSWER):
                while True:
                    async with asyncio.timeout(seconds):
                        self._answers.feed(await self.wire.read())
