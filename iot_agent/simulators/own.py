"""A device of `iot-agent simulate` that stands in a file of somebody else: `…/simulators/X.py`, at a serial line."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from ..bundle import loose
from . import line

PLAIN = (bool, int, float, str)
"""What a page can show and change."""


class Own:
    """What its file says it can be told; where it has a button (`press`), that is pressed with it."""

    kind, driver, bus, manufacturer = "own", "", "serial", ""

    def __init__(self, file: Path, link: Path) -> None:
        self.machine = _machine(file)
        self.title = type(self.machine).__name__
        self.address = str(link)
        self._port = line.Served(self.machine)
        self._link = link

    async def plug(self) -> None:
        self._port.start(self._link)

    async def unplug(self) -> None:
        self._port.stop()

    def change(self, **wish: Any) -> None:
        now = self._values()
        if unknown := wish.keys() - now.keys():
            raise ValueError(f"{self.title} has no {', '.join(sorted(unknown))}; it has: {', '.join(now)}")
        for name, value in wish.items():
            setattr(self.machine, name, type(now[name])(value))
        if press := getattr(self.machine, "press", None):
            self._port.say(press())

    def state(self) -> dict[str, Any]:
        return {**self._values(), "button": hasattr(self.machine, "press")}

    def _values(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self.machine).items() if name[0] != "_" and type(value) in PLAIN}


def _machine(file: Path) -> Any:
    """The one machine in the file; ValueError says in words why there is none."""
    module = loose.module(file, "simulators")
    found = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and value.__module__ == module.__name__ and hasattr(value, "receive")
    ]
    if len(found) != 1:
        raise ValueError(f"{file} has {len(found)} classes with a method receive(data), and one is wanted")
    try:
        return found[0]()
    except TypeError as error:
        raise ValueError(f"{file}: {error}; each thing it can be told has a value to begin with") from error
