"""What tools have in common that say each value in a line. The stream of lines is read in one place, whether a value
was asked for or its user pressed the button."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator
from typing import ClassVar

from ...core.kinds import Gauge
from ...errors import DeviceError, ProtocolError
from ...values import Measure
from ...wire import Code

NOISE = 5
"""Lines in a row that make no sense after which it is another device."""


class Lines(Gauge):
    """A tool that answers `ASK` with a line, and may send some by itself."""

    ASK: bytes
    END: ClassVar[bytes]
    LONGEST: ClassVar[int]
    ANSWER: ClassVar[float] = 2.0
    """Seconds within which a tool that is awake answers."""
    _asked: asyncio.Future[Measure] | None = None
    _patience: float | None = None
    """Seconds until `lines` gives an empty line for want of one; None = for ever."""

    async def measure(self) -> Measure:
        self._asked = asked = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self.ANSWER):
                await self.wire.write(self.ASK)
                answer: Measure = await asked
                return answer
        except TimeoutError:
            raise DeviceError(Code.OFFLINE) from None
        finally:
            self._asked = None
            asked.cancel()

    async def measures(self) -> AsyncIterator[Measure]:
        noise = 0
        async for line in self.lines():
            try:
                heard = await self.heard(line)
                noise = 0
            except DeviceError as error:
                self._fail(error)
                continue
            except ProtocolError as error:
                noise += 1
                self._fail(error)
                if noise >= NOISE:
                    raise
                continue
            for measure in heard:
                if not self._answers(measure):
                    yield measure

    @abstractmethod
    async def heard(self, line: bytes) -> list[Measure]:
        """What a line says, its end included; b"" = nothing came for `_patience` seconds."""

    async def lines(self) -> AsyncIterator[bytes]:
        rest = b""
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    rest += await self.wire.read()
            except TimeoutError:
                yield b""
                continue
            *lines, rest = rest.split(self.END)
            for line in lines:
                yield line.lstrip(b"\n") + self.END
            if len(rest) > self.LONGEST:
                rest = b""
                yield self.END

    def _answers(self, measure: Measure) -> bool:
        """Whether somebody asked for it."""
        if self._asked is None or self._asked.done():
            return False
        self._asked.set_result(measure)
        return True

    def _fail(self, error: DeviceError | ProtocolError) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(error)
