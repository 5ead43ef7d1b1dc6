"""The drivers there are, from the best place each: the owner's own folder, the database's bundle, the agent itself.

What stands on it can be changed while devices are served. A driver that is the same before and after is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .. import drivers
from ..core.kinds import DeviceDriver
from ..core.match import Match
from ..errors import MissingLibrary
from ..wire import Code, WireError
from .check import Found, lacking
from .edition import Edition
from .known import Known


@dataclass(frozen=True)
class Stack:
    """A folder of drivers, and what was found in it."""

    folder: Path
    found: Mapping[str, Found]


@dataclass(frozen=True)
class _Held:
    load: Callable[[], type[DeviceDriver]]
    matches: tuple[Match, ...]
    fingerprint: str
    edition: Edition | None = None


@dataclass(frozen=True)
class Prepared:
    """What `Shelf.put` takes."""

    held: dict[str, _Held]
    resting: dict[str, str]
    editions: list[Edition]


class Shelf:
    """All drivers by name. `claims` is what each claims; it changes in place."""

    def __init__(self, known: Known | None = None) -> None:
        self._known = known or Known()
        self.claims: dict[str, tuple[Match, ...]] = {}
        self.resting: dict[str, str] = {}
        """Drivers of stacks that are not used, and what they lack."""
        self._held: dict[str, _Held] = {}
        self._editions: list[Edition] = []
        self._leaving: list[Edition] = []
        """Those that are not used any more, except by what is just under way."""
        self._installed: Mapping[str, str] = {}
        self.put(self.prepare(()))

    def load(self, name: str) -> type[DeviceDriver]:
        """The class of a driver; MissingLibrary for one that is not there any more."""
        if name not in self._held:
            raise MissingLibrary(f"no driver {name}")
        return self._held[name].load()

    def prepare(self, stacks: tuple[Stack, ...]) -> Prepared:
        """The drivers of these stacks, the first one on top, over the agent's own. Takes a while, and changes nothing;
        raises WireError where they cannot be loaded."""
        ready = Prepared(self._built_in(bool(stacks) or bool(self._editions)), {}, [])
        for stack in reversed(stacks):
            edition = Edition(stack.folder)
            ready.editions.append(edition)
            try:
                self._add(ready, edition, stack)
            except Exception as error:  # whatever it is that a driver does when it is imported
                raise WireError(Code.DRIVERS_BROKEN, f"{type(error).__name__}: {error}"[:200]) from error
        return ready

    def _add(self, ready: Prepared, edition: Edition, stack: Stack) -> None:
        for name, found in stack.found.items():
            same = [held[name] for held in (ready.held, self._held) if name in held]
            if known := next((one for one in same if one.fingerprint == found.fingerprint), None):
                ready.held[name] = known
                continue
            lacks = lacking(edition, Path(found.path))
            driver = None if lacks else edition.driver(Path(found.path))
            if driver:
                ready.held[name] = _Held(partial(_same, driver), driver.matches, found.fingerprint, edition)
            else:
                ready.resting[name] = lacks or "no driver stands in it"

    def put(self, ready: Prepared) -> frozenset[str]:
        """Have these; the names of the drivers that differ from what was there."""
        held, changed = dict(ready.held), set(ready.held.keys() ^ self._held.keys())
        for name in held.keys() & self._held.keys():
            if held[name].fingerprint == self._held[name].fingerprint:
                held[name] = self._held[name]
            else:
                changed.add(name)
        for edition in self._leaving:
            edition.close()
        used = {one.edition for one in held.values()}
        known = [*self._editions, *ready.editions]
        self._editions = [edition for edition in known if edition in used]
        self._leaving = [edition for edition in known if edition not in used]
        self._held, self.resting = held, ready.resting
        for name in self.claims.keys() - held.keys():
            del self.claims[name]
        self.claims.update({name: one.matches for name, one in held.items()})
        return frozenset(changed)

    def _built_in(self, measured: bool) -> dict[str, _Held]:
        if measured and not self._installed:
            self._installed = self._known.fingerprints()
            self._held = {name: self._measured(name, one) for name, one in self._held.items()}
        return {
            name: self._measured(name, _Held(partial(drivers.load, name), matches, ""))
            for name, matches in self._known.claims().items()
        }

    def _measured(self, name: str, held: _Held) -> _Held:
        return _Held(held.load, held.matches, self._installed.get(name, held.fingerprint), held.edition)


def _same(driver: type[DeviceDriver]) -> type[DeviceDriver]:
    return driver
