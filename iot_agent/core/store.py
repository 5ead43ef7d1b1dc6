"""The few small files of the state folder: who the box is, and whose it is. Written whole or not at all."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import functools
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar

from .. import seal, wire
from ..errors import SettingsError, StorageError

LOOKS, GLANCE = 20, 0.05
"""Whoever looks whether an agent runs holds its lock for a moment: so often, and so many seconds apart, it is tried."""

_logger = logging.getLogger(__name__)
T = TypeVar("T")


def write(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, readable by its owner alone; a power cut leaves the old file or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """For the owner alone, if it is not there; or StorageError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}") from error


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was renamed or removed in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Pairing:
    """What the box knows of its database; `box` is the database's name for it, another one at each pairing."""

    server: str
    database: str
    box: str
    key: str
    exchange: str
    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Announced:
    """The server an unpaired box tells about itself; empty = none."""

    server: str = ""
    database: str = ""


TypedDevice: TypeAlias = wire.NetworkPrinter | wire.NetworkCamera


@dataclass(frozen=True)
class Typed:
    """Devices of the network that were typed: on the homepage, and in Odoo, whose list is of the moment `issued`."""

    homepage: tuple[TypedDevice, ...] = ()
    odoo: tuple[TypedDevice, ...] = ()
    issued: float = 0.0


@dataclass(frozen=True)
class Settled:
    """What Odoo settles for devices, as of the moment `issued`."""

    devices: tuple[wire.DeviceOptions, ...] = ()
    issued: float = 0.0


class Store:
    """The state folder. StorageError = the disk refused."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self.folder = folder
        self.journal = folder / "journal.sqlite"
        self._printers: Mapping[str, frozenset[str]] | None = None

    @functools.cached_property
    def seed(self) -> bytes:
        """The secret the box's keys come from; made at the first start."""
        if found := self._read("identity.json", _seed):
            return found
        seed = seal.new_seed()
        self._put("identity.json", {"seed": seal.b64(seed)})
        return seed

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Held while an agent runs on this folder; SettingsError if another one does."""
        with self._lock_file() as file:
            for _ in range(LOOKS):
                if _locked(file):
                    break
                time.sleep(GLANCE)
            else:
                raise SettingsError(f"{self.folder}: another agent runs on this folder")
            yield

    def _lock_file(self) -> IO[str]:
        path = self.folder / "lock"
        try:
            return path.open("a")
        except OSError as error:
            raise StorageError(f"{path} cannot be opened: {error.strerror}") from error

    def serve_at(self, url: str) -> None:
        """Let the command line find the agent that runs on this folder."""
        self._put("running.json", {"url": url})

    def running(self) -> str | None:
        """Where the agent that runs on this folder answers; None if none runs."""
        with self._lock_file() as file:
            if _locked(file):
                return None
        return self._read("running.json", lambda found: _texts(found, "url")["url"])

    def pairing(self) -> Pairing | None:
        return self._read("pairing.json", _pairing)

    def pair(self, pairing: Pairing) -> None:
        self._put("pairing.json", dataclasses.asdict(pairing))

    def unpair(self) -> None:
        remove(self.folder / "welcomed.json")
        remove(self.folder / "pairing.json")

    def welcomed(self) -> Mapping[str, str]:
        """The printers that got a status ticket since the box belongs to nobody, with the keys of the jobs."""
        found = self._read("welcomed.json", dict.items) or ()
        return {printer: key for printer, key in found if isinstance(key, str)}

    def welcome(self, printers: Mapping[str, str]) -> None:
        self._put("welcomed.json", dict(list(printers.items())[-256:]))

    def farewell(self) -> Pairing | None:
        """The database that has not been told yet that the owner took the box back."""
        return self._read("farewell.json", _pairing)

    def owe_farewell(self, pairing: Pairing) -> None:
        self._put("farewell.json", dataclasses.asdict(pairing))

    def said_farewell(self) -> None:
        remove(self.folder / "farewell.json")

    def announced(self) -> Announced | None:
        return self._read("announce.json", lambda found: Announced(**_texts(found, "server", "database")))

    def announce(self, at: Announced) -> None:
        self._put("announce.json", dataclasses.asdict(at))

    def typed(self) -> Typed:
        found = self._read("typed.json", dict) or {}
        homepage, odoo = (tuple(_typed(found.get(name))) for name in ("homepage", "odoo"))
        return Typed(homepage, odoo, _moment(found.get("issued")))

    def keep_typed(self, typed: Typed) -> None:
        lists = {name: [wire.to_json(one) for one in getattr(typed, name)] for name in ("homepage", "odoo")}
        self._put("typed.json", {**lists, "issued": typed.issued})

    def settled(self) -> Settled:
        found = self._read("options.json", dict) or {}
        return Settled(tuple(_messages(found.get("devices"), wire.DeviceOptions)), _moment(found.get("issued")))

    def settle(self, settled: Settled) -> None:
        devices = [wire.to_json(one) for one in settled.devices]
        self._put("options.json", {"devices": devices, "issued": settled.issued})

    def chosen(self) -> Mapping[str, str]:
        """The drivers that the owner chose on the homepage, by device."""
        found = self._read("chosen.json", dict.items) or ()
        return {device: driver for device, driver in found if isinstance(driver, str)}

    def choose(self, drivers: Mapping[str, str]) -> None:
        self._put("chosen.json", drivers)

    def printers(self) -> Mapping[str, frozenset[str]]:
        """What every printer is known by, the one seen last at the end."""
        if self._printers is None:
            found = self._read("printers.json", dict.items) or ()
            self._printers = {name: frozenset(map(str, marks)) for name, marks in found if isinstance(marks, list)}
        return self._printers

    def know_printers(self, memory: Mapping[str, frozenset[str]]) -> None:
        """Remember it; a folder that cannot be written costs the memory, not the printers."""
        self._printers = memory
        try:
            self._put("printers.json", {name: sorted(marks) for name, marks in memory.items()})
        except StorageError as error:
            _logger.warning("%s", error)

    def _put(self, name: str, value: Mapping[str, Any]) -> None:
        """Durable once this returns; StorageError = the old file stands."""
        try:
            write(self.folder / name, json.dumps(value).encode())
        except OSError as error:
            raise StorageError(f"{self.folder / name} cannot be written: {error.strerror or error}") from error

    def _read(self, name: str, make: Callable[[dict[str, Any]], T]) -> T | None:
        """What `make` finds in the file; one that it cannot read is put aside, so that the box still starts."""
        path = self.folder / name
        try:
            found = json.loads(path.read_bytes())
            if not isinstance(found, dict):
                raise ValueError("not an object")
            return make(found)
        except FileNotFoundError:
            return None
        except (ValueError, wire.WireError):
            _logger.error("%s cannot be read; it is put aside as %s.broken", path, path.name)
            with contextlib.suppress(OSError):
                path.replace(path.with_name(f"{path.name}.broken"))
            return None
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}") from error


def _locked(file: IO[str]) -> bool:
    """Whether nobody else has it: it is ours until the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _texts(found: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The texts of these names, and none of what another version may have put beside them; raises ValueError."""
    texts = {name: found.get(name) for name in names}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("not as it is written here")
    return {name: str(text) for name, text in texts.items()}


def _seed(found: Mapping[str, Any]) -> bytes:
    seed = seal.unb64(_texts(found, "seed")["seed"])
    seal.public_key(seed)  # raises ValueError for one of another length
    return seed


def _pairing(found: Mapping[str, Any]) -> Pairing:
    origins = found.get("origins")
    if not isinstance(origins, list) or not all(isinstance(origin, str) for origin in origins):
        raise ValueError("origins")
    return Pairing(**_texts(found, "server", "database", "box", "key", "exchange", "name"), origins=tuple(origins))


def _typed(found: Any) -> Iterator[TypedDevice]:
    return (one for one in _messages(found, wire.Message) if isinstance(one, TypedDevice))


def _messages(found: Any, cls: type[wire.M]) -> Iterator[wire.M]:
    """Those that can be read."""
    for one in found if isinstance(found, list) else ():
        with contextlib.suppress(wire.WireError):
            yield wire.from_json(one, cls)


def _moment(found: Any) -> float:
    return float(found) if isinstance(found, int | float) else 0.0
