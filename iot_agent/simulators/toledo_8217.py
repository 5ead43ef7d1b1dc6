"""A counter scale that speaks Mettler-Toledo 8217, on a pseudo terminal as slow as its real line.

Source: PSC (Datalogic), "Magellan 8500 Service Manual", 6.1.3.2 and 6.1.4.3.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from dataclasses import dataclass
from pathlib import Path

CAPACITY = 30.0
REACTION = 0.005
"""Seconds the scale thinks before it answers."""
BITS = 10
"""Bits of one character on the line: start, seven and parity, stop."""


@dataclass
class Toledo8217:
    """The machine: characters in, answers out."""

    kg: float = 0.0
    moving: bool = False
    over: bool = False
    under: bool = False
    net: bool = False
    echoing: bool = False
    silent: bool = False

    def receive(self, data: bytes) -> bytes:
        """What it answers to these characters."""
        return b"" if self.silent else b"".join(self._character(data[at : at + 1]) for at in range(len(data)))

    def _character(self, character: bytes) -> bytes:
        match character:
            case b"F":
                self.echoing = False
                return b"\x02F\r"
            case _ if self.echoing:
                return character
            case b"E":
                self.echoing = True
                return b"\x02E\r"
            case b"W":
                return self._weight()
            case b"A":
                return b"\x02\r"
            case b"B":
                return b"\x02?@\r"
            case b"Z" | b"C" | b"T":
                return self._status()
            case _:
                return b""

    @property
    def beyond(self) -> bool:
        return self.over or self.kg > CAPACITY

    @property
    def below(self) -> bool:
        return self.under or self.kg < 0

    def _weight(self) -> bytes:
        if self.moving or self.beyond or self.below:
            return self._status()
        return b"\x02%06.3f%s\r" % (self.kg, b"N" if self.net else b"")

    def _status(self) -> bytes:
        flags = (self.moving, self.beyond, self.below, False, self.kg == 0, self.net, True)
        return b"\x02?%c\r" % sum(1 << bit for bit, flag in enumerate(flags) if flag)


class Served:
    """The machine on a pseudo terminal; `baud` 0 answers at once."""

    def __init__(self, machine: Toledo8217 | None = None, *, baud: int = 9600) -> None:
        self.machine = machine or Toledo8217()
        self.baud = baud
        self.path = ""
        self._link: Path | None = None
        self._ends: tuple[int, int] | None = None
        self._busy_until = 0.0

    def start(self, link: Path | None = None) -> str:
        """Plug it in; the answer is where. With `link` that is always the same place."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends = (master, slave)
        self.path = os.ttyname(slave)
        asyncio.get_running_loop().add_reader(master, self._readable, master)
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(self.path)
            self._link, self.path = link, str(link)
        return self.path

    def stop(self) -> None:
        """Pull the plug: who has it open gets an error."""
        if self._ends is None:
            return
        asyncio.get_running_loop().remove_reader(self._ends[0])
        for end in self._ends:
            os.close(end)
        self._ends = None
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def _readable(self, master: int) -> None:
        with contextlib.suppress(OSError):
            asked = os.read(master, 64)
            if answer := self.machine.receive(asked):
                self._later(master, answer, len(asked))

    def _later(self, master: int, answer: bytes, asked: int) -> None:
        """The answer is whole once its last bit has passed the line."""
        loop = asyncio.get_running_loop()
        if not self.baud:
            return self._send(master, answer)
        line = (asked + len(answer)) * BITS / self.baud
        self._busy_until = max(loop.time(), self._busy_until) + line + REACTION
        loop.call_at(self._busy_until, self._send, master, answer)
        return None

    def _send(self, master: int, answer: bytes) -> None:
        if self._ends is not None and self._ends[0] == master:
            with contextlib.suppress(OSError):
                os.write(master, answer)
