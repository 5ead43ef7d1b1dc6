"""Cables between a driver and a simulated device, good and bad. Each is a Transport on the driver's side."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable

from iot_agent.errors import TransportError

Far = Callable[[bytes], bytes | None]


class Cable:
    """Whole: what one end writes, the other gets. `far` takes the driver's bytes and may answer at once."""

    def __init__(self, far: Far | None = None) -> None:
        self.far: Far = far or (lambda _: None)
        self.written = bytearray()
        self._arrived = bytearray()
        self._news = asyncio.Event()
        self._broken = ""

    async def write(self, data: bytes) -> None:
        self._check()
        for piece in self.forth(data):
            self.written += piece
            if answer := self.far(piece):
                self.arrive(answer)
        await asyncio.sleep(0)

    async def read(self, limit: int = 4096) -> bytes:
        while not self._arrived:
            self._check()
            self._news.clear()
            await self._news.wait()
        data = bytes(self._arrived[:limit])
        del self._arrived[:limit]
        return data

    async def close(self) -> None:
        self.pull("closed")

    def arrive(self, data: bytes) -> None:
        """The device sends."""
        for piece in self.back(data):
            self._deliver(piece)

    def pull(self, why: str = "pulled") -> None:
        """The wire is gone for both ends."""
        self._broken = self._broken or why
        self._arrived.clear()
        self._news.set()

    def forth(self, data: bytes) -> Iterable[bytes]:
        yield data

    def back(self, data: bytes) -> Iterable[bytes]:
        yield data

    def _deliver(self, piece: bytes) -> None:
        if not self._broken:
            self._arrived += piece
            self._news.set()

    def _check(self) -> None:
        if self._broken:
            raise TransportError(self._broken)


class ByteByByte(Cable):
    """Never two bytes at once, neither way."""

    def forth(self, data: bytes) -> Iterable[bytes]:
        return (data[at : at + 1] for at in range(len(data)))

    async def read(self, limit: int = 4096) -> bytes:
        return await super().read(min(1, limit))


class Late(Cable):
    """Every answer comes a while after it was sent, in order."""

    delay = 0.02

    def arrive(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(self.delay, super().arrive, data)


class Cut(Cable):
    """Breaks after so many bytes, whichever way they went."""

    def __init__(self, far: Far | None = None, after: int = 3) -> None:
        super().__init__(far)
        self._left = after

    def forth(self, data: bytes) -> Iterable[bytes]:
        return self._until_cut(data)

    def back(self, data: bytes) -> Iterable[bytes]:
        return self._until_cut(data)

    def _until_cut(self, data: bytes) -> Iterable[bytes]:
        whole, self._left = data[: self._left], max(0, self._left - len(data))
        yield whole
        if not self._left:
            self.pull("cut")


class Noisy(Cable):
    """A long cable beside a motor, as the kernel hands it on: bytes are lost, strangers come in between, and a byte
    of wrong parity arrives as NUL."""

    def __init__(self, far: Far | None = None, seed: int = 0, share: float = 0.1) -> None:
        super().__init__(far)
        self._random = random.Random(seed)
        self.share = share
        self.came = bytearray()
        """What is left of all that was sent."""

    def back(self, data: bytes) -> Iterable[bytes]:
        for at in range(len(data)):
            piece = self._disturbed(data[at : at + 1])
            self.came += piece
            yield piece

    def _disturbed(self, byte: bytes) -> bytes:
        if self._random.random() >= self.share:
            return byte
        return self._random.choice((b"", b"\x00", byte + bytes((self._random.randrange(128),))))


class NoisyForth(Noisy):
    """The same noise on the way to the device, which for some is the only way; `share` may change."""

    def forth(self, data: bytes) -> Iterable[bytes]:
        return super().back(data)

    def back(self, data: bytes) -> Iterable[bytes]:
        yield data


GOOD = (Cable, ByteByByte, Late)
"""Over these everything works as over the best."""
ALL = (*GOOD, Cut, Noisy)
