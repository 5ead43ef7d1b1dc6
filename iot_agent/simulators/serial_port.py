"""A serial port with a machine behind it: a pseudo terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tty
from pathlib import Path
from typing import Protocol


class Machine(Protocol):
    """What is behind the port."""

    def receive(self, data: bytes) -> bytes: ...


class Port:
    """The machine's end of the line."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.path = ""
        self._link: Path | None = None
        self._ends: tuple[int, int] | None = None

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

    def send(self, data: bytes) -> None:
        """The machine says something by itself."""
        if self._ends is not None and data:
            with contextlib.suppress(OSError):
                os.write(self._ends[0], data)

    def _readable(self, master: int) -> None:
        with contextlib.suppress(OSError):
            self.send(self.machine.receive(os.read(master, 256)))
