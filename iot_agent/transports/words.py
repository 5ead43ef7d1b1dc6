"""What transports share behind which no bytes flow: questions that are put together to lines, and what is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from ..errors import TransportError

END = b"\n"


class Asked:
    """Questions as they are written, in any pieces; one longer than `longest` is none."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._begun = bytearray()

    def lines(self, data: bytes) -> Iterator[bytes]:
        """Each question that these bytes complete, with its end."""
        self._begun += data
        if len(self._begun) > self._longest and END not in self._begun:
            raise TransportError("no question")
        while END in self._begun:
            line, _, rest = bytes(self._begun).partition(END)
            self._begun[:] = rest
            yield line + END


class Told:
    """What the other end has said, until somebody reads it; `name` is what messages call it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._news = asyncio.Event()
        self.waiting = bytearray()
        self.ended = ""
        """Why nothing more comes; "" = it may."""

    def put(self, data: bytes) -> None:
        self.waiting += data
        self._news.set()

    def end(self, why: str = "closed") -> None:
        """Nothing more comes; the first reason stands."""
        self.ended = self.ended or why
        self._news.set()

    def check(self) -> None:
        """Raise TransportError once it has ended."""
        if self.ended:
            raise TransportError(f"{self._name} is {self.ended}")

    async def read(self, limit: int) -> bytes:
        """What waits, at most so much of it; what was said before the end is still read."""
        while not self.waiting:
            self.check()
            self._news.clear()
            await self._news.wait()
        data = bytes(self.waiting[:limit])
        del self.waiting[:limit]
        return data
