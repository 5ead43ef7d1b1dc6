"""The bundles on the disk of the box: which is in force, which was before, and what is on trial.

A bundle is a folder that appears whole, by a rename, and is never changed. Which one is in force stands in one small
file that is replaced at once, so that at any cut there is a complete one, or the drivers of the agent itself.
"""

from __future__ import annotations

import contextlib
import json
import logging
import platform
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .. import __version__, seal, wire
from ..core import store
from ..wire import Code, WireError
from . import shipment
from .check import Found
from .edition import AGENT

LIST, FILES, FOUND, LEDGER = "list.json", "files", "found.json", "ledger.json"
STAGING = "staging-"
LASTING = (Code.DRIVERS_BROKEN, Code.DRIVERS_NO_DEVICE)
"""What is as true the next time."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ledger:
    """What holds. Names are those of folders; "" = what the agent was installed with."""

    current: str = ""
    previous: str = ""
    trial: int = 0
    """How often the agent has started with the current one since it came; 0 = it has proved itself."""
    expected: tuple[str, ...] = ()
    """The devices that were well before it came."""
    refused: str = ""
    """The list that is not tried again unless somebody forces it."""
    code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Bundle:
    """One that is whole."""

    name: str
    version: int
    folder: Path
    found: Mapping[str, Found] | None
    """Its drivers; None where another version of Python or of the agent found them."""
    own: bool = False
    """It says what the agent was installed with, file by file: there is nothing to find in it."""


class Bundles:
    """The folder of bundles in the state folder."""

    def __init__(self, folder: Path) -> None:
        store.make_folder(folder)
        self._folder = folder
        self._ledger = self._read_ledger()

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    # --- bringing one in ----------------------------------------------------------------------------------------------

    def stage(self) -> Path:
        """An empty folder to bring a bundle into."""
        return Path(tempfile.mkdtemp(dir=self._folder, prefix=STAGING))

    def fill(self, staged: Path, sealed: wire.Sealed, listed: wire.Drivers, packed: bytes) -> None:
        """The whole bundle into a staged folder, which nothing uses yet. Raises WireError."""
        shipment.unpack(listed, packed, self.files(staged))
        store.write(staged / LIST, wire.dumps(sealed).encode())

    @staticmethod
    def files(folder: Path) -> Path:
        """Where the files of a bundle stand."""
        return folder / FILES

    def adopt(self, staged: Path, sealed: wire.Sealed, version: int, found: Mapping[str, Found] | None) -> Bundle:
        """The staged bundle under its name, where it may be put in force; `found` None: the agent's own drivers."""
        name = f"{version}-{mark(sealed)[:16]}"
        if found is not None:
            self.note(staged, found)
        final = self._folder / name
        shutil.rmtree(final, ignore_errors=True)
        staged.rename(final)
        store.sync_folder(self._folder)
        return Bundle(name, version, final / FILES, found, own=found is None)

    def note(self, folder: Path, found: Mapping[str, Found]) -> None:
        """Keep what was found in a bundle, for this Python and this agent."""
        told = {"by": _me(), "found": {name: asdict(one) for name, one in found.items()}}
        with contextlib.suppress(OSError):  # it can be found again
            store.write(folder / FOUND, json.dumps(told).encode())

    # --- what holds ---------------------------------------------------------------------------------------------------

    def activate(self, name: str, expected: tuple[str, ...]) -> None:
        """From here on this one is in force, on trial. Raises OSError, and nothing has changed."""
        ledger = Ledger(current=name, previous=self._ledger.current, trial=1, expected=expected)
        self._write(ledger)
        self._ledger = ledger

    def started(self) -> None:
        """Another start while it is on trial."""
        self._keep(replace(self._ledger, trial=self._ledger.trial + 1))

    def confirm(self) -> None:
        """It has proved itself."""
        self._keep(replace(self._ledger, trial=0, expected=()))
        self.sweep()

    def take_back(self, code: Code, detail: str) -> None:
        """The one before is in force again; why the current one is not."""
        was = self._ledger
        self._ledger = Ledger(current=was.previous)
        try:
            self.refuse(self._sealed(was.current), code, detail)
        except WireError:
            self._keep(replace(self._ledger, code=code.value, detail=detail[:200]))

    def refuse(self, sealed: wire.Sealed, code: Code, detail: str) -> None:
        """Another one is not taken. One that arrives damaged may arrive whole the next time; one that does not work
        will not work then either."""
        refused = mark(sealed) if code in LASTING else ""
        self._keep(replace(self._ledger, refused=refused, code=code.value, detail=detail[:200]))

    def content(self) -> None:
        """Nothing is wrong with what is in force, and nothing better is offered."""
        if self._ledger.code:
            self._keep(replace(self._ledger, refused="", code="", detail=""))

    def forget(self) -> None:
        """The box changes hands."""
        if self._ledger != Ledger():
            self._keep(Ledger())
        self.sweep()

    def load(self, name: str, key: str) -> Bundle:
        """The bundle of that name, measured against what the database with this public key signed; or WireError."""
        folder = self._folder / name
        listed = shipment.read(key, self._sealed(name))
        shipment.check(listed, folder / FILES)
        own = shipment.stands(listed, AGENT)
        return Bundle(name, listed.version, folder / FILES, _found(folder / FOUND), own)

    def sweep(self) -> None:
        """Remove what is neither in force nor was before."""
        kept = {LEDGER, self._ledger.current, self._ledger.previous}
        for path in self._folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _sealed(self, name: str) -> wire.Sealed:
        try:
            return wire.loads((self._folder / name / LIST).read_bytes(), wire.Sealed, 2 * wire.MAX_MESSAGE)
        except OSError:
            raise WireError(Code.DRIVERS_DAMAGED, LIST) from None

    def _keep(self, ledger: Ledger) -> None:
        """On a disk that refuses, until the agent ends."""
        self._ledger = ledger
        try:
            self._write(ledger)
        except OSError as error:
            _logger.error("%s cannot be written: %s", self._folder / LEDGER, error)

    def _write(self, ledger: Ledger) -> None:
        store.write(self._folder / LEDGER, json.dumps(asdict(ledger)).encode())

    def _read_ledger(self) -> Ledger:
        """What stands there; a file that cannot be read is none, and the agent's own drivers serve."""
        try:
            told = json.loads((self._folder / LEDGER).read_bytes())
            ledger = Ledger(**{**told, "expected": tuple(told["expected"])})
        except (OSError, ValueError, TypeError, KeyError):
            return Ledger()
        return ledger if _is_name(ledger.current) and _is_name(ledger.previous) else Ledger()


def mark(sealed: wire.Sealed) -> str:
    """What tells one list from another, or from one that somebody else signed."""
    return seal.digest(f"{sealed.body}\n{sealed.signature}".encode())


def version_of(name: str) -> int:
    """The version of a bundle by the name of its folder."""
    return int(name.partition("-")[0] or 0)


def _is_name(name: object) -> bool:
    number, _, digest = name.partition("-") if isinstance(name, str) else ("x", "", "")
    return name == "" or (number.isdecimal() and number.isascii() and digest.isalnum())


def _me() -> list[str]:
    return [platform.python_version(), __version__]


def _found(path: Path) -> Mapping[str, Found] | None:
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        return {name: Found(**one) for name, one in told["found"].items()} if told["by"] == _me() else None
    except (OSError, ValueError, TypeError, KeyError):
        return None
