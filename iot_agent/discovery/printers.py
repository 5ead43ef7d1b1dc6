"""All ways to printers, and each printer once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Protocol

from ..core.match import Candidate
from .once import TYPED, UNDRIVEN, Memory, Printer, learn, once, rank

SLOW = 0.3
"""Seconds that a look around waits for a slow source: a plugged printer is there before a hung spooler answers."""
FIRST = 2.0
"""Seconds for the first look, in which names are given."""


class Way(Protocol):
    """One way to see printers; it never raises."""

    name: str

    async def scan(self) -> list[Candidate]: ...


class Book(Protocol):
    """Where the names of printers are kept over a restart."""

    def printers(self) -> Memory: ...

    def know_printers(self, memory: Memory) -> None: ...


class Late:
    """A way that may be slow: what it told last counts until it tells more."""

    def __init__(self, way: Way) -> None:
        self.name = way.name
        self._way = way
        self._asked: asyncio.Task[list[Candidate]] | None = None
        self._last: list[Candidate] | None = None

    async def scan(self) -> list[Candidate]:
        self._asked = self._asked or asyncio.ensure_future(self._way.scan())
        done, _ = await asyncio.wait({self._asked}, timeout=FIRST if self._last is None else SLOW)
        if done:
            asked, self._asked = self._asked, None
            self._last = asked.result()
        self._last = self._last or []
        return self._last


class Printers:
    """Every printer that is seen any way, but those that are typed: they are served as they were typed.

    A printer that is seen is listed, and asked how it is where a driver claims it by what it says of itself. Nothing is
    printed on it, installed or kept until somebody chooses it.
    """

    name = "printers"

    def __init__(self, typed: Way, ways: list[Way], drives: Callable[[Candidate], bool], book: Book) -> None:
        self._typed = typed
        self._ways = [Late(way) for way in ways]
        self._drives = drives
        self._book = book
        self.seen: list[Printer] = []
        """All printers by all their ways, as they were last seen."""

    async def scan(self) -> list[Candidate]:
        found = await asyncio.gather(self._typed.scan(), *(way.scan() for way in self._ways))
        self.seen = once((seen for ways in found for seen in ways), self._book.printers(), self._drives)
        self._remember()
        return [seen for printer in self.seen for seen in printer.devices if rank(seen, self._drives) != TYPED]

    def told(self) -> list[dict[str, Any]]:
        """Every printer with its ways, the best first, as plain values."""
        return [
            {"identifier": printer.identifier, "devices": [plain(way) for way in printer.devices]}
            | {"ways": [plain(way) for way in printer.ways]}
            for printer in self.seen
        ]

    def _remember(self) -> None:
        driven = (one for one in self.seen if one.devices and rank(one.devices[0], self._drives) != UNDRIVEN)
        memory = self._book.printers()
        learned = learn(driven, memory)
        if learned != dict(memory):
            self._book.know_printers(learned)


def plain(seen: Candidate) -> dict[str, Any]:
    """A candidate as JSON has it."""
    return {**asdict(seen), "address": seen.place, "marks": sorted(seen.marks)}


def read(plainly: dict[str, Any]) -> Candidate:
    """A candidate that `plain` wrote."""
    return Candidate(**{**plainly, "marks": frozenset(plainly["marks"])})
