"""A pseudo terminal as slow as a real serial line, with a simulated machine at its other end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from pathlib import Path
from typing import Protocol

REACTION = 0.005
"""Seconds the machine thinks before it answers."""
BITS = 10
"""Bits of one character on the line: start, eight of data and parity, stop."""


class Machine(Protocol):
    """What is at the other end."""

    def receive(self, data: bytes) -> bytes:
        """What it answers to these characters."""


class Port:
    """A pseudo terminal that can be plugged in; what is sent while nobody holds it is lost, as with a real port."""

    def __init__(self) -> None:
        self.path = ""
        self._link: Path | None = None
        self._ends: tuple[int, int] | None = None

    def start(self, link: Path | None = None) -> str:
        """Plug it in; the answer is where. With `link` that is always the same place."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends, self.path = (master, slave), os.ttyname(slave)
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(self.path)
            self._link, self.path = link, str(link)
        return self.path

    def stop(self) -> None:
        """Pull the plug: who has it open gets an error."""
        if self._ends is None:
            return
        for end in self._ends:
            os.close(end)
        self._ends = None
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self._ends is not None:
            os.write(self._ends[0], data)


class Served(Port):
    """The machine on a pseudo terminal; `baud` 0 answers at once."""

    def __init__(self, machine: Machine, *, baud: int = 9600) -> None:
        super().__init__()
        self.machine = machine
        self.baud = baud
        self._busy_until = 0.0

    def start(self, link: Path | None = None) -> str:
        path = super().start(link)
        if self._ends is not None:
            asyncio.get_running_loop().add_reader(self._ends[0], self._readable, self._ends[0])
        return path

    def stop(self) -> None:
        if self._ends is not None:
            asyncio.get_running_loop().remove_reader(self._ends[0])
        super().stop()

    def say(self, data: bytes) -> None:
        """What the machine sends by itself, such as at the press of its key."""
        if self._ends is not None:
            self._later(self._ends[0], data, 0)

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
